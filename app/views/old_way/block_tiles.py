"""What each block of a pipeline makes of one image: a picture a block, from left to right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import STEPS
from app.tips import answers_tip
from app.views.old_way.needles import paint_components, paint_needles
from app.views.scale import ink_image
from model.shallow.pipeline import Step

ARROW_PX = 3 * theme.GRID_PX
LARGEST_PX, SMALLEST_PX = 256, 88
UNDERLAY = 0.2
COLUMNS = 3
"""Tiles are as large as if there were so many, at least, so that they do not jump."""


class BlockTiles(QWidget):
    """A tile a block, with its title below and an arrow to the next; arrow keys go along.

    Signals:
        block_pointed_at: with what that block did, in a sentence.
    """

    block_pointed_at = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("blockTiles")
        self.setAccessibleName("What each block makes of the drawing")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._steps: Sequence[Step] = ()
        self._current = 0
        self._largest_px = LARGEST_PX

    def set_largest(self, side_px: int) -> None:
        """Paint no picture larger than this, in px."""
        self._largest_px = min(side_px, LARGEST_PX)
        self.updateGeometry()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show what each block made."""
        titles = [one.title for one in steps]
        is_other = titles != [one.title for one in self._steps]
        self._steps = steps
        if is_other:
            self._current = len(steps) - 1
            self.updateGeometry()
        self.setAccessibleDescription(" ".join(f"{one.title}: {one.sentence}" for one in steps))
        self._say()
        self.update()

    def _say(self) -> None:
        if self._steps:
            self.block_pointed_at.emit(self._steps[self._current].sentence)

    # Where things are

    @property
    def count(self) -> int:
        """How many blocks are shown."""
        return len(self._steps)

    @property
    def _side(self) -> int:
        columns = max(len(self._steps), COLUMNS)
        room = (self.width() - (columns - 1) * ARROW_PX) // columns
        return min(max(room, SMALLEST_PX), self._largest_px)

    def tile(self, index: int) -> QRectF:
        """Return where a block's picture is."""
        side = self._side
        return QRectF(index * (side + ARROW_PX), 0, side, side)

    def _index_at(self, place: QPointF) -> int | None:
        for index in range(len(self._steps)):
            if self.tile(index).adjusted(0, 0, 0, self._title_px).contains(place):
                return index
        return None

    @property
    def _title_px(self) -> float:
        metrics = QFontMetricsF(theme.small(self.font()))
        widest = max((metrics.horizontalAdvance(one.title) for one in self._steps), default=0.0)
        return metrics.height() * (1 if widest <= self._side else 2) + 2

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, round(self._side + self._title_px))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST_PX, self.sizeHint().height())

    @override
    def resizeEvent(self, event: QEvent) -> None:
        self.updateGeometry()

    # Pointing

    def _point_at(self, index: int) -> None:
        if index != self._current:
            self._current = index
            self._say()
            self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index is not None:
            self._point_at(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self._steps:
            super().keyPressEvent(event)
        else:
            self._point_at(min(max(self._current + step, 0), len(self._steps) - 1))

    @override
    def event(self, event: QEvent) -> bool:
        return answers_tip(event, self, self._text_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        index = self._index_at(at)
        return "" if index is None else _describe(self._steps[index])

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small(self.font()))
        for index in range(len(self._steps)):
            self._paint_step(painter, index)

    def _paint_step(self, painter: QPainter, index: int) -> None:
        palette, tile, step = self.palette(), self.tile(index), self._steps[index]
        painter.fillRect(tile, theme.paper(palette))
        if step.array.ndim == 3:
            before = self._steps[index - 1].array if index else step.array
            if before.ndim == 2:  # so that one sees what the needles are of
                painter.setOpacity(UNDERLAY)
                painter.drawImage(tile, ink_image(before, palette))
                painter.setOpacity(1)
            paint_needles(painter, tile, step.array, palette)
        elif step.array.ndim == 2:
            painter.drawImage(tile, ink_image(step.array, palette))
        else:
            paint_components(painter, tile, step.array, palette)
        is_current = index == self._current and self.hasFocus()
        color = theme.accent(palette) if is_current else theme.faint(palette)
        painter.setPen(QPen(color, 2 if is_current else 1))
        painter.drawRect(tile.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(theme.muted(palette))
        below = QRectF(tile.left(), tile.bottom() + 2, tile.width(), self._title_px)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(below, flags, step.title)
        if index + 1 < len(self._steps):
            x, y = tile.right() + ARROW_PX / 2, tile.center().y()
            arrow = QRectF(x - ARROW_PX / 2, y - 12, ARROW_PX, 24)
            painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, "→")


def _describe(step: Step) -> str:
    shape = " x ".join(map(str, step.array.shape))
    return f"{step.title}, {shape} numbers: {step.sentence}"
