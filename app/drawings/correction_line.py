"""A line to say what was drawn: typed, seen, and only then kept."""

from __future__ import annotations

import re
from collections.abc import Collection

from PySide6.QtCore import QEvent, QRegularExpression, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QRegularExpressionValidator,
    QValidator,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import RETURN, is_offered
from model.data.classes import DIGITS, MAX_NAME_LENGTH, Classes

WIDTH_PX, MOST_WIDTH_PX = 120, 240
MARGINS_PX = 24
CLOSING = (*RETURN, Qt.Key.Key_Escape)
HINT = "Return keeps it, Escape does not"
HINTED = 6
"""So many names are hinted at."""


class CorrectionLine(QWidget):
    """Is shown while a label is typed: Return takes it, Escape leaves all as it is.

    Of digits a number may be typed; any other class is named, and its name is completed.

    Signals:
        entered: Return was pressed; with the label: a class, or a number.
        closed: it is hidden again, before it tells what was entered.
    """

    entered = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("correctionLine")
        self._box = _Box(self)
        self._box.closing_pressed.connect(self._close)
        self._box.textEdited.connect(self._complete)
        caption = theme.text_label("correctionCaption", "This is")
        caption.setBuddy(self._box)
        self._hint = theme.text_label("correctionHint", HINT)
        self._hint.setFont(theme.small(self.font()))
        self._hint.setMinimumWidth(0)  # it gives way in a narrow window
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(caption)
        layout.addWidget(self._box)
        layout.addWidget(self._hint, 1)
        self._typed = ""  # what stands in the box without its completion
        self.use_classes(DIGITS)
        self.hide()

    def use_classes(self, classes: Classes) -> None:
        """Take nothing but these; of digits also several, and spaces between lines of writing."""
        self._classes = classes
        self._box.setValidator(_validator_of(classes, self._box))
        metrics = QFontMetricsF(self._box.font())
        widest = max(map(metrics.horizontalAdvance, classes)) + MARGINS_PX
        self._box.setFixedWidth(round(min(max(widest, WIDTH_PX), MOST_WIDTH_PX)))
        number = "The right number, as you meant it"
        self._box.setToolTip(
            theme.as_tooltip(number if classes == DIGITS else f"What you meant: one of {classes}")
        )

    @property
    def text(self) -> str:
        """What is typed by now, with its completion; a space between lines of writing."""
        return " ".join(self._box.text().split())

    @property
    def label(self) -> str | None:
        """The class or the number that this says; None where it says none."""
        if self._classes == DIGITS and self._classes.spell(self.text):
            return self.text
        return _class_named(self.text, self._classes)

    def begin(self, text: str) -> None:
        """Show what may be right, chosen as a whole: what is typed takes its place."""
        self._typed = text
        self._box.setText(text)
        self._open()
        self._box.selectAll()

    def go_on_with(self, character: str) -> None:
        """Take a character that was typed, the first or one more."""
        if self.isHidden():
            self._typed = ""
            self._box.clear()
        self._open()
        self._box.insert(character)  # as if it had been typed there

    def _open(self) -> None:
        self._show_hint(())
        self.show()
        self._box.setFocus()

    def _complete(self, typed: str) -> None:
        """Add the rest of the name that begins like this, chosen, so that typing replaces it."""
        is_longer, self._typed = len(typed) > len(self._typed), typed
        if self._classes == DIGITS:
            return
        names = _names_that_begin_with(typed, self._classes) if typed else []
        self._show_hint(names)
        at_end = self._box.cursorPosition() == len(self._box.text())
        if names and typed not in self._classes and is_longer and at_end:
            name = names[0]
            self._box.setText(name)
            # Backwards, so that the cursor stays behind what was typed.
            self._box.setSelection(len(name), len(typed) - len(name))

    def _show_hint(self, names: Collection[str]) -> None:
        shown = ", ".join(list(names)[:HINTED])
        more = ", …" if len(names) > HINTED else ""
        self._hint.setText(f"{shown}{more}" if len(names) > 1 else HINT)

    def leave(self) -> None:
        """Hide it; what was typed is gone."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _close(self, key: Qt.Key) -> None:
        label = self.label
        self.leave()
        if key in RETURN and label is not None:
            self.entered.emit(label)


class _Box(QLineEdit):
    """A box that has Return and Escape for itself.

    Signals:
        closing_pressed: with the key.
    """

    closing_pressed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("correctionBox")
        self.setAccessibleName("What was drawn")

    @override
    def event(self, event: QEvent) -> bool:
        if is_offered(event, CLOSING):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in CLOSING:
            self.closing_pressed.emit(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)


class _NameValidator(QValidator):
    """Lets only the names of classes be typed, in either case."""

    def __init__(self, classes: Classes, parent: QWidget) -> None:
        super().__init__(parent)
        self._classes = classes

    @override
    def validate(self, text: str, position: int) -> QValidator.State:
        if _class_named(text, self._classes) is not None:
            return QValidator.State.Acceptable
        begun = not text or _names_that_begin_with(text, self._classes)
        return QValidator.State.Intermediate if begun else QValidator.State.Invalid


def _validator_of(classes: Classes, parent: QWidget) -> QValidator:
    if classes != DIGITS:
        return _NameValidator(classes, parent)
    digits = "".join(map(re.escape, classes))
    pattern = QRegularExpression(f"[{digits} ]{{0,{MAX_NAME_LENGTH}}}")
    return QRegularExpressionValidator(pattern, parent)


def _names_that_begin_with(typed: str, classes: Classes) -> list[str]:
    """Return the classes whose names begin so, those in the case typed before the others."""
    alike = [name for name in classes if name.casefold().startswith(typed.casefold())]
    return sorted(alike, key=lambda name: not name.startswith(typed))


def _class_named(text: str, classes: Classes) -> str | None:
    """Return the class of this name, or the only one that differs from it by its case alone."""
    if text in classes:
        return text
    alike = [name for name in classes if name.casefold() == text.casefold()]
    return alike[0] if len(alike) == 1 else None
