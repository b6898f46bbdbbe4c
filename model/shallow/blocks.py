"""The blocks that make features of images, each designed by hand but for PCA, whose axes are found.

Each takes a batch and returns one; N images come in as (N, 28, 28) float32 in [0, 1], ink = 1.
"""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Batch = NDArray[np.float32]
"""(N, ...): what a block takes or makes of N images."""


class Block(Protocol):
    """One step from an image to its features. Immutable, so any thread may use it."""

    @property
    def name(self) -> str:
        """As a file names it."""

    @property
    def title(self) -> str:
        """As a person reads it."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what it makes of one image."""

    def apply(self, batch: Batch) -> Batch:
        """Return (N, *shape) of what the block before made of N images."""

    def sentence(self, before: Batch, after: Batch) -> str:
        """Say what it did to one image; before, after: what went in and came out, without N."""

    def arrays(self) -> Mapping[str, NDArray[np.float32]]:
        """Return what was found when it was fitted, by name; nothing for most."""


class RawPixels:
    """The image as it is: 784 numbers."""

    name = "raw"
    title = "Raw pixels"
    shape = (28, 28)

    def apply(self, batch: Batch) -> Batch:
        """Return the batch."""
        return batch

    def sentence(self, before: Batch, after: Batch) -> str:
        """Say how many numbers there are."""
        return f"The image is {after.size} numbers, {int((after > 0).sum())} of them not 0."

    def arrays(self) -> Mapping[str, NDArray[np.float32]]:
        """Return nothing: nothing is fitted."""
        return {}
