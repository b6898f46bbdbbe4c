"""Where the layers lie in the graph: geometry without a widget. All in px of the graph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.theme import GRID_PX
from model.insight.fields import Span
from model.insight.layers import (
    CONV1,
    CONV2,
    HIDDEN,
    INPUT,
    LOGITS,
    POOL1,
    POOL2,
    SOFTMAX,
    Cell,
    Layer,
)

WIDE_FROM_PX = 760
"""From this width on, a convolution and its pooling lie side by side."""
GAP_PX = 2.0
BETWEEN_PX = 2.0 * GRID_PX
LARGEST_UNIT_PX = 20.0
MIN_CLASS_PX, MAX_CLASS_PX = 36.0, 64.0
LOGIT_LINES, SHARE_LINES = 1.5, 2.7
"""Heights of the classes' cells, in lines of text."""
MAX_CLASSES_WITH_TEXT = 64
CLASS_SIDE_PX = 10.0
"""Of more classes the cells hold no text, and are this large."""


@dataclass(frozen=True)
class Block:
    """A layer's maps as tiles in rows, below a title."""

    layer: Layer
    left: float
    top: float
    columns: int
    cell_width: float
    cell_height: float
    title: QRectF
    has_text: bool = False
    """Whether its cells are large enough for names and numbers."""
    gap: float = GAP_PX

    @property
    def rows(self) -> int:
        """How many rows of tiles there are."""
        return math.ceil(self.layer.shape[0] / self.columns)

    @property
    def tile_width(self) -> float:
        """The width of one map."""
        return self.layer.shape[2] * self.cell_width

    @property
    def tile_height(self) -> float:
        """The height of one map."""
        return self.layer.shape[1] * self.cell_height

    @property
    def area(self) -> QRectF:
        """All tiles."""
        width = self.columns * (self.tile_width + self.gap) - self.gap
        height = self.rows * (self.tile_height + self.gap) - self.gap
        return QRectF(self.left, self.top, width, height)

    def span(self, channel: int, span: Span) -> QRectF:
        """Return where cells of a map lie."""
        row, column = divmod(channel, self.columns)
        return QRectF(
            self.left + column * (self.tile_width + self.gap) + span.left * self.cell_width,
            self.top + row * (self.tile_height + self.gap) + span.top * self.cell_height,
            (span.right - span.left) * self.cell_width,
            (span.bottom - span.top) * self.cell_height,
        )

    def tile(self, channel: int) -> QRectF:
        """Return where a map lies."""
        return self.span(channel, Span(0, 0, self.layer.shape[2], self.layer.shape[1]))

    def cell(self, cell: Cell) -> QRectF:
        """Return where a cell lies."""
        return self.span(cell.channel, Span(cell.column, cell.row, cell.column + 1, cell.row + 1))

    def cell_at(self, at: QPointF) -> Cell | None:
        """Return the cell at a point, or None between them."""
        x, y = at.x() - self.left, at.y() - self.top
        column, row = (
            int(x // (self.tile_width + self.gap)),
            int(y // (self.tile_height + self.gap)),
        )
        x -= column * (self.tile_width + self.gap)
        y -= row * (self.tile_height + self.gap)
        cell = Cell(
            self.layer.name,
            row * self.columns + column,
            int(y // self.cell_height),
            int(x // self.cell_width),
        )
        return cell if 0 <= column < self.columns and self.layer.holds(cell) else None

    def moved(self, cell: Cell, across: int, down: int) -> Cell | None:
        """Return the cell so many cells to the right and below, in whichever map that is."""
        _, rows, columns = self.layer.shape
        tile_row, tile_column = divmod(cell.channel, self.columns)
        x, y = tile_column * columns + cell.column + across, tile_row * rows + cell.row + down
        if not (0 <= x < self.columns * columns and 0 <= y < self.rows * rows):
            return None
        channel = y // rows * self.columns + x // columns
        found = Cell(self.layer.name, channel, y % rows, x % columns)
        return found if self.layer.holds(found) else None

    def nearest(self, at: QPointF) -> Cell:
        """Return the cell nearest to a point."""
        _, rows, columns = self.layer.shape
        x, y = at.x() - self.left, at.y() - self.top
        column = _bounded(int(x // (self.tile_width + self.gap)), self.columns)
        row = _bounded(int(y // (self.tile_height + self.gap)), self.rows)
        x -= column * (self.tile_width + self.gap)
        y -= row * (self.tile_height + self.gap)
        return Cell(
            self.layer.name,
            min(row * self.columns + column, self.layer.shape[0] - 1),
            _bounded(int(y // self.cell_height), rows),
            _bounded(int(x // self.cell_width), columns),
        )


def _bounded(index: int, count: int) -> int:
    return min(max(index, 0), count - 1)


class Arrangement:
    """Lays the layers out in rows, as wide as there is room."""

    def __init__(self, layers: Sequence[Layer], width: float, title_height: float) -> None:
        """title_height: of one line of text."""
        self._layers = {layer.name: layer for layer in layers}
        self._width = width - 2  # outlines need 1 px on each side
        self._title_height = title_height
        self._bottom = 0.0
        self.is_wide = width >= WIDE_FROM_PX
        self.blocks: dict[str, Block] = {}
        if self.is_wide:
            self._place_wide()
        else:
            self._place_narrow()
        self._place_classes()

    @property
    def height(self) -> float:
        """The height of all."""
        return self._bottom

    def cell_at(self, at: QPointF) -> Cell | None:
        """Return the cell at a point."""
        for block in self.blocks.values():
            if block.area.contains(at):
                return block.cell_at(at)
        return None

    def neighbour(self, cell: Cell, across: int, down: int) -> Cell:
        """Return the cell beside or above another one: of the map, the next map, or the layer."""
        moved = self.blocks[cell.layer].moved(cell, across, down)
        if moved is None and down:
            return self.in_next_layer(cell, down)
        return moved or cell

    def in_next_layer(self, cell: Cell, step: int) -> Cell:
        """Return the nearest cell of the layer after (1) or before (-1) that of a cell."""
        names = list(self.blocks)
        index = names.index(cell.layer) + step
        if not 0 <= index < len(names):
            return cell
        return self.blocks[names[index]].nearest(self.blocks[cell.layer].cell(cell).center())

    # Placing

    def _place_narrow(self) -> None:
        conv1 = (self._width - BETWEEN_PX - 10 * GAP_PX) / 288
        left = self._add(INPUT, 1, (96 * conv1 + 3 * GAP_PX) / 28)
        self._add(CONV1, 8, conv1, left=left)
        self._end_row()
        for name, columns in ((POOL1, 16), (CONV2, 16), (POOL2, 32), (HIDDEN, 50)):
            self._add(name, columns, self._fitting(name, columns, self._width))
            self._end_row()

    def _place_wide(self) -> None:
        between = 2 * BETWEEN_PX
        conv1 = (self._width - 2 * between - 17 * GAP_PX) / 480
        left = self._add(INPUT, 1, (96 * conv1 + 3 * GAP_PX) / 28)
        left = self._add(CONV1, 8, conv1, left=left + BETWEEN_PX)
        self._add(POOL1, 8, 3 * self.blocks[CONV1].cell_width, left=left + BETWEEN_PX)
        self._end_row()
        half = (self._width - between) / 2
        left = self._add(CONV2, 16, self._fitting(CONV2, 16, half))
        self._add(POOL2, 16, 2 * self.blocks[CONV2].cell_width, left=left + BETWEEN_PX)
        self._end_row()
        self._add(HIDDEN, 50, min(self._fitting(HIDDEN, 50, self._width), LARGEST_UNIT_PX))
        self._end_row()

    def _fitting(self, name: str, columns: int, width: float) -> float:
        """Return the side of a layer's cells with so many maps in a row."""
        cells = columns * self._layers[name].shape[2]
        return (width - (columns - 1) * self._gap(name)) / cells

    def _gap(self, name: str) -> float:
        return 1.0 if name == HIDDEN else GAP_PX

    def _add(self, name: str, columns: int, side: float, *, left: float = 1.0) -> float:
        """Place a layer at the right of what is in the row; return where the next one may begin."""
        self._add_block(name, columns, (side, side), left)
        return self.blocks[name].area.right() + BETWEEN_PX

    def _add_block(
        self, name: str, columns: int, cell: tuple[float, float], left: float, text: bool = False
    ) -> None:
        title = QRectF(left, self._bottom, self._width - left, self._title_height)
        for other in self.blocks.values():
            if other.title.top() == self._bottom:
                other.title.setRight(min(other.title.right(), left - GRID_PX))
        self.blocks[name] = Block(
            self._layers[name],
            left,
            self._bottom + self._title_height + GRID_PX / 2,
            columns,
            *cell,
            title,
            text,
            self._gap(name),
        )

    def _end_row(self) -> None:
        lowest = max(block.area.bottom() for block in self.blocks.values())
        self._bottom = lowest + (2 * GRID_PX if self.is_wide else 1.5 * GRID_PX)

    def _place_classes(self) -> None:
        count = self._layers[LOGITS].shape[0]
        has_text = count <= MAX_CLASSES_WITH_TEXT
        least = MIN_CLASS_PX if has_text else CLASS_SIDE_PX
        columns = min(count, int((self._width + GAP_PX) // (least + GAP_PX)))
        widest = MAX_CLASS_PX * (1.5 if self.is_wide else 1)
        width = min((self._width + GAP_PX) / columns - GAP_PX, widest)
        width = math.floor(width) if has_text else CLASS_SIDE_PX
        for name, lines in ((LOGITS, LOGIT_LINES), (SOFTMAX, SHARE_LINES)):
            cell = (width, lines * self._title_height if has_text else CLASS_SIDE_PX)
            self._add_block(name, columns, cell, 1.0, has_text)
            self._end_row()
