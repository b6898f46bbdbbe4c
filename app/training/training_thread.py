"""The worker: walks the training generator and hands each event to the GUI thread."""

from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal
from typing_extensions import override

from app.background import describe_failure
from model.training.events import TrainingEvent

StartTraining = Callable[[], Iterator[TrainingEvent]]
"""Called on the worker thread; may import torch, which takes seconds."""


class TrainingThread(QThread):
    """Runs one training, which can be paused, resumed and stopped between its events.

    Signals:
        told: a TrainingEvent, in the order of the generator.
        failed: the run broke off; one sentence that says why. `finished` follows.
    """

    told = Signal(object)
    failed = Signal(str)

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
                    self.told.emit(event)
                    self._may_run.wait()
                    if self._stop_requested.is_set():
                        return
        except Exception as error:
            self.failed.emit(describe_failure("Training", error))

    def pause(self) -> None:
        """Hold the training after its next event."""
        self._may_run.clear()

    def resume(self) -> None:
        """Go on after a pause."""
        self._may_run.set()

    def stop(self) -> None:
        """End the training after its next event; `finished` tells when it has."""
        self._stop_requested.set()
        self._may_run.set()
