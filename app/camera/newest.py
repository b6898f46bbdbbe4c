"""Work on the newest of what comes in, in the background; what comes meanwhile is passed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QThreadPool, Signal

from app.background import BackgroundTask, describe_failure


class _Outcome(NamedTuple):
    turn: int
    result: Any
    fault: str


class Newest(QObject):
    """Calls a function with one thing at a time, the newest first, on a thread of its own.

    Signals, on the GUI thread:
        done: it has returned; with its result.
        failed: it has raised; with one sentence.
    """

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, action: str, function: Callable[[Any], Any], parent: QObject) -> None:
        """Prepare to call the function; action: begins the sentence that tells of a failure."""
        super().__init__(parent)
        self._action = action
        self._function = function
        self._waiting: Any = None
        self._is_busy = False
        self._turn = 0  # another one since it was last dropped
        # What looks through examples takes the threads that all share for seconds.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def request(self, thing: Any) -> None:
        """Work on this once what is under way is done, unless something newer has come by then."""
        if self._is_busy:
            self._waiting = thing
        else:
            self._begin(thing)

    def drop(self) -> None:
        """Work on nothing more; what is under way ends unheard."""
        self._waiting = None
        self._turn += 1

    def _begin(self, thing: Any) -> None:
        self._is_busy = True
        turn, action, function = self._turn, self._action, self._function

        def attempt() -> _Outcome:
            try:
                return _Outcome(turn, function(thing), "")
            except Exception as error:
                return _Outcome(turn, None, describe_failure(action, error))

        task = BackgroundTask(action, attempt)
        task.done.connect(self._take)
        task.start(self._pool)

    def _take(self, outcome: _Outcome) -> None:
        self._is_busy = False
        if outcome.turn == self._turn:
            if outcome.fault:
                self.failed.emit(outcome.fault)
            else:
                self.done.emit(outcome.result)
        # Whoever listens may have asked for more.
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.request(waiting)
