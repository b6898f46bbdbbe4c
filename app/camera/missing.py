"""Where Qt's multimedia is not installed: shows the command that brings it, to be copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.camera.multimedia import COMMAND


def offer_command(window: QWidget, title: str, sentence: str) -> None:
    """Show a sentence that tells the command, and a button that copies it."""
    box = QMessageBox(window)
    box.setObjectName("cameraMissing")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(sentence)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    copy = box.addButton("Copy the command", QMessageBox.ButtonRole.AcceptRole)
    copy.setObjectName("copyCommandButton")
    copy.clicked.connect(_copy_command)
    box.addButton(QMessageBox.StandardButton.Close)
    box.open()


def _copy_command() -> None:
    QGuiApplication.clipboard().setText(COMMAND)
