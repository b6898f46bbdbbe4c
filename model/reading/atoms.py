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

from model.ink.drawing import Drawing, Trace, Traces
from model.reading.layout import Floats, Layout, boxes_of, lay_out

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
    layout: Layout | None = None
    """What was measured of a drawing."""

    def __len__(self) -> int:
        return len(self.boxes)


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
    boxes = boxes_of(drawing, ink)
    order = order_of(boxes)
    return Arrangement(
        drawing,
        tuple(ink[index] for index in order.tolist()),
        boxes[order],
        height_of_line(boxes[order]),
        order < len(fixed),
    )


def measure(row: Arrangement, before: Layout | None = None) -> Atoms:
    """Return ink that was arranged with how each piece of it lies beside the others.

    before: the layout of a row that had most of the same ink, which need not be measured again.
    """
    layout = lay_out(row.drawing, row.traces, before)
    return Atoms(
        row.boxes,
        row.line_height,
        layout.distances / row.line_height,
        layout.crosses,
        tuple(frozenset(trace.stroke for trace in traces) for traces in row.traces),
        row.is_whole,
        row.traces,
        layout,
    )


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
