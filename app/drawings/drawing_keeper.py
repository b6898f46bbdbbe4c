"""Keeps what the user has labelled: change after change, off the GUI thread.

Not imported before something is labelled or looked at.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QThreadPool, Signal

from app.background import BackgroundTask, describe_failure
from model.errors import BadInput
from model.home.collection import DrawingCollection, Entry
from model.ink.picture import Picture
from model.ink.tracing import trace_ink

Then = Callable[[], object]
Else = Callable[[str], object]


class DrawingKeeper(QObject):
    """Changes the user's collection, in the order that it is asked to.

    Each change may be given what to do once it is on disk, and what to do where it has failed, with
    one sentence that says why; both happen on the GUI thread.

    Signals:
        changed: a change is on disk, or has failed.
        loaded: the collection was read, with all its entries.
        failed: it could not be read; with one sentence that says why.
    """

    changed = Signal()
    loaded = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collection = DrawingCollection()
        self._pool = QThreadPool()  # without a parent that would wait for it
        self._pool.setMaxThreadCount(1)  # one change after the other

    def add(self, entries: Sequence[Entry], then: Then, otherwise: Else) -> None:
        """Keep entries."""
        self._change("Keeping", partial(self._collection.add, entries), then, otherwise)

    def add_traced(self, picture: Picture, entry: Entry, then: Then, otherwise: Else) -> None:
        """Keep an entry with the strokes that draw a picture; entry: with a label and no ink."""

        def add() -> None:
            drawing = trace_ink(picture, entry.drawing.label)
            if drawing.is_empty:
                raise BadInput("there is no ink in this picture to keep")
            self._collection.add([replace(entry, drawing=drawing)])

        self._change("Keeping", add, then, otherwise)

    def remove(self, ids: Collection[str], then: Then, otherwise: Else) -> None:
        """Take entries out."""
        self._change("Removing", partial(self._collection.remove, ids), then, otherwise)

    def relabel(self, changed: Collection[Entry], then: Then, otherwise: Else) -> None:
        """Give entries the labels and the parts of these, by their ids."""
        self._change("Relabelling", partial(self._collection.relabel, changed), then, otherwise)

    def load(self) -> None:
        """Read the collection; `loaded` or `failed` follows."""
        task = BackgroundTask("Reading your drawings", self._collection.entries)
        task.done.connect(self.loaded)
        task.failed.connect(self.failed)
        task.start(self._pool)

    def _change(
        self, action: str, change: Callable[[], object], then: Then, otherwise: Else
    ) -> None:
        def run() -> Then:
            try:
                change()
            except Exception as error:
                return partial(otherwise, describe_failure(action, error))
            return then

        task = BackgroundTask(action, run, must_complete=True)
        task.done.connect(self._conclude)  # a method: it runs on this object's thread
        task.start(self._pool)

    def _conclude(self, conclusion: Then) -> None:
        conclusion()
        self.changed.emit()
