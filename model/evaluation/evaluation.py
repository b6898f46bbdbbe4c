"""How well weights read data: error, confusion, calibration, refusals, and the worst drawings."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.datasets import is_digit_label, load_mnist
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.parallel import CHUNK, map_ink
from model.ink.raster import Images, rasterize
from model.network.calibration import CalibrationBins
from model.network.recognizer import Recognizer

WORST = 200
LOOK_ALIKES = frozenset("bBdDgGiIjJlLoOqQsStTuUyYzZ")
"""Letters that some hand writes like a digit."""


class Batch(NamedTuple):
    """Some of the data to measure on."""

    images: Images
    labels: NDArray[np.int64]  # (N,) in 0..9
    writers: list[str | None]


class Misread(NamedTuple):
    """A misread image."""

    certainty: float  # the probability of what it was read as
    image: NDArray[np.float32]  # (1, 28, 28)
    label: int
    digit: int


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was measured on `count` images; all shares are in [0, 1]."""

    count: int
    error: float
    interval: tuple[float, float]
    """The error's 95 % interval (Wilson, 1927)."""
    confusion: NDArray[np.int64]
    """(10, 10), rows are labels, columns what was read."""
    ece: float
    """Expected calibration error, see `calibration.CalibrationBins`."""
    rejected: float
    """Share of the digits answered "not a digit"."""
    writers: dict[str, tuple[int, float]]
    """Each known writer's count and error."""
    worst: list[Misread]
    """The misread images that the network was surest of, at most WORST."""
    is_digit: NDArray[np.float32]
    """(count,) what each of the digits was given."""

    def to_json(self) -> dict[str, Any]:
        """Return what was measured as JSON has it; images are left out."""
        return {
            "count": self.count,
            "error": self.error,
            "interval": list(self.interval),
            "confusion": self.confusion.tolist(),
            "ece": self.ece,
            "rejected": self.rejected,
            "writers": {
                writer: {"count": count, "error": error}
                for writer, (count, error) in self.writers.items()
            },
        }


def mnist_batches(folder: Path) -> Iterator[Batch]:
    """Yield MNIST's test images as the network sees them."""
    test = load_mnist(folder, train=False)
    for start in range(0, test.size, CHUNK):
        part = test.select(slice(start, start + CHUNK))
        yield Batch((part.images / 255).astype(np.float32), part.labels, [None] * part.size)


def evaluate(recognizer: Recognizer, batches: Iterable[Batch]) -> Evaluation:
    """Measure over all batches, holding one at a time; raises BadInput where there is no image."""
    tally = _Tally()
    for batch in batches:
        tally.add(_count(recognizer, batch))
    return tally.result()


def evaluate_ink(
    recognizer: Recognizer, path: Path, show_share: Callable[[float], None] = lambda share: None
) -> Evaluation:
    """Measure over an ink file's labelled digits; show_share is told how much of it is done.

    Raises BadInput where there is none.
    """
    tally = _Tally()
    for part in map_ink(path, partial(_count_digits, recognizer), show_share):
        tally.add(part)
    if not tally.confusion.any():
        raise BadInput(f"{path}: holds no drawing that is labelled 0 to 9")
    return tally.result()


class _Tally:
    """What was counted so far; small, however much that was."""

    def __init__(self) -> None:
        self.confusion = np.zeros((10, 10), np.int64)
        self.bins = CalibrationBins()
        self.rejected = 0
        self.written: Counter[str] = Counter()
        self.misread: Counter[str] = Counter()
        self.worst: list[Misread] = []
        self.is_digit: list[NDArray[np.float32]] = []

    def add(self, part: "_Tally") -> None:
        self.confusion += part.confusion
        self.bins.merge(part.bins)
        self.rejected += part.rejected
        self.written.update(part.written)
        self.misread.update(part.misread)
        self.worst = sorted(self.worst + part.worst, key=lambda misread: -misread.certainty)[:WORST]
        self.is_digit += part.is_digit

    def result(self) -> Evaluation:
        count = int(self.confusion.sum())
        if not count:
            raise BadInput("there is no labelled digit to measure on")
        wrong = count - int(np.trace(self.confusion))
        return Evaluation(
            count=count,
            error=wrong / count,
            interval=wilson_interval(wrong, count),
            confusion=self.confusion,
            ece=self.bins.error(),
            rejected=self.rejected / count,
            writers={
                writer: (n, self.misread[writer] / n) for writer, n in sorted(self.written.items())
            },
            worst=self.worst,
            is_digit=np.concatenate(self.is_digit),
        )


def _count(recognizer: Recognizer, batch: Batch) -> _Tally:
    images, labels, writers = batch
    tally = _Tally()
    predictions = recognizer.predict(images)
    digits = np.array([prediction.digit for prediction in predictions], np.intp)
    confidences = np.array([prediction.confidence for prediction in predictions])
    np.add.at(tally.confusion, (labels, digits), 1)
    tally.bins.add(confidences, digits == labels)
    tally.rejected = sum(not prediction.is_accepted for prediction in predictions)
    tally.is_digit = [np.array([prediction.is_known for prediction in predictions], np.float32)]
    tally.written.update(writer for writer in writers if writer is not None)
    for index in np.flatnonzero(digits != labels):
        if writer := writers[index]:
            tally.misread[writer] += 1
        tally.worst.append(
            Misread(
                float(confidences[index]), images[index], int(labels[index]), int(digits[index])
            )
        )
    return tally


def _count_digits(recognizer: Recognizer, drawings: list[Drawing]) -> _Tally:
    return _count(recognizer, digits_batch(drawings))


def digits_batch(drawings: Iterable[Drawing]) -> Batch:
    """Return those of the drawings that are labelled 0 to 9, as the network sees them."""
    digits = [drawing for drawing in drawings if is_digit_label(drawing.label)]
    labels = np.array([int(drawing.label or "") for drawing in digits], np.int64)
    return Batch(rasterize(digits), labels, [drawing.writer for drawing in digits])


def read_others(
    recognizer: Recognizer, path: Path, show_share: Callable[[float], None] = lambda share: None
) -> NDArray[np.float32]:
    """Return (N,) is_digit of an ink file's drawings that are no digit and look like none.

    Raises BadInput where there is none.
    """
    parts = list(map_ink(path, partial(_read_others, recognizer), show_share))
    is_digit = np.concatenate([np.empty(0, np.float32), *parts])
    if not is_digit.size:
        raise BadInput(f"{path}: holds nothing that is no digit")
    return is_digit


def _read_others(recognizer: Recognizer, drawings: list[Drawing]) -> NDArray[np.float32]:
    others = [
        drawing
        for drawing in drawings
        if not is_digit_label(drawing.label) and drawing.label not in LOOK_ALIKES
    ]
    return np.array(
        [prediction.is_known for prediction in recognizer.recognize(others)], np.float32
    )


def auroc(positives: NDArray[np.floating[Any]], negatives: NDArray[np.floating[Any]]) -> float:
    """Return how often a positive outranks a negative, ties half (Hanley and McNeil, 1982)."""
    ranked = np.sort(negatives)
    below = np.searchsorted(ranked, positives, "left")
    up_to = np.searchsorted(ranked, positives, "right")
    return float((below + up_to).mean() / (2 * len(ranked)))


def wilson_interval(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Return the interval that holds a share's true value, at 95 % for this z (Wilson, 1927)."""
    share = hits / count
    middle = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    scale = 1 + z * z / count
    return max((middle - half) / scale, 0.0), min((middle + half) / scale, 1.0)
