"""The drawings of the gallery as Qt's list knows them, and how each is painted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app import theme
from model.home.collection import Entry
from model.ink.drawing import Drawing, Stroke

CELL = QSize(84, 100)
THUMBNAIL_PX = 60
PEN_PX = 3.2
PAINTED_POINTS = 400
"""Of more points only every second, third, ... is painted: so small, no other can be seen."""
CACHE_KB = 64 * 1024
"""Some thousands of thumbnails."""

Index = QModelIndex | QPersistentModelIndex


class DrawingList(QAbstractListModel):
    """Entries of one label or of all, by digit and then the newest first.

    Signals:
        answered: what the network says of some is another.
    """

    answered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._shown: list[Entry] = []
        self._label: str | None = None
        self._answers: dict[str, int | None] = {}

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._shown[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.drawing.label}, {self.caption(entry)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            kept = f"kept {entry.time[:16].replace('T', ' ')}" if entry.time else "imported"
            return f"Labelled {entry.drawing.label}, {kept}. Double-click puts it on the pad."
        return None

    def entry(self, index: Index) -> Entry:
        """Return the entry that is shown there."""
        return self._shown[index.row()]

    def shown(self) -> Sequence[Entry]:
        """Return the entries that are shown, in order."""
        return self._shown

    def show_entries(self, entries: Sequence[Entry]) -> bool:
        """Show these; return whether they are others than before."""
        ordered = sorted(entries, key=lambda entry: entry.time, reverse=True)
        ordered.sort(key=lambda entry: entry.drawing.label or "")
        if [(entry.id, entry.drawing.label) for entry in ordered] == [
            (entry.id, entry.drawing.label) for entry in self._entries
        ]:
            return False
        self._entries = ordered
        self._show()
        return True

    def show_label(self, label: str | None) -> None:
        """Show only what has this label, or all."""
        self._label = label
        self._show()

    def _show(self) -> None:
        self.beginResetModel()
        self._shown = [
            entry for entry in self._entries if self._label in (None, entry.drawing.label)
        ]
        self.endResetModel()

    def counts(self) -> Counter[str]:
        """Return how many entries each label has."""
        return Counter(entry.drawing.label or "" for entry in self._entries)

    # What the network says

    def forget_answers(self) -> None:
        """Have none answered: the network is another."""
        self._answers.clear()
        self._tell_answered()

    def unread(self, count: int) -> list[Entry]:
        """Return some entries without an answer, those that are shown first."""
        return list(
            islice(
                (
                    entry
                    for entries in (self._shown, self._entries)
                    for entry in entries
                    if entry.id not in self._answers
                ),
                count,
            )
        )

    def show_answers(self, answers: Mapping[str, int | None]) -> None:
        """Show the digit that was read, by the entry's id, or None for "not a digit"."""
        self._answers.update(answers)
        self._tell_answered()

    def _tell_answered(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))
        self.answered.emit()

    def is_misread(self, entry: Entry) -> bool:
        """Whether the network reads another digit than the label, or none."""
        return entry.id in self._answers and str(self._answers[entry.id]) != entry.drawing.label

    def misread_count(self) -> int:
        """Return how many of all entries are misread, as far as is known."""
        return sum(map(self.is_misread, self._entries))

    def caption(self, entry: Entry) -> str:
        """Return what the network says of it."""
        if entry.id not in self._answers:
            return "…"
        answer = self._answers[entry.id]
        return "not a digit" if answer is None else f"read as {answer}"


class ThumbnailPainter(QStyledItemDelegate):
    """Paints a drawing with its label and what is read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QPixmapCache.setCacheLimit(max(CACHE_KB, QPixmapCache.cacheLimit()))

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return CELL

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        drawings = index.model()
        assert isinstance(drawings, DrawingList)
        entry = drawings.entry(index)
        palette, area = option.palette, option.rect.adjusted(2, 2, -2, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mix(palette.window().color(), theme.accent(palette), 0.28))
            painter.drawRoundedRect(area, 6, 6)
        ratio = painter.device().devicePixelRatio()
        place = QRect(0, 0, THUMBNAIL_PX, THUMBNAIL_PX)
        place.moveCenter(area.center())
        place.moveTop(area.top() + 8)
        painter.drawPixmap(place, _thumbnail(entry, palette.windowText().color(), ratio))
        painter.setFont(theme.small(option.font))
        painter.setPen(theme.muted(palette))
        corner = area.adjusted(6, 3, 0, 0)
        painter.drawText(corner, Qt.AlignmentFlag.AlignLeft, entry.drawing.label or "")
        if drawings.is_misread(entry):
            painter.setPen(theme.accent(palette))
        below = QRect(
            area.left(), place.bottom() + 4, area.width(), area.bottom() - place.bottom() - 4
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, drawings.caption(entry))
        painter.restore()


def _thumbnail(entry: Entry, color: QColor, ratio: float) -> QPixmap:
    key = f"{entry.id} {color.name()} {ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    side = round(THUMBNAIL_PX * ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, PEN_PX * ratio)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(_path(entry.drawing, side, PEN_PX * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def _path(drawing: Drawing, side: int, pen: float) -> QPainterPath:
    """Return the drawing's lines, fitted to a square of this side."""
    path = QPainterPath()
    if drawing.is_empty:
        return path
    left, top, right, bottom = drawing.bounds()
    scale = (side - pen - 2) / max(right - left, bottom - top, 1e-6)
    middle = QPointF((left + right) / 2, (top + bottom) / 2)
    every = -(-drawing.point_count // PAINTED_POINTS)

    def places(stroke: Stroke) -> list[QPointF]:
        points = stroke[:, :2][[*range(0, len(stroke) - 1, every), len(stroke) - 1]]
        return [
            (QPointF(x, y) - middle) * scale + QPointF(side, side) / 2 for x, y in points.tolist()
        ]

    for stroke in drawing.strokes:
        first, *others = places(stroke)
        path.moveTo(first)
        path.lineTo(first + QPointF(0.01, 0))  # so that a dot is seen
        for place in others:
            path.lineTo(place)
    return path
