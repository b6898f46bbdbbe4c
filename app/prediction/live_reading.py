"""Reading the pad as it is drawn on: the newest ink, once a turn of the event loop."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThreadPool, QTimer, Signal
from typing_extensions import override

from app import late
from app.background import BackgroundTask
from app.pad.drawing_pad import DrawingPad
from app.pad.page import Page
from app.prediction.page_reader import PageRead, PageReader
from app.prediction.parts import PartReader, parts_on_pad, several_parts
from app.prediction.reading import Reading
from model.errors import BadInput
from model.reading.expected import Expected

READ_PAD = QEvent.Type(QEvent.registerEventType())
FOCUS_SETTLES_MS = 80
"""A pointer that crosses a number brings one part after the other into focus."""


class LiveReading(QObject):
    """Holds the network that reads, and predicts what is on the pad whenever it changes.

    Signals:
        input_changed: what the network sees is another; with (1, 1, 28, 28) Images. Of several
            characters that is the one in focus.
        predicted: the pad was read; with the Prediction, or None for no ink.
        focus_changed: another character is in focus, of the same prediction.
        read: follows those, with the whole Reading of what is in focus, once it stays.
        network_kept: another network reads from now on, but for a run's trials; its Recognizer.
        switch_failed: what was chosen cannot read; what has read still does.
        said: one sentence for the user.
    """

    input_changed = Signal(object)
    predicted = Signal(object)
    focus_changed = Signal()
    read = Signal(object)
    network_kept = Signal(object)
    switch_failed = Signal()
    said = Signal(str)

    def __init__(self, pad: DrawingPad, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pad = pad
        self._recognizer: late.Recognizer | None = None
        self._kept: late.Recognizer | None = None
        self.choice: late.Choice | None = None
        """What the user has chosen to read with; None before it is loaded."""
        self._switching_to: str | None = None
        self._switches_under_way = 0
        self._switching = QThreadPool()  # without a parent that would wait for it
        self._switching.setMaxThreadCount(1)  # what is chosen last is remembered last
        self._expected = Expected.EITHER
        self.prediction: late.Prediction | None = None
        self._page = Page()  # which was read last
        self._read_by: late.Recognizer | None = None
        self._images: late.Images | None = None  # what it saw of all the page's ink
        self._part_reader = PartReader()
        self._reading: Reading | None = None  # of what is in focus
        self._reader = PageReader(self)
        self._reader.read.connect(self._take)
        self._reader.failed.connect(self.said)
        self._is_requested = False
        self._focus_timer = QTimer(self, singleShot=True, interval=FOCUS_SETTLES_MS)
        self._focus_timer.timeout.connect(self._emit_reading)
        pad.page_changed.connect(self.request)
        pad.parts.focus_changed.connect(self._follow_focus)

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

    def _use_loaded(self, loaded: tuple[late.Recognizer, late.Loaded]) -> None:
        recognizer, (choice, _, fault) = loaded
        if fault:
            self.said.emit(fault)
        self._keep(recognizer, choice)

    def switch(self, choice_id: str) -> None:
        """Read with another choice, once it is loaded and remembered; it lasts over launches."""
        self._switching_to = choice_id
        self._switches_under_way += 1
        task = BackgroundTask("Switching", partial(_switch, choice_id))
        task.done.connect(self._end_switching)
        task.failed.connect(self._fail_switching)
        task.start(self._switching)

    def _end_switching(self, loaded: tuple[late.Recognizer, late.Loaded]) -> None:
        self._switches_under_way -= 1
        recognizer, (choice, _, _) = loaded
        if choice.id == self._switching_to:  # else another was chosen meanwhile
            self._keep(recognizer, choice)

    def reload(self) -> None:
        """Load what reads again, since it was changed; where it is gone the version reads."""
        if self.choice is not None:
            task = BackgroundTask("Switching", partial(_load_again, self.choice.id))
            task.done.connect(self._end_reloading)
            task.failed.connect(self.said)
            task.start(self._switching)

    def _end_reloading(self, loaded: tuple[late.Recognizer, late.Loaded]) -> None:
        if self._switching_to is None:
            self._use_loaded(loaded)

    def _fail_switching(self, message: str) -> None:
        self._switches_under_way -= 1
        self.said.emit(message)
        if not self._switches_under_way:  # else another was chosen meanwhile
            self._switching_to = None
            self.switch_failed.emit()

    def keep(self, weights: late.Weights, choice: late.Choice | None = None) -> None:
        """Read with these weights from now on; choice: whose they are, by default a version's."""
        self._keep(late.Recognizer(weights), choice or late.version_choice(weights))

    def _keep(self, recognizer: late.Recognizer, choice: late.Choice) -> None:
        self._switching_to = None
        self._kept, self.choice = recognizer, choice
        self._use(recognizer)
        self.network_kept.emit(recognizer)

    def try_weights(self, weights: late.Weights | None) -> None:
        """Read with weights while they are learned; None goes back to the kept ones."""
        self._use(self._kept if weights is None else late.Recognizer(weights))

    def _use(self, recognizer: late.Recognizer | None) -> None:
        self._recognizer = recognizer
        self.request()

    def expect(self, expected: Expected) -> None:
        """Read what lies on the pad as this from now on."""
        self._expected = expected
        if self.is_ready:
            self.request()

    def request(self) -> None:
        """Have the pad read in this turn of the event loop.

        However many points a frame brings, the newest ink is read once: after them, and after it
        is painted. A timer would be late: the next point comes between it and what it was for.
        """
        if not self._is_requested:
            self._is_requested = True
            QCoreApplication.postEvent(
                self, QEvent(READ_PAD), Qt.EventPriority.LowEventPriority.value
            )

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == READ_PAD:
            self._is_requested = False
            self._read()
            return True
        return super().event(event)

    def _read(self) -> None:
        page = self._pad.page
        if page.is_empty or self._recognizer is None:
            self._reader.drop()
            images = late.rasterize([page.drawing]) if page.picture is None else page.picture.input
            self._show(page, self._recognizer, None, images)
        else:
            self._reader.use(self._recognizer)
            self._reader.request(page, self._expected)
            if self.prediction is not None and not self._page.shares_ink_with(page):
                self._forget()

    def _take(self, found: PageRead) -> None:
        self._show(*found)

    def _show(
        self,
        page: Page,
        recognizer: late.Recognizer | None,
        prediction: late.Prediction | None,
        images: late.Images,
    ) -> None:
        self._page, self._read_by, self.prediction = page, recognizer, prediction
        self._images = images
        is_parted = self._expected is not Expected.SINGLE
        parts = parts_on_pad(page, prediction) if is_parted else ()
        self._pad.parts.show(page, parts, is_being_written=self._pad.is_being_written)
        self._reading = self._read_focus()
        self.input_changed.emit(self._reading.images)
        self.predicted.emit(prediction)
        self._emit_reading()

    def _forget(self) -> None:
        """Take no answer of what lay on the pad before for one of what is being read now."""
        self.prediction = None
        self._pad.parts.show(self._page, (), is_being_written=False)

    @property
    def doubt(self) -> late.Doubt | None:
        """Why it is not sure which ink of the picture is meant that was read; None for ink."""
        picture = self._page.picture
        if picture is None or self.prediction is None:
            return None
        return late.doubt_of(picture, self.prediction)

    # What is in focus

    @property
    def focus(self) -> int:
        """The index of the character in focus, where there are several."""
        return self._pad.parts.focus

    def _read_focus(self) -> Reading:
        parts, page = several_parts(self.prediction), self._page
        if parts:
            return self._part_reader.read(page, self._read_by, parts, self.focus)
        assert self._images is not None
        return Reading(page, self._images, self._read_by, self.prediction)

    def _follow_focus(self) -> None:
        """Show at once what is cheap to show of another part, and the rest once it stays."""
        self._reading = self._read_focus()
        self.input_changed.emit(self._reading.images)
        self.focus_changed.emit()
        self._focus_timer.start()

    def _emit_reading(self) -> None:
        self._focus_timer.stop()
        self.read.emit(self._reading)


def _load() -> tuple[late.Recognizer, late.Loaded]:
    late.import_numpy()
    late.import_reading()
    loaded = _load_chosen()
    return late.Recognizer(loaded.weights), loaded


def _load_chosen() -> late.Loaded:
    """Load what was chosen; that of sets of signs is imported only where it is needed."""
    try:
        choice_id = late.chosen_id()
    except BadInput as error:
        return late.what_reads.load_instead(error)
    if choice_id != late.VERSION:
        return late.what_reads.load_chosen(choice_id)
    weights, fault = late.load_reading_weights()
    return late.Loaded(late.version_choice(weights), weights, fault)


def _switch(choice_id: str) -> tuple[late.Recognizer, late.Loaded]:
    loaded = late.what_reads.choose(choice_id)
    return late.Recognizer(loaded.weights), loaded


def _load_again(choice_id: str) -> tuple[late.Recognizer, late.Loaded]:
    loaded = late.what_reads.load_again(choice_id)
    return late.Recognizer(loaded.weights), loaded
