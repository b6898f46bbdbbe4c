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
from model.reading.ink_digests import InkDigest, digests_of

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
    """(POINTS_OF_ATOM, 2, 2), see `_measure_ink`."""


class Arrangement(NamedTuple):
    """The ink of a row in order, A runs of it or groups of runs."""

    traces: tuple[Traces, ...]
    boxes: Floats
    """(A, 4) left, top, right, bottom in px."""
    line_height: float
    is_whole: NDArray[np.bool_]
    pieces: Floats
    """(A, POINTS_OF_ATOM, 2, 2), see `_measure_ink`."""


def arrange(
    drawing: Drawing,
    cuts: Collection[Cut] = (),
    fixed: Sequence[Traces] = (),
    shapes: dict[InkDigest, Shape] | None = None,
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
    found = _shapes(drawing, ink, {} if shapes is None else shapes)
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


def _shapes(drawing: Drawing, ink: Sequence[Traces], known: dict[InkDigest, Shape]) -> list[Shape]:
    """Return what each of some ink is like; to what is known is added what is found now."""
    keys = digests_of(drawing, ink)
    new = {key: traces for key, traces in zip(keys, ink, strict=True) if key not in known}
    if new:
        runs = [
            [drawing.strokes[stroke][first:past, :2] for stroke, first, past in traces]
            for traces in new.values()
        ]
        known |= {
            key: Shape(box, pieces)
            for key, box, pieces in zip(new, *_measure_ink(runs), strict=True)
        }
    return [known[key] for key in keys]


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
    # NumPy's own `quantile` takes longer than all of the above.
    tall = np.interp(TALL_QUANTILE * (len(heights) - 1), range(len(heights)), sorted(heights))
    return float(max(tall, 0.1 * widest, 1e-6))


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


def _measure_ink(ink: Sequence[Sequence[Floats]]) -> tuple[Floats, Floats]:
    """Return the (N, 4) boxes of some ink, each of runs of points, and pieces evenly along it.

    Pieces are (N, POINTS_OF_ATOM, 2, 2): begin, and step to the end. A piece ends where its run
    goes on to, the next piece's begin or before.
    """
    points = np.concatenate([run for runs in ink for run in runs])  # (P, 2)
    lengths = np.array([len(run) for runs in ink for run in runs])  # of each run
    firsts = np.cumsum(lengths) - lengths
    ink_of_run = np.repeat(np.arange(len(ink)), [len(runs) for runs in ink])
    first_runs = np.searchsorted(ink_of_run, np.arange(len(ink)))
    low = np.minimum.reduceat(points, firsts[first_runs])
    high = np.maximum.reduceat(points, firsts[first_runs])

    # A segment leads from each point to the next of its run; a lone point leads to itself.
    is_last = np.zeros(len(points), bool)
    is_last[firsts + lengths - 1] = True
    is_begin = ~is_last
    is_begin[firsts[lengths == 1]] = True
    begin = np.flatnonzero(is_begin)  # (S,)
    begins, ends = points[begin], points[begin + ~is_last[begin]]
    run = np.repeat(np.arange(len(lengths)), np.maximum(lengths - 1, 1))
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*(ends - begins).T))])  # along all ink
    first = np.searchsorted(ink_of_run[run], np.arange(len(ink)))
    past = np.append(first[1:], len(begin))

    at = np.linspace(way[first], way[past], POINTS_OF_ATOM, axis=1)  # (N, POINTS_OF_ATOM)
    segment = np.searchsorted(way[1:], at, side="right").clip(first[:, None], past[:, None] - 1)
    share = (at - way[segment]) / np.maximum(way[segment + 1] - way[segment], 1e-9)
    places = begins[segment] + share[..., None] * (ends - begins)[segment]
    steps = np.diff(places, axis=1, append=places[:, -1:])
    steps[:, :-1][run[segment[:, 1:]] != run[segment[:, :-1]]] = 0  # the pen was lifted
    return np.concatenate([low, high], axis=1), np.stack([places, steps], axis=2)


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
    points = points - points.mean(axis=(0, 1))
    squares = (points * points).sum(axis=2, keepdims=True)
    # The square of a distance as one product: |p - q|^2 = |p|^2 - 2 p q + |q|^2.
    left = np.concatenate([-2 * points, squares, np.ones_like(squares)], axis=2)  # (A, P, 4)
    right = np.concatenate([points, np.ones_like(squares), squares], axis=2)
    right = right.transpose(2, 1, 0).reshape(4, -1)  # (4, P * A)
    # Atom by atom: all the products at once are so many that to hold them takes longest.
    nearest = np.stack([(own @ right).min(axis=0) for own in left])  # (A, P * A)
    least = nearest.reshape(count, length, count).min(axis=1)
    distances: Floats = np.sqrt(np.maximum(least, 0))
    return distances
