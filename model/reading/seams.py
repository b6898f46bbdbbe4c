"""Seams: ways down through ink that touches, along which two characters may be parted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

WORKING_HEIGHT_PX = 48
"""Seams are looked for in ink of about this height."""
SIDEWAYS = 0.12
"""What a step to the side costs; one px of ink costs 1."""
MAX_COST = 2.6
"""In widths of a stroke: a seam goes through one stroke, or along a short way of it."""
LEAST_SHARE = 0.2
"""On either side of a seam ink is at least so wide or high, in heights of the line."""
MAX_SEAMS = 4


def find_seams(mask: NDArray[np.bool_], stroke_px: float, line_height: float) -> list[Indices]:
    """Return at most MAX_SEAMS seams from the left: (h,) the first column right of each, by row.

    mask: (h, w), the ink of one component; stroke_px: how wide its strokes are; line_height: how
    high writing is, in px.
    """
    step = max(1, round(line_height / WORKING_HEIGHT_PX))
    ink = _reduced(mask, step)
    height, width = ink.shape
    if width < 5 or height < 3:
        return []
    down, up = _costs(ink), _costs(ink[::-1])[::-1]
    middle = height // 2
    through = down[middle] + up[middle] - ink[middle]
    stroke = max(stroke_px / step, 1.0)
    reach = max(1, int(0.12 * line_height / step))
    seams: list[Indices] = []
    for column in np.argsort(through, kind="stable").tolist():
        if through[column] > MAX_COST * stroke or len(seams) == MAX_SEAMS:
            break
        seam = _trace(down, up, middle, column)
        if any(np.abs(seam - other).mean() < reach for other in seams):
            continue
        if _parts(ink, seam) >= LEAST_SHARE * line_height / step:
            seams.append(seam)
    seams.sort(key=lambda seam: float(seam.mean()))
    rows = np.minimum(np.arange(mask.shape[0]) // step, height - 1)
    return [(seam[rows] * step).astype(np.intp) for seam in seams]


def _reduced(mask: NDArray[np.bool_], step: int) -> Floats:
    """Return the mask in cells of step x step px: the share of each that is ink."""
    height, width = (-(-side // step) * step for side in mask.shape)
    padded = np.zeros((height, width))
    padded[: mask.shape[0], : mask.shape[1]] = mask
    cells: Floats = padded.reshape(height // step, step, width // step, step).mean(axis=(1, 3))
    return cells


def _costs(ink: Floats) -> Floats:
    """Return (h, w): the least that a way from the top to each px costs, that px included."""
    costs = ink.copy()
    for row in range(1, len(ink)):
        above = costs[row - 1]
        aside = np.full(len(above) + 2, np.inf)
        aside[1:-1] = above + SIDEWAYS
        costs[row] += np.minimum(above, np.minimum(aside[:-2], aside[2:]))
    return costs


def _trace(down: Floats, up: Floats, middle: int, column: int) -> Indices:
    """Return (h,) the column in each row of the cheapest way through a px of the middle row."""
    seam = np.zeros(len(down), np.intp)
    seam[middle] = column
    for costs, rows in (
        (down, range(middle - 1, -1, -1)),
        (up, range(middle + 1, len(up))),
    ):
        at = column
        for row in rows:
            first = max(at - 1, 0)
            near = costs[row, first : at + 2] + SIDEWAYS * (np.arange(first, first + 3)[: len(costs[row, first : at + 2])] != at)
            at = first + int(near.argmin())
            seam[row] = at
    return seam


def _parts(ink: Floats, seam: Indices) -> float:
    """Return the extent of the smaller side of a seam, in px of `ink`."""
    is_left = np.arange(ink.shape[1]) < seam[:, None]
    extents = []
    for side in (is_left, ~is_left):
        rows, columns = np.nonzero((ink > 0.5) & side)
        extents.append(max(np.ptp(rows), np.ptp(columns)) if len(rows) else 0)
    return float(min(extents))
