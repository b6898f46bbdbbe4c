"""Samples in rows, to look at and to put on the pad."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.drawings.thumbnails import THUMBNAIL_PX, paint_thumbnail
from model.ink.sample import Sample

CAPTION_PX = 18
CELL = QSize(THUMBNAIL_PX + 12, THUMBNAIL_PX + CAPTION_PX + 10)

Position = QModelIndex | QPersistentModelIndex


class Tile(NamedTuple):
    """A sample as a grid shows it."""

    sample: Sample
    caption: str
    """A few characters below it."""
    tip: str
    """One sentence that says all of it."""


class SampleGrid(QListView):
    """Shows tiles in rows, or in one row that scrolls.

    Signals:
        sample_chosen: a tile was clicked, or Enter pressed on it; with its Sample.
    """

    sample_chosen = Signal(object)

    def __init__(
        self, name: str, *, in_one_row: bool = False, parent: QWidget | None = None
    ) -> None:
        """name: the accessible one."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._tiles = _TileList(self)
        self.setModel(self._tiles)
        self.setItemDelegate(_TilePainter(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if in_one_row:
            self.setFlow(QListView.Flow.LeftToRight)
            self.setWrapping(False)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setFixedHeight(CELL.height() + self.horizontalScrollBar().sizeHint().height() + 4)
        else:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._choose)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these tiles, from the first."""
        self._tiles.show_tiles(tiles)
        self.scrollToTop()

    @property
    def tiles(self) -> Sequence[Tile]:
        """The tiles that are shown."""
        return self._tiles.tiles

    def _choose(self, index: QModelIndex) -> None:
        self.sample_chosen.emit(self._tiles.tiles[index.row()].sample)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _TileList(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tiles: Sequence[Tile] = ()

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        self.beginResetModel()
        self.tiles = tuple(tiles)
        self.endResetModel()

    @override
    def rowCount(self, parent: Position | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.tiles)

    @override
    def data(self, index: Position, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        tile = self.tiles[index.row()]
        match role:
            case Qt.ItemDataRole.ToolTipRole:
                return theme.as_tooltip(tile.tip)
            case Qt.ItemDataRole.AccessibleTextRole:
                return tile.tip
        return None


class _TilePainter(QStyledItemDelegate):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Position) -> QSize:
        return CELL

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Position) -> None:
        tiles = index.model()
        assert isinstance(tiles, _TileList)
        tile = tiles.tiles[index.row()]
        palette, area = option.palette, option.rect.adjusted(2, 2, -2, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
        if option.state & seen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mix(palette.window().color(), theme.accent(palette), 0.2))
            painter.drawRoundedRect(area, 6, 6)
        place = QRect(0, 0, THUMBNAIL_PX, THUMBNAIL_PX)
        place.moveCenter(area.center())
        place.moveTop(area.top() + 2)
        paint_thumbnail(painter, place, tile.sample, palette)
        painter.setFont(theme.small(option.font))
        painter.setPen(theme.muted(palette))
        below = QRect(area.left(), place.bottom() + 1, area.width(), CAPTION_PX)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, tile.caption)
        painter.restore()
