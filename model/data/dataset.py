"""A set of images with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.ink.drawing import Drawing
from model.ink.field import STANDARD_LOOK, Look
from model.ink.raster import rasterize, to_grays

NON_CHARACTER = -1
"""The label of what shows none of the classes."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images of some classes, and of what is none of them."""

    images: NDArray[np.uint8]  # (N, 1, 28, 28), ink = 255
    labels: NDArray[np.int64]  # (N,) indices of classes, or NON_CHARACTER
    classes: Classes

    @classmethod
    def of_drawings(
        cls, drawings: Sequence[Drawing], classes: Classes, look: Look = STANDARD_LOOK
    ) -> Dataset:
        """Return drawings as the network sees them; other labels are NON_CHARACTER."""
        images = to_grays(rasterize(drawings, look))
        return cls(images, label_indices([drawing.label for drawing in drawings], classes), classes)

    def __len__(self) -> int:
        return len(self.labels)

    def select(self, indices: slice | NDArray[np.intp]) -> Dataset:
        """Return the images and labels at these indices."""
        return Dataset(self.images[indices], self.labels[indices], self.classes)

    def of_classes(self, classes: Classes) -> Dataset:
        """Return those of the images that show one of these classes, labelled by them."""
        labelled = self.with_classes(classes)
        return labelled.select(np.flatnonzero(labelled.labels != NON_CHARACTER))

    def with_classes(self, classes: Classes) -> Dataset:
        """Return the same images labelled by other classes; NON_CHARACTER where none fits."""
        if classes == self.classes:
            return self
        # The last place is that of NON_CHARACTER, which is -1.
        table = np.append(label_indices(self.classes.names, classes), NON_CHARACTER)
        return Dataset(self.images, table[self.labels], classes)


def label_indices(labels: Sequence[str | None], classes: Classes) -> NDArray[np.int64]:
    """Return (N,) the index of each label among the classes, NON_CHARACTER where it is none."""
    indices = [classes.index(label) for label in labels]
    return np.array([NON_CHARACTER if i is None else i for i in indices], np.int64)


def join(datasets: Sequence[Dataset]) -> Dataset:
    """Return one dataset of all, in order, with the classes of all."""
    classes = reduce(Classes.joined, (dataset.classes for dataset in datasets))
    parts = [dataset.with_classes(classes) for dataset in datasets]
    return Dataset(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
        classes,
    )


def misread_share(predicted: NDArray[np.integer], labels: NDArray[np.integer]) -> float:
    """Return the share of the images of a class that were taken for another; NaN without any.

    predicted, labels: (N,) indices of classes; a label of NON_CHARACTER does not count.
    """
    has_class = labels != NON_CHARACTER
    return float((predicted != labels)[has_class].mean()) if has_class.any() else float("nan")
