"""Correcting what was read of the pad: by a key, by a bar or a tile, and by a name in a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QWidget

from app import late, late_parts, theme
from app.drawings.own_drawings import OwnDrawings
from app.keys import first_keys_of
from app.pad.brackets import PadPart
from app.pad.drawing_pad import DrawingPad
from model.data.classes import DIGITS, Classes
from model.text import join_lines, with_article

STRETCH = 9
"""The line takes what room its layout has."""


class Correcting(QObject):
    """Has what lies on the pad kept as what the user says that it is.

    Where it is read as one character, the key or the bar of a class says all; the first letter of
    a longer name begins a line in which it is typed. Where it is read as several, any key begins
    that line, for the number, and a bar corrects the character in focus.
    """

    def __init__(
        self,
        pad: DrawingPad,
        drawings: OwnDrawings,
        prediction: Callable[[], late.Prediction | None],
        window: QWidget,
    ) -> None:
        """prediction: returns what was read of the pad last; window: gets the keys' actions."""
        super().__init__(pad)
        self._pad, self._drawings, self._prediction = pad, drawings, prediction
        self._window = window
        self._classes = DIGITS
        self.open_action = theme.add_action(window, "correctNumber", "", ["F2"], self.open)
        self._label_actions: list[QAction] = []
        self._line: late_parts.CorrectionLine | None = None
        self._typed_of = pad.page
        """What lay on the pad as the line was opened."""
        self._place: QBoxLayout | None = None
        self.button = theme.button(
            "correctNumberButton",
            "Correct the number…",
            "Say which number this is (F2, or type it): it is kept, and Inkling can learn it",
        )
        self.button.clicked.connect(self.open)
        self.button.hide()
        pad.page_changed.connect(self._follow_page)

    def lay_out(self, place: QBoxLayout) -> None:
        """Show the button, and in its place the line where a number is typed."""
        self._place = place
        place.addWidget(self.button)

    def use_classes(self, classes: Classes) -> None:
        """Take these for what may be said: their keys say it, or begin a name."""
        self._classes = classes
        self._make_actions()
        if self._line is not None:
            self._line.leave()
            self._line.use_classes(classes)

    def _make_actions(self) -> None:
        classes, window = self._classes, self._window
        which = "Say which number this is" if classes == DIGITS else "Type what this is"
        self.open_action.setText(which)
        for action in self._label_actions:
            window.removeAction(action)
            action.deleteLater()
        texts = {label: f"This is {with_article(label)}" for label in classes}
        self._label_actions = theme.add_label_actions(window, "correct", texts, self.say)
        for first, keys in first_keys_of(classes).items():
            text, begin = f"This is a name with {first}…", partial(self.begin, first)
            action = theme.add_action(window, f"begin{first}", text, keys, begin)
            self._label_actions.append(action)

    # What the user says

    def say(self, label: str) -> None:
        """Take a label that a key says: the whole answer, or the next character of a number."""
        if self._parts or self.is_open:
            self.begin(label)
        else:
            self.keep(label)

    def begin(self, character: str) -> None:
        """Take the first character of a number or of a name, or one more."""
        self._typed_of = self._pad.page
        self.line.go_on_with(character)
        self._show_button()

    def say_in_focus(self, label: str) -> None:
        """Take a label that a bar says: of the character in focus, where there are several."""
        parts = self._parts
        self.keep(_joined(parts, self._pad.parts.focus, label) if parts else label)

    def open(self) -> None:
        """Have the whole typed, beginning with what was read."""
        prediction = self._prediction()
        self._typed_of = self._pad.page
        self.line.begin(prediction.text or "" if prediction else "")
        self._show_button()

    def keep(self, label: str) -> None:
        """Keep what lies on the pad under a label, and clear the pad."""
        if self._line is not None:
            self._line.leave()
        self._drawings.correct(label, self._prediction())

    # What is shown

    def show_prediction(self) -> None:
        """Offer what fits what was read last."""
        self._show_button()

    @property
    def _parts(self) -> Sequence[PadPart]:
        """The characters that were read, where there are several."""
        return self._pad.parts.parts if self._pad.parts.has_brackets else ()

    @property
    def is_open(self) -> bool:
        """Whether a number is being typed."""
        return self._line is not None and not self._line.isHidden()

    @property
    def line(self) -> late_parts.CorrectionLine:
        """Where a number is typed; made when it is first used."""
        if self._line is None:
            self._line = late_parts.CorrectionLine()
            self._line.use_classes(self._classes)
            self._line.entered.connect(self.keep)
            self._line.closed.connect(self._end)
            if self._place is not None:
                self._place.insertWidget(self._place.indexOf(self.button), self._line, STRETCH)
        return self._line

    def _show_button(self) -> None:
        self.button.setVisible(bool(self._parts) and not self.is_open)

    def _end(self) -> None:
        self._pad.setFocus()
        self._show_button()

    def _follow_page(self) -> None:
        if self.is_open and not self._typed_of.shares_ink_with(self._pad.page):
            self.line.leave()


def _joined(parts: Sequence[PadPart], focus: int, label: str) -> str:
    """Return what parts say with another label for the one in focus; a space between lines."""
    return join_lines(
        (part.line, label if index == focus else part.label) for index, part in enumerate(parts)
    )
