"""The confusion matrix: what is labelled how, and what it was read as."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import RETURN, is_offered
from app.tips import answers_tip
from app.views.matrix_geometry import Cell, MatrixGeometry
from app.views.matrix_painter import MatrixPainter
from model.insight.mistakes import Mistakes, describe_cell

LEAST_CELL_PX = (22.0, 17.0)
MOST_CELL_PX = (88.0, 80.0)
ROOMY_PX = 28.0
"""In cells that are higher the writing grows with them, at most LARGEST times."""
LARGEST = 2.0
NAME_PX, NAME_SHARE = 64, 0.2
"""How wide the name of a class may be beside its row: so many px, or this share of the width."""
COLUMN_NAME_PX = 44.0
"""So much of a long name is to be read above its column."""
ZOOM_STEP = 1.25
ZOOMS = (0.2, 4.0)
STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
ZOOM_FACTORS = {
    Qt.Key.Key_Plus: ZOOM_STEP,
    Qt.Key.Key_Equal: ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / ZOOM_STEP,
}
KEYS = frozenset((*STEPS, *ZOOM_FACTORS, *RETURN, Qt.Key.Key_0))


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
        self._cells: QPixmap | None = None  # as they are painted, without what points at one
        self._cells_look: object = None  # on what that depends, but for the mistakes

    def show_mistakes(self, mistakes: Mistakes | None) -> None:
        """Show what was measured, or nothing."""
        is_like = (
            mistakes is not None
            and self._mistakes is not None
            and mistakes.evaluation.classes == self._mistakes.evaluation.classes
        )
        self._mistakes, self._hovered, self._cells = mistakes, None, None
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

    # Where things are

    @property
    def _count(self) -> int:
        return 0 if self._mistakes is None else len(self._mistakes.evaluation.classes)

    def _font(self) -> QFont:
        """Return the font of names and numbers, larger where there is room."""
        font = theme.small(self.font())
        room = (self.viewport().height() - 2 * LEAST_CELL_PX[1]) / max(self._count, 1)
        height = min(max(room, LEAST_CELL_PX[1]), MOST_CELL_PX[1])
        width = min(self.viewport().width() / (self._count + 1), MOST_CELL_PX[0])
        factor = min(height / ROOMY_PX, width / (self._widest_name(font) + 4)) * self._zoom
        return theme.scaled(font, min(max(factor, 1), LARGEST))

    def _widest_name(self, font: QFont) -> float:
        assert self._mistakes is not None
        return max(map(QFontMetricsF(font).horizontalAdvance, self._mistakes.evaluation.classes))

    def _geometry(self) -> MatrixGeometry:
        assert self._mistakes is not None
        font = self._font()
        metrics, room = QFontMetricsF(font), self.viewport().size().toSizeF()
        name = min(self._widest_name(font), max(NAME_PX, NAME_SHARE * room.width()))
        head = QSizeF(name + 1.5 * theme.GRID_PX, metrics.height() + 4)
        fitting = (room - head) / self._count
        least_px = max(LEAST_CELL_PX[0], min(self._widest_name(font) + 4, COLUMN_NAME_PX))
        least = QSizeF(least_px, LEAST_CELL_PX[1])
        cell = fitting.expandedTo(least).boundedTo(QSizeF(*MOST_CELL_PX))
        scrolled = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        return MatrixGeometry(self._count, head, cell * self._zoom, room, scrolled)

    def _fit(self) -> None:
        """Let the scroll bars reach over the whole matrix."""
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        if self._mistakes is None:
            for bar in bars:
                bar.setRange(0, 0)
            return
        geometry = self._geometry()
        beyond, cell, room = geometry.beyond, geometry.cell, geometry.room
        for bar, rest, step, page in (
            (bars[0], beyond.width(), cell.width(), room.width()),
            (bars[1], beyond.height(), cell.height(), room.height()),
        ):
            bar.setRange(0, max(math.ceil(rest - 0.5), 0))
            bar.setSingleStep(round(step))
            bar.setPageStep(round(page))

    def cell_rect(self, label: int, predicted: int) -> QRectF:
        """Return where a cell is in the viewport."""
        return self._geometry().rect(label, predicted)

    def _cell_at(self, at: QPointF) -> Cell | None:
        return None if self._mistakes is None else self._geometry().cell_at(at)

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
        way = self._geometry().way_into_sight(cell)
        for bar, further in (
            (self.horizontalScrollBar(), way.x()),
            (self.verticalScrollBar(), way.y()),
        ):
            bar.setValue(bar.value() + (math.ceil(further) if further > 0 else math.floor(further)))

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
        event.accept()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and cell is not None and cell == self._current:
            self._choose(cell)
        event.accept()

    @override
    def event(self, event: QEvent) -> bool:
        # Else 0 would label the drawing on the pad.
        if is_offered(event, KEYS) and self._mistakes is not None:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._mistakes is None:
            super().keyPressEvent(event)
        elif key in STEPS:
            if self._current is None:
                self._move_to(self._mistakes.commonest() or (0, 0))
                return
            row, column = (
                min(max(at + step, 0), self._count - 1)
                for at, step in zip(self._current, STEPS[key], strict=True)
            )
            self._move_to((row, column))
        elif key in RETURN and self._current is not None:
            self._choose(self._current)
        elif key in ZOOM_FACTORS:
            self._zoom_to(self._zoom * ZOOM_FACTORS[key])
        elif key is Qt.Key.Key_0:
            self._zoom_to(1.0)
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
        if event.type() is QEvent.Type.Leave:
            self._point_at(None)
        return answers_tip(event, self, self._text_at) or super().viewportEvent(event)

    def _text_at(self, at: QPointF) -> str:
        return self.describe(self._cell_at(at))

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

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._mistakes is None:
            return
        font, geometry = self._font(), self._geometry()

        def matrix_on(painter: QPainter, mistakes: Mistakes) -> MatrixPainter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font)
            return MatrixPainter(painter, self.palette(), geometry, mistakes, self._most)

        # There may be thousands of cells: they are painted anew only where they have changed.
        ratio = self.devicePixelRatioF()
        look = (geometry, font, self.palette().cacheKey(), ratio)
        if self._cells is None or look != self._cells_look:
            self._cells, self._cells_look = QPixmap(self.viewport().size() * ratio), look
            self._cells.setDevicePixelRatio(ratio)
            self._cells.fill(Qt.GlobalColor.transparent)
            on_cells = QPainter(self._cells)
            matrix_on(on_cells, self._mistakes).paint_cells()
            on_cells.end()
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._cells)
        matrix = matrix_on(painter, self._mistakes)
        matrix.paint_marks(self._current, self._hovered, has_focus=self.hasFocus())
