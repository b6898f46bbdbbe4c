"""Runs: unbroken stretches of px of a mask along its rows."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]


def find_row_runs(mask: Mask) -> tuple[Ints, Ints, Ints]:
    """Return (R,) the row, the first column and the length of each run, row by row.

    mask: (H, W).
    """
    pitch = mask.shape[1] + 2
    padded = np.zeros((len(mask), pitch), np.int8)  # a run ends with its row
    padded[:, 1:-1] = mask
    steps = np.diff(padded.reshape(-1))
    first, last = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return first // pitch, first % pitch, last - first


def count_up(start: Ints, length: Ints) -> Ints:
    """Return the numbers of all runs, one run after the other; each counts up from its start."""
    ends = np.cumsum(length)
    within = np.arange(ends[-1] if len(ends) else 0)
    numbers: Ints = within + np.repeat(start - (ends - length), length)
    return numbers
