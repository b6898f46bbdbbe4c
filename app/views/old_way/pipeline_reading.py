"""Has a pipeline read what is on the pad, off the GUI thread, always the newest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.newest import Newest
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
        self._wanted: Pipeline | None = None
        self._newest = Newest("Reading the old way", _read_wanted, self)
        self._newest.done.connect(self.answered)
        self._newest.failed.connect(self.failed)

    def request(self, reading: Reading, pipeline: Pipeline) -> None:
        """Read what is not blank, as soon as what is under way is over."""
        if pipeline is not self._wanted:
            self.drop()  # what another pipeline says is not wanted any more
        self._wanted = pipeline
        self._newest.request((reading, pipeline))

    def drop(self) -> None:
        """Read nothing; what is under way ends unheard."""
        self._wanted = None
        self._newest.drop()


def _read_wanted(wanted: tuple[Reading, Pipeline]) -> Answer:
    return read(*wanted)


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
