"""What is new: the newest section of the changelog."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from app.about.styled_dialog import StyledDialog
from model.release import newest_notes

SIZE = QSize(680, 560)


class NotesDialog(StyledDialog):
    """Shows what the release has changed."""

    def __init__(self, window: QWidget) -> None:
        notes = newest_notes()
        super().__init__("notesDialog", f"What is new in Inkling {notes.title}", window)
        self.text = QTextBrowser()
        self.text.setObjectName("notesText")
        self.text.setAccessibleName("What is new")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setMarkdown(notes.markdown)
        self.content.addWidget(self.text)
        self.add_buttons()
        self.text.setFocus()  # so that arrow keys scroll it
        self.resize(SIZE)
