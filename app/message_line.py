"""The sentence below the pad: what has just happened, and else what holds of what lies there."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

from app import late

MESSAGE_MS = 12_000


class MessageLine(QLabel):
    """Shows one sentence for a while, and then the standing one again, if there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._standing = ""
        self._timer = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._timer.timeout.connect(self._show_standing)

    def say(self, sentence: str) -> None:
        """Show what has happened; nothing in it is markup."""
        self.setText(late.plain(sentence))
        self._timer.start()

    def keep(self, sentence: str) -> None:
        """Show what holds from now on, in place of what did before; an empty one shows nothing."""
        is_seen = bool(sentence) or self.text() == self._standing
        self._standing = sentence
        if is_seen:
            self._timer.stop()
            self._show_standing()

    def _show_standing(self) -> None:
        self.setText(self._standing)
