"""The keys of the window, listed from its actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.tables import make_quiet
from model.plain_text import plain

NATIVE = QKeySequence.SequenceFormat.NativeText
ROW_PX = 24
HEIGHT_PX = 640
LABEL_TEXT = "This is a"
"""How the text of an action begins that says what a drawing is."""


class KeyRow(NamedTuple):
    """Keys, and what they do."""

    keys: str
    text: str


ON_PICTURES = (
    KeyRow("Click", "On a picture: read this ink alone"),
    KeyRow("Shift+Click, Ctrl+Click", "On a picture: read this ink as well, or no longer"),
    KeyRow("Drag around ink", "On a picture: read what is within"),
    KeyRow("Arrow keys", "On a picture: point at the next ink, or the one before"),
    KeyRow("Return", "On a picture: read the ink that is pointed at alone"),
    KeyRow("Space", "On a picture: read the ink that is pointed at as well, or no longer"),
)
"""What chooses the ink that is read, where a picture lies on the pad that has the focus."""

ON_NUMBERS = (
    KeyRow("Drag from bracket to bracket", "On a number: this is one digit"),
    KeyRow("Double-click a bracket", "On a number: these are two digits"),
    KeyRow("Left, Right", "On a number: look at the next digit, or the one before"),
    KeyRow("Shift+Left, Shift+Right", "On a number: this and the one beside it are one digit"),
    KeyRow("Return", "On a number: this is two digits"),
)
"""What parts the ink, where a number lies on the pad that has the focus."""


IN_NEW_SIGNS = (KeyRow("Return, Space", "In New signs: keep the drawing, and go on to the next"),)
"""What goes on, where the page of new signs has the focus."""


class KeysDialog(QDialog):
    """Lists the keys that hold all over a window, and those that hold somewhere in it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("keysDialog")
        self.setWindowTitle("Keys")
        self.setStyleSheet(theme.style_sheet(self.palette()))
        self.table = _make_table(list(rows_of(window)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        margins = layout.contentsMargins()
        self.resize(margins.left() + _width_of(self.table) + margins.right(), HEIGHT_PX)


def rows_of(window: QWidget) -> Iterator[KeyRow]:
    """Yield the keys of a window's actions, and those that hold somewhere in it.

    Those of the labels are in one row. Those on a number are left out where none is read.
    """
    actions = [action for action in window.actions() if action.shortcuts() and action.isVisible()]
    labels = [action for action in actions if action.text().startswith(LABEL_TEXT)]
    for action in actions:
        if action not in labels:
            yield KeyRow(_keys_of(action), plain(action.statusTip() or action.text()))
    if labels:
        first, last = _keys_of(labels[0]), _keys_of(labels[-1])
        keys = first if len(labels) == 1 else f"{first} … {last}"
        yield KeyRow(keys, "Say what is drawn: it is kept with that label")
    if any(action.objectName() == "expectedAction" for action in actions):
        yield from ON_NUMBERS
    yield from ON_PICTURES
    yield from IN_NEW_SIGNS


def _keys_of(action: QAction) -> str:
    return ", ".join(shortcut.toString(NATIVE) for shortcut in action.shortcuts())


def _make_table(rows: Sequence[KeyRow]) -> QTableWidget:
    table = QTableWidget(len(rows), 2)
    make_quiet(table, "keysTable", "Keys", stretched=1)
    table.setHorizontalHeaderLabels(["Keys", "What they do"])
    table.verticalHeader().setDefaultSectionSize(ROW_PX)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(theme.as_tooltip(text))
            table.setItem(number, column, item)
    return table


def _width_of(table: QTableWidget) -> int:
    """Return how wide a table is to be for no text to be cut off."""
    columns = sum(map(table.sizeHintForColumn, range(table.columnCount())))
    return columns + table.verticalScrollBar().sizeHint().width() + 2 * table.frameWidth()
