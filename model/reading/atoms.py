"""Atoms: the ink that a reader of numbers puts together to characters, piece by piece.

They stand in the order of the writing, from left to right. Most are whole strokes; a stroke may be
cut where a pen that was not lifted may have gone on to the next character; and ink that is known to
be one character is one atom, whatever strokes it has.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Stroke, Trace
from model.ink.drawing import Traces as Traces
from model.ink.parts import InkKey, key_of

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
"""The line is as high as its taller columns of ink."""
COLUMN_OVERLAP = 0.6
"""Ink is in one column where so much of the narrower lies above or below the wider."""

Cut = tuple[int, int]
"""The index of a stroke, and of the point at which it is cut."""


@dataclass(frozen=True, eq=False)
class Atoms:
    """A row of ink in order, and how each piece of it lies beside the others; A of them.

    px are those of the drawing, or of the picture.
    """

    boxes: Floats
    """(A, 4) left, top, right, bottom in px."""
    line_height: float
    """How high the line of writing is, in px; above 0."""
    distances: Floats
    """(A, A) the least distance between the ink of two atoms, in heights of the line."""
    crosses: NDArray[np.bool_]
    """(A, A) whether the ink of two atoms crosses."""
    owners: tuple[frozenset[int], ...]
    """The strokes, or components, that each has ink of: what two share has been cut."""
    is_whole: NDArray[np.bool_]
    """(A,) whether each is known to be a character by itself."""
    traces: tuple[Traces, ...] = ()
    """The ink of each, of a drawing."""

    def __len__(self) -> int:
        return len(self.boxes)


class Shape(NamedTuple):
    """What some ink is like."""

    box: Floats
    """(4,) left, top, right, bottom in px."""
    pieces: Floats
    """(POINTS_OF_ATOM, 2, 2), see `_sample`."""
    strokes: tuple[Stroke, ...]
    """Of which it is; held so that their identity stays theirs."""


class Arrangement(NamedTuple):
    """The ink of a row in order, A runs of it or groups of runs."""

    traces: tuple[Traces, ...]
    boxes: Floats
    """(A, 4) left, top, right, bottom in px."""
    line_height: float
    is_whole: NDArray[np.bool_]
    pieces: Floats
    """(A, POINTS_OF_ATOM, 2, 2), see `_sample`."""


def arrange(
    drawing: Drawing,
    cuts: Collection[Cut] = (),
    fixed: Sequence[Traces] = (),
    shapes: dict[InkKey, Shape] | None = None,
) -> Arrangement:
    """Return the ink of a drawing that has some, in order.

    cuts: where strokes are cut; fixed: what is known to be one character each; shapes: what was
    found before, to which is added what is found now.
    """
    taken = {trace.stroke for traces in fixed for trace in traces}
    ink: list[Traces] = list(fixed)
    for index in range(len(drawing.strokes)):
        if index not in taken:
            ink += [(trace,) for trace in _cut(drawing, index, cuts)]
    known = {} if shapes is None else shapes
    found = [_shape(drawing, traces, known) for traces in ink]
    boxes = np.stack([shape.box for shape in found])  # (A, 4)
    order = order_of(boxes)
    return Arrangement(
        tuple(ink[index] for index in order),
        boxes[order],
        height_of_line(boxes[order]),
        order < len(fixed),
        np.stack([found[index].pieces for index in order]),
    )


def measure(row: Arrangement) -> Atoms:
    """Return ink that was arranged with how each piece of it lies beside the others."""
    return Atoms(
        row.boxes,
        row.line_height,
        least_distances(row.pieces[:, :, 0]) / row.line_height,
        _crosses(row.pieces),
        tuple(frozenset(trace.stroke for trace in traces) for traces in row.traces),
        row.is_whole,
        row.traces,
    )


def _shape(drawing: Drawing, traces: Traces, shapes: dict[InkKey, Shape]) -> Shape:
    key = key_of(drawing, traces)
    if key not in shapes:
        runs = [drawing.strokes[stroke][first:past, :2] for stroke, first, past in traces]
        points = np.concatenate(runs)
        box = np.concatenate([points.min(axis=0), points.max(axis=0)])
        strokes = tuple(drawing.strokes[trace.stroke] for trace in traces)
        shapes[key] = Shape(box, _sample(runs), strokes)
    return shapes[key]


def order_of(boxes: Floats) -> NDArray[np.intp]:
    """Return the indices of (A, 4) boxes in the order of the writing."""
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    places = LEFT_SHARE * boxes[:, 0] + (1 - LEFT_SHARE) * middles
    return np.argsort(places, kind="stable")


def height_of_line(boxes: Floats) -> float:
    """Return how high a line of writing is, in px, by its (A, 4) boxes in order; above 0.

    Boxes one above another, such as the rings of an 8, are measured together.
    """
    columns: list[tuple[float, float, float, float]] = []
    for left, top, right, bottom in boxes.tolist():
        if columns:
            first, upper, last, lower = columns[-1]
            overlap = min(last, right) - max(first, left)
            if overlap >= COLUMN_OVERLAP * min(last - first, right - left):
                column = min(first, left), min(upper, top), max(last, right), max(lower, bottom)
                columns[-1] = column
                continue
        columns.append((left, top, right, bottom))
    heights = [column[3] - column[1] for column in columns]
    widest = (boxes[:, 2] - boxes[:, 0]).max()
    return float(max(np.quantile(heights, TALL_QUANTILE), 0.1 * widest, 1e-6))


def find_cuts(stroke: Stroke, line_height: float) -> list[int]:
    """Return the points at which a stroke may go on to the next character, at most MAX_CUTS.

    Those are where all ink before lies left of all ink after it, or nearly.
    """
    x = stroke[:, 0]
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
    is_other = (np.diff(lows) > 1) | (np.diff(overlap[lows]) != 0)
    runs = np.split(lows, np.flatnonzero(is_other) + 1)
    middles = [int(run[len(run) // 2]) for run in runs]
    middles = [
        at
        for at in middles
        if min(_extent(stroke[: at + 1]), _extent(stroke[at:])) >= CUT_EXTENT * line_height
    ]
    return sorted(sorted(middles, key=lambda at: float(overlap[at]))[:MAX_CUTS])


def _extent(points: Stroke) -> float:
    return float(np.ptp(points[:, :2], axis=0).max())


def _cut(drawing: Drawing, index: int, cuts: Collection[Cut]) -> list[Trace]:
    length = len(drawing.strokes[index])
    at = [0, *sorted(point for stroke, point in cuts if stroke == index)]
    ends = [*(point + 1 for point in at[1:]), length]
    return [Trace(index, first, past) for first, past in zip(at, ends, strict=True)]


def _sample(runs: Sequence[Floats]) -> Floats:
    """Return (POINTS_OF_ATOM, 2, 2) pieces of runs of ink, evenly spaced: begin, and step to end.

    A piece ends where its run goes on to, the next piece's begin or before.
    """
    begins = np.concatenate([run[:-1] if len(run) > 1 else run for run in runs])
    ends = np.concatenate([run[1:] if len(run) > 1 else run for run in runs])
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*(ends - begins).T))])
    at = np.linspace(0, way[-1], POINTS_OF_ATOM)
    piece = np.searchsorted(way[1:-1], at, side="right")
    share = (at - way[piece]) / np.maximum(way[piece + 1] - way[piece], 1e-9)
    points = begins[piece] + share[:, None] * (ends - begins)[piece]
    steps = np.diff(points, axis=0, append=points[-1:])
    # From one run to the next the pen was lifted.
    first = np.cumsum([0, *(max(len(run) - 1, 1) for run in runs)])
    run_of = np.searchsorted(first, piece, side="right")
    steps[:-1][run_of[:-1] != run_of[1:]] = 0
    return np.stack([points, steps], axis=1)


def _crosses(pieces: Floats) -> NDArray[np.bool_]:
    """Return (A, A) whether two atoms' pieces, (A, POINTS_OF_ATOM, 2, 2), cross."""
    count = len(pieces)
    begins, steps = pieces[:, :, 0], pieces[:, :, 1]
    ends = begins + steps
    low, high = np.minimum(begins, ends).min(axis=1), np.maximum(begins, ends).max(axis=1)
    meets = (low[:, None] <= high).all(axis=2) & (low <= high[:, None]).all(axis=2)
    crosses = np.zeros((count, count), bool)
    first, second = np.nonzero(np.triu(meets, 1))
    # Where p + t r meets q + u s.
    p, r = begins[first][:, :, None], steps[first][:, :, None]  # (K, P, 1, 2)
    q, s = begins[second][:, None], steps[second][:, None]
    apart = q - p
    along = r[..., 0] * s[..., 1] - r[..., 1] * s[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (apart[..., 0] * s[..., 1] - apart[..., 1] * s[..., 0]) / along
        u = (apart[..., 0] * r[..., 1] - apart[..., 1] * r[..., 0]) / along
    found = ((t > 0) & (t < 1) & (u > 0) & (u < 1)).any(axis=(1, 2))
    crosses[first, second] = crosses[second, first] = found
    return crosses


def least_distances(points: Floats) -> Floats:
    """Return (A, A) the least distance between the points of two atoms, (A, P, 2)."""
    count, length, _ = points.shape
    flat = (points - points.mean(axis=(0, 1))).reshape(-1, 2)
    squares = (flat * flat).sum(axis=1)
    squared = squares[:, None] + squares - 2 * flat @ flat.T
    least = squared.reshape(count, length, count, length).min(axis=(1, 3))
    distances: Floats = np.sqrt(np.maximum(least, 0))
    return distances
