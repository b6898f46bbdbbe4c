"""The first page of new signs: what the set and its signs are called."""

from collections.abc import Collection
from dataclasses import replace
from itertools import chain, count

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.settings import Settings
from app.signs.laying_out import dialog_button
from app.signs.sign_list import SignList, SignRow
from model.errors import BadInput
from model.home.signs_card import SignsCard, clean_title
from model.plain_text import plain

INTRODUCTION = (
    "Name signs, then draw each a few times: letters, symbols, doodles. "
    "Inkling learns to tell them apart in seconds."
)
TITLE = "My signs"
MOST_EACH = 50


class NamesPage(QWidget):
    """Asks for a set's title, the names of its signs, and how often each is to be drawn.

    Signals:
        named: all that is right; with the SignsCard.
        going_on_wanted: the set that is not finished is to be gone on with.
        left: the user wants none of it.
    """

    named = Signal(object)
    going_on_wanted = Signal()
    left = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._card = SignsCard(TITLE)
        self.title = QLineEdit(TITLE)
        self.title.setObjectName("signsTitle")
        self.title.setAccessibleName("Title of the set")
        self.signs = SignList()
        self.signs.addition_wanted.connect(self._add)
        self.signs.renaming_wanted.connect(self._rename)
        self.signs.removal_wanted.connect(self._remove)
        self.each_box = QSpinBox()
        self.each_box.setObjectName("drawingsEachBox")
        self.each_box.setAccessibleName("Drawings of each sign")
        self.each_box.setRange(1, MOST_EACH)
        self.each_box.setValue(settings["signs/each"])
        self.digits_box = QCheckBox("Read digits with it, too")
        self.digits_box.setObjectName("withDigitsBox")
        self.digits_box.setToolTip("The digits 0 to 9 need not be drawn: Inkling knows them")
        self.draw_button = theme.button("drawSignsButton", "Draw them", "Go on to the drawing")
        self.draw_button.setDefault(True)
        self.draw_button.clicked.connect(self.finish)
        self.cancel_button = dialog_button("cancelButton", "Cancel", "Make no set (Esc)", self.left)
        self._unfinished = theme.text_label("unfinishedSet")
        self._unfinished.setWordWrap(True)
        self.go_on_button = dialog_button(
            "goOnButton", "Go on with it", "Draw what is still missing", self.going_on_wanted
        )
        self._lay_out()
        self.show_unfinished("")

    def _lay_out(self) -> None:
        introduction = theme.text_label("caption", INTRODUCTION)
        introduction.setWordWrap(True)
        unfinished = QHBoxLayout()
        unfinished.setSpacing(theme.GRID_PX)
        unfinished.addWidget(self._unfinished, 1)
        unfinished.addWidget(self.go_on_button)
        form = QFormLayout()
        form.setVerticalSpacing(theme.GRID_PX)
        form.setHorizontalSpacing(2 * theme.GRID_PX)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Title", self.title)
        form.addRow("Signs", self.signs)
        each = QHBoxLayout()
        each.setSpacing(2 * theme.GRID_PX)
        each.addWidget(self.each_box)
        each.addWidget(theme.text_label("caption", "drawings of each sign"))
        each.addStretch(1)
        form.addRow("Draw", each)
        form.addRow("", self.digits_box)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID_PX)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.draw_button)
        layout = QVBoxLayout(self)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(2 * theme.GRID_PX)
        layout.addLayout(unfinished)
        layout.addWidget(introduction)
        layout.addLayout(form, 1)
        layout.addLayout(buttons)

    def show_unfinished(self, sentence: str) -> None:
        """Offer to go on with a set, of which the sentence tells; an empty one offers nothing."""
        self._unfinished.setText(sentence)
        for part in (self._unfinished, self.go_on_button):
            part.setVisible(bool(sentence))

    def suggest_title(self, taken: Collection[str]) -> None:
        """Suggest a title that no set has, unless the user has written one."""
        if self.title.text() == TITLE:
            numbered = (f"{TITLE} {number}" for number in count(2))
            free = next(title for title in chain([TITLE], numbered) if title not in taken)
            self.title.setText(free)

    def begin(self) -> None:
        """Let the first sign be named."""
        self.signs.line.setFocus()

    @property
    def each(self) -> int:
        """How many drawings of each sign there are to be."""
        return self.each_box.value()

    def finish(self) -> None:
        """Go on to the drawing, or say what is missing."""
        if self.signs.line.text().strip() and not self._add(self.signs.line.text()):
            return
        card = replace(self._card, with_digits=self.digits_box.isChecked())
        if len(card.names) < card.least_signs:
            self.signs.say("Name a sign first." if card.with_digits else "Name at least two signs.")
            self.signs.line.setFocus()
            return
        try:
            title = clean_title(self.title.text())
        except BadInput as error:
            self.signs.say(str(error))
            self.title.setFocus()
            return
        self._settings["signs/each"] = self.each
        self.named.emit(replace(card, title=title))

    def _add(self, name: str) -> bool:
        if is_added := self._is_free(name) and self._take([*self._card.names, name]):
            self.signs.clear_line()
        return is_added

    def _rename(self, before: str, new: str) -> None:
        if self._is_free(new):
            self._take([new if name == before else name for name in self._card.names])

    def _is_free(self, name: str) -> bool:
        """Return whether no sign has the name, and say so where one has it."""
        if is_taken := name.strip() in self._card.names:
            self.signs.say(f"There is a sign {plain(name.strip())} already.")
        return not is_taken

    def _remove(self, name: str) -> None:
        self._take([one for one in self._card.names if one != name])

    def _take(self, names: list[str]) -> bool:
        """Take these for the signs' names, or say what is wrong with them."""
        try:
            self._card = self._card.with_signs(names)
        except BadInput as error:
            self.signs.say(f"{error}.")
            return False
        self.signs.say("")
        self.signs.show_rows([SignRow(name) for name in self._card.names])
        return True
