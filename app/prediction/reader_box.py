"""What reads: a box that lists the networks and sets of signs there are, and leads to new ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from app import late, theme

NEW_SIGNS_KEY = "Ctrl+N"
NEW_SIGNS, MANAGE_SIGNS = "new signs", "manage signs"
"""What stands in the place of an id where an entry leads on."""
NEW_SIGNS_TITLE, MANAGE_SIGNS_TITLE = "New signs…", "Manage signs…"
TIP = "What reads: digits, or signs of your own"
ORDINARY, WIDEST = 12, 24
"""Characters; the box is as wide as its titles within these."""


class ReaderBox(QComboBox):
    """Shows what reads, and what else could.

    Signals:
        choice_wanted: the user wants another to read; with its id.
        new_signs_wanted, management_wanted: the user wants to make a set of signs, or change some.
    """

    choice_wanted = Signal(str)
    new_signs_wanted = Signal()
    management_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readerBox")
        self.setAccessibleName("Read with")
        self.setToolTip(TIP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the pad keeps its keys
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(ORDINARY)
        self.setMaximumWidth(self.fontMetrics().averageCharWidth() * WIDEST + 4 * theme.GRID_PX)
        self._choices: Sequence[late.Choice] = ()
        self._shown_id = ""
        self._fill([("Digits", "")])  # which nearly always read, until it is known
        self.activated.connect(self._take)  # by the user alone

    def _fill(self, choices: Sequence[tuple[str, str]]) -> None:
        self.clear()
        for title, choice_id in choices:
            self.addItem(title, choice_id)
            tip = theme.as_tooltip(title)  # where it is longer than the box
            self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.insertSeparator(self.count())
        for title, key in ((NEW_SIGNS_TITLE, NEW_SIGNS), (MANAGE_SIGNS_TITLE, MANAGE_SIGNS)):
            self.addItem(title, key)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 2 * theme.GRID_PX)

    def show_choices(self, choices: Sequence[late.Choice]) -> None:
        """List these from now on."""
        self._choices = choices
        self._show_all()

    def show_choice(self, choice: late.Choice) -> None:
        """Show that this one reads."""
        self._shown_id = choice.id
        if choice.id not in {one.id for one in self._choices}:
            self._choices = [*self._choices, choice]
        elif choice not in self._choices and choice.id == late.VERSION:  # of other classes
            rest = [one for one in self._choices if one.id != choice.id]
            self._choices = [choice, *rest]
        self._show_all()

    def _show_all(self) -> None:
        self._fill([(choice.title, choice.id) for choice in self._choices])
        self.show_what_reads()

    def show_what_reads(self) -> None:
        """Show again what reads, where another was wanted in vain."""
        self.setCurrentIndex(max(self.findData(self._shown_id), 0))
        title = self.currentText()
        self.setToolTip(theme.as_tooltip(f"{title}. {TIP}") if len(title) > WIDEST else TIP)

    def _take(self, index: int) -> None:
        wanted = self.itemData(index)
        if wanted in (NEW_SIGNS, MANAGE_SIGNS):
            self.show_what_reads()
            (self.new_signs_wanted if wanted == NEW_SIGNS else self.management_wanted).emit()
        elif wanted != self._shown_id:
            self.choice_wanted.emit(wanted)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.showPopup()  # to step through it would load one network after the other
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
