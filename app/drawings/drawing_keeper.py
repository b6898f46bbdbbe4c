"""Keeps what the user has labelled: change after change, off the GUI thread.

Not imported before something is labelled or looked at.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QThreadPool, Signal

from app.background import BackgroundTask, describe_failure
from model.errors import BadInput
from model.home.collection import Entry
from model.home.what_reads import drawings_of
from model.ink.drawing import Traces
from model.ink.picture import Picture
from model.ink.tracing import trace_ink
from model.reading.known_numbers import find_parts
from model.reading.prediction import Reader

Then = Callable[[], object]
ThenWith = Callable[[Entry], object]
Else = Callable[[str], object]


class DrawingKeeper(QObject):
    """Changes a collection of the user's, in the order that it is asked to.

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

    def __init__(self, choice_id: str, parent: QObject | None = None) -> None:
        """choice_id: what reads while these are kept, see `what_reads.drawings_of`."""
        super().__init__(parent)
        self._collection = drawings_of(choice_id)
        self._pool = QThreadPool()  # without a parent that would wait for it
        self._pool.setMaxThreadCount(1)  # one change after the other
        self.reader: Reader | None = None
        """Finds which ink of a number is which of its characters."""

    def add(self, entries: Sequence[Entry], then: Then, otherwise: Else) -> None:
        """Keep entries."""
        self._change("Keeping", partial(self._collection.add, entries), then, otherwise)

    def add_labelled(
        self, entry: Entry, fixed: Sequence[Traces], then: ThenWith, otherwise: Else
    ) -> None:
        """Keep an entry, a number with its parts; `then` is given it as it is kept.

        fixed: ink that is known to be one character each.
        """
        self._keep(lambda: self._with_parts(entry, fixed), then, otherwise)

    def add_traced(self, picture: Picture, entry: Entry, then: ThenWith, otherwise: Else) -> None:
        """Keep an entry likewise with the strokes that draw a picture; entry: without ink."""

        def trace() -> Entry:
            drawing = trace_ink(picture, entry.drawing.label)
            if drawing.is_empty:
                raise BadInput("there is no ink in this picture to keep")
            return self._with_parts(replace(entry, drawing=drawing))

        self._keep(trace, then, otherwise)

    def _keep(self, make: Callable[[], Entry], then: ThenWith, otherwise: Else) -> None:
        def add() -> Then:
            entry = make()
            self._collection.add([entry])
            return partial(then, entry)

        self._run("Keeping", add, otherwise)

    def _with_parts(self, entry: Entry, fixed: Sequence[Traces] = ()) -> Entry:
        if self.reader is None:
            return entry
        return replace(entry, drawing=find_parts(entry.drawing, self.reader, fixed))

    def remove(self, ids: Collection[str], then: Then, otherwise: Else) -> None:
        """Take entries out."""
        self._change("Removing", partial(self._collection.remove, ids), then, otherwise)

    def relabel(self, changed: Collection[Entry], then: Then, otherwise: Else) -> None:
        """Give entries the labels and the parts of these, by their ids; numbers get parts."""

        def relabel() -> None:
            self._collection.relabel([self._with_parts(entry) for entry in changed])

        self._change("Relabelling", relabel, then, otherwise)

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
            change()
            return then

        self._run(action, run, otherwise)

    def _run(self, action: str, change: Callable[[], Then], otherwise: Else) -> None:
        """Make a change, and do then what it returns."""

        def run() -> Then:
            try:
                return change()
            except Exception as error:
                return partial(otherwise, describe_failure(action, error))

        task = BackgroundTask(action, run, must_complete=True)
        task.done.connect(self._conclude)  # a method: it runs on this object's thread
        task.start(self._pool)

    def _conclude(self, conclusion: Then) -> None:
        conclusion()
        self.changed.emit()
