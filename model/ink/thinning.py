"""Thinning: fewer points for the same ink."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Stroke

ROOM = 0.1
"""The share of the limit that is left free, so that the next few points thin nothing again."""


def thin(strokes: Sequence[Stroke], limit: int) -> tuple[Stroke, ...]:
    """Return strokes with at most `limit` points, without those points that bend their line least.

    The ends of strokes stay, and a stroke that keeps all its points is the very same object. Where
    the ends alone are too many, the shortest strokes go.
    """
    lengths = [len(stroke) for stroke in strokes]
    if sum(lengths) <= limit:
        return tuple(strokes)
    owners = np.repeat(np.arange(len(strokes)), lengths)
    points = np.concatenate([stroke[:, :2] for stroke in strokes])
    kept = np.arange(len(points))
    while (excess := len(kept) - int(limit * (1 - ROOM))) > 0:
        may_go = _alternate(owners[kept])
        if not len(may_go):
            kept = kept[_in_longest(points[kept], owners[kept], limit)]
            break
        # The straighter half at a time: after each, others are the straightest.
        straightest = np.argsort(_bends(points[kept], may_go), kind="stable")
        kept = np.delete(kept, may_go[straightest[: min(excess, (len(may_go) + 1) // 2)]])
    bounds = np.searchsorted(kept, np.cumsum([0, *lengths])).tolist()
    starts = np.cumsum([0, *lengths]).tolist()
    return tuple(
        stroke if high - low == len(stroke) else stroke[kept[low:high] - start]
        for stroke, start, low, high in zip(strokes, starts, bounds, bounds[1:], strict=False)
        if high > low
    )


def _alternate(owners: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the indices of every second point of each stroke, but for its ends.

    owners: (N,), the number of each point's stroke. No two of these points lie side by side, so all
    of them can go at once.
    """
    is_first = np.diff(owners, prepend=-1) != 0
    is_last = np.diff(owners, append=-1) != 0
    index = np.arange(len(owners))
    start = np.maximum.accumulate(np.where(is_first, index, 0))
    return np.flatnonzero(((index - start) % 2 == 1) & ~is_last)


def _bends(points: NDArray[np.float64], indices: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return how far each of these points lies from the line between its neighbours, in px."""
    before, after = points[indices - 1], points[indices + 1]
    line, apart = after - before, points[indices] - before
    squared = np.einsum("ij,ij->i", line, line)
    along = np.einsum("ij,ij->i", apart, line) / np.where(squared > 0, squared, 1)
    off = apart - along.clip(0, 1)[:, None] * line
    return np.asarray(np.hypot(off[:, 0], off[:, 1]))


def _in_longest(
    points: NDArray[np.float64], owners: NDArray[np.intp], limit: int
) -> NDArray[np.bool_]:
    """Return (N,): whether a point is of the longest strokes that have `limit` points together."""
    steps = np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T)
    steps[np.diff(owners, prepend=-1) != 0] = 0  # from one stroke to the next
    by_length = np.argsort(np.bincount(owners, steps), kind="stable")[::-1]
    counts = np.cumsum(np.bincount(owners)[by_length])
    return np.isin(owners, by_length[counts <= limit])
