"""Manage signs: all sets side by side, to be changed, shared and deleted."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.signs.laying_out import dialog_button, row_of
from app.signs.questions import ask_first, ask_what_to_import, ask_where_to_export
from app.signs.set_form import SetForm
from app.signs.sets_work import SetsWork
from app.signs.shown_sets import (
    ShownSet,
    TakenSet,
    change_set,
    count_of,
    export_set,
    read_sets,
    remove_set,
    take_shared,
)
from app.signs.sign_list import ROW_PX
from model.home.signs import SignSet
from model.plain_text import plain

SIZE = (720, 520)
SETS_PX = 208
NOTHING = "There is no set yet. “New…” makes one; “Import…” takes one that was shared."


class ManageSigns(QDialog):
    """The window of all sets.

    Signals:
        set_changed: a set is another, or is gone; with its id, empty for one that was imported.
        drawing_wanted: more of a set is to be drawn, with its OpenSet, and the sign's name, or None
            for all signs.
        learning_wanted: a set is to be learned; with its id.
        new_wanted: the user wants to make a set.
    """

    set_changed = Signal(str)
    drawing_wanted = Signal(object, object)
    learning_wanted = Signal(str)
    new_wanted = Signal()

    def __init__(self, work: SetsWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manageSignsDialog")
        self.setWindowTitle("Manage signs")
        self._work = work
        self._sets: list[ShownSet] = []
        self._wanted_id = ""  # to be chosen once the sets are read
        self._make_sets()
        self._make_form()
        self._lay_out()
        self.setStyleSheet(theme.style_sheet(self.palette()))
        self.resize(*SIZE)

    # Building

    def _make_sets(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("signSets")
        self.list.setAccessibleName("Sets of signs")
        self.list.currentRowChanged.connect(self._show_set)

    def _make_form(self) -> None:
        form = self.form = SetForm()
        form.title.editingFinished.connect(self._retitle)
        form.signs.addition_wanted.connect(self._add)
        form.signs.renaming_wanted.connect(self._rename)
        form.signs.removal_wanted.connect(self._ask_to_remove)
        form.merging_wanted.connect(self._ask_to_merge)
        form.digits_box.clicked.connect(self._read_digits)
        form.draw_button.clicked.connect(self._draw)
        form.export_button.clicked.connect(self.choose_export)
        form.delete_button.clicked.connect(self._ask_to_delete)
        form.learn_button.clicked.connect(self._learn)

    def _lay_out(self) -> None:
        holder = QWidget()
        holder.setFixedWidth(SETS_PX)
        left = QVBoxLayout(holder)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.GRID_PX)
        left.addWidget(self.list, 1)
        new = dialog_button("newSetButton", "New…", "Make a set of signs", self._want_new)
        take = dialog_button(
            "importSetButton", "Import…", "Add a set that was shared", self.choose_import
        )
        left.addLayout(row_of(new, take))
        sides = QHBoxLayout()
        sides.setSpacing(3 * theme.GRID_PX)
        sides.addWidget(holder)
        sides.addWidget(self.form, 1)
        self.message = theme.text_label("caption")
        self.message.setWordWrap(True)
        below = QHBoxLayout()
        below.addWidget(self.message, 1)
        below.addWidget(dialog_button("closeButton", "Close", "Close (Esc)", self.reject))
        layout = QVBoxLayout(self)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(2 * theme.GRID_PX)
        layout.addLayout(sides, 1)
        layout.addLayout(below)

    # What is shown

    def begin(self, set_id: str = "") -> None:
        """Show all sets, and of them this one."""
        self._wanted_id = set_id
        self.message.setText("")
        self.open()
        self.reload()

    def reload(self) -> None:
        """Read all sets again."""
        self._work.start("Reading your signs", read_sets, self._show_sets, self.say)

    def say(self, message: str) -> None:
        """Tell the user one sentence."""
        self.message.setText(plain(message))

    @property
    def current(self) -> ShownSet | None:
        """The set that is chosen."""
        row = self.list.currentRow()
        return self._sets[row] if 0 <= row < len(self._sets) else None

    def _show_sets(self, sets: list[ShownSet]) -> None:
        ids = [one.id for one in sets]
        wanted = self._wanted_id or (self.current.id if self.current else "")
        row = self.list.currentRow() if wanted not in ids else ids.index(wanted)
        self._sets = sets
        self._wanted_id = ""
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in sets:
                item = QListWidgetItem(plain(one.title))
                item.setToolTip(theme.as_tooltip(one.title))
                item.setSizeHint(QSize(0, ROW_PX))
                self.list.addItem(item)
            self.list.setCurrentRow(min(max(row, 0), len(sets) - 1))
        if not sets:
            self.say(NOTHING)
        elif self.message.text() == NOTHING:
            self.say("")
        self._show_set()

    def _show_set(self) -> None:
        self.form.show_set(self.current)

    # Changes

    def _change(self, action: str, change: Callable[[SignSet], object]) -> None:
        """Change the chosen set, and show what has become of it."""
        shown = self.current
        if shown is not None:
            run = partial(change_set, shown.id, change)
            self._work.start(action, run, self._end_change, self._fail_change, must_complete=True)

    def _end_change(self, set_id: str) -> None:
        self.say("")
        self.set_changed.emit(set_id)
        self.reload()

    def _fail_change(self, fault: str) -> None:
        self.form.signs.say(fault)
        self._work.start("Reading your signs", read_sets, self._show_failed, self.say)

    def _show_failed(self, sets: list[ShownSet]) -> None:
        fault = self.form.signs.fault.text()
        self._show_sets(sets)
        self.form.signs.say(fault)

    def _retitle(self) -> None:
        opened = self.current.opened if self.current else None
        title = self.form.title.text()
        if opened is not None and title.strip() != opened.card.title:
            self._change("Retitling", lambda signs: signs.retitle(title))

    def _add(self, name: str) -> None:
        self._change("Adding", lambda signs: signs.add_sign(name))

    def _rename(self, before: str, new: str) -> None:
        self._change("Renaming", lambda signs: signs.rename_sign(before, new))

    def _read_digits(self, with_digits: bool) -> None:
        self._change("Changing", lambda signs: signs.read_digits(with_digits))

    def _ask_to_remove(self, name: str) -> None:
        opened = self.current.opened if self.current else None
        count = opened.counts.get(name, 0) if opened else 0
        remove = partial(self._change, "Removing", lambda signs: signs.remove_sign(name))
        if count:
            drawings = count_of(count, "drawing")
            ask_first(self, f"Remove {name} with its {drawings}?", "Remove", remove)
        else:
            remove()

    def _ask_to_merge(self, into: str) -> None:
        name = self.form.signs.current
        if name is not None:
            merge = partial(self._change, "Merging", lambda signs: signs.merge_signs(name, into))
            question = f"Make all drawings of {name} drawings of {into}?"
            ask_first(self, question, "Merge", merge)

    def _ask_to_delete(self) -> None:
        shown = self.current
        if shown is not None:
            count = sum(shown.opened.counts.values()) if shown.opened else 0
            text = f"Delete “{shown.title}” with {count_of(count, 'drawing')}?"
            ask_first(self, text, "Delete", partial(self._delete, shown.id))

    def _delete(self, set_id: str) -> None:
        self._work.start(
            "Deleting", partial(remove_set, set_id), self._end_change, self.say, must_complete=True
        )

    # Sharing

    def choose_export(self) -> None:
        """Ask for a file and save the chosen set in it."""
        shown = self.current
        if shown is None or shown.opened is None:
            return
        if path := ask_where_to_export(self, shown.title):
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Save the chosen set as one file."""
        shown = self.current
        if shown is not None:
            run = partial(export_set, shown.id, path)
            self._work.start("Exporting", run, self.say, self.say, must_complete=True)

    def choose_import(self) -> None:
        """Ask for a file that holds a set, and add it."""
        if path := ask_what_to_import(self):
            self.import_from(path)

    def import_from(self, path: Path) -> None:
        """Add the set that a file holds."""
        self._work.start(
            "Importing", partial(take_shared, path), self._end_import, self.say, must_complete=True
        )

    def _end_import(self, taken: TakenSet) -> None:
        self.say(taken.as_sentence)
        self._wanted_id = taken.id
        self.set_changed.emit("")
        self.reload()

    # What leads on

    def _want_new(self) -> None:
        self.accept()
        self.new_wanted.emit()

    def _draw(self) -> None:
        shown = self.current
        if shown is not None and shown.opened is not None:
            sign = self.form.signs.current
            self.accept()
            self.drawing_wanted.emit(shown.opened, sign)

    def _learn(self) -> None:
        if self.current is not None:
            self.learning_wanted.emit(self.current.id)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self.setStyleSheet(theme.style_sheet(self.palette()))
        super().changeEvent(event)
