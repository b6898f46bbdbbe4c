"""The user's own drawings: correcting what is on the pad, the gallery, and how many are new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app import late, late_parts
from app.background import BackgroundTask
from app.pad.drawing_pad import DrawingPad
from app.pad.history import Functions
from app.pad.page import Page
from model.data.classes import DIGITS, Classes
from model.ink.drawing import Drawing, Part
from model.ink.parts import characters_in
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
        self._choice: late.Choice | None = None
        self._keepers: dict[str, late_parts.DrawingKeeper] = {}
        """By the id of what reads while they keep."""
        self._gallery: late_parts.Gallery | None = None
        self._recognizer: late.Recognizer | None = None
        self._exchange: late_parts.DrawingExchange | None = None

    # Correcting

    def correct(self, label: str, prediction: late.Prediction | None) -> None:
        """Keep what is on the pad under a label, with what was predicted, and clear the pad.

        A label of several characters is kept with its parts: those that were read, where they are
        as many, or else those that are found in the ink. A picture of which it is not sure what is
        its ink is kept where the user says so; that there are several digits in it is no doubt
        where the label says so, too.
        """
        page = self._pad.page
        if page.is_empty:
            self.said.emit("Draw something first; then say what it is.")
            return
        if page.picture is not None and not page.picture.chosen:
            self.said.emit("There is no ink in this picture to keep.")
            return
        answer = prediction.text if prediction else None
        doubt = page.picture.doubt if page.picture is not None else None
        if doubt is not None and not (doubt is late.Doubt.SEVERAL and self._classes.spell(label)):
            box = late_parts.question_to_keep(self._window, label, doubt)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.accepted.connect(lambda: self._keep_confirmed(page, label, answer))
            box.open()
        else:
            self._keep_page(page, label, answer)

    def _keep_confirmed(self, page: Page, label: str, answer: str | None) -> None:
        if self._pad.page is page:
            self._keep_page(page, label, answer)
        else:  # a file that was being opened has come meanwhile
            self.said.emit("Nothing was kept: something else lies on the pad by now.")

    def _keep_page(self, page: Page, label: str, answer: str | None) -> None:
        parts = self._parts_of(label)
        entry = late.Entry(replace(page.drawing, label=label, parts=parts), answer)
        self._pad.change_page(
            Page(),
            f"Keep as {label}",
            self._functions(page, entry, self._choice_id),
            kept=late.Kept(entry.id, label, parts, self._choice_id),
        )

    def _parts_of(self, label: str) -> tuple[Part, ...]:
        """Return the parts that were read of the ink on the pad, each with its character.

        None where they are not as many, or as something else was read last.
        """
        read = self._pad.parts.parts if self._pad.parts.can_regroup else ()
        characters = characters_in(label)
        spoken = [part for part in read if part.label]  # the others are no characters
        for parts in (read, spoken):
            if len(parts) == len(characters) > 1:
                return tuple(
                    Part(character, part.traces)
                    for character, part in zip(characters, parts, strict=True)
                )
        return ()

    def step_functions(self, before: Page, kept: late.Kept) -> Functions:
        """Return what a step that kept an entry does, for one that another window has taken."""
        drawing = replace(before.drawing, label=kept.label, parts=kept.parts)
        entry = late.Entry(drawing, id=kept.id)
        return self._functions(before, entry, kept.choice)

    def _functions(self, page: Page, entry: late.Entry, choice_id: str) -> Functions:
        """Return what a step does that keeps a page; entry: without ink for a picture.

        It is kept where what reads now keeps its drawings, whatever reads when it is undone.
        """
        return (
            partial(self._keep, page, entry, choice_id),
            partial(self._take_back, entry, choice_id),
        )

    def _keep(self, page: Page, entry: late.Entry, choice_id: str) -> None:
        keeper = self._keeper_of(choice_id)
        then, otherwise = self._say_kept, partial(self._bring_back, page)
        if page.picture is None:
            keeper.add_labelled(entry, page.fixed, then, otherwise)
        else:
            keeper.add_traced(page.picture, entry, then, otherwise)

    def _take_back(self, entry: late.Entry, choice_id: str) -> None:
        then = partial(self._say_taken_back, entry)
        self._keeper_of(choice_id).remove([entry.id], then, self.said.emit)

    @property
    def _classes(self) -> Classes:
        return self._recognizer.classes if self._recognizer else DIGITS

    def _say_kept(self, entry: late.Entry) -> None:
        if entry.answer is None:
            read = "it was not recognized"
        elif entry.answer == entry.drawing.label:
            read = "as it was read"
        else:
            read = f"read as {entry.answer}"
        if self._classes.spell(entry.drawing.label) and not entry.drawing.parts:
            read += "; which ink is which digit could not be told, so it is not learned"
        self.said.emit(f"Kept as {entry.drawing.label}, {read}. Undo takes it back.")

    def _say_taken_back(self, entry: late.Entry) -> None:
        self.said.emit(f"Taken back: the {entry.drawing.label} is no longer kept.")

    def _bring_back(self, page: Page, fault: str) -> None:
        """Put what could not be kept on the pad again, unless something else is there."""
        if self._pad.page.is_empty:
            self._pad.change_page(Page.of(page.sample.without_label()), "Bring back")
        self.said.emit(fault)

    # The gallery

    def show_gallery(self) -> None:
        """Show all drawings in a window of their own."""
        if self._gallery is None:
            self._gallery = self._make_gallery()
        self._gallery.show()
        self._gallery.raise_()
        self._gallery.activateWindow()

    def _make_gallery(self) -> late_parts.Gallery:
        gallery = late_parts.Gallery(self.keeper, self._window)
        if self._choice_id.startswith(late.what_reads.SIGNS) and self._choice:
            gallery.setWindowTitle(f"My drawings: {late.plain(self._choice.title)}")
        gallery.drawing_chosen.connect(self._put_on_pad)
        gallery.learning_requested.connect(self.learning_requested)
        if self._recognizer is not None:
            gallery.predict_with(self._recognizer)
        return gallery

    @property
    def gallery(self) -> late_parts.Gallery | None:
        """The gallery, once it was shown."""
        return self._gallery

    def predict_with(self, recognizer: late.Recognizer, choice: late.Choice) -> None:
        """Keep what is drawn for what reads now, and have the gallery say what that makes of it.

        A set of signs has drawings of its own; all else has those of the user's in common.
        """
        shows_others = choice.id != self._choice_id
        self._recognizer, self._choice = recognizer, choice
        for keeper in self._keepers.values():
            keeper.reader = recognizer
        if self._gallery is not None and shows_others:
            self._show_others()
        elif self._gallery is not None:
            self._gallery.predict_with(recognizer)

    def _show_others(self) -> None:
        """Have a gallery of the drawings that are kept now, in place of the one before.

        Nobody asked for it, so it takes neither another place nor the keys from the pad.
        """
        before, self._gallery = self._gallery, None
        assert before is not None
        was_seen, geometry = before.isVisible(), before.geometry()
        before.close()
        before.deleteLater()
        if was_seen:
            self._gallery = self._make_gallery()
            self._gallery.setGeometry(geometry)
            self._gallery.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self._gallery.show()

    def _put_on_pad(self, drawing: Drawing) -> None:
        self._pad.show_sample(Sample(drawing))
        self._window.activateWindow()

    def show_changed(self) -> None:
        """Count and show the drawings again, since they were changed elsewhere."""
        self.count()
        self.changed.emit()
        if self._gallery is not None and self._gallery.isVisible():
            self.keeper.load()

    # Exporting

    def choose_export(self) -> None:
        """Ask for a name, and save all drawings that are kept while this reads."""
        choice_id = self._choice_id
        task = BackgroundTask(
            "Reading your drawings", lambda: late.what_reads.drawings_of(choice_id).entries()
        )
        task.done.connect(self._choose_export)
        task.failed.connect(self.said)
        task.start()

    def _choose_export(self, entries: Sequence[late.Entry]) -> None:
        if not entries:
            self.said.emit("Nothing is kept yet: draw, and say what it is.")
            return
        if self._exchange is None:
            self._exchange = late_parts.DrawingExchange(self._window)
            self._exchange.said.connect(self.said)
        self._exchange.classes = self._classes
        self._exchange.choose_export([entry.drawing for entry in entries])

    # Counting

    def count(self) -> None:
        """Count the drawings; `counted` follows."""
        choice_id = self._choice_id

        def count() -> tuple[str, tuple[int, int]]:
            return choice_id, late.what_reads.count_drawings_of(choice_id)

        task = BackgroundTask("Counting your drawings", count)
        task.done.connect(self._emit_counted)
        task.failed.connect(self.said)
        task.start()

    def _emit_counted(self, found: tuple[str, tuple[int, int]]) -> None:
        choice_id, counted = found
        if choice_id == self._choice_id:  # else something else reads by now
            self.counted.emit(*counted)

    @property
    def keeper(self) -> late_parts.DrawingKeeper:
        """What changes the collection of what reads now."""
        return self._keeper_of(self._choice_id)

    @property
    def _choice_id(self) -> str:
        return self._choice.id if self._choice else late.VERSION

    def _keeper_of(self, choice_id: str) -> late_parts.DrawingKeeper:
        if choice_id not in self._keepers:
            keeper = late_parts.DrawingKeeper(choice_id, self)
            keeper.reader = self._recognizer
            keeper.changed.connect(self.count)
            keeper.changed.connect(self.changed)
            self._keepers[choice_id] = keeper
        return self._keepers[choice_id]

    def finish(self) -> None:
        """End what is under way; for when the window closes."""
        if self._gallery is not None:
            self._gallery.close()
