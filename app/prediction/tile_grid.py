"""Where the tiles of many classes lie: a grid that stays the same as long as the classes do."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from PySide6.QtCore import QPointF, QRectF

NARROWEST_PX, HIGHEST_PX = 240, 108
"""The room that all tiles have at the least, and at the most."""
ROW_PX = 18
MOST_COLUMNS = 13
"""Half an alphabet."""
NAME_MARGIN_PX = 8
GAP_PX = 2


@dataclass(frozen=True)
class TileGrid:
    """Tiles in rows, as wide as there is room; all in px."""

    count: int
    columns: int
    area: QRectF

    @classmethod
    def of(cls, count: int, widest_px: float) -> TileGrid:
        """Return a grid for so many classes, without a place yet; widest_px: of their names."""
        columns = int(NARROWEST_PX / (widest_px + NAME_MARGIN_PX))
        columns = min(max(columns, 1), MOST_COLUMNS)
        most_rows = HIGHEST_PX // ROW_PX
        if ceil(count / columns) > most_rows:  # then no more rows, or squares where they are larger
            squares = ceil(sqrt(count * NARROWEST_PX / HIGHEST_PX))
            columns = max(columns, min(ceil(count / most_rows), squares))
        return cls(count, columns, QRectF())

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return ceil(self.count / self.columns)

    @property
    def height(self) -> int:
        """The height that the grid is to have."""
        return min(self.rows * ROW_PX, HIGHEST_PX)

    def placed(self, left: float, top: float, width: float) -> TileGrid:
        """Return the grid in its place."""
        return TileGrid(self.count, self.columns, QRectF(left, top, width, self.height))

    def cell(self, index: int) -> QRectF:
        """Return the place of a class, with what is between tiles."""
        row, column = divmod(index, self.columns)
        width, height = self.area.width() / self.columns, self.area.height() / self.rows
        left, top = self.area.left() + column * width, self.area.top() + row * height
        return QRectF(left, top, width, height)

    def tile(self, index: int) -> QRectF:
        """Return what of a class's place is painted."""
        cell = self.cell(index)
        gap = GAP_PX / 2 if min(cell.width(), cell.height()) > 4 * GAP_PX else 0.5
        return cell.adjusted(gap, gap, -gap, -gap)

    def at(self, place: QPointF) -> int | None:
        """Return the index of the class at a place, or None."""
        if not self.area.contains(place):
            return None
        column = int((place.x() - self.area.left()) / self.area.width() * self.columns)
        row = int((place.y() - self.area.top()) / self.area.height() * self.rows)
        index = row * self.columns + min(column, self.columns - 1)
        return index if row < self.rows and index < self.count else None

    def moved(self, index: int, across: int, down: int) -> int:
        """Return the class so many tiles further; the same where there is none."""
        moved = index + across + down * self.columns
        return moved if 0 <= moved < self.count else index
