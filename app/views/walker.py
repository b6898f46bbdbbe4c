"""Walks what measures, opens or fetches, in the background, with its progress."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from threading import Event
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.background import BackgroundTask, describe_failure

Start = Callable[[], Generator[Any, None, Any]]
"""Returns a generator whose result is wanted; called in the background.

It yields Progress, or what else its view knows to show.
"""


class _Outcome(NamedTuple):
    cancelled: Event
    result: Any
    fault: str


class Walker(QObject):
    """Walks one generator at a time; a new one takes the place of what is under way.

    What was cancelled ends after its next event, and nothing more is heard of it. A walker has no
    parent: it lives until nothing refers to it, the walk in the background included.

    Signals:
        progressed: how far it is; with what the generator has yielded.
        done: the generator has ended; with its result.
        failed: it has raised; with one sentence.
    """

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(str)
    _emitted = Signal(object, object)  # emitted on a pool's thread

    def __init__(self) -> None:
        super().__init__()
        self._cancelled: Event | None = None  # that of the walk under way
        self._emitted.connect(self._relay)

    @property
    def is_walking(self) -> bool:
        """Whether something is under way that was not cancelled."""
        return self._cancelled is not None

    def start(self, action: str, start: Start) -> None:
        """Walk a generator; action: begins the sentence that tells of a failure."""
        self.cancel()
        cancelled = self._cancelled = Event()

        def walk() -> _Outcome:
            try:
                return _Outcome(cancelled, self._walk(start, cancelled), "")
            except Exception as error:
                return _Outcome(cancelled, None, describe_failure(action, error))

        task = BackgroundTask(action, walk)
        task.done.connect(self._conclude)
        task.start()

    def _walk(self, start: Start, cancelled: Event) -> Any:
        with closing(start()) as events:
            while not cancelled.is_set():
                try:
                    event = next(events)
                except StopIteration as end:
                    return end.value
                self._emitted.emit(cancelled, event)
        return None

    def cancel(self) -> None:
        """End what is under way."""
        if self._cancelled is not None:
            self._cancelled.set()
            self._cancelled = None

    def _relay(self, cancelled: Event, event: object) -> None:
        if cancelled is self._cancelled:
            self.progressed.emit(event)

    def _conclude(self, outcome: _Outcome) -> None:
        if outcome.cancelled is not self._cancelled:
            return
        self._cancelled = None
        if outcome.fault:
            self.failed.emit(outcome.fault)
        else:
            self.done.emit(outcome.result)
