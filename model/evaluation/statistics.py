"""Intervals and ranks."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


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
