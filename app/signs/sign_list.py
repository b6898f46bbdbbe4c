"""A list of signs to which some are added, and in which they are renamed."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.keys import RETURN
from app.signs.laying_out import dialog_button
from app.tables import make_quiet
from model.plain_text import plain
from model.text import start_with_capital

ROW_PX = 3 * theme.GRID_PX + 4


class SignRow(NamedTuple):
    """A sign, and what is said of it."""

    name: str
    note: str = ""


class SignList(QWidget):
    """Names of signs, a line to add one, and below it what is wrong with a name.

    It shows what it is given; what the user wants is told to whoever owns it.

    Signals:
        addition_wanted: a name was typed, with that.
        renaming_wanted: a sign is to have another name; with both.
        removal_wanted: a sign is to be taken out, with its name.
        current_changed: another sign is chosen, or none.
    """

    addition_wanted = Signal(str)
    renaming_wanted = Signal(str, str)
    removal_wanted = Signal(str)
    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[SignRow] = ()
        self.table = self._make_table()
        self.line = QLineEdit()
        self.line.setObjectName("signName")
        self.line.setAccessibleName("Name of a sign")
        self.line.setPlaceholderText("A word, a letter or an emoji")
        self.line.installEventFilter(self)
        self.line.textEdited.connect(lambda: self.say(""))
        self.add_button = dialog_button(
            "addSignButton", "Add", "Add a sign of this name (Enter)", self.add_typed
        )
        self.fault = theme.text_label("fault")
        self.fault.setWordWrap(True)
        self._lay_out()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 2)
        make_quiet(table, "signNames", "Signs", stretched=0, picks_rows=True)
        edited_by = QAbstractItemView.EditTrigger
        table.setEditTriggers(edited_by.DoubleClicked | edited_by.EditKeyPressed)
        table.setToolTip("F2 or a double click renames a sign, Del removes it")
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        table.horizontalHeader().hide()
        table.itemChanged.connect(self._take_edit)
        table.itemSelectionChanged.connect(self.current_changed)
        table.installEventFilter(self)
        return table

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.GRID_PX)
        line.addWidget(self.line, 1)
        line.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(line)
        layout.addWidget(self.fault)
        layout.addWidget(self.table, 1)
        self.fault.hide()

    # What is shown

    def show_rows(self, rows: Sequence[SignRow]) -> None:
        """Show these signs; the one that was chosen stays so, else the last that has come in."""
        current, known = self.current, {row.name for row in self._rows}
        self._rows = rows
        fresh = [row.name for row in rows if row.name not in known]
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(rows))
            for number, row in enumerate(rows):
                self.table.setItem(number, 0, QTableWidgetItem(row.name))
                note = QTableWidgetItem(row.note)
                note.setFlags(note.flags() & ~Qt.ItemFlag.ItemIsEditable)
                note.setForeground(theme.muted(self.palette()))
                self.table.setItem(number, 1, note)
            names = [row.name for row in rows]
            wanted = fresh[-1] if fresh and known else current
            if wanted in names:
                self.table.setCurrentCell(names.index(wanted), 0)
        self.current_changed.emit()

    @property
    def names(self) -> list[str]:
        """The names of all signs, in order."""
        return [row.name for row in self._rows]

    @property
    def current(self) -> str | None:
        """The name of the sign that is chosen."""
        row = self.table.currentRow()
        is_chosen = bool(self.table.selectedItems()) and row < len(self._rows)
        return self._rows[row].name if is_chosen else None

    def say(self, fault: str) -> None:
        """Say what is wrong, where it was typed; an empty text says nothing."""
        self.fault.setText(plain(start_with_capital(fault)))
        self.fault.setVisible(bool(fault))

    def clear_line(self) -> None:
        """Let the next name be typed."""
        self.line.clear()
        self.say("")

    # What the user wants

    def add_typed(self) -> None:
        """Have what is typed added, if something is."""
        if self.line.text().strip():
            self.addition_wanted.emit(self.line.text())
        self.line.setFocus()

    def rename_current(self) -> None:
        """Have the chosen sign's name edited in its place."""
        item = self.table.item(self.table.currentRow(), 0)
        if item is not None:
            self.table.editItem(item)

    def remove_current(self) -> None:
        """Have the chosen sign taken out."""
        if self.current is not None:
            self.removal_wanted.emit(self.current)

    def _take_edit(self, item: QTableWidgetItem) -> None:
        before, new = self._rows[item.row()].name, item.text()
        if item.column() == 0 and new != before:
            with QSignalBlocker(self.table):
                item.setText(before)  # until whoever owns the list has agreed
            self.renaming_wanted.emit(before, new)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if watched is self.line and key in RETURN and self.line.text().strip():
                self.add_typed()  # and not what the dialog's button does
                return True
            if watched is self.table and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.remove_current()
                return True
        return super().eventFilter(watched, event)
