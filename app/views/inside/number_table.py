"""The network's input as what it is: 784 numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import ARROWS
from app.tips import answers_tip
from model.ink.field import FIELD
from model.insight.cell_words import describe
from model.insight.layers import INPUT, Cell, Flow

LEAST_FONT_PX, LARGEST_FONT_PX = 11, 16
BETWEEN_PX = 3
"""Between two numbers."""
LEAST_STRETCH = 50
"""Narrower digits, in percent of their width, cannot be read."""
WIDEST = "99"
ALL_INK = 99
"""The number of a px that is all ink, so that two digits do."""
LARGEST_CELL_PX = 34.0
ROW_SHARE = 0.96
"""The height of a number's place in its width."""


class NumberTable(QWidget):
    """Shows the ink of each px, from 0 for none to ALL_INK.

    Signals:
        pointed: another number is pointed at; with its Cell, or None.
    """

    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("numberTable")
        self.setAccessibleName("The 784 numbers that the network gets")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow: Flow | None = None
        self._at: Cell | None = None

    @property
    def at(self) -> Cell | None:
        """The number that is pointed at."""
        return self._at

    def show_flow(self, flow: Flow | None) -> None:
        """Show the numbers of the input, or none."""
        self._flow = flow
        self.setAccessibleDescription("" if flow is None else _as_text(flow))
        self.update()

    def point_at(self, cell: Cell | None) -> None:
        """Point at a number, or at none."""
        if cell != self._at:
            self._at = cell
            self.update()
            self.pointed.emit(cell)

    def _side(self, width: float) -> float:
        return min((width - 2) / FIELD, LARGEST_CELL_PX)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(self._side(width) * ROW_SHARE * FIELD + 2)

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 320)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # another width takes another height

    def _area(self, row: int, column: int) -> QRectF:
        side = self._side(self.width())
        return QRectF(1 + column * side, 1 + row * side * ROW_SHARE, side, side * ROW_SHARE)

    def _cell_at(self, at: QPointF) -> Cell | None:
        side = self._side(self.width())
        row, column = int((at.y() - 1) // (side * ROW_SHARE)), int((at.x() - 1) // side)
        is_inside = self._flow is not None and 0 <= row < FIELD and 0 <= column < FIELD
        return Cell(INPUT, 0, row, column) if is_inside else None

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._cell_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key not in ARROWS or self._flow is None:
            super().keyPressEvent(event)
            return
        at = self._at or Cell(INPUT, 0, FIELD // 2, FIELD // 2)
        across, down = ARROWS[key] if self._at else (0, 0)
        row, column = at.row + down, at.column + across
        self.point_at(Cell(INPUT, 0, min(max(row, 0), FIELD - 1), min(max(column, 0), FIELD - 1)))

    @override
    def event(self, event: QEvent) -> bool:
        return answers_tip(event, self, self._text_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        cell = self._cell_at(at)
        return "" if cell is None or self._flow is None else describe(self._flow, cell)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._flow is None:
            return
        painter = QPainter(self)
        palette = self.palette()
        painter.setFont(_fitting(theme.tabular(self.font()), self._side(self.width()) - BETWEEN_PX))
        nothing, ink = (
            theme.mix(theme.faint(palette), theme.muted(palette), 0.35),
            theme.ink(palette),
        )
        for row, numbers in enumerate(_numbers(self._flow)):
            for column, number in enumerate(numbers):
                painter.setPen(QColor(ink if number else nothing))
                area = self._area(row, column)
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(number))
        if self._at is not None:
            painter.setPen(theme.accent(palette))
            painter.drawRect(self._area(self._at.row, self._at.column))


def _as_text(flow: Flow) -> str:
    return "\n".join(" ".join(map(str, row)) for row in _numbers(flow))


def _numbers(flow: Flow) -> list[list[int]]:
    numbers: list[list[int]] = (flow.values[INPUT][0] * ALL_INK).round().astype(int).tolist()
    return numbers


def _fitting(font: QFont, width: float) -> QFont:
    """Return the font in which the widest number just fits: as large as can be, else narrower."""
    for px in range(LARGEST_FONT_PX, LEAST_FONT_PX - 1, -1):
        font.setPixelSize(px)
        needed = QFontMetricsF(font).horizontalAdvance(WIDEST)
        if needed <= width:
            return font
    font.setStretch(max(int(100 * width / needed), LEAST_STRETCH))
    return font
