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

from model.ink.drawing import Drawing, Trace
from model.ink.drawing import Traces as Traces
from model.reading.ink_digests import InkDigest, digests_of

Floats = NDArray[np.float64]

POINTS_OF_ATOM = 24
"""Points by which the distance between two atoms is measured."""
LEFT_SHARE = 0.5
"""Atoms are ordered by a place between their left edge (1) and their middle (0)."""
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


Pieces = Floats
"""(POINTS_OF_ATOM, 2, 2) of some ink: pieces evenly along it, each with its begin and the step to
its end, which goes on to the next piece's begin or before."""


class Arrangement(NamedTuple):
    """The ink of a drawing in order, A runs of it or groups of runs."""

    drawing: Drawing
    traces: tuple[Traces, ...]
    boxes: Floats
    """(A, 4) left, top, right, bottom in px."""
    line_height: float
    is_whole: NDArray[np.bool_]
    """(A,) whether each is known to be a character by itself."""

    def __len__(self) -> int:
        return len(self.traces)


def arrange(
    drawing: Drawing, cuts: Collection[Cut] = (), fixed: Sequence[Traces] = ()
) -> Arrangement:
    """Return the ink of a drawing that has some, in order.

    cuts: where strokes are cut; fixed: what is known to be one character each.
    """
    taken = {trace.stroke for traces in fixed for trace in traces}
    ink: list[Traces] = list(fixed)
    for index in range(len(drawing.strokes)):
        if index not in taken:
            ink += [(trace,) for trace in _cut(drawing, index, cuts)]
    boxes = _boxes(drawing, ink)
    order = order_of(boxes)
    return Arrangement(
        drawing,
        tuple(ink[index] for index in order.tolist()),
        boxes[order],
        height_of_line(boxes[order]),
        order < len(fixed),
    )


def measure(row: Arrangement, known: dict[InkDigest, Pieces] | None = None) -> Atoms:
    """Return ink that was arranged with how each piece of it lies beside the others.

    known: the pieces of ink that was measured before, to which are added those of what is new.
    """
    pieces = _pieces(row.drawing, row.traces, {} if known is None else known)
    return Atoms(
        row.boxes,
        row.line_height,
        least_distances(pieces[:, :, 0]) / row.line_height,
        _crosses(pieces),
        tuple(frozenset(trace.stroke for trace in traces) for traces in row.traces),
        row.is_whole,
        row.traces,
    )


def _runs(drawing: Drawing, ink: Sequence[Traces]) -> list[list[Floats]]:
    """Return the points of each run of some ink, (P, 2)."""
    return [
        [drawing.strokes[stroke][first:past, :2] for stroke, first, past in traces]
        for traces in ink
    ]


def _boxes(drawing: Drawing, ink: Sequence[Traces]) -> Floats:
    """Return the (N, 4) boxes of some ink."""
    runs = _runs(drawing, ink)
    points = np.concatenate([run for of_one in runs for run in of_one])
    lengths = np.array([sum(map(len, of_one)) for of_one in runs])
    firsts = np.cumsum(lengths) - lengths
    low, high = np.minimum.reduceat(points, firsts), np.maximum.reduceat(points, firsts)
    return np.concatenate([low, high], axis=1)


def _pieces(drawing: Drawing, ink: Sequence[Traces], known: dict[InkDigest, Pieces]) -> Floats:
    """Return (N, POINTS_OF_ATOM, 2, 2) the pieces of some ink; what is new is added to known."""
    keys = digests_of(drawing, ink)
    new = {key: traces for key, traces in zip(keys, ink, strict=True) if key not in known}
    if new:
        known |= zip(new, _cut_to_pieces(_runs(drawing, list(new.values()))), strict=True)
    return np.stack([known[key] for key in keys])


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


def _cut(drawing: Drawing, index: int, cuts: Collection[Cut]) -> list[Trace]:
    length = len(drawing.strokes[index])
    at = [0, *sorted(point for stroke, point in cuts if stroke == index)]
    ends = [*(point + 1 for point in at[1:]), length]
    return [Trace(index, first, past) for first, past in zip(at, ends, strict=True)]


def _cut_to_pieces(ink: Sequence[Sequence[Floats]]) -> Floats:
    """Return (N, POINTS_OF_ATOM, 2, 2) the Pieces of some ink, each of runs of points."""
    points = np.concatenate([run for runs in ink for run in runs])  # (P, 2)
    lengths = np.array([len(run) for runs in ink for run in runs])  # of each run
    firsts = np.cumsum(lengths) - lengths
    ink_of_run = np.repeat(np.arange(len(ink)), [len(runs) for runs in ink])

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
    return np.stack([places, steps], axis=2)


def _crosses(pieces: Floats) -> NDArray[np.bool_]:
    """Return (A, A) whether two atoms' Pieces cross."""
    count = len(pieces)
    begins, steps = pieces[:, :, 0], pieces[:, :, 1]
    ends = begins + steps
    low, high = np.minimum(begins, ends).min(axis=1), np.maximum(begins, ends).max(axis=1)
    meets = (low[:, None] <= high).all(axis=2) & (low <= high[:, None]).all(axis=2)
    crosses = np.zeros((count, count), bool)
    first, second = np.nonzero(np.triu(meets, 1))
    if not len(first):
        return crosses
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
