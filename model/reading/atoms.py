"""Atoms: the runs of strokes that a reader of numbers puts together to characters.

They stand in the order of the writing, from left to right. Most are whole strokes; a stroke may be
cut where a pen that was not lifted may have gone on to the next character.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Stroke, Trace

Floats = NDArray[np.float64]

POINTS_OF_ATOM = 24
"""Points by which the distance between two atoms is measured."""
LEFT_SHARE = 0.5
"""Atoms are ordered by a place between their left edge (1) and their middle (0)."""
CUT_OVERLAP = 0.3
"""The ink before a cut may reach so far beyond that after it, in heights of the line."""
CUT_EXTENT = 0.2
"""Ink on either side of a cut is at least so high or wide, in heights of the line."""
MAX_CUTS = 6
TALL_QUANTILE = 0.7
"""The line is as high as its taller strokes."""


@dataclass(frozen=True, eq=False)
class Atoms:
    """A drawing's runs of ink in order, and how each lies beside the next; A of them.

    px are those of the drawing.
    """

    traces: tuple[Trace, ...]
    boxes: Floats
    """(A, 4) left, top, right, bottom."""
    line_height: float
    """How high the line of writing is, in px; above 0."""
    distances: Floats
    """(A, A) the least distance between the points of two atoms, in heights of the line."""

    def __len__(self) -> int:
        return len(self.traces)


def make_atoms(drawing: Drawing, cuts: Collection[tuple[int, int]] = ()) -> Atoms:
    """Return the atoms of a drawing with ink.

    cuts: where strokes are cut, each the index of a stroke and of the point of the cut.
    """
    traces = [trace for index in range(len(drawing.strokes)) for trace in _cut(drawing, index, cuts)]
    points = [drawing.strokes[i][first:past, :2] for i, first, past in traces]
    boxes = np.array([[*p.min(axis=0), *p.max(axis=0)] for p in points])  # (A, 4)
    line_height = height_of_line(boxes)
    places = boxes[:, 0] + (1 - LEFT_SHARE) * (boxes[:, 2] - boxes[:, 0]) / 2
    order = np.argsort(places, kind="stable")
    sampled = np.stack([_sample(points[index]) for index in order])
    return Atoms(
        tuple(traces[index] for index in order),
        boxes[order],
        line_height,
        _distances(sampled) / line_height,
    )


def height_of_line(boxes: Floats) -> float:
    """Return how high a line of writing is, in px, by its (A, 4) boxes; above 0."""
    heights = boxes[:, 3] - boxes[:, 1]
    widest = (boxes[:, 2] - boxes[:, 0]).max()
    return float(max(np.quantile(heights, TALL_QUANTILE), 0.1 * widest, 1e-6))


def find_cuts(stroke: Stroke, line_height: float) -> list[int]:
    """Return the points at which a stroke may go on to the next character, at most MAX_CUTS.

    Those are where all ink before lies left of all ink after it, or nearly.
    """
    x, y = stroke[:, 0], stroke[:, 1]
    if len(x) < 5:
        return []
    overlap = np.maximum.accumulate(x) - np.minimum.accumulate(x[::-1])[::-1]
    overlap /= line_height
    inner = np.arange(1, len(x) - 1)
    is_low = (overlap[inner] <= overlap[inner - 1]) & (overlap[inner] <= overlap[inner + 1])
    lows = inner[is_low & (overlap[inner] < CUT_OVERLAP)]
    if not len(lows):
        return []
    # Of a plateau, the middle.
    runs = np.split(lows, np.flatnonzero((np.diff(lows) > 1) | (np.diff(overlap[lows]) > 0)) + 1)
    middles = [int(run[len(run) // 2]) for run in runs]
    middles = [at for at in middles if _is_ink(stroke[: at + 1], line_height) and _is_ink(stroke[at:], line_height)]
    return sorted(sorted(middles, key=lambda at: float(overlap[at]))[:MAX_CUTS])


def _is_ink(points: Stroke, line_height: float) -> bool:
    return float(np.ptp(points[:, :2], axis=0).max()) >= CUT_EXTENT * line_height


def _cut(drawing: Drawing, index: int, cuts: Collection[tuple[int, int]]) -> list[Trace]:
    last = len(drawing.strokes[index]) - 1
    at = [0, *sorted(point for stroke, point in cuts if stroke == index), last]
    return [Trace(index, first, past + 1) for first, past in zip(at[:-1], at[1:], strict=True)]


def _sample(points: Floats) -> Floats:
    """Return (POINTS_OF_ATOM, 2) points along a run of ink, evenly."""
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, way[-1], POINTS_OF_ATOM)
    return np.stack([np.interp(at, way, points[:, 0]), np.interp(at, way, points[:, 1])], axis=1)


def _distances(points: Floats) -> Floats:
    """Return (A, A) the least distance between sampled points, (A, POINTS_OF_ATOM, 2)."""
    count, length, _ = points.shape
    flat = points.reshape(-1, 2)
    squares = (flat * flat).sum(axis=1)
    squared = squares[:, None] + squares - 2 * flat @ flat.T
    least = squared.reshape(count, length, count, length).min(axis=(1, 3))
    distances: Floats = np.sqrt(np.maximum(least, 0))
    return distances
