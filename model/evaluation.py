"""How well weights read data: error, confusion, calibration, refusals, and the worst drawings."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.datasets import is_digit_label, load_mnist
from model.errors import BadInput
from model.ink import Drawing, read_drawings
from model.raster import Images, rasterize
from model.recognizer import Recognizer

CHUNK = 500
ECE_BINS = 15
WORST = 200
LOOK_ALIKES = frozenset("bBdDgGiIjJlLoOqQsStTuUyYzZ")
"""Letters that some hand writes like a digit."""

T = TypeVar("T")


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
    """Expected calibration error, ECE_BINS bins (Guo et al., 2017)."""
    rejected: float
    """Share of the digits answered "not a digit"."""
    writers: dict[str, tuple[int, float]]
    """Each known writer's count and error."""
    worst: list[Misread]
    """The misread images that the network was surest of, at most WORST."""
    is_digit: NDArray[np.float64]
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


def ink_batches(path: Path) -> Iterator[Batch]:
    """Yield an ink file's labelled digits as the network sees them; never the whole file.

    Raises BadInput where there is none.
    """
    labelled = (drawing for drawing in read_drawings(path) if is_digit_label(drawing.label))
    drawings: list[Drawing] = []
    for drawings in in_chunks(labelled, CHUNK):
        labels = np.array([int(drawing.label or "") for drawing in drawings])
        yield Batch(rasterize(drawings), labels, [drawing.writer for drawing in drawings])
    if not drawings:
        raise BadInput(f"{path}: holds no drawing that is labelled 0 to 9")


def in_chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of `size` items, the last perhaps shorter (itertools.batched of Python 3.12)."""
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def evaluate(recognizer: Recognizer, batches: Iterable[Batch]) -> Evaluation:
    """Measure over all batches, holding one at a time; raises BadInput where there is no image."""
    confusion = np.zeros((10, 10), np.int64)
    bins = np.zeros((3, ECE_BINS))  # count, sum of confidence, number right
    rejected = 0
    written: Counter[str] = Counter()
    misread: Counter[str] = Counter()
    worst: list[Misread] = []
    is_digit: list[float] = []
    for images, labels, writers in batches:
        predictions = recognizer.predict(images)
        digits = np.array([prediction.digit for prediction in predictions])
        confidences = np.array([prediction.confidence for prediction in predictions])
        np.add.at(confusion, (labels, digits), 1)
        place = np.minimum((confidences * ECE_BINS).astype(int), ECE_BINS - 1)
        for row, weights in enumerate((None, confidences, digits == labels)):
            bins[row] += np.bincount(place, weights, ECE_BINS)
        rejected += sum(not prediction.is_accepted for prediction in predictions)
        is_digit += [prediction.is_digit for prediction in predictions]
        written.update(writer for writer in writers if writer is not None)
        for index in np.flatnonzero(digits != labels):
            if writer := writers[index]:
                misread[writer] += 1
            worst.append(
                Misread(
                    float(confidences[index]), images[index], int(labels[index]), int(digits[index])
                )
            )
        worst = sorted(worst, key=lambda misread: -misread.certainty)[:WORST]
    count = int(confusion.sum())
    if not count:
        raise BadInput("there is no labelled digit to measure on")
    wrong = count - int(np.trace(confusion))
    return Evaluation(
        count=count,
        error=wrong / count,
        interval=wilson_interval(wrong, count),
        confusion=confusion,
        ece=float(np.abs(bins[1] - bins[2]).sum()) / count,
        rejected=rejected / count,
        writers={writer: (n, misread[writer] / n) for writer, n in sorted(written.items())},
        worst=worst,
        is_digit=np.array(is_digit),
    )


def read_others(recognizer: Recognizer, path: Path) -> NDArray[np.float64]:
    """Return (N,) is_digit of an ink file's drawings that are no digit and look like none.

    Raises BadInput where there is none.
    """
    others = (
        drawing
        for drawing in read_drawings(path)
        if not is_digit_label(drawing.label) and drawing.label not in LOOK_ALIKES
    )
    is_digit = [
        prediction.is_digit
        for drawings in in_chunks(others, CHUNK)
        for prediction in recognizer.recognize(drawings)
    ]
    if not is_digit:
        raise BadInput(f"{path}: holds nothing that is no digit")
    return np.array(is_digit)


def auroc(positives: NDArray[np.float64], negatives: NDArray[np.float64]) -> float:
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
