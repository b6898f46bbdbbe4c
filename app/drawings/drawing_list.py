"""The drawings of the gallery as Qt's list knows them, and how each is painted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

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
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app import theme
from app.drawings.label_filter import Several, Shown
from app.drawings.thumbnails import PEN_PX, THUMBNAIL_PX, enlarge_cache, thumbnail
from model.data.classes import DIGITS, Classes
from model.home.collection import Entry

CELL = QSize(84, 100)
WIDE_CELL = QSize(2 * CELL.width(), CELL.height())
"""Where nothing but numbers is shown."""
LOW_PX = 48
"""The height of a thumbnail below its label: of a number, as wide as its cell, or of a name."""
CHARACTER_ROOM_PX = 20
"""Where the characters of a number have less, the pen is narrower."""

Index = QModelIndex | QPersistentModelIndex


class DrawingList(QAbstractListModel):
    """Entries of one label or of all, by label and then the newest first.

    Signals:
        answers_changed: what the network says of some is another.
    """

    answers_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, Entry] = {}  # by their ids, in order
        self._counts: Counter[str] = Counter()
        self._shown: list[Entry] = []
        self._label: Shown = None
        self._answers: dict[str, str | None] = {}
        self._misread_count = 0
        self._queue: list[Entry] = []  # all, in the order in which they are answered
        self._answered_count = 0  # so many of them, from its head, have their answers
        self._classes = DIGITS

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
            origin = entry.sample.origin
            return theme.as_tooltip(
                f"Labelled {entry.drawing.label}, {origin}. Double-click puts it on the pad."
            )
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
            (entry.id, entry.drawing.label) for entry in self._entries.values()
        ]:
            return False
        self._entries = {entry.id: entry for entry in ordered}
        self._counts = Counter(entry.drawing.label or "" for entry in ordered)
        self._misread_count = sum(map(self.is_misread, ordered))
        self._show()
        return True

    def use_classes(self, classes: Classes) -> None:
        """Take these for what a network tells apart; several of them in a label are a number."""
        self._classes = classes
        self._show()

    def show_label(self, label: Shown) -> None:
        """Show only what has this label, or all numbers, or all."""
        self._label = label
        self._show()

    @property
    def cell(self) -> QSize:
        """The room of each drawing that is shown."""
        return WIDE_CELL if self._label is Several.NUMBERS else CELL

    def is_number(self, entry: Entry) -> bool:
        """Whether its label is several characters."""
        return self.is_several(entry.drawing.label)

    def is_several(self, label: str | None) -> bool:
        """Whether a label is several characters: of the classes that are read, or a number."""
        return label not in self._classes and (self._classes.spell(label) or DIGITS.spell(label))

    def _show(self) -> None:
        self.beginResetModel()
        others: list[Entry] = []
        self._shown = []
        for entry in self._entries.values():
            is_shown = self._label in (None, entry.drawing.label)
            if self._label is Several.NUMBERS:
                is_shown = self.is_number(entry)
            (self._shown if is_shown else others).append(entry)
        self.endResetModel()
        self._queue = [*self._shown, *others]
        self._answered_count = 0

    def counts(self) -> Mapping[str, int]:
        """Return how many entries each label has."""
        return self._counts

    # What the network says

    def forget_answers(self) -> None:
        """Have none answered: the network is another."""
        self._answers.clear()
        self._misread_count = 0
        self._answered_count = 0
        self._announce_answers()

    def unanswered(self, count: int) -> list[Entry]:
        """Return some entries without an answer, those that are shown first."""
        queue, answers = self._queue, self._answers
        while self._answered_count < len(queue) and queue[self._answered_count].id in answers:
            self._answered_count += 1
        rest = islice(queue, self._answered_count, None)
        return list(islice((entry for entry in rest if entry.id not in answers), count))

    def show_answers(self, answers: Mapping[str, str | None]) -> None:
        """Show what was read, by the entry's id; None where it is none of the classes."""
        entries = [self._entries[name] for name in answers if name in self._entries]
        self._misread_count -= sum(map(self.is_misread, entries))
        self._answers.update(answers)
        self._misread_count += sum(map(self.is_misread, entries))
        self._announce_answers()

    def _announce_answers(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))
        self.answers_changed.emit()

    def is_misread(self, entry: Entry) -> bool:
        """Whether the network knows the label, and reads something else, or nothing."""
        label = entry.drawing.label
        is_known = label in self._classes or self._classes.spell(label)
        return is_known and entry.id in self._answers and self._answers[entry.id] != label

    def misread_count(self) -> int:
        """Return how many of all entries are misread, as far as is known."""
        return self._misread_count

    def caption(self, entry: Entry) -> str:
        """Return what the network says of it."""
        if entry.id not in self._answers:
            return "…"
        answer = self._answers[entry.id]
        return self._classes.refusal if answer is None else f"read as {answer}"


class ThumbnailPainter(QStyledItemDelegate):
    """Paints a drawing with its label and what is read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        enlarge_cache()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        drawings = index.model()
        assert isinstance(drawings, DrawingList)
        return drawings.cell

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
        place, pen_px = QRect(0, 0, THUMBNAIL_PX, THUMBNAIL_PX), PEN_PX
        label = entry.drawing.label or ""
        if drawings.is_number(entry):
            place.setSize(QSize(area.width() - 8, LOW_PX))
            room_px = place.width() / len(label)
            pen_px *= min(room_px / CHARACTER_ROOM_PX, 1)
        elif len(label) > 1:
            place.setSize(QSize(LOW_PX, LOW_PX))
        place.moveCenter(area.center())
        place.moveBottom(area.top() + 7 + THUMBNAIL_PX)
        drawn = thumbnail(entry.id, entry.drawing, palette, ratio, place.size(), pen_px)
        painter.drawPixmap(place, drawn)
        painter.setFont(theme.small(option.font))
        painter.setPen(theme.muted(palette))
        corner, shortened = area.adjusted(6, 3, -6, 0), Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(label, shortened, corner.width())
        painter.drawText(corner, Qt.AlignmentFlag.AlignLeft, shown)
        if drawings.is_misread(entry):
            painter.setPen(theme.accent(palette))
        below = QRect(
            area.left(), place.bottom() + 4, area.width(), area.bottom() - place.bottom() - 4
        )
        caption = painter.fontMetrics().elidedText(
            drawings.caption(entry), shortened, below.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, caption)
        painter.restore()
