"""Histograms of oriented gradients: which way the ink's edges run, and about where."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from model.ink.field import FIELD
from model.shallow.blocks import Batch

CELLS = 7
ORIENTATIONS = 8
CELL_PX = FIELD // CELLS
EDGE_NAMES = (
    "from top to bottom",
    "from bottom left to top right",
    "from side to side",
    "from top left to bottom right",
)
"""How the edges run whose gradient points along orientation 0, 1, 2, 3, or the other way."""


def _pooling() -> NDArray[np.float32]:
    """Return (CELLS, 28): how much a px counts in each cell; it is shared by the two nearest."""
    middles = (np.arange(CELLS) + 0.5) * CELL_PX - 0.5
    distances = np.abs(np.arange(FIELD) - middles[:, None]) / CELL_PX
    return np.maximum(0, 1 - distances).astype(np.float32)


POOLING = _pooling()


class OrientedGradients:
    """Histograms of oriented gradients (Dalal and Triggs, 2005), as a whole image's.

    An image gives (7, 7, 8): in each cell of 4 px, shared smoothly with its neighbours, how much
    the ink grows towards each of 8 directions, of which the k-th points 45 k degrees from the right
    clockwise (y is down). They are normalised over the image as their L1-sqrt does: the square root
    of each one's share.
    """

    name = "hog"
    title = "Oriented gradients (HOG)"
    shape: tuple[int, ...] = (CELLS, CELLS, ORIENTATIONS)

    def apply(self, batch: Batch) -> Batch:
        """Return (N, 7, 7, 8) in [0, 1], of which the squares of each image sum to 1."""
        padded = np.pad(batch, ((0, 0), (1, 1), (1, 1)))
        across = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
        down = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
        lengths = np.hypot(across, down)
        turns = np.arctan2(down, across) * np.float32(ORIENTATIONS / (2 * np.pi))  # -4 to 4
        histograms = np.empty((len(batch), *self.shape), np.float32)
        for k in range(ORIENTATIONS):
            off = np.abs(turns - k)
            share = np.maximum(0, 1 - np.minimum(off, np.abs(off - ORIENTATIONS)))
            histograms[..., k] = POOLING @ (lengths * share) @ POOLING.T
        totals = histograms.sum((1, 2, 3), keepdims=True)
        normalised: Batch = np.sqrt(histograms / np.maximum(totals, 1e-6))
        return normalised

    def sentence(self, before: Batch, after: Batch) -> str:
        """Say how the edges run."""
        counted = (
            f"Its edges are counted in {CELLS} × {CELLS} cells and {ORIENTATIONS} directions, "
            f"{after.size} numbers"
        )
        if not after.any():
            return f"{counted}: there are none."
        squares = (after**2).sum((0, 1)).reshape(2, -1).sum(0)
        return f"{counted}; most of them run {EDGE_NAMES[int(squares.argmax())]}."

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """Return nothing: nothing is fitted."""
        return {}
