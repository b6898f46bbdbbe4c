"""A dialog in Inkling's colours, which follow the system's, with its buttons in a row below."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme


class StyledDialog(QDialog):
    """Shows what is added to `content`, and below it buttons, the last of which closes it."""

    def __init__(self, name: str, title: str, window: QWidget) -> None:
        """name: by which it is found."""
        super().__init__(window)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self._styled = QWidget()  # in place of the dialog, which is told of new palettes
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._styled)
        layout = QVBoxLayout(self._styled)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.GRID_PX)
        self.content = QVBoxLayout()
        self.content.setSpacing(theme.GRID_PX)
        layout.addLayout(self.content, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.GRID_PX)
        layout.addLayout(self._buttons)
        self._styled.setStyleSheet(theme.style_sheet(self.palette()))

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Show these buttons, and Close."""
        for button in buttons:
            button.setAutoDefault(False)
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        close = theme.button("closeButton", "Close", "Close this window (Esc)")
        close.clicked.connect(self.reject)
        close.setDefault(True)
        self._buttons.addWidget(close)
        close.setFocus()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._styled.setStyleSheet(theme.style_sheet(self.palette()))
        super().changeEvent(event)
