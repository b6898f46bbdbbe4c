"""Seams: ways down through ink that touches, along which two characters may be parted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

WORKING_HEIGHT_PX = 48
"""Seams are looked for in ink of about this height."""
SIDEWAYS = 0.2
"""What a step to the side costs; one px of ink costs 1."""
MAX_COST = 2.6
"""In widths of a stroke: a seam goes through one stroke, or along a short way of it."""
LEAST_SHARE = 0.2
"""On either side of a seam ink is at least so wide or high, in heights of the line."""
APART = 0.22
"""Seams lie so far apart, in heights of the line."""
WAIST, WAIST_HEIGHT = 0.3, 0.6
"""A waist is so much lower than what is on both sides, and at most so high, in heights of the line.
"""
SEAMS_PER_HEIGHT = 2.2
"""How many seams there are at most for each height of the line that the ink is wide."""


def find_seams(mask: NDArray[np.bool_], stroke_px: float, line_height: float) -> list[Indices]:
    """Return seams from the left: (h,) the first column right of each, by row.

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
    apart = APART * line_height / step
    most = max(1, round(SEAMS_PER_HEIGHT * width * step / line_height))
    reach = max(1, int(apart / 2))
    found = [np.full(height, at) for at in _waists(ink, reach, line_height / step)]
    cheap = _minima(through, reach)
    cheap = cheap[through[cheap] <= MAX_COST * stroke]
    order = cheap[np.argsort(through[cheap], kind="stable")].tolist()
    found += [_trace(down, up, middle, column) for column in order]
    seams: list[Indices] = []
    for seam in found:
        is_new = all(np.abs(seam - other).mean() >= apart for other in seams)
        if is_new and _parts(ink, seam) >= LEAST_SHARE * line_height / step:
            seams.append(seam)
            if len(seams) == most:
                break
    seams.sort(key=lambda seam: float(seam.mean()))
    rows = np.minimum(np.arange(mask.shape[0]) // step, height - 1)
    return [(seam[rows] * step).astype(np.intp) for seam in seams]


def _waists(ink: Floats, reach: int, line_height: float) -> list[int]:
    """Return the columns where ink is low between higher ink, such as where two 0s touch."""
    is_ink = ink > 0.5
    height = len(ink)
    extent = np.where(
        is_ink.any(axis=0), height - is_ink.argmax(axis=0) - is_ink[::-1].argmax(axis=0), 0
    )
    waists = []
    for column in _minima(extent, reach).tolist():
        sides = extent[: column + 1].max(), extent[column:].max()
        is_waist = min(sides) - extent[column] >= WAIST * line_height
        if is_waist and 0 < extent[column] <= WAIST_HEIGHT * line_height:
            waists.append(column)
    return sorted(waists, key=lambda column: int(extent[column]))


def _minima(values: NDArray[np.generic], reach: int) -> Indices:
    """Return where values are lowest among those within reach, of a plateau the middle."""
    padded = np.pad(np.asarray(values, np.float64), reach, constant_values=np.inf)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    low = np.flatnonzero(np.asarray(values) <= lowest)
    runs = np.split(low, np.flatnonzero(np.diff(low) > 1) + 1)
    return np.array([run[len(run) // 2] for run in runs if len(run)], np.intp)


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
            near = costs[row, max(at - 1, 0) : at + 2].copy()
            straight = min(at, 1)
            near[np.arange(len(near)) != straight] += SIDEWAYS
            at += int(near.argmin()) - straight
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
