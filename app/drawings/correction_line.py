"""A line to say in which number several characters were drawn: typed, seen, and only then kept."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import RETURN, is_offered
from model.data.classes import DIGITS, MAX_NAME_LENGTH, Classes

WIDTH_PX = 120
CLOSING = (*RETURN, Qt.Key.Key_Escape)


class CorrectionLine(QWidget):
    """Is shown while a label is typed: Return takes it, Escape leaves all as it is.

    Signals:
        entered: Return was pressed; with the label, which is made of classes.
        closed: it is hidden again, before it tells what was entered.
    """

    entered = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("correctionLine")
        self._box = _Box(self)
        self._box.closing_pressed.connect(self._close)
        caption = theme.text_label("correctionCaption", "This is")
        caption.setBuddy(self._box)
        hint = theme.text_label("correctionHint", "Return keeps it, Escape does not")
        hint.setFont(theme.small(self.font()))
        hint.setMinimumWidth(0)  # it gives way in a narrow window
        hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(caption)
        layout.addWidget(self._box)
        layout.addWidget(hint, 1)
        self._classes = DIGITS
        self.use_classes(DIGITS)
        self.hide()

    def use_classes(self, classes: Classes) -> None:
        """Take nothing but these, and spaces between lines of writing."""
        self._classes = classes
        single = "".join(re.escape(name) for name in classes if len(name) == 1)
        pattern = QRegularExpression(f"[{single} ]{{0,{MAX_NAME_LENGTH}}}")
        self._box.setValidator(QRegularExpressionValidator(pattern, self._box))

    @property
    def text(self) -> str:
        """What is typed by now, a space between lines of writing."""
        return " ".join(self._box.text().split())

    def begin(self, text: str) -> None:
        """Show what may be right, chosen as a whole: what is typed takes its place."""
        self._box.setText(text)
        self._open()
        self._box.selectAll()

    def go_on_with(self, character: str) -> None:
        """Take a character that was typed, the first or one more."""
        if self.isHidden():
            self._box.clear()
        self._open()
        self._box.insert(character)

    def _open(self) -> None:
        self.show()
        self._box.setFocus()

    def leave(self) -> None:
        """Hide it; what was typed is gone."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _close(self, key: Qt.Key) -> None:
        text = self.text
        self.leave()
        if key in RETURN and (text in self._classes or self._classes.spell(text)):
            self.entered.emit(text)


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
        self.setFixedWidth(WIDTH_PX)
        self.setToolTip("The right number, as you meant it")

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
