"""Has a pipeline read what is on the pad, off the GUI thread, always the newest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThreadPool, Signal

from app.background import BackgroundTask
from app.prediction.reading import Reading
from model.reading.prediction import Prediction
from model.shallow.pipeline import Neighbour, Pipeline, Step

NEIGHBOURS = 5


@dataclass(frozen=True, eq=False)
class Answer:
    """What a pipeline says of a reading, and how it comes to it."""

    reading: Reading
    pipeline: Pipeline
    prediction: Prediction
    steps: Sequence[Step]
    neighbours: Sequence[Neighbour]
    """The nearest images first; none where the pipeline looks at none."""
    templates: NDArray[np.float32] | None
    agreement: NDArray[np.float32] | None
    """(C, 28, 28) both; None where nothing is compared px by px."""


class PipelineReading(QObject):
    """Reads one image at a time; of those that come meanwhile only the newest.

    Signals:
        answered: the newest reading was read, or one shortly before it; with an Answer.
        failed: that cannot be done; with one sentence.
    """

    answered = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next: tuple[Reading, Pipeline] | None = None
        self._wanted: Pipeline | None = None
        self._is_under_way = False
        # One thread of its own: a fit takes the others for a minute.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def request(self, reading: Reading, pipeline: Pipeline) -> None:
        """Read what is not blank, as soon as what is under way is over."""
        self._next, self._wanted = (reading, pipeline), pipeline
        self._begin()

    def drop(self) -> None:
        """Read nothing; what is under way ends unheard."""
        self._next = self._wanted = None

    def _begin(self) -> None:
        if self._is_under_way or self._next is None:
            return
        self._is_under_way = True
        task = BackgroundTask("Reading the old way", partial(read, *self._next))
        self._next = None
        task.done.connect(self._take)
        task.failed.connect(self._fail)
        task.start(self._pool)

    def _take(self, answer: Answer) -> None:
        self._is_under_way = False
        if answer.pipeline is self._wanted:
            self.answered.emit(answer)
        self._begin()

    def _fail(self, message: str) -> None:
        self._is_under_way = False
        self.failed.emit(message)
        self._begin()


def read(reading: Reading, pipeline: Pipeline) -> Answer:
    """Return what a pipeline says of a reading; takes up to 20 ms."""
    image = reading.images[0, 0]
    return Answer(
        reading,
        pipeline,
        pipeline.predict(reading.images)[0],
        pipeline.steps(image),
        pipeline.neighbours(image, NEIGHBOURS),
        pipeline.templates(),
        pipeline.agreement(image),
    )
