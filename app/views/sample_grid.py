"""Samples in rows, to look at and to put on the pad."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
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
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QResizeEvent
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
from app.keys import RETURN
from model.ink.sample import Sample

CAPTION_PX = 18
STALE_OPACITY = 0.35
ROOM = QSize(12, CAPTION_PX + 10)
"""What a tile has beside and below its picture."""
CELL = QSize(THUMBNAIL_PX, THUMBNAIL_PX) + ROOM

Position = QModelIndex | QPersistentModelIndex


class Tile(NamedTuple):
    """A sample as a grid shows it."""

    sample: Sample
    caption: str
    """A few characters below it."""
    tip: str
    """One sentence that says all of it."""
    image: NDArray[np.uint8] | None = None
    """What is shown instead of the sample: (28, 28), ink = 255, painted as ink on this paper."""
    stands_out: bool = False
    """Whether the caption is to be seen first."""


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
        self._painter = _TilePainter(self)
        self.setItemDelegate(self._painter)
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

    def set_side(self, side_px: int) -> None:
        """Paint samples as large as this, in px."""
        if side_px != self._painter.side_px:
            self._painter.side_px = side_px
            self.scheduleDelayedItemsLayout()

    def set_stale(self, is_stale: bool) -> None:
        """Paint the tiles faintly while they show what is no longer so."""
        self._painter.opacity = STALE_OPACITY if is_stale else 1.0
        self.viewport().update()

    @property
    def side_px(self) -> int:
        """The side of a sample's picture."""
        return self._painter.side_px

    @property
    def cell(self) -> QSize:
        """The size of a tile."""
        return QSize(self._painter.side_px, self._painter.side_px) + ROOM

    @property
    def tiles(self) -> Sequence[Tile]:
        """The tiles that are shown."""
        return self._tiles.tiles

    def _choose(self, index: QModelIndex) -> None:
        self.sample_chosen.emit(self._tiles.tiles[index.row()].sample)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in RETURN and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


class TileRows(SampleGrid):
    """Shows all of its tiles in as many rows as they need: it grows, and does not scroll."""

    def __init__(self, name: str, side_px: int, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self.set_side(side_px)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListView { background: transparent; border: none; }")

    @override
    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        super().show_tiles(tiles)
        self._fit()

    @override
    def set_side(self, side_px: int) -> None:
        super().set_side(side_px)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        columns = max(1, (self.width() - 1) // self.cell.width())
        rows = max(1, -(-len(self.tiles) // columns))
        self.setFixedHeight(rows * self.cell.height() + 2)


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
    side_px = THUMBNAIL_PX
    opacity = 1.0

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Position) -> QSize:
        return QSize(self.side_px, self.side_px) + ROOM

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Position) -> None:
        tiles = index.model()
        assert isinstance(tiles, _TileList)
        tile = tiles.tiles[index.row()]
        palette, area = option.palette, option.rect.adjusted(2, 2, -2, -2)
        painter.save()
        painter.setOpacity(self.opacity)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
        if option.state & seen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mix(palette.window().color(), theme.accent(palette), 0.2))
            painter.drawRoundedRect(area, 6, 6)
        place = QRect(0, 0, self.side_px, self.side_px)
        place.moveCenter(area.center())
        place.moveTop(area.top() + 2)
        if tile.image is None:
            paint_thumbnail(painter, place, tile.sample, palette)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, _ink_image(tile.image, palette.windowText().color()))
        font = theme.small(option.font)
        font.setBold(tile.stands_out)
        painter.setFont(font)
        painter.setPen((theme.accent if tile.stands_out else theme.muted)(palette))
        below = QRect(area.left(), place.bottom() + 1, area.width(), CAPTION_PX)
        right = Qt.TextElideMode.ElideRight
        caption = painter.fontMetrics().elidedText(tile.caption, right, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, caption)
        painter.restore()


def _ink_image(image: NDArray[np.uint8], color: QColor) -> QImage:
    """Return a picture of (H, W), ink = 255, whose ink has this colour and whose paper has none."""
    height, width = image.shape
    alpha = image.astype(np.uint32)
    px = alpha << 24
    for part, shift in ((color.red(), 16), (color.green(), 8), (color.blue(), 0)):
        px |= (alpha * part // 255) << shift
    made = QImage(px.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return made.copy()  # the array goes before the image does
