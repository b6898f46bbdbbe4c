"""The worker: walks the events of a run and hands each to the GUI thread."""

from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal
from typing_extensions import override

from app.background import describe_failure
from model.errors import Unreachable
from model.training.events import TrainingEvent

StartTraining = Callable[[], Iterator[TrainingEvent]]
"""Returns the generator of a run. The worker thread calls it, so it may take long."""


class TrainingThread(QThread):
    """Walks one run, which can be paused, resumed and stopped between two of its events.

    However the run ends, its generator is closed on this thread.

    Signals:
        emitted: a TrainingEvent; they come in the order of the generator.
        failed: the run broke off; with one sentence that says why, and whether that is that
            something could not be downloaded. `finished` follows.
    """

    emitted = Signal(object)
    failed = Signal(str, bool)

    def __init__(self, start_training: StartTraining, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start_training = start_training
        self._stop_requested = Event()
        self._may_run = Event()
        self._may_run.set()

    @override
    def run(self) -> None:
        try:
            events = self._start_training()
            with closing(events):  # type: ignore[type-var]
                for event in events:
                    if self._stop_requested.is_set():
                        return
                    self.emitted.emit(event)
                    self._may_run.wait()
                    if self._stop_requested.is_set():
                        return
        except Exception as error:
            self.failed.emit(describe_failure("Training", error), isinstance(error, Unreachable))

    def pause(self) -> None:
        """Hold the run after its next event."""
        self._may_run.clear()

    def resume(self) -> None:
        """Go on after a pause."""
        self._may_run.set()

    def stop(self) -> None:
        """End the run, paused or not, when its next event comes; that one is not emitted."""
        self._stop_requested.set()
        self._may_run.set()
