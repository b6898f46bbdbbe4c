"""A sum as legible figures: grids of numbers with signs between them, and lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.theme import GRID_PX
from app.tips import answers_tip
from app.views.scale import ink_colors_of, signed_colors_of

PADDING_PX = 6
WIDEST = "\N{MINUS SIGN}0.00"


@dataclass(frozen=True, eq=False)
class Grid:
    """Numbers in rows and columns, each on its colour."""

    caption: str
    values: NDArray[np.float64]  # (rows, columns)
    limit: float
    """The value of the strongest colour."""
    marked: tuple[int, int] | None = None
    """Row and column of the number that is outlined."""
    is_ink: bool = False
    """Whether it is painted as ink on paper; its values are then from 0 to 1."""

    @property
    def as_text(self) -> str:
        """All of it, for who cannot see it."""
        rows = ["  ".join(f"{number:.2f}" for number in row) for row in self.values.tolist()]
        return f"{self.caption}: " + " / ".join(rows)


@dataclass(frozen=True)
class Sign:
    """What stands between two grids, such as "×"."""

    text: str


@dataclass(frozen=True)
class Line:
    """A line of text: a name at the left, what it is at the right of that."""

    name: str
    value: str = ""
    is_strong: bool = False


@dataclass(frozen=True)
class Lines:
    """Lines of text, one below the other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Break:
    """What follows begins a row."""


Piece = Grid | Sign | Lines | Break


def number_text(value: float, *, is_short: bool = False) -> str:
    """Return a number in at most five characters, with a real minus sign; "0" for what rounds to 0.

    is_short: without the 0 before the point.
    """
    text = f"{value:.2f}" if abs(value) < 9.995 else f"{value:.1f}"
    if float(text) == 0:
        return "0"
    text = text.replace("-", "\N{MINUS SIGN}")
    return text.replace("0.", ".", 1) if is_short and abs(value) < 1 else text


class Figure(QWidget):
    """Shows pieces from left to right, in as many rows as it takes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sumFigure")
        self.setAccessibleName("The sum")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._pieces: Sequence[Piece] = ()
        self._laid_out: tuple[float, list[QRectF], float] | None = None
        self._height = 0.0
        self._measure()

    @property
    def pieces(self) -> Sequence[Piece]:
        """What is shown."""
        return self._pieces

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show these instead."""
        self._pieces = pieces
        self._laid_out = None
        self.setAccessibleDescription("; ".join(filter(None, map(_as_text, pieces))))
        if self._lay_out(self.width())[1] != self._height:
            self._height = self._lay_out(self.width())[1]
            self.updateGeometry()
        self.update()

    # Layout

    def _measure(self) -> None:
        """Measure the font; what is laid out by it is laid out anew."""
        font = theme.small(self.font())
        self._metrics = QFontMetricsF(font)
        font.setBold(True)
        self._bold_metrics = QFontMetricsF(font)
        self._laid_out = None

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _cell(self, width: float) -> tuple[float, float]:
        """Return the width and height of a number's place: so that two grids fit in a row."""
        metrics = self._metrics
        widest = metrics.horizontalAdvance(WIDEST)
        columns = max((p.values.shape[1] for p in self._pieces if isinstance(p, Grid)), default=1)
        three = (width - 2 * 2.5 * GRID_PX) / (3 * columns)
        if three >= widest + 2:
            return min(three, widest + 2 * PADDING_PX), metrics.height() + PADDING_PX
        two = (width - 2 * 2.5 * GRID_PX) / (2 * columns)
        return min(max(two, widest), widest + PADDING_PX), metrics.height() + PADDING_PX

    def _lay_out(self, width: float) -> tuple[list[QRectF], float]:
        """Return where each piece lies, and the height of all."""
        known = self._laid_out
        if known is None or known[0] != width:
            known = self._laid_out = (width, *self._place(width))
        return known[1], known[2]

    def _place(self, width: float) -> tuple[list[QRectF], float]:
        cell_width, cell_height = self._cell(width)
        line_height = self._metrics.height()
        areas: list[QRectF] = []
        x = y = row_height = 0.0
        for piece in self._pieces:
            match piece:
                case Grid():
                    rows, columns = piece.values.shape
                    size = (columns * cell_width, line_height + 2 + rows * cell_height)
                case Sign():
                    size = (2.5 * GRID_PX, line_height + 2 + 2 * cell_height)
                case Lines():
                    size = (self._lines_width(piece), len(piece.lines) * (line_height + 4))
                case Break():
                    size = (width, 0)
            if x > 0 and x + size[0] > width + 1:
                x, y, row_height = 0.0, y + row_height + GRID_PX / 2, 0.0
            if isinstance(piece, Lines) and x > 0:  # beside a grid, below the line of its caption
                size = (size[0], size[1] + line_height / 2)
            areas.append(QRectF(x, y, *size))
            x, row_height = x + size[0], max(row_height, size[1])
        return areas, y + row_height

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(self._lay_out(width)[1]) + 1

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # another width takes another height

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small(self.font()))
        for piece, area in zip(self._pieces, self._lay_out(self.width())[0], strict=True):
            if not event.region().intersects(area.toAlignedRect()):
                continue
            match piece:
                case Grid():
                    self._paint_grid(painter, piece, area)
                case Sign():
                    painter.setPen(theme.muted(self.palette()))
                    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, piece.text)
                case Lines():
                    self._paint_lines(painter, piece, area)
                case Break():
                    pass

    def _grid_cell(self, grid: Grid, area: QRectF, row: int, column: int) -> QRectF:
        rows, columns = grid.values.shape
        top = self._metrics.height() + 2
        width, height = area.width() / columns, (area.height() - top) / rows
        return QRectF(area.left() + column * width, area.top() + top + row * height, width, height)

    def _paint_grid(self, painter: QPainter, grid: Grid, area: QRectF) -> None:
        palette = self.palette()
        painter.setPen(theme.muted(palette))
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        caption = painter.fontMetrics().elidedText(
            grid.caption, Qt.TextElideMode.ElideRight, int(area.width())
        )
        painter.drawText(area, top, caption)
        flat = grid.values.ravel()
        colors = iter(
            ink_colors_of(flat, palette)
            if grid.is_ink
            else signed_colors_of(flat, grid.limit, palette)
        )
        first = self._grid_cell(grid, area, 0, 0)
        is_short = first.width() < self._metrics.horizontalAdvance(WIDEST) + PADDING_PX / 2
        for (row, column), value in np.ndenumerate(grid.values):
            cell = first.translated(column * first.width(), row * first.height())
            color = next(colors)
            painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), color)
            painter.setPen(theme.on(color) if value else _quiet(color, theme.on(color)))
            text = number_text(float(value), is_short=is_short)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(theme.faint(palette))
        last = self._grid_cell(grid, area, grid.values.shape[0] - 1, grid.values.shape[1] - 1)
        painter.drawRect(first.united(last))
        if grid.marked is not None:
            painter.setPen(QPen(theme.accent(palette), 2))
            painter.drawRect(self._grid_cell(grid, area, *grid.marked))

    def _paint_lines(self, painter: QPainter, piece: Lines, area: QRectF) -> None:
        palette = self.palette()
        strong = palette.windowText().color()
        font = painter.font()
        height = self._metrics.height() + 4
        left = self._name_width(piece) + 1.5 * GRID_PX
        for row, line in enumerate(piece.lines):
            place = QRectF(area.left(), area.top() + row * height, area.width(), height)
            if area.left():
                place.translate(GRID_PX, self._metrics.height() / 2)
            font.setBold(line.is_strong)
            painter.setFont(font)
            painter.setPen(strong if line.is_strong else theme.muted(palette))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line.name)
            painter.setPen(strong)
            place.setLeft(place.left() + left)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line.value)
        font.setBold(False)
        painter.setFont(font)

    def _name_width(self, piece: Lines) -> float:
        advance = self._bold_metrics.horizontalAdvance
        return max((advance(line.name) for line in piece.lines if line.value), default=0)

    def _lines_width(self, piece: Lines) -> float:
        advance = self._bold_metrics.horizontalAdvance
        names = max(advance(line.name) for line in piece.lines)
        values = max(advance(line.value) for line in piece.lines)
        return max(names, self._name_width(piece) + 1.5 * GRID_PX + values) + 2 * GRID_PX

    @override
    def event(self, event: QEvent) -> bool:
        return answers_tip(event, self, self._text_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        for piece, area in zip(self._pieces, self._lay_out(self.width())[0], strict=True):
            if isinstance(piece, Grid) and area.contains(at):
                for (row, column), value in np.ndenumerate(piece.values):
                    if self._grid_cell(piece, area, row, column).contains(at):
                        number = f"{value:.4f}".replace("-", "\N{MINUS SIGN}")
                        return f"{piece.caption}, row {row + 1}, column {column + 1}: {number}"
        return ""


def _quiet(fill: QColor, text: QColor) -> QColor:
    return theme.mix(fill, text, 0.4)


def _as_text(piece: Piece) -> str:
    match piece:
        case Grid():
            return piece.as_text
        case Sign():
            return piece.text
        case Break():
            return ""
        case Lines():
            return "; ".join(f"{line.name} {line.value}".strip() for line in piece.lines)
