"""Manage signs: all sets side by side, to be changed, shared and deleted."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.signs.laying_out import row_of
from app.signs.questions import ask_first, ask_what_to_import, ask_where_to_export
from app.signs.sets_work import SetsWork
from app.signs.shown_sets import (
    ShownSet,
    change_set,
    count_of,
    export_set,
    read_sets,
    remove_set,
)
from app.signs.sign_list import ROW_PX, SignList, SignRow
from model.home.signs import SignSet, import_set
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
        self._make_set()
        self._make_buttons()
        self._lay_out()
        self.setStyleSheet(theme.style_sheet(self.palette()))
        self.resize(*SIZE)

    # Building

    def _make_sets(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("signSets")
        self.list.setAccessibleName("Sets of signs")
        self.list.currentRowChanged.connect(self._show_set)

    def _make_set(self) -> None:
        self.title = QLineEdit()
        self.title.setObjectName("setTitle")
        self.title.setAccessibleName("Title of the set")
        self.title.editingFinished.connect(self._retitle)
        self.signs = SignList()
        self.signs.addition_wanted.connect(self._add)
        self.signs.renaming_wanted.connect(self._rename)
        self.signs.removal_wanted.connect(self._ask_to_remove)
        self.signs.current_changed.connect(self._show_controls)
        self.digits_box = QCheckBox("Read digits with it, too")
        self.digits_box.setObjectName("setWithDigitsBox")
        self.digits_box.setToolTip("From the next time on that it is learned")
        self.digits_box.clicked.connect(self._read_digits)
        self.state = theme.text_label("caption")
        self.state.setWordWrap(True)

    def _button(self, name: str, text: str, tooltip: str, slot: Callable[[], Any]) -> QPushButton:
        made = theme.button(name, text, tooltip)
        made.setAutoDefault(False)
        made.clicked.connect(lambda: slot())
        return made

    def _make_buttons(self) -> None:
        make = self._button
        self.new_button = make("newSetButton", "New…", "Make a set of signs", self._want_new)
        self.import_button = make(
            "importSetButton", "Import…", "Add a set that was shared", self.choose_import
        )
        self.rename_button = make(
            "renameSignButton", "Rename", "Rename the sign (F2)", self.signs.rename_current
        )
        self.remove_button = make(
            "removeSignButton", "Remove", "Remove the sign (Del)", self.signs.remove_current
        )
        self.merge_button = theme.button(
            "mergeSignButton", "Merge into", "Make this sign's drawings those of another"
        )
        self.merge_button.setAutoDefault(False)
        self.merge_menu = QMenu(self)
        self.merge_menu.aboutToShow.connect(self._fill_merge_menu)
        self.merge_button.setMenu(self.merge_menu)
        self.draw_button = make(
            "drawMoreButton", "Draw more…", "More drawings of this sign, or of all", self._draw
        )
        self.export_button = make(
            "exportSetButton", "Export…", "Save the set as one file to share", self.choose_export
        )
        self.delete_button = make(
            "deleteSetButton", "Delete…", "Delete the set with its drawings", self._ask_to_delete
        )
        self.learn_button = make(
            "learnSetButton", "Learn", "Teach Inkling the set as it is now", self._learn
        )
        self.close_button = make("closeButton", "Close", "Close (Esc)", self.reject)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.GRID_PX)
        left.addWidget(self.list, 1)
        left.addLayout(row_of(self.new_button, self.import_button))
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.GRID_PX)
        right.addWidget(self.title)
        right.addWidget(self.signs, 1)
        right.addLayout(
            row_of(self.rename_button, self.merge_button, self.remove_button, self.draw_button)
        )
        right.addWidget(self.digits_box)
        right.addWidget(self.state)
        right.addLayout(row_of(self.export_button, self.delete_button, None, self.learn_button))
        sides = QHBoxLayout()
        sides.setSpacing(3 * theme.GRID_PX)
        holder = QWidget()
        left.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(left)
        holder.setFixedWidth(SETS_PX)
        sides.addWidget(holder)
        sides.addWidget(self._right, 1)
        self.message = theme.text_label("caption")
        self.message.setWordWrap(True)
        below = QHBoxLayout()
        below.addWidget(self.message, 1)
        below.addWidget(self.close_button)
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
        shown = self.current
        opened = shown.opened if shown else None
        self.signs.clear_line()
        self.title.setText(opened.card.title if opened else "")
        counts = opened.counts if opened else {}
        rows = [SignRow(name, count_of(count, "drawing")) for name, count in counts.items()]
        self.signs.show_rows(rows)
        self.digits_box.setChecked(bool(opened and opened.card.with_digits))
        self.state.setText(plain(shown.state) if shown else "")
        self._show_controls()

    def _show_controls(self) -> None:
        shown, sign = self.current, self.signs.current
        opened = shown.opened if shown else None
        for part in (self.title, self.signs, self.digits_box, self.export_button):
            part.setEnabled(opened is not None)
        self.delete_button.setEnabled(shown is not None)
        for button in (self.rename_button, self.remove_button):
            button.setEnabled(sign is not None)
        self.merge_button.setEnabled(sign is not None and len(self.signs.names) > 1)
        self.draw_button.setEnabled(bool(self.signs.names))
        drawn = sum(count > 0 for count in opened.counts.values()) if opened else 0
        least = 1 if opened and opened.card.with_digits else 2
        self.learn_button.setEnabled(drawn >= least)

    def _fill_merge_menu(self) -> None:
        self.merge_menu.clear()
        for name in self.signs.names:
            if name != self.signs.current:
                text = theme.as_control_text(name)
                self.merge_menu.addAction(text, partial(self._ask_to_merge, name))

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
        self.signs.say(fault)
        self._work.start("Reading your signs", read_sets, self._show_failed, self.say)

    def _show_failed(self, sets: list[ShownSet]) -> None:
        fault = self.signs.fault.text()
        self._show_sets(sets)
        self.signs.say(fault)

    def _retitle(self) -> None:
        opened = self.current.opened if self.current else None
        title = self.title.text()
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
        name = self.signs.current
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
            "Importing", partial(import_set, path), self._end_import, self.say, must_complete=True
        )

    def _end_import(self, made: SignSet) -> None:
        self._wanted_id = made.id
        self.set_changed.emit("")
        self.reload()

    # What leads on

    def _want_new(self) -> None:
        self.accept()
        self.new_wanted.emit()

    def _draw(self) -> None:
        shown = self.current
        if shown is not None and shown.opened is not None:
            sign = self.signs.current
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
