"""How one bar looks, wherever probabilities are shown."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette

from app import theme

BAR_HEIGHT_PX = 10
LEAST_PX = 0.125
"""Shorter bars are not seen."""


class BarColors(NamedTuple):
    """The colours of a palette that bars are painted in; found once for many of them."""

    text: QColor
    muted: QColor
    track: QColor
    accent: QColor

    @classmethod
    def of(cls, palette: QPalette) -> BarColors:
        """Return the colours of a palette."""
        text = palette.windowText().color()
        return cls(text, theme.muted(palette), theme.faint(palette), theme.accent(palette))


def paint_bar(
    painter: QPainter, row: QRectF, length_px: float, colors: BarColors, *, is_likeliest: bool
) -> None:
    """Paint a round bar of a length in its track, in the middle of a row."""
    height = min(BAR_HEIGHT_PX, row.height() - 2)
    inset, radius = (row.height() - height) / 2, height / 2
    track = row.adjusted(0, inset, 0, -inset)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.track)
    painter.drawRoundedRect(track, radius, radius)
    if length_px >= LEAST_PX:
        painter.setBrush(colors.accent if is_likeliest else colors.muted)
        # Clipped, so that a short bar keeps the track's round end.
        painter.setClipRect(QRectF(track.left(), track.top(), length_px, height))
        painter.drawRoundedRect(track, radius, radius)
        painter.setClipping(False)
