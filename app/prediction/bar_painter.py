"""How one bar looks, wherever probabilities are shown."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPalette

from app import theme

BAR_HEIGHT_PX = 10


def paint_bar(
    painter: QPainter, row: QRectF, probability: float, palette: QPalette, *, is_likeliest: bool
) -> None:
    """Paint a probability as a round bar in its track, in the middle of a row."""
    height = min(BAR_HEIGHT_PX, row.height() - 2)
    inset, radius = (row.height() - height) / 2, height / 2
    track = row.adjusted(0, inset, 0, -inset)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.faint(palette))
    painter.drawRoundedRect(track, radius, radius)
    if probability > 0:
        bar = QRectF(track)
        bar.setWidth(track.width() * probability)
        painter.setBrush(theme.accent(palette) if is_likeliest else theme.muted(palette))
        painter.save()
        painter.setClipRect(bar)  # so that a short bar keeps the track's round end
        painter.drawRoundedRect(track, radius, radius)
        painter.restore()
