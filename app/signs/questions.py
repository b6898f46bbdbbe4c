"""What is asked where sets of signs are changed: whether it is meant, and for files."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.transfer.dialogs import ask_where_to_save
from app.transfer.filters import dialog_filter
from model.ink.formats import SIGNS
from model.plain_text import plain


def ask_first(window: QWidget, question: str, yes: str, then: Callable[[], object]) -> None:
    """Ask before something that cannot be undone, and do it where the user says so.

    yes: what the button says that does it.
    """
    box = QMessageBox(window)
    box.setObjectName("signsQuestion")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(window.windowTitle())
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(plain(f"{question} This cannot be undone."))
    box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.accepted.connect(lambda: then())
    box.open()


def ask_where_to_export(window: QWidget, title: str) -> Path | None:
    """Ask for the file of a set with this title; None where the user cancels."""
    name = "".join(one if one.isalnum() or one in " -_" else "-" for one in title)
    asked = ask_where_to_save(window, "Export the set", Path.home() / name, SIGNS)
    return asked[0] if asked else None


def ask_what_to_import(window: QWidget) -> Path | None:
    """Ask for a file that holds a set; None where the user cancels."""
    choices = dialog_filter(SIGNS.title, SIGNS)
    name, _ = QFileDialog.getOpenFileName(window, "Import a set", str(Path.home()), choices)
    return Path(name) if name else None
