"""A place that keeps what lies in it square."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override


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
