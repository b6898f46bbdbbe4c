"""What the tour says: the step's title, its sentences, and the way on, back and out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme

LINES = 4
"""So many lines have room from the start, so that no step moves what lies around."""
ARROW_WIDTH_PX = 32


class TourPanel(QWidget):
    """Shows a step of the tour, and asks for another.

    Signals:
        next_chosen, back_chosen, close_chosen: the user wants to go on, back, or to leave.
    """

    next_chosen = Signal()
    back_chosen = Signal()
    close_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tourPanel")
        self.setAccessibleName("Tour")
        self._make_parts()
        self._lay_out()
        for keys, signal in (("Right", self.next_chosen), ("Left", self.back_chosen)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(signal)
        self.setFocusProxy(self.next_button)

    def _make_parts(self) -> None:
        self.number = theme.text_label("caption")
        self.number.setFont(theme.small(self.font()))
        self.title = theme.text_label("tourTitle")
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.sentence = theme.text_label("tourSentence")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.back_button = theme.button("tourBackButton", "‹", "The step before (Left)")
        self.back_button.setAccessibleName("Back")
        self.back_button.setFixedWidth(ARROW_WIDTH_PX)
        self.next_button = theme.button("tourNextButton", "Next", "The next step (Right)")
        self.close_button = theme.button("tourCloseButton", "×", "Leave the tour (Esc)")
        self.close_button.setAccessibleName("Close")
        self.close_button.setFixedWidth(ARROW_WIDTH_PX)
        self.back_button.clicked.connect(self.back_chosen)
        self.next_button.clicked.connect(self.next_chosen)
        self.close_button.clicked.connect(self.close_chosen)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID_PX // 2)
        head.addWidget(self.number)
        head.addWidget(self.title, 1)
        for button in (self.back_button, self.next_button, self.close_button):
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX // 2)
        layout.addLayout(head)
        layout.addWidget(self.sentence)

    def show_step(
        self, number: int, count: int, title: str, sentence: str, *, is_done: bool, next_text: str
    ) -> None:
        """Show a step; number: from 1; is_done: whether what it waits for has happened."""
        self.number.setText(f"{number}/{count}")
        self.number.setAccessibleName(f"Step {number} of {count}")
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.next_button.setText(next_text)
        self.next_button.setDefault(is_done)
        self.back_button.setEnabled(number > 1)
        self.setAccessibleDescription(f"{title}. {sentence}")
        self._make_room()

    def _make_room(self) -> None:
        lines = LINES * self.sentence.fontMetrics().lineSpacing()
        height = max(lines, self.sentence.heightForWidth(self.width()))
        if height != self.sentence.minimumHeight():
            self.sentence.setMinimumHeight(height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    @override
    def event(self, event: QEvent) -> bool:
        # Else Esc would clear the pad.
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_chosen.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.next_chosen.emit()
            case _:
                super().keyPressEvent(event)
