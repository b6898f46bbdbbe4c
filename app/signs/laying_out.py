"""What the pages of signs are made of: a place that keeps what lies in it square, rows, buttons."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from app import theme


class Square(QWidget):
    """Holds one widget, as large as the place lets it be as a square."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        content.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @override
    def minimumSizeHint(self) -> QSize:
        return self._content.minimumSize()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        side = min(self.width(), self.height())
        self._content.setGeometry(QRect(0, 0, side, side))
        super().resizeEvent(event)


def row_of(*parts: QWidget | None) -> QHBoxLayout:
    """Lay out parts in a row; None takes what room there is left, else that is at the end."""
    row = QHBoxLayout()
    row.setSpacing(theme.GRID_PX)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    if None not in parts:
        row.addStretch(1)
    return row


def dialog_button(name: str, text: str, tooltip: str, slot: object = None) -> QPushButton:
    """Return a button that Enter presses in a dialog only where it was made the default.

    slot: is called, or as a signal emitted, on a click.
    """
    made = theme.button(name, text, tooltip)
    made.setAutoDefault(False)
    if slot is not None:
        made.clicked.connect(slot)
    return made
