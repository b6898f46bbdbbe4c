"""Counting predictions against labels: error, confusion, calibration, refusals, the worst."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.errors import BadInput
from model.evaluation.statistics import wilson_interval
from model.ink.raster import Images
from model.network.calibration import CalibrationBin, CalibrationBins
from model.reading.prediction import Prediction, Reader

WORST = 200


class Batch(NamedTuple):
    """Some of the data to measure on."""

    images: Images
    labels: NDArray[np.int64]  # (N,) indices of classes
    writers: list[str | None]


class Misread(NamedTuple):
    """A misread image."""

    confidence: float  # the probability of what it was taken for
    image: NDArray[np.float32]  # (1, 28, 28)
    label: str
    predicted: str


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was measured on `count` images; all shares are in [0, 1]."""

    classes: Classes
    count: int
    error: float
    interval: tuple[float, float]
    """The error's 95 % interval (Wilson, 1927)."""
    confusion: NDArray[np.int64]
    """(C, C), rows are labels, columns what was predicted."""
    ece: float
    """Expected calibration error, see `calibration.CalibrationBins`."""
    bins: list[CalibrationBin]
    """What that is made of, the least confident first."""
    rejected: float
    """Share of the characters that were refused as none of the classes."""
    writers: dict[str, tuple[int, float]]
    """Each known writer's count and error."""
    worst: list[Misread]
    """The misread images that the network was most confident of, at most WORST."""
    is_known: NDArray[np.float32]
    """(count,) each image's `is_known`."""

    def to_json(self) -> dict[str, Any]:
        """Return what was measured as JSON has it; images are left out."""
        return {
            "count": self.count,
            "error": self.error,
            "interval": list(self.interval),
            "confusion": self.confusion.tolist(),
            "classes": list(self.classes),
            "ece": self.ece,
            "rejected": self.rejected,
            "writers": {
                writer: {"count": count, "error": error}
                for writer, (count, error) in self.writers.items()
            },
        }


class Tally:
    """What was counted so far; small, however much that was."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.confusion = np.zeros((len(classes), len(classes)), np.int64)
        self._bins = CalibrationBins()
        self._rejected = 0
        self._written: Counter[str] = Counter()
        self._misread: Counter[str] = Counter()
        self._worst: list[Misread] = []
        self._is_known: list[NDArray[np.float32]] = []

    def merge(self, part: "Tally") -> None:
        """Add what another has counted."""
        self.confusion += part.confusion
        self._bins.merge(part._bins)
        self._rejected += part._rejected
        self._written.update(part._written)
        self._misread.update(part._misread)
        worst = sorted(self._worst + part._worst, key=lambda misread: -misread.confidence)
        self._worst = worst[:WORST]
        self._is_known += part._is_known

    def count(self, reader: Reader, batch: Batch) -> list[Prediction]:
        """Count what a reader says of a batch, and return it."""
        predictions = reader.predict(batch.images)
        self.add(batch, predictions)
        return predictions

    def add(self, batch: Batch, predictions: Sequence[Prediction]) -> None:
        """Count what was predicted of a batch."""
        images, labels, writers = batch
        predicted = np.array([prediction.index for prediction in predictions], np.intp)
        confidences = np.array([prediction.confidence for prediction in predictions])
        np.add.at(self.confusion, (labels, predicted), 1)
        self._bins.add(confidences, predicted == labels)
        self._rejected += sum(not prediction.is_accepted for prediction in predictions)
        self._is_known.append(
            np.array([prediction.is_known for prediction in predictions], np.float32)
        )
        self._written.update(writer for writer in writers if writer is not None)
        for index in np.flatnonzero(predicted != labels).tolist():
            if writer := writers[index]:
                self._misread[writer] += 1
            self._worst.append(
                Misread(
                    float(confidences[index]),
                    images[index],
                    self.classes[int(labels[index])],
                    predictions[index].label,
                )
            )

    def result(self) -> Evaluation:
        """Return what was counted; raises BadInput where there was nothing."""
        count = int(self.confusion.sum())
        if not count:
            raise BadInput("there is nothing labelled to measure on")
        wrong = count - int(np.trace(self.confusion))
        return Evaluation(
            classes=self.classes,
            count=count,
            error=wrong / count,
            interval=wilson_interval(wrong, count),
            confusion=self.confusion,
            ece=self._bins.error(),
            bins=self._bins.bins(),
            rejected=self._rejected / count,
            writers={
                writer: (n, self._misread[writer] / n)
                for writer, n in sorted(self._written.items())
            },
            worst=self._worst,
            is_known=np.concatenate(self._is_known),
        )
