"""How the brackets of a number look on the pad. Not imported before a number is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen, QPolygonF, QRegion

from app import theme
from app.pad.brackets import Bracket

TICK_PX = 4
"""How high a bracket's ends are; in logical px."""
LINE_PX, FOCUS_LINE_PX = 1.25, 2.5
PAINTED_MARGIN_PX = 8
"""A label may be wider than its bracket."""


class Mark(NamedTuple):
    """One bracket as it is painted."""

    bracket: Bracket
    text: str
    is_focus: bool = False
    is_unsure: bool = False


class BracketPainter:
    """Paints brackets over a pad's page, whenever the pad is painted."""

    def __init__(self, marks: Sequence[Mark], font: QFont, scale: float) -> None:
        """font: of the widget; scale: logical px in each pad px."""
        self.marks = tuple(marks)
        self._font = theme.small(font)
        self._scale = scale

    def paint(self, painter: QPainter, region: QRegion, palette: QPalette) -> None:
        """Paint those that lie in a region, on paper; all in logical px."""
        self._paint(painter, region, theme.muted(palette), theme.accent(palette))

    def paint_on_picture(self, painter: QPainter, region: QRegion, *, is_dark: bool) -> None:
        """Paint those that lie in a region, on a picture; is_dark: whether its paper is."""
        ground = QColor(Qt.GlobalColor.black if is_dark else Qt.GlobalColor.white)
        plain = theme.mix(ground, theme.on(ground), 0.66)
        self._paint(painter, region, plain, theme.accent_on(is_dark=is_dark))

    def _paint(self, painter: QPainter, region: QRegion, plain: QColor, accent: QColor) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self.marks:
            if region.intersects(self.box(mark)):
                self._paint_mark(painter, mark, accent if mark.is_focus else plain)
        painter.restore()

    def _paint_mark(self, painter: QPainter, mark: Mark, color: QColor) -> None:
        strip, is_above = self._strip(mark), mark.bracket.is_above
        line = strip.bottom() if is_above else strip.top()
        ends = line + TICK_PX if is_above else line - TICK_PX
        pen = QPen(color, FOCUS_LINE_PX if mark.is_focus else LINE_PX)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        corners = [(strip.left(), ends), (strip.left(), line), (strip.right(), line)]
        painter.drawPolyline(QPolygonF([QPointF(*at) for at in (*corners, (strip.right(), ends))]))
        font = QFont(self._font)
        font.setBold(mark.is_focus)
        painter.setFont(font)
        text = f"{mark.text}?" if mark.is_unsure else mark.text
        room = strip.adjusted(-PAINTED_MARGIN_PX, 0, PAINTED_MARGIN_PX, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _strip(self, mark: Mark) -> QRectF:
        strip = mark.bracket.strip
        return QRectF(strip.topLeft() * self._scale, strip.size() * self._scale)

    def box(self, mark: Mark) -> QRect:
        """Return the part of the widget that a mark changes; in logical px."""
        margin = PAINTED_MARGIN_PX
        return self._strip(mark).adjusted(-margin, -margin, margin, margin).toAlignedRect()


def changed_boxes(before: BracketPainter | None, after: BracketPainter | None) -> Iterator[QRect]:
    """Yield the parts of the widget that look different with other brackets."""
    for one, other in ((before, after), (after, before)):
        if one is not None:
            same = other.marks if other is not None else ()
            yield from (one.box(mark) for mark in one.marks if mark not in same)
