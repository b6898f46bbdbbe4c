"""The confusion matrix: what is labelled how, and what it was read as."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from app import theme
from model.insight.mistakes import Mistakes, describe_cell

LEAST_CELL_PX = (22.0, 17.0)
MOST_CELL_PX = (88.0, 80.0)
ROOMY_PX = 28.0
"""In cells that are higher the writing grows with them, at most LARGEST times."""
LARGEST = 2.0
NAME_PX, NAME_SHARE = 64, 0.2
"""How wide the name of a class may be beside its row: so many px, or this share of the width."""
ZOOM_STEP = 1.25
ZOOMS = (0.2, 4.0)
FAINTEST = 0.16
"""How much of the accent a single mistake has."""

Cell = tuple[int, int]
"""The indices of a label, which is a row, and of what was predicted, which is a column."""


def mistake_color(share: float, palette: QPalette) -> QColor:
    """Return the colour of a number of mistakes; share: of the largest number, above 0."""
    strength = FAINTEST + (1 - FAINTEST) * math.sqrt(share)
    return theme.mix(theme.paper(palette), theme.accent(palette), strength)


class ConfusionMatrix(QAbstractScrollArea):
    """Counts as colours and numbers; names stay in sight while it scrolls.

    Arrow keys and the mouse point at a cell; Enter or a click chooses it. Plus, minus and 0, or
    Ctrl and the wheel, zoom.

    Signals:
        cell_pointed_at: with the sentence that the cell stands for, or "" for none.
        cell_chosen: one that has something in it; with the indices of label and prediction.
    """

    cell_pointed_at = Signal(str)
    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusionMatrix")
        self.setAccessibleName("Confusion matrix")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._mistakes: Mistakes | None = None
        self._most = 1  # the largest number of mistakes in a cell
        self._current: Cell | None = None
        self._hovered: Cell | None = None
        self._zoom = 1.0

    def show_mistakes(self, mistakes: Mistakes | None) -> None:
        """Show what was measured, or nothing."""
        is_like = (
            mistakes is not None
            and self._mistakes is not None
            and mistakes.evaluation.classes == self._mistakes.evaluation.classes
        )
        self._mistakes, self._hovered = mistakes, None
        if not is_like:
            self._current, self._zoom = None, 1.0
        if mistakes is not None:
            commonest = mistakes.commonest()
            self._most = mistakes.count(*commonest) if commonest else 1
        self.setAccessibleDescription("")
        self._fit()
        self.viewport().update()

    @property
    def most(self) -> int:
        """The largest number of mistakes in a cell, which has the full colour; at least 1."""
        return self._most

    @property
    def is_seen_whole(self) -> bool:
        """Whether there is room for all of it."""
        return not (self.horizontalScrollBar().maximum() or self.verticalScrollBar().maximum())

    @property
    def current(self) -> Cell | None:
        """The cell that was chosen or moved to last."""
        return self._current

    # Where things are, in px of the whole matrix or of the viewport

    @property
    def _count(self) -> int:
        return 0 if self._mistakes is None else len(self._mistakes.evaluation.classes)

    def _font(self) -> QFont:
        """Return the font of names and numbers, larger where there is room."""
        font = theme.small(self.font())
        room = (self.viewport().height() - 2 * LEAST_CELL_PX[1]) / max(self._count, 1)
        height = min(max(room, LEAST_CELL_PX[1]), MOST_CELL_PX[1]) * self._zoom
        font.setPointSizeF(font.pointSizeF() * min(max(height / ROOMY_PX, 1), LARGEST))
        return font

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._font())

    def _head(self) -> tuple[float, float]:
        """Return the width of the rows' names and the height of the columns'."""
        metrics = self._metrics()
        assert self._mistakes is not None
        widest = max(map(metrics.horizontalAdvance, self._mistakes.evaluation.classes))
        return min(
            widest, max(NAME_PX, NAME_SHARE * self.viewport().width())
        ) + theme.GRID_PX * 1.5, metrics.height() + 4

    def _cell_size(self) -> tuple[float, float]:
        head = self._head()
        room = (self.viewport().width(), self.viewport().height())
        width, height = (
            min(max((room[axis] - head[axis]) / self._count, LEAST_CELL_PX[axis]), most)
            for axis, most in enumerate(MOST_CELL_PX)
        )
        return width * self._zoom, height * self._zoom

    def _fit(self) -> None:
        """Let the scroll bars reach over the whole matrix."""
        if self._mistakes is None:
            self.horizontalScrollBar().setRange(0, 0)
            self.verticalScrollBar().setRange(0, 0)
            return
        head, cell = self._head(), self._cell_size()
        for axis, (bar, room) in enumerate(
            (
                (self.horizontalScrollBar(), self.viewport().width()),
                (self.verticalScrollBar(), self.viewport().height()),
            )
        ):
            whole = head[axis] + cell[axis] * self._count
            bar.setRange(0, max(0, math.ceil(whole - room - 0.5)))
            bar.setPageStep(room)
            bar.setSingleStep(round(cell[axis]))

    def cell_rect(self, label: int, predicted: int) -> QRectF:
        """Return where a cell is in the viewport."""
        head, (width, height) = self._head(), self._cell_size()
        return QRectF(
            head[0] + predicted * width - self.horizontalScrollBar().value(),
            head[1] + label * height - self.verticalScrollBar().value(),
            width,
            height,
        )

    def _cell_at(self, at: QPointF) -> Cell | None:
        if self._mistakes is None:
            return None
        head, (width, height) = self._head(), self._cell_size()
        if at.x() < head[0] or at.y() < head[1]:
            return None
        predicted = int((at.x() - head[0] + self.horizontalScrollBar().value()) // width)
        label = int((at.y() - head[1] + self.verticalScrollBar().value()) // height)
        return (label, predicted) if max(label, predicted) < self._count else None

    # Pointing and choosing

    def describe(self, cell: Cell | None) -> str:
        """Return the sentence that a cell stands for."""
        if cell is None or self._mistakes is None:
            return ""
        return describe_cell(self._mistakes, *cell)

    def _point_at(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cell_pointed_at.emit(self.describe(cell or self._current))
            self.viewport().update()

    def _move_to(self, cell: Cell) -> None:
        self._current = cell
        self._hovered = None
        self.setAccessibleDescription(self.describe(cell))
        self.cell_pointed_at.emit(self.describe(cell))
        self._bring_into_sight(cell)
        self.viewport().update()

    def _bring_into_sight(self, cell: Cell) -> None:
        head, rect = self._head(), self.cell_rect(*cell)
        for bar, low, high, begin, room in (
            (
                self.horizontalScrollBar(),
                rect.left(),
                rect.right(),
                head[0],
                self.viewport().width(),
            ),
            (
                self.verticalScrollBar(),
                rect.top(),
                rect.bottom(),
                head[1],
                self.viewport().height(),
            ),
        ):
            if low < begin:
                bar.setValue(math.floor(bar.value() + low - begin))
            elif high > room:
                bar.setValue(math.ceil(bar.value() + high - room))

    def _choose(self, cell: Cell) -> None:
        if self._mistakes is not None and self._mistakes.count(*cell):
            self.cell_chosen.emit(*cell)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._cell_at(event.position()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self._move_to(cell)
            self._choose(cell)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        zooms = {
            Qt.Key.Key_Plus: self._zoom * ZOOM_STEP,
            Qt.Key.Key_Equal: self._zoom * ZOOM_STEP,
            Qt.Key.Key_Minus: self._zoom / ZOOM_STEP,
            Qt.Key.Key_0: 1.0,
        }
        key = Qt.Key(event.key())
        if self._mistakes is None:
            super().keyPressEvent(event)
        elif key in steps:
            if self._current is None:
                self._move_to(self._mistakes.commonest() or (0, 0))
                return
            row, column = (
                min(max(at + step, 0), self._count - 1)
                for at, step in zip(self._current, steps[key], strict=True)
            )
            self._move_to((row, column))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self._choose(self._current)
        elif key in zooms:
            self._zoom_to(zooms[key])
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_to(self._zoom * ZOOM_STEP ** (event.angleDelta().y() / 120))
        else:
            super().wheelEvent(event)

    def _zoom_to(self, zoom: float) -> None:
        self._zoom = min(max(zoom, ZOOMS[0]), ZOOMS[1])
        self._fit()
        if self._current is not None:
            self._bring_into_sight(self._current)
        self.viewport().update()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cell_at(QPointF(event.pos()))
            text = self.describe(cell)
            QToolTip.showText(event.globalPos(), theme.as_tooltip(text) if text else "", self)
            return True
        if event.type() is QEvent.Type.Leave:
            self._point_at(None)
        return super().viewportEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self.cell_pointed_at.emit(self.describe(self._hovered or self._current))

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 260)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, 96)

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._mistakes is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        head = self._head()
        seen = QRectF(self.viewport().rect()).adjusted(head[0], head[1], 0, 0)
        rows, columns = self._seen(seen)
        painter.save()
        painter.setClipRect(seen)
        for row in rows:
            for column in columns:
                self._paint_cell(painter, row, column)
        self._paint_outlines(painter)
        painter.restore()
        self._paint_names(painter, rows, columns)

    def _seen(self, area: QRectF) -> tuple[range, range]:
        """Return the rows and the columns of which something is seen."""
        first = self._cell_at(area.topLeft()) or (0, 0)
        width, height = self._cell_size()
        rows = range(first[0], min(first[0] + int(area.height() // height) + 2, self._count))
        columns = range(first[1], min(first[1] + int(area.width() // width) + 2, self._count))
        return rows, columns

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        assert self._mistakes is not None
        palette, count = self.palette(), self._mistakes.count(row, column)
        rect = self.cell_rect(row, column)
        gap = 0.5 if min(rect.width(), rect.height()) > 8 else 0.0
        inner = rect.adjusted(gap, gap, -gap, -gap)
        is_right = row == column
        if is_right or not count:
            color = theme.mix(
                palette.window().color(), palette.windowText().color(), 0.12 if is_right else 0.035
            )
            text = theme.muted(palette)
        else:
            share = count / self._most
            color = mistake_color(share, palette)
            text = theme.paper(palette) if share > 0.3 else palette.windowText().color()
        painter.fillRect(inner, color)
        if count and _fits(painter, f"{count:,}", rect):
            painter.setPen(text)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"{count:,}")

    def _paint_outlines(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._current is not None:
            width = 2.0 if self.hasFocus() else 1.5
            painter.setPen(QPen(self.palette().windowText().color(), width))
            rect = self.cell_rect(*self._current)
            inset = 1 if rect.height() > 4 * width else -width
            painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))
        if self._hovered is not None and self._hovered != self._current:
            painter.setPen(QPen(theme.muted(self.palette()), 1))
            painter.drawRect(self.cell_rect(*self._hovered).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_names(self, painter: QPainter, rows: range, columns: range) -> None:
        assert self._mistakes is not None
        classes, head, metrics = self._mistakes.evaluation.classes, self._head(), self._metrics()
        marked = self._hovered or self._current or (-1, -1)
        size = QRectF(self.viewport().rect())
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight

        def write(rect: QRectF, name: str, is_marked: bool, flags: Qt.AlignmentFlag) -> None:
            if rect.height() < metrics.ascent() - 2 or rect.width() < 6:
                return
            palette = self.palette()
            painter.setPen(palette.windowText().color() if is_marked else theme.muted(palette))
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, flags, elided)

        painter.save()
        painter.setClipRect(QRectF(0, head[1], head[0], size.height()))
        for row in rows:
            cell = self.cell_rect(row, 0)
            place = QRectF(0, cell.top(), head[0] - theme.GRID_PX / 2, cell.height())
            write(place, classes[row], row == marked[0], right)
        painter.setClipRect(QRectF(head[0], 0, size.width(), head[1]))
        for column in columns:
            cell = self.cell_rect(0, column)
            place = QRectF(cell.left(), 0, cell.width(), head[1])
            write(place, classes[column], column == marked[1], Qt.AlignmentFlag.AlignCenter)
        painter.restore()


def _fits(painter: QPainter, text: str, rect: QRectF) -> bool:
    metrics = QFontMetricsF(painter.font())
    return (
        metrics.horizontalAdvance(text) + 2 <= rect.width()
        and metrics.ascent() - 1 <= rect.height()
    )


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
        return "1", f"{self._most:,} misread"

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(theme.small(self.font()))
        width = sum(map(metrics.horizontalAdvance, self._ends())) + 56 + 2 * theme.GRID_PX
        return QSize(math.ceil(width), math.ceil(metrics.height()))

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
            share = (x - left) / max(right - left, 1)
            color = mistake_color((1 + share * (self._most - 1)) / self._most, palette)
            painter.fillRect(QRectF(x, 3, 1, self.height() - 6), color)
