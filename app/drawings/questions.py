"""Questions that are asked before a picture is kept of which it is not sure what is its ink."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from app import late
from model.text import with_article


def question_to_keep(window: QWidget, label: str, doubt: late.Doubt) -> QMessageBox:
    """Return a dialog that asks whether a picture is to be kept; `accepted` where it is."""
    box = _question(
        window,
        "Keep this picture?",
        f"{late.DOUBT_SENTENCES[doubt]} Keep the ink marked blue as {with_article(label)}?",
    )
    box.setObjectName("keepQuestion")
    box.addButton("Keep", QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    return box


def asks_to_keep_all(window: QWidget, count: int) -> bool:
    """Ask whether pictures that are imported are to be kept although they are doubtful."""
    pictures = "One picture is" if count == 1 else f"{count:,} pictures are"
    them = "it" if count == 1 else "them"
    box = _question(
        window,
        "Keep doubtful pictures?",
        f"{pictures} doubtful: it is not sure what in {them} is the ink, because of a shadow, "
        "faint ink, or more characters than one.",
    )
    box.setObjectName("doubtfulQuestion")
    leave = box.addButton(f"Leave {them} out", QMessageBox.ButtonRole.RejectRole)
    keep = box.addButton(f"Keep {them}", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(leave)
    box.setEscapeButton(leave)
    box.exec()
    is_kept = box.clickedButton() is keep
    box.deleteLater()  # its parent lives on
    return is_kept


def _question(window: QWidget, title: str, text: str) -> QMessageBox:
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setText(text)
    return box
