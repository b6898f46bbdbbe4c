"""Reading the pad as it is drawn on: the newest ink, once a turn of the event loop."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app import late
from app.background import BackgroundTask
from app.pad.drawing_pad import DrawingPad
from app.prediction.reading import Reading


class LiveReading(QObject):
    """Holds the network that reads, and predicts what is on the pad whenever it changes.

    Signals:
        input_changed: what the network sees is another; with (1, 1, 28, 28) Images.
        predicted: the pad was read; with the Prediction, or None for no ink.
        read: follows that, with the whole Reading.
        network_kept: another network reads from now on, but for a run's trials; its Recognizer.
        said: one sentence for the user.
    """

    input_changed = Signal(object)
    predicted = Signal(object)
    read = Signal(object)
    network_kept = Signal(object)
    said = Signal(str)

    def __init__(self, pad: DrawingPad, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pad = pad
        self._recognizer: late.Recognizer | None = None
        self._kept: late.Recognizer | None = None
        self.prediction: late.Prediction | None = None
        # However many points a frame brings, the newest ink is read once, after them.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._read)
        pad.page_changed.connect(self.request)

    @property
    def is_ready(self) -> bool:
        """Whether there is a network by now."""
        return self._recognizer is not None

    @property
    def recognizer(self) -> late.Recognizer | None:
        """The network that reads; None before it is loaded."""
        return self._recognizer

    def load(self) -> BackgroundTask:
        """Load the network in the background; the task is over once it reads."""
        task = BackgroundTask("Loading the network", _load)
        task.done.connect(self._use_loaded)
        task.failed.connect(self.said)
        task.start()
        return task

    def _use_loaded(self, loaded: tuple[late.Recognizer, str | None]) -> None:
        recognizer, fault = loaded
        if fault:
            self.said.emit(fault)
        self._keep(recognizer)

    def keep(self, weights: late.Weights) -> None:
        """Read with these weights from now on."""
        self._keep(late.Recognizer(weights))

    def _keep(self, recognizer: late.Recognizer) -> None:
        self._kept = self._recognizer = recognizer
        self.network_kept.emit(recognizer)
        self.request()

    def try_weights(self, weights: late.Weights | None) -> None:
        """Read with weights while they are learned; None goes back to the kept ones."""
        self._recognizer = self._kept if weights is None else late.Recognizer(weights)
        self.request()

    def request(self) -> None:
        """Have the pad read in this turn of the event loop."""
        if not self._timer.isActive():
            self._timer.start()

    def _read(self) -> None:
        page = self._pad.page
        images = late.rasterize([page.drawing]) if page.picture is None else page.picture.input
        self.input_changed.emit(images)
        if page.is_empty or self._recognizer is None:
            self.prediction = None
        elif page.picture is not None:
            self.prediction = late.predict_picture(self._recognizer, page.picture)
        else:
            self.prediction = self._recognizer.predict(images)[0]
        self.predicted.emit(self.prediction)
        self.read.emit(Reading(page, images, self._recognizer, self.prediction))


def _load() -> tuple[late.Recognizer, str | None]:
    late.import_numpy()
    weights, fault = late.load_reading_weights()
    return late.Recognizer(weights), fault
