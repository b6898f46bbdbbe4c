"""Keeps what the user has labelled: change after change, off the GUI thread.

Not imported before something is labelled.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
        add = partial(self._collection.add, [entry])
        self._start("Keeping the drawing", add, _Outcome(entry))

    def take_back(self, entry: Entry) -> None:
        """Take an entry out again; `taken_back` or `failed` follows."""
        remove = partial(self._collection.remove, [entry.id])
        self._start("Taking the drawing back", remove, _Outcome(entry, is_kept=False))

    def finish(self) -> None:
        """Wait for changes that are under way; for when the window closes."""
        self._pool.waitForDone()

    def _start(self, action: str, change: Callable[[], None], outcome: _Outcome) -> None:
        def run() -> _Outcome:
            try:
                change()
            except Exception as error:
                return replace(outcome, fault=describe_failure(action, error))
            return outcome

        task = BackgroundTask(action, run, self)
        task.done.connect(self._tell)
        task.start(self._pool)

    def _tell(self, outcome: _Outcome) -> None:
        if outcome.fault is not None:
            self.failed.emit(outcome.entry, outcome.fault)
        elif outcome.is_kept:
            self.kept.emit(outcome.entry)
        else:
            self.taken_back.emit(outcome.entry)
