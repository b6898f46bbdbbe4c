"""Measuring how well a reader predicts: over batches, and over ink files of any length."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data.classes import DIGITS, Classes
from model.data.dataset import Dataset, label_indices
from model.errors import BadInput
from model.evaluation.tally import Batch, Evaluation, Tally
from model.ink.drawing import Drawing
from model.ink.field import STANDARD_LOOK, Look
from model.ink.parallel import CHUNK, map_ink
from model.ink.raster import rasterize
from model.reading.many import chunk_of, read_drawings_as
from model.reading.prediction import Expected, Reader

LOOK_ALIKES = frozenset("bBdDgGiIjJlLoOqQsStTuUyYzZ")
"""Letters that some hand writes like a digit: readers of digits need not refuse them."""

ShowShare = Callable[[float], None]
"""Called with how much of a file is done, in [0, 1]."""


def show_nothing(share: float) -> None:
    """Show nobody how much is done."""


def batches_of(dataset: Dataset, classes: Classes) -> Iterator[Batch]:
    """Yield a dataset's images of these classes as the network sees them, some at a time."""
    dataset = dataset.of_classes(classes)
    for start in range(0, len(dataset), CHUNK):
        part = dataset.select(slice(start, start + CHUNK))
        yield Batch((part.images / 255).astype(np.float32), part.labels, [None] * len(part))


def evaluate(reader: Reader, batches: Iterable[Batch]) -> Evaluation:
    """Measure over all batches, holding one at a time; raises BadInput where there is no image."""
    tally = Tally(reader.classes)
    for batch in batches:
        tally.merge(_count(reader, batch))
    return tally.result()


def evaluate_ink(reader: Reader, path: Path, show_share: ShowShare = show_nothing) -> Evaluation:
    """Measure over an ink file's drawings that are labelled with one of the reader's classes.

    Raises BadInput where there is none.
    """
    tally = Tally(reader.classes)
    for part in map_ink(path, partial(count_drawings, reader), show_share):
        tally.merge(part)
    return result_of_ink(tally, path)


def result_of_ink(tally: Tally, path: Path) -> Evaluation:
    """Return what was counted of an ink file; raises BadInput where that is nothing."""
    if not tally.confusion.any():
        raise BadInput(f"{path}: holds no drawing that is labelled {tally.classes}")
    return tally.result()


def _count(reader: Reader, batch: Batch) -> Tally:
    tally = Tally(reader.classes)
    tally.count(reader, batch)
    return tally


def count_drawings(reader: Reader, drawings: list[Drawing]) -> Tally:
    """Count what a reader says of those of the drawings that are labelled with a class."""
    return _count(reader, drawings_batch(drawings, reader.classes))


def drawings_batch(
    drawings: Iterable[Drawing], classes: Classes, look: Look = STANDARD_LOOK
) -> Batch:
    """Return those of the drawings that are labelled with a class, as the network sees them."""
    of_class = [drawing for drawing in drawings if drawing.label in classes]
    labels = label_indices([drawing.label for drawing in of_class], classes)
    return Batch(rasterize(of_class, look), labels, [drawing.writer for drawing in of_class])


def measure_noncharacters(
    reader: Reader,
    path: Path,
    show_share: ShowShare = show_nothing,
    expected: Expected = Expected.SINGLE,
) -> NDArray[np.float32]:
    """Return (N,) `is_known` of an ink file's drawings that are none of the classes.

    Where the classes are digits, letters that look like them are left out. Raises BadInput where
    nothing is left.
    """
    known = partial(_noncharacters_known, reader, expected)
    parts = list(map_ink(path, known, show_share, chunk_of(expected)))
    is_known = np.concatenate([np.empty(0, np.float32), *parts])
    if not is_known.size:
        raise BadInput(f"{path}: holds nothing but {reader.classes}")
    return is_known


def _noncharacters_known(
    reader: Reader, expected: Expected, drawings: list[Drawing]
) -> NDArray[np.float32]:
    look_alikes = LOOK_ALIKES if reader.classes == DIGITS else frozenset()
    noncharacters = [
        drawing
        for drawing in drawings
        if drawing.label not in reader.classes and drawing.label not in look_alikes
    ]
    predictions = read_drawings_as(reader, expected, noncharacters)
    return np.array([prediction.is_known for prediction in predictions], np.float32)
