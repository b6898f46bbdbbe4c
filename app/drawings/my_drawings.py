"""The user's own drawings: correcting what is on the pad, the gallery, and how many are new."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.background import BackgroundTask
from app.pad.drawing_pad import DrawingPad
from app.pad.page import Page

# Neither NumPy nor the gallery is loaded before the first paint.
if TYPE_CHECKING:
    from app.drawings.drawing_keeper import DrawingKeeper
    from app.drawings.gallery import Gallery
    from model.home.collection import Entry
    from model.network.recognizer import Prediction, Recognizer


class MyDrawings(QObject):
    """Keeps what the user says a drawing is, and shows what was kept.

    Signals:
        said: one sentence for the user.
        counted: how many drawings are kept, and how many of them the current network has not
            learned yet.
        learning_requested: the user wants them learned.
    """

    said = Signal(str)
    counted = Signal(int, int)
    learning_requested = Signal()

    def __init__(self, pad: DrawingPad, parent: QWidget) -> None:
        super().__init__(parent)
        self._pad = pad
        self._window = parent
        self._keeper: DrawingKeeper | None = None
        self._gallery: Gallery | None = None
        self._recognizer: Recognizer | None = None

    # Correcting

    def correct(self, digit: int, prediction: "Prediction | None") -> None:
        """Keep the drawing as this digit, with the answer that was given, and clear the pad."""
        page = self._pad.page
        if page.is_empty:
            self.said.emit("Draw a digit first; then say which it is.")
            return
        from model.home.collection import Entry

        drawing = page.drawing
        if page.picture is not None:  # which has no strokes of its own
            from model.ink.tracing import trace

            drawing = trace(page.picture.input[0, 0])
            if drawing.is_empty:
                self.said.emit("There is no ink in this picture to keep.")
                return
        answer = prediction.digit if prediction and prediction.is_accepted else None
        entry = Entry(replace(drawing, label=str(digit)), answer)
        self._pad.change_page(
            Page(),
            f"Keep as {digit}",
            redone=partial(self._keep, entry),
            undone=partial(self._take_back, entry),
        )

    def _keep(self, entry: "Entry") -> None:
        self.keeper.add([entry], partial(self._tell_kept, entry), partial(self._bring_back, entry))

    def _take_back(self, entry: "Entry") -> None:
        self.keeper.remove([entry.id], partial(self._tell_taken_back, entry), self.said.emit)

    def _tell_kept(self, entry: "Entry") -> None:
        read = "it was not taken for a digit" if entry.answer is None else f"read as {entry.answer}"
        right = str(entry.answer) == entry.drawing.label
        self.said.emit(
            f"Kept as {entry.drawing.label}, {'as it was read' if right else read}. "
            "Undo takes it back."
        )

    def _tell_taken_back(self, entry: "Entry") -> None:
        self.said.emit(f"Taken back: the {entry.drawing.label} is no longer kept.")

    def _bring_back(self, entry: "Entry", fault: str) -> None:
        """Put a drawing that could not be kept on the pad again, unless another is there."""
        if self._pad.page.is_empty:
            self._pad.change_page(Page(replace(entry.drawing, label=None)), "Bring back")
        self.said.emit(fault)

    # The gallery

    def show_gallery(self) -> None:
        """Show all drawings in a window of their own."""
        if self._gallery is None:
            from app.drawings.gallery import Gallery

            self._gallery = Gallery(self.keeper, self._window)
            self._gallery.drawing_chosen.connect(self._put_on_pad)
            self._gallery.learning_requested.connect(self.learning_requested)
            if self._recognizer is not None:
                self._gallery.read_with(self._recognizer)
        self._gallery.show()
        self._gallery.raise_()
        self._gallery.activateWindow()

    @property
    def gallery(self) -> "Gallery | None":
        """The gallery, once it was shown."""
        return self._gallery

    def read_with(self, recognizer: "Recognizer") -> None:
        """Have the gallery say what this network reads."""
        self._recognizer = recognizer
        if self._gallery is not None:
            self._gallery.read_with(recognizer)

    def _put_on_pad(self, entry: "Entry") -> None:
        from app.pad.ink_painter import PAD_SIDE
        from model.ink.editing import fit_to_pad

        drawing = fit_to_pad(replace(entry.drawing, label=None), PAD_SIDE)
        self._pad.change_page(Page(drawing), "Open")
        self._window.activateWindow()

    # Counting

    def count(self) -> None:
        """Count the drawings; `counted` follows."""
        task = BackgroundTask("Counting your drawings", _count_drawings, self)
        task.done.connect(self._tell_counted)
        task.failed.connect(self.said)
        task.start()

    def _tell_counted(self, counted: tuple[int, int]) -> None:
        self.counted.emit(*counted)

    @property
    def keeper(self) -> "DrawingKeeper":
        """What changes the collection."""
        if self._keeper is None:
            from app.drawings.drawing_keeper import DrawingKeeper

            self._keeper = DrawingKeeper(self)
            self._keeper.changed.connect(self.count)
        return self._keeper

    def finish(self) -> None:
        """End what is under way; for when the window closes."""
        if self._gallery is not None:
            self._gallery.close()
        if self._keeper is not None:
            self._keeper.finish()


def _count_drawings() -> tuple[int, int]:
    from model.home.collection import DrawingCollection
    from model.home.versions import current_weights

    count = DrawingCollection().count()
    learned = current_weights().card.own_count or 0 if count else 0
    return count, max(count - learned, 0)
