"""Learning the user's drawings: how many there are, the button, and the way back."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import theme
from model.data.source import Folders
from model.home.signs import load_set
from model.home.what_reads import SIGNS, base_of, drawings_of
from model.training import learn, learn_signs
from model.training.events import TrainingEvent


class LearningPanel(QWidget):
    """Says how many drawings there are to learn, and offers to learn them.

    Signals:
        learning_requested: the user wants the drawings learned.
        versions_requested: the user wants to see all versions of the network.
    """

    learning_requested = Signal()
    versions_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learningPanel")
        self.learn_button = theme.button(
            "learnButton", "Learn my drawings", "Teach the network your hand (Ctrl+L)"
        )
        self.learn_button.clicked.connect(self.learning_requested)
        self.drawing_count = theme.text_label("drawingCount")
        self.drawing_count.setFont(theme.small(self.font()))
        self.versions_button = theme.button(
            "versionsButton", "Versions…", "All networks that you kept; go back to any of them"
        )
        self.versions_button.clicked.connect(self.versions_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.learn_button)
        layout.addWidget(self.drawing_count, 1)
        layout.addWidget(self.versions_button)
        self.show_count(0, 0)

    def show_count(self, count: int, new: int) -> None:
        """Show how many of the user's drawings are kept, and how many of them are not learned."""
        unlearned = f", {new} new" if 0 < new < count else ""
        self.drawing_count.setText(f"{count:,} kept{unlearned}" if count else "none kept yet")


def learn_drawings(choice_id: str, folders: Folders) -> Iterator[TrainingEvent]:
    """Learn all drawings that are kept while this reads.

    Raises BadInput where they or the weights are damaged. Nothing is read before the first event is
    asked for, and then on the thread that asks.
    """
    drawings = [entry.drawing for entry in drawings_of(choice_id).entries()]
    if choice_id.startswith(SIGNS):
        card = load_set(choice_id.removeprefix(SIGNS)).read_card()
        yield from learn_signs(drawings, card.names, with_digits=card.with_digits)
    else:
        base, weights = base_of(choice_id)
        yield from learn(weights, drawings, base=base, folders=folders)
