"""Signs of the user's own, in the main window: what reads is chosen, and sets are made and changed.

The windows that it opens come late.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import late, late_parts, theme
from app.background import BackgroundTask
from app.prediction.live_reading import LiveReading
from app.prediction.reader_box import (
    MANAGE_SIGNS_TITLE,
    NEW_SIGNS_KEY,
    NEW_SIGNS_TITLE,
    ReaderBox,
)
from app.settings import Settings


class Signs(QObject):
    """Lists in the reader box what can read, and opens the windows of new signs and of all sets.

    Signals:
        said: one sentence for the user.
        learning_begun: a set is being learned.
        drawings_changed: the drawings of what reads are others.
    """

    said = Signal(str)
    learning_begun = Signal()
    drawings_changed = Signal()

    def __init__(
        self,
        box: ReaderBox,
        reading: LiveReading,
        training: Callable[[], late_parts.TrainingPanel],
        settings: Settings,
        window: QWidget,
    ) -> None:
        """training: returns the training panel; window: gets the action that makes new signs."""
        super().__init__(window)
        self._box, self._reading, self._training = box, reading, training
        self._settings, self._window = settings, window
        self._work: late_parts.SetsWork | None = None
        self._new: late_parts.NewSigns | None = None
        self._manager: late_parts.ManageSigns | None = None
        box.choice_wanted.connect(self.switch)
        box.new_signs_wanted.connect(self.open_new)
        box.management_wanted.connect(self.open_manager)
        reading.network_kept.connect(self._show_what_reads)
        reading.switch_failed.connect(box.show_what_reads)
        add = partial(theme.add_action, window)
        self.new_action = add("newSigns", NEW_SIGNS_TITLE, [NEW_SIGNS_KEY], self.open_new)
        self.manage_action = add("manageSigns", MANAGE_SIGNS_TITLE, [], self.open_manager)

    # What reads

    def list_choices(self) -> None:
        """Find out what can read, and list it in the box."""
        task = BackgroundTask("Looking for what reads", lambda: late.what_reads.list_choices())
        task.done.connect(self._box.show_choices)
        task.failed.connect(self.said)
        task.start()

    def switch(self, choice_id: str) -> None:
        """Read with another choice, unless a run is under way."""
        if self._is_busy():
            self._box.show_what_reads()
        else:
            self._reading.switch(choice_id)

    def _is_busy(self) -> bool:
        """Return whether there is a run, whose network reads, and say so."""
        if self._training().is_busy:
            self.said.emit(late_parts.BUSY)
            return True
        return False

    def _show_what_reads(self) -> None:
        if self._reading.choice is not None:
            self._box.show_choice(self._reading.choice)

    # The windows

    @property
    def work(self) -> late_parts.SetsWork:
        """What reads and changes sets."""
        if self._work is None:
            self._work = late_parts.SetsWork(self)
        return self._work

    def open_new(self) -> None:
        """Have a set named and drawn."""
        self._new_window().begin()

    def _new_window(self) -> late_parts.NewSigns:
        """Return a window of new signs, in place of the one before."""
        if self._new is not None:
            self._new.deleteLater()
        self._new = late_parts.NewSigns(self._settings, self.work, self._window)
        self._new.learning_wanted.connect(self._learn)
        self._new.set_changed.connect(self.drawings_changed)
        return self._new

    def open_manager(self) -> None:
        """Show all sets, unless a run is under way, which may be learning one of them."""
        if self._is_busy():
            return
        if self._manager is None:
            self._manager = late_parts.ManageSigns(self.work, self._window)
            self._manager.set_changed.connect(self._follow_change)
            self._manager.new_wanted.connect(self.open_new)
            self._manager.drawing_wanted.connect(self._draw_more)
            self._manager.learning_wanted.connect(self._learn)
        reading_id = self._reading.choice.id if self._reading.choice else ""
        is_set = reading_id.startswith(late.what_reads.SIGNS)
        self._manager.begin(reading_id.removeprefix(late.what_reads.SIGNS) if is_set else "")

    def _draw_more(self, opened: late_parts.OpenSet, sign: str | None) -> None:
        self._new_window().draw_more(opened, sign, self._settings["signs/each"])

    def _follow_change(self, set_id: str) -> None:
        """List what can read now; where what reads was changed, read with what it has become."""
        choice_id = late.what_reads.SIGNS + set_id
        if self._reading.choice is not None and self._reading.choice.id == choice_id:
            self._reading.reload()
        self.list_choices()
        self.drawings_changed.emit()

    # Learning

    def _learn(self, set_id: str) -> None:
        for dialog in (self._new, self._manager):
            if dialog is not None and dialog.isVisible():
                if self._training().is_busy:
                    dialog.say(late_parts.BUSY)
                    return
                dialog.accept()
        if self._training().learn_for(late.what_reads.SIGNS + set_id):
            self.learning_begun.emit()

    # Files

    def take_file(self, path: Path) -> None:
        """Add the set that a file holds, and read with it, where it was learned."""
        task = BackgroundTask(
            f"Importing {path.name}", partial(late_parts.take_shared, path), must_complete=True
        )
        task.done.connect(self._use_taken)
        task.failed.connect(self.said)
        task.start()

    def _use_taken(self, taken: late_parts.TakenSet) -> None:
        self.said.emit(taken.as_sentence)
        self.list_choices()
        if taken.is_learned and not self._training().is_busy:
            self._reading.switch(late.what_reads.SIGNS + taken.id)
