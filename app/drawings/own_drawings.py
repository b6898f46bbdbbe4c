"""The user's own drawings: correcting what is on the pad, the gallery, and how many are new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app import late, late_parts
from app.background import BackgroundTask
from app.drawings.questions import question_to_keep
from app.pad.drawing_pad import DrawingPad
from app.pad.history import Functions
from app.pad.page import Page
from model.ink.drawing import Drawing
from model.ink.sample import Sample


class OwnDrawings(QObject):
    """Keeps what the user says a drawing is, and shows what was kept.

    Signals:
        said: one sentence for the user.
        counted: how many drawings are kept, and how many of them the current network has not
            learned yet.
        changed: some were kept, changed or taken back.
        learning_requested: the user wants them learned.
    """

    said = Signal(str)
    counted = Signal(int, int)
    changed = Signal()
    learning_requested = Signal()

    def __init__(self, pad: DrawingPad, parent: QWidget) -> None:
        super().__init__(parent)
        self._pad = pad
        self._window = parent
        self._keeper: late_parts.DrawingKeeper | None = None
        self._gallery: late_parts.Gallery | None = None
        self._recognizer: late.Recognizer | None = None

    # Correcting

    def correct(self, label: str, prediction: late.Prediction | None) -> None:
        """Keep what is on the pad under a label, with what was predicted, and clear the pad.

        A picture of which it is not sure what is its ink is kept where the user says so.
        """
        page = self._pad.page
        if page.is_empty:
            self.said.emit("Draw something first; then say what it is.")
            return
        answer = prediction.text if prediction else None
        keep = partial(self._keep_drawing, page, label, answer)
        if page.picture is not None and page.picture.doubt is not None:
            box = question_to_keep(self._window, label, page.picture.doubt)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.accepted.connect(lambda: self._draw(page, keep))
            box.open()
        else:
            self._draw(page, keep)

    def _draw(self, page: Page, then: Callable[[Drawing], object]) -> None:
        """Hand a page's drawing on: at once, or once a picture has been traced."""
        picture = page.picture
        if picture is None:
            then(page.drawing)
            return
        task = BackgroundTask("Tracing the picture", lambda: (late.trace_ink(picture), then))
        task.done.connect(self._hand_on)
        task.failed.connect(self.said)
        task.start()

    def _hand_on(self, traced: tuple[Drawing, Callable[[Drawing], object]]) -> None:
        drawing, then = traced
        then(drawing)

    def _keep_drawing(self, page: Page, label: str, answer: str | None, drawing: Drawing) -> None:
        if drawing.is_empty:
            self.said.emit("There is no ink in this picture to keep.")
            return
        entry = late.Entry(replace(drawing, label=label), answer)
        # What lies there by now, where that is something else, stays.
        after = Page() if self._pad.page is page else self._pad.page
        self._pad.change_page(
            after,
            f"Keep as {label}",
            (partial(self._keep, entry), partial(self._take_back, entry)),
            kept=late.session.Kept(entry.id, label),
        )

    def step_functions(self, before: Page, kept: late.session.Kept) -> Functions:
        """Return what a step that kept an entry does, for one that another window has taken."""
        if before.picture is None:
            entry = late.Entry(replace(before.drawing, label=kept.label), id=kept.id)
            return partial(self._keep, entry), partial(self._take_back, entry)
        # Traced when it is to be kept again; it is known by its id when it is taken back.
        entry = late.Entry(Drawing(label=kept.label), id=kept.id)

        def keep_traced(drawing: Drawing) -> None:
            self._keep(replace(entry, drawing=replace(drawing, label=kept.label)))

        return partial(self._draw, before, keep_traced), partial(self._take_back, entry)

    def _keep(self, entry: late.Entry) -> None:
        self.keeper.add([entry], partial(self._say_kept, entry), partial(self._bring_back, entry))

    def _take_back(self, entry: late.Entry) -> None:
        self.keeper.remove([entry.id], partial(self._say_taken_back, entry), self.said.emit)

    def _say_kept(self, entry: late.Entry) -> None:
        if entry.answer is None:
            read = "it was not recognized"
        elif entry.answer == entry.drawing.label:
            read = "as it was read"
        else:
            read = f"read as {entry.answer}"
        self.said.emit(f"Kept as {entry.drawing.label}, {read}. Undo takes it back.")

    def _say_taken_back(self, entry: late.Entry) -> None:
        self.said.emit(f"Taken back: the {entry.drawing.label} is no longer kept.")

    def _bring_back(self, entry: late.Entry, fault: str) -> None:
        """Put a drawing that could not be kept on the pad again, unless another is there."""
        if self._pad.page.is_empty:
            self._pad.change_page(Page.of(entry.sample.without_label()), "Bring back")
        self.said.emit(fault)

    # The gallery

    def show_gallery(self) -> None:
        """Show all drawings in a window of their own."""
        if self._gallery is None:
            self._gallery = late_parts.Gallery(self.keeper, self._window)
            self._gallery.drawing_chosen.connect(self._put_on_pad)
            self._gallery.learning_requested.connect(self.learning_requested)
            if self._recognizer is not None:
                self._gallery.predict_with(self._recognizer)
        self._gallery.show()
        self._gallery.raise_()
        self._gallery.activateWindow()

    @property
    def gallery(self) -> late_parts.Gallery | None:
        """The gallery, once it was shown."""
        return self._gallery

    def predict_with(self, recognizer: late.Recognizer) -> None:
        """Have the gallery say what this network makes of the drawings."""
        self._recognizer = recognizer
        if self._gallery is not None:
            self._gallery.predict_with(recognizer)

    def _put_on_pad(self, drawing: Drawing) -> None:
        self._pad.show_sample(Sample(drawing))
        self._window.activateWindow()

    # Counting

    def count(self) -> None:
        """Count the drawings; `counted` follows."""
        task = BackgroundTask("Counting your drawings", lambda: late.count_drawings())
        task.done.connect(self._emit_counted)
        task.failed.connect(self.said)
        task.start()

    def _emit_counted(self, counted: tuple[int, int]) -> None:
        self.counted.emit(*counted)

    @property
    def keeper(self) -> late_parts.DrawingKeeper:
        """What changes the collection."""
        if self._keeper is None:
            self._keeper = late_parts.DrawingKeeper(self)
            self._keeper.changed.connect(self.count)
            self._keeper.changed.connect(self.changed)
        return self._keeper

    def finish(self) -> None:
        """End what is under way; for when the window closes."""
        if self._gallery is not None:
            self._gallery.close()
