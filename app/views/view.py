"""What all views have in common."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.pad.marks import Marks
from app.prediction.reading import Reading

NARROW_PX = 900
LARGEST_TEXT = 1.5
"""A view wider than NARROW_PX has a larger sentence: it is read from the back of a class room."""


class View(QWidget):
    """A view of what the network does; a subclass shows it and lays it out below the sentence.

    Signals:
        shown: it came to be seen; it is told the newest reading then.
        sample_chosen: a Sample was chosen to be put on the pad.
        marks_changed: what it marks on the pad is another; with Marks, or None.
        data_fetched: there are more data on this disk than before.
        said: one sentence for the user.
    """

    shown = Signal()
    sample_chosen = Signal(object)
    marks_changed = Signal(object)
    data_fetched = Signal()
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = theme.text_label("sentence")
        """Says in plain words what the view shows of this drawing, or what to do."""
        self.sentence.setWordWrap(True)
        self.content = QVBoxLayout(self)
        self.content.setContentsMargins(0, theme.GRID_PX, 0, 0)
        self.content.setSpacing(theme.GRID_PX)
        self.content.addWidget(self.sentence)

    def show_reading(self, reading: Reading) -> None:
        """Show what was read; called while the view is seen, with each move of the pen."""

    def mark(self, marks: Marks | None) -> None:
        """Mark something on the pad, or nothing; what is not seen marks nothing.

        A widget that is hidden gets events still: it loses the focus, and the mouse leaves it.
        """
        if marks is None or self.isVisible():
            self.marks_changed.emit(marks)

    def finish(self) -> None:
        """End what is under way; for when the window closes."""

    def text_factor(self) -> float:
        """Return how many times as large as the window's font the sentence is, by the width."""
        return min(max(self.width() / NARROW_PX, 1), LARGEST_TEXT)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sentence.setFont(theme.scaled(self.font(), self.text_factor()))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.marks_changed.emit(None)
