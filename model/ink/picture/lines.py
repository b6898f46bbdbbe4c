"""Straight lines among the px of a mask, found by the runs that they are crossed in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.components import Floats
from model.ink.picture.runs import Ints, Mask, count_up, find_row_runs

_BLOCKS = 48  # a line is there where it has ink in nearly all of so many parts
_LEAST_BLOCK_PX = 4
SLOPES: Floats = np.linspace(-0.34, 0.34, 69)
"""Rises a px along: a camera's lean."""
_MOST_RUNS = 6000  # are looked at, spread evenly
_FILLED = 0.3  # of a part's px
_USUAL = 0.3  # of a line is no thicker than its thickness
_MOST_FOUND = 400
_MOST_LINES = 60


class Line(NamedTuple):
    """A nearly level line, or of a turned mask an upright one."""

    slope: float
    offset: float
    """The row where it crosses column 0, in px."""
    first: float
    last: float
    """From which column to which it goes, in px."""
    thickness: float
    """In px, as it is crossed; at least 1."""

    @property
    def length(self) -> float:
        """Along it, in px."""
        return self.last - self.first

    def at(self, columns: NDArray[np.generic]) -> Floats:
        """Return the rows where it crosses these columns."""
        return np.asarray(self.offset + self.slope * columns.astype(np.float64))


class Runs(NamedTuple):
    """The R runs of ink of a mask, up and down."""

    column: Ints
    top: Ints
    length: Ints
    """(R,), in px."""

    @property
    def middle(self) -> Floats:
        """(R,): the rows halfway."""
        return np.asarray(self.top + (self.length - 1) / 2)

    def mask(self, chosen: Mask, shape: tuple[int, int]) -> Mask:
        """Return (H, W): the px of the runs that are chosen; chosen: (R,)."""
        lengths = self.length[chosen]
        rows = count_up(self.top[chosen], lengths)
        mask = np.zeros(shape, np.bool_)
        mask[rows, np.repeat(self.column[chosen], lengths)] = True
        return mask


def find_runs(mask: Mask) -> Runs:
    """Return the runs of ink up and down."""
    return Runs(*find_row_runs(mask.T))


def find_lines(
    along: Floats,
    across: Floats,
    thickness: Ints,
    extent: float,
    least: float,
    slack: float,
    slopes: Floats = SLOPES,
) -> list[Line]:
    """Return the lines that P points lie on, the longest first.

    along, across: (P,), the columns, from 0 up to `extent`, and the rows of the middles of runs, in
    px; thickness: (P,), their lengths; least: the share of the extent that a line has at least, its
    gaps not counted; slack: how far from a line its points may lie, in px; slopes: that are tried.
    """
    if len(along) < _LEAST_BLOCK_PX:
        return []
    step = -(-len(along) // _MOST_RUNS)
    chance = np.random.default_rng(0).permutation(len(along))[::step]
    along, across, thickness = along[chance], across[chance], thickness[chance]
    found = _vote(along, across, extent, least, slack, slopes, step)
    lines: list[Line] = []
    ends = np.zeros((0, 4))
    for slope, offset, first, last in found:
        if len(ends):
            # One line is found under several slopes; of these the first is the best.
            apart = np.maximum(
                np.abs(offset + slope * first - ends[:, 0] - ends[:, 1] * first),
                np.abs(offset + slope * last - ends[:, 0] - ends[:, 1] * last),
            )
            shared = np.minimum(last, ends[:, 3]) - np.maximum(first, ends[:, 2])
            if ((apart < 2.5 * slack) & (shared > 0.5 * (last - first))).any():
                continue
        line = _refine(along, across, thickness, Line(slope, offset, first, last, 1), slack)
        lines.append(line)
        ends = np.append(ends, [[line.offset, line.slope, line.first, line.last]], 0)
        if len(lines) == _MOST_LINES:
            break
    return lines


def _vote(
    along: Floats,
    across: Floats,
    extent: float,
    least: float,
    slack: float,
    slopes: Floats,
    step: int,
) -> list[tuple[float, float, float, float]]:
    """Return slope, offset, first and last of what may be lines, the likeliest first."""
    blocks = int(min(_BLOCKS, max(extent // _LEAST_BLOCK_PX, 4)))
    block = np.minimum((along * (blocks / extent)).astype(np.int64), blocks - 1)
    enough = max(_FILLED * extent / blocks / step, 0.5)
    bin_px = slack
    bins = int(np.ptp(across) / bin_px) + int(np.abs(slopes).max() * extent / bin_px) + 3
    found: list[tuple[float, float, float, float, float]] = []
    for slope in slopes.tolist():
        level = across - slope * along
        low = float(level.min())
        place = ((level - low) / bin_px).astype(np.int64)
        filled = np.bincount(place * blocks + block, minlength=bins * blocks)
        grid = filled[: bins * blocks].reshape(bins, blocks)
        grid = grid[: int(place.max()) + 2]
        both = grid[:-1] + grid[1:]  # a line lies in two bins where it is not quite so steep
        rows = np.flatnonzero((both >= enough).sum(1) >= least * blocks)
        if not len(rows):
            continue
        length, end = _longest(both[rows] >= enough)
        votes = both[rows].sum(1)
        for index in np.flatnonzero(length >= least * blocks).tolist():
            first, last = (end[index] - length[index]) / blocks, end[index] / blocks
            score = float(length[index]) + 0.001 * float(votes[index])
            offset = float((rows[index] + 1) * bin_px + low)
            found.append((score, slope, offset, float(first * extent), float(last * extent)))
    found.sort(key=lambda line: -line[0])
    return [line[1:] for line in found[:_MOST_FOUND]]


def _longest(filled: Mask) -> tuple[Ints, Ints]:
    """Return how long the longest run of each row is, and where it ends; single gaps are none."""
    closed = filled.copy()
    closed[:, 1:-1] |= filled[:, :-2] & filled[:, 2:]
    rows, firsts, lengths = find_row_runs(closed)
    order = np.argsort(lengths, kind="stable")  # so that the longest of each row is set last
    length, end = np.zeros((2, len(filled)), np.int64)
    length[rows[order]], end[rows[order]] = lengths[order], (firsts + lengths)[order]
    return length, end


def _refine(along: Floats, across: Floats, thickness: Ints, line: Line, slack: float) -> Line:
    """Return the line as it fits its points best."""
    within = (along >= line.first) & (along <= line.last)
    x, y, thick = along[within], across[within], thickness[within]
    for reach in (1.5 * slack, slack):
        on = np.abs(y - line.at(x)) <= reach
        if on.sum() < 3:
            break
        mean_x, mean_y = float(x[on].mean()), float(y[on].mean())
        spread = float(((x[on] - mean_x) ** 2).sum())
        slope = float(((x[on] - mean_x) * (y[on] - mean_y)).sum()) / max(spread, 1e-9)
        # Where a stroke runs along a line it is thicker.
        width = max(float(np.quantile(thick[on], _USUAL)), 1.0)
        line = Line(slope, mean_y - slope * mean_x, line.first, line.last, width)
    return line
