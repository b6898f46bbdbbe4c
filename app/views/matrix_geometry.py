"""Where the cells of a matrix are, with names that stay in sight while it scrolls."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

Cell = tuple[int, int]
"""The indices of a row and a column."""


@dataclass(frozen=True)
class MatrixGeometry:
    """A square matrix in a viewport; all in px."""

    count: int
    """Rows, and columns."""
    head: QSizeF
    """The width of the rows' names and the height of the columns'."""
    cell: QSizeF
    room: QSizeF
    """The size of the viewport."""
    scrolled: QPointF
    """How far the cells are moved under the names."""

    def rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is in the viewport, in sight or not."""
        left = self.head.width() + column * self.cell.width() - self.scrolled.x()
        top = self.head.height() + row * self.cell.height() - self.scrolled.y()
        return QRectF(QPointF(left, top), self.cell)

    def cell_at(self, at: QPointF) -> Cell | None:
        """Return the cell at a point of the viewport; None beside the matrix and on the names."""
        if at.x() < self.head.width() or at.y() < self.head.height():
            return None
        column = int((at.x() - self.head.width() + self.scrolled.x()) // self.cell.width())
        row = int((at.y() - self.head.height() + self.scrolled.y()) // self.cell.height())
        return (row, column) if max(row, column) < self.count else None

    @property
    def cells_area(self) -> QRectF:
        """Where cells can be seen."""
        return QRectF(
            self.head.width(),
            self.head.height(),
            self.room.width() - self.head.width(),
            self.room.height() - self.head.height(),
        )

    def seen(self) -> tuple[range, range]:
        """Return the rows and the columns of which something is seen."""
        area = self.cells_area
        first_row = int(self.scrolled.y() // self.cell.height())
        first_column = int(self.scrolled.x() // self.cell.width())
        last_row = first_row + int(area.height() // self.cell.height()) + 2
        last_column = first_column + int(area.width() // self.cell.width()) + 2
        rows = range(max(first_row, 0), min(last_row, self.count))
        return rows, range(max(first_column, 0), min(last_column, self.count))

    @property
    def beyond(self) -> QSizeF:
        """How much of the matrix is out of sight, in either direction; 0 where nothing is."""
        whole = self.head + self.cell * self.count
        return (whole - self.room).expandedTo(QSizeF(0, 0))

    def way_into_sight(self, cell: Cell) -> QPointF:
        """Return how much further it has to scroll for a cell to be seen whole."""
        rect, area = self.rect(*cell), self.cells_area
        return QPointF(
            _way(rect.left(), rect.right(), area.left(), area.right()),
            _way(rect.top(), rect.bottom(), area.top(), area.bottom()),
        )


def _way(low: float, high: float, first: float, last: float) -> float:
    return low - first if low < first else max(high - last, 0.0)
