"""How well weights read data: error, confusion, calibration and refusals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.datasets import is_digit_label, load_mnist
from model.errors import BadInput
from model.ink import read_drawings
from model.raster import Images, rasterize
from model.recognizer import Recognizer

CHUNK = 500
ECE_BINS = 15

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was measured on `count` images; error, ece and rejected are in [0, 1]."""

    count: int
    error: float
    confusion: NDArray[np.int64]  # (10, 10), rows are labels, columns what was read
    ece: float  # expected calibration error, ECE_BINS bins (Guo et al., 2017)
    rejected: float  # share of the digits answered "not a digit"

    def to_json(self) -> dict[str, Any]:
        """Return the fields as JSON has them."""
        return vars(self) | {"confusion": self.confusion.tolist()}


Batch = tuple[Images, NDArray[np.int64]]


def mnist_batches(folder: Path) -> Iterator[Batch]:
    """Yield MNIST's test images as the network sees them, with their labels."""
    test = load_mnist(folder, train=False)
    for start in range(0, test.size, CHUNK):
        part = test.select(slice(start, start + CHUNK))
        yield (part.images / 255).astype(np.float32), part.labels


def ink_batches(path: Path) -> Iterator[Batch]:
    """Yield an ink file's labelled digits as the network sees them; never the whole file."""
    labelled = (drawing for drawing in read_drawings(path) if is_digit_label(drawing.label))
    for drawings in in_chunks(labelled, CHUNK):
        labels = np.array([int(drawing.label or "") for drawing in drawings])
        yield rasterize(drawings), labels


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
    for images, labels in batches:
        predictions = recognizer.predict(images)
        digits = np.array([prediction.digit for prediction in predictions])
        confidences = np.array([prediction.confidence for prediction in predictions])
        np.add.at(confusion, (labels, digits), 1)
        place = np.minimum((confidences * ECE_BINS).astype(int), ECE_BINS - 1)
        for row, weights in enumerate((None, confidences, digits == labels)):
            bins[row] += np.bincount(place, weights, ECE_BINS)
        rejected += sum(not prediction.is_accepted for prediction in predictions)
    count = int(confusion.sum())
    if not count:
        raise BadInput("there is no labelled digit to measure on")
    return Evaluation(
        count=count,
        error=1 - float(np.trace(confusion)) / count,
        confusion=confusion,
        ece=float(np.abs(bins[1] - bins[2]).sum()) / count,
        rejected=rejected / count,
    )
