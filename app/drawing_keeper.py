"""Keeps what the user has labelled: change after change, off the GUI thread.

Not imported before something is labelled.
"""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QThreadPool, Signal

from app.background import BackgroundTask, describe_failure
from model.collection import DrawingCollection, Entry


@dataclass(frozen=True)
class _Outcome:
    entry: Entry
    is_kept: bool = True
    fault: str | None = None


class DrawingKeeper(QObject):
    """Adds to the user's collection, and takes back, in the order that it is asked to.

    Signals:
        kept: the Entry is on disk.
        taken_back: the Entry is no longer there.
        failed: an Entry could not be kept or taken back; with one sentence that says why.
    """

    kept = Signal(object)
    taken_back = Signal(object)
    failed = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collection = DrawingCollection()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # one change after the other

    def keep(self, entry: Entry) -> None:
        """Add an entry; `kept` or `failed` follows."""
        self._start(partial(self._add, entry))

    def take_back(self, entry: Entry) -> None:
        """Take an entry out again; `taken_back` or `failed` follows."""
        self._start(partial(self._remove, entry))

    def finish(self) -> None:
        """Wait for changes that are under way; for when the window closes."""
        self._pool.waitForDone()

    def _start(self, change: "partial[_Outcome]") -> None:
        task = BackgroundTask("Keeping drawings", change, self)
        task.done.connect(self._tell)
        task.start(self._pool)

    def _add(self, entry: Entry) -> _Outcome:
        try:
            self._collection.add([entry])
        except Exception as error:
            return _Outcome(entry, fault=describe_failure("Keeping the drawing", error))
        return _Outcome(entry)

    def _remove(self, entry: Entry) -> _Outcome:
        try:
            self._collection.remove([entry.id])
        except Exception as error:
            return _Outcome(entry, fault=describe_failure("Taking the drawing back", error))
        return _Outcome(entry, is_kept=False)

    def _tell(self, outcome: _Outcome) -> None:
        if outcome.fault is not None:
            self.failed.emit(outcome.entry, outcome.fault)
        elif outcome.is_kept:
            self.kept.emit(outcome.entry)
        else:
            self.taken_back.emit(outcome.entry)
