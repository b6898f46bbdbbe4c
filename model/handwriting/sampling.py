"""From the paths of a pen to the points that a pad reports."""

import numpy as np

from model.handwriting.arrays import Floats
from model.handwriting.hands import Hands

PAD_PX = 400
"""Side of the pad."""


LOG_CELLS = 2.95
"""The logarithm of how many cells of a coarse pad's grid a digit takes up: some 19."""


def sample_paths(paths: Floats, hands: Hands, log_cells: float = LOG_CELLS) -> Floats:
    """Return (N, T, 3) points as pads report them: x and y in px, and pressure in [0, 1].

    paths: (N, T, 2) in any unit; each is scaled to the size of its hand and placed on the pad.
    log_cells: as LOG_CELLS, of the characters that are written.
    """
    rng = hands.rng
    size_px = np.exp(hands.vary(0.3, 0.1, 1, 1, mean=5.1)).clip(40, 300)
    points = paths * (size_px / np.ptp(paths, axis=1).max(axis=1)[:, None, None])
    tremor = rng.normal(0, 1, points.shape)
    tremor[:, 1:] += tremor[:, :-1]
    points += tremor * size_px * np.abs(hands.vary(0.004, 0.001, 1, 1))
    # Some pads report fractions of a px, a mouse whole ones, and some so coarse a grid that
    # slopes are stairs.
    kind = hands.choose((0, 1, 2), (0.35, 0.3, 0.35))[:, None, None]
    cells = np.exp(hands.vary(0.4, 0, 1, 1, mean=log_cells))
    cell_px = np.where(kind == 2, size_px / cells, 1)
    points = np.where(kind == 0, points, np.rint(points / cell_px) * cell_px)
    # By whole px, so that the points of a mouse stay on its grid.
    low, high = points.min(axis=1, keepdims=True), points.max(axis=1, keepdims=True)
    points += np.rint((PAD_PX - (high - low)) * rng.random((len(hands), 1, 2)) - low)
    # Pressure swells from the pen's touch, and falters.
    touch = np.sqrt(np.sin(np.linspace(0.3, np.pi - 0.3, points.shape[1])))
    firmness = hands.vary(0.15, 0.05, 1, mean=0.6) + rng.normal(0, 0.03, points.shape[:2])
    return np.concatenate([points, (touch * firmness).clip(0, 1)[..., None]], axis=2)
