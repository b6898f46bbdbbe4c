"""Where a library is not installed: shows the command that brings it, to be copied."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from model.errors import NotInstalled
from model.text import start_with_capital


def offer_command(window: QWidget, title: str, missing: NotInstalled) -> None:
    """Show the sentence that names the command, and a button that copies it."""
    box = QMessageBox(window)
    box.setObjectName("missingLibrary")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(start_with_capital(str(missing)))
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    copy = box.addButton("Copy the command", QMessageBox.ButtonRole.AcceptRole)
    copy.setObjectName("copyCommandButton")
    copy.clicked.connect(partial(QGuiApplication.clipboard().setText, missing.command))
    box.addButton(QMessageBox.StandardButton.Close)
    box.open()
