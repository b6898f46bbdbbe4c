"""How the confusion matrix looks: mistakes in the accent, what is right in grey."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.views.matrix_geometry import Cell, MatrixGeometry
from model.insight.mistakes import Mistakes

FAINTEST = 0.16
"""How much of the accent a single mistake has."""
LIGHT_TEXT_FROM = 0.3
"""From this share of the most mistakes on, a number is written in the colour of paper."""
GAP_FROM_PX = 8
"""Larger cells have a gap between them."""
LEGEND_BAR_PX = 56


def mistake_color(share: float, palette: QPalette) -> QColor:
    """Return the colour of a number of mistakes; share: of the largest number, above 0."""
    strength = FAINTEST + (1 - FAINTEST) * math.sqrt(share)
    return theme.mix(theme.paper(palette), theme.accent(palette), strength)


class _Look(NamedTuple):
    color: QColor
    text: str
    text_color: QColor
    text_width: float


class MatrixPainter:
    """Paints one matrix; only what is seen."""

    def __init__(
        self,
        painter: QPainter,
        palette: QPalette,
        geometry: MatrixGeometry,
        mistakes: Mistakes,
        most: int,
    ) -> None:
        """most: the number of mistakes that has the full colour."""
        self._painter, self._palette = painter, palette
        self._geometry, self._mistakes, self._most = geometry, mistakes, most
        self._muted = theme.muted(palette)
        self._metrics = QFontMetricsF(painter.font())
        self._rows, self._columns = geometry.seen()
        self._looks: dict[tuple[int, bool], _Look] = {}

    def paint_cells(self) -> None:
        """Paint colours and numbers."""
        geometry = self._geometry
        width, height = geometry.cell.width(), geometry.cell.height()
        gap = 0.5 if min(width, height) > GAP_FROM_PX else 0.0
        shows_numbers = self._metrics.ascent() - 1 <= height
        lefts = [(column, geometry.rect(0, column).left()) for column in self._columns]
        self._painter.save()
        self._painter.setClipRect(geometry.cells_area)
        for row in self._rows:
            top = geometry.rect(row, 0).top()
            for column, left in lefts:
                look = self._look(self._mistakes.count(row, column), is_right=row == column)
                inner = QRectF(left + gap, top + gap, width - 2 * gap, height - 2 * gap)
                self._painter.fillRect(inner, look.color)
                if look.text and shows_numbers and look.text_width + 2 <= width:
                    self._painter.setPen(look.text_color)
                    place = QRectF(left, top, width, height)
                    self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, look.text)
        self._painter.restore()

    def paint_marks(self, current: Cell | None, hovered: Cell | None, *, has_focus: bool) -> None:
        """Paint outlines and names."""
        self._painter.save()
        self._painter.setClipRect(self._geometry.cells_area)
        if current is not None:
            color = self._palette.windowText().color()
            self._outline(current, QPen(color, 2.0 if has_focus else 1.5))
        if hovered is not None and hovered != current:
            self._outline(hovered, QPen(self._muted, 1))
        self._painter.restore()
        self._paint_names(hovered or current or (-1, -1))

    def _look(self, count: int, *, is_right: bool) -> _Look:
        """Return how a cell with a count looks; the same for all such, since many are alike."""
        look = self._looks.get((count, is_right))
        if look is None:
            look = self._looks[count, is_right] = self._find_look(count, is_right=is_right)
        return look

    def _find_look(self, count: int, *, is_right: bool) -> _Look:
        palette = self._palette
        if is_right or not count:
            strength = 0.12 if is_right else 0.035
            color = theme.mix(palette.window().color(), palette.windowText().color(), strength)
            text_color = self._muted
        else:
            share = count / self._most
            color = mistake_color(share, palette)
            is_dark_cell = share > LIGHT_TEXT_FROM
            text_color = theme.paper(palette) if is_dark_cell else palette.windowText().color()
        text = f"{count:,}" if count else ""
        return _Look(color, text, text_color, self._metrics.horizontalAdvance(text))

    def _outline(self, cell: Cell, pen: QPen) -> None:
        rect, width = self._geometry.rect(*cell), pen.widthF()
        # Inside the cell, unless that would fill it.
        inset = width / 2 if rect.height() > 4 * width else -width
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))

    def _paint_names(self, marked: Cell) -> None:
        classes, geometry = self._mistakes.evaluation.classes, self._geometry
        head, area = geometry.head, geometry.cells_area
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        self._painter.save()
        self._painter.setClipRect(QRectF(0, head.height(), head.width(), area.height()))
        for row in self._rows:
            cell = geometry.rect(row, 0)
            place = QRectF(0, cell.top(), head.width() - theme.GRID_PX / 2, cell.height())
            self._write(place, classes[row], right, is_marked=row == marked[0])
        self._painter.setClipRect(QRectF(head.width(), 0, area.width(), head.height()))
        for column in self._columns:
            cell = geometry.rect(0, column)
            place = QRectF(cell.left(), 0, cell.width(), head.height())
            middle = Qt.AlignmentFlag.AlignCenter
            self._write(place, classes[column], middle, is_marked=column == marked[1])
        self._painter.restore()

    def _write(self, place: QRectF, name: str, flags: Qt.AlignmentFlag, *, is_marked: bool) -> None:
        if place.height() < self._metrics.ascent() - 2 or place.width() < 6:
            return
        self._painter.setPen(self._palette.windowText().color() if is_marked else self._muted)
        elided = self._metrics.elidedText(name, Qt.TextElideMode.ElideRight, place.width())
        self._painter.drawText(place, flags, elided)


class MistakeLegend(QWidget):
    """The colours of the matrix, with the numbers at their ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_most(1)

    def show_most(self, most: int) -> None:
        """Show the colours of 1 to so many mistakes."""
        self._most = most
        text = f"Colours: from 1 misread drawing to {most:,}; grey was read as it is labelled"
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def _ends(self) -> tuple[str, str]:
        return ("1", f"{self._most:,} misread") if self._most > 1 else ("", "1 misread")

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(theme.small(self.font()))
        width = sum(map(metrics.horizontalAdvance, self._ends())) + LEGEND_BAR_PX
        return QSize(math.ceil(width + 2 * theme.GRID_PX), math.ceil(metrics.height()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small(self.font()))
        metrics = QFontMetricsF(painter.font())
        palette, (low, high) = self.palette(), self._ends()
        painter.setPen(theme.muted(palette))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, high)
        left = metrics.horizontalAdvance(low) + theme.GRID_PX
        right = self.width() - metrics.horizontalAdvance(high) - theme.GRID_PX
        for x in range(round(left), round(right)):
            share = min(max((x - left) / max(right - left, 1), 0), 1)
            color = mistake_color((1 + share * (self._most - 1)) / self._most, palette)
            painter.fillRect(QRectF(x, 3, 1, self.height() - 6), color)
