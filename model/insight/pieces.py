"""Ink cut into pieces of about equal length, and the drawing without some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Stroke
from model.ink.thinning import thin

PIECES = 16
"""About so many pieces a drawing is cut into; each stroke is one at least."""
MAX_GROUPS = 24
"""Of more strokes, neighbours in the order of drawing are taken together."""
MAX_POINTS = 1_000
"""A drawing of more is thinned before: 28 px cannot show the others."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of a stroke, or several small strokes together."""

    lines: tuple[Stroke, ...]
    """Each (N, 2) of x and y in px of the drawing."""
    goes_on: bool
    """Whether it begins where the piece before it ends, in the same stroke."""

    @property
    def length(self) -> float:
        """The length of its lines together, in px of the drawing."""
        return sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in self.lines)


def cut(drawing: Drawing, count: int = PIECES) -> tuple[Piece, ...]:
    """Return the ink in about `count` pieces, at most count + MAX_GROUPS, in the order drawn.

    Pressure goes, as the network does not see it. The pieces together are all of the ink.
    """
    strokes = [stroke[:, :2] for stroke in thin(drawing.strokes, MAX_POINTS)]
    if len(strokes) > MAX_GROUPS:
        bounds = np.linspace(0, len(strokes), MAX_GROUPS + 1).astype(int).tolist()
        return tuple(
            Piece(tuple(strokes[first:last]), goes_on=False) for first, last in pairwise(bounds)
        )
    ways = [_way(stroke) for stroke in strokes]
    total = sum(float(way[-1]) for way in ways)
    pieces: list[Piece] = []
    for stroke, way in zip(strokes, ways, strict=True):
        parts = max(1, int(count * float(way[-1]) / total)) if total else 1
        for index, line in enumerate(_split(stroke, way, parts)):
            pieces.append(Piece((line,), goes_on=index > 0))
    return tuple(pieces)


def _way(stroke: Stroke) -> NDArray[np.float64]:
    """Return (N,): how far along the stroke each point lies."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])


def _split(stroke: Stroke, way: NDArray[np.float64], parts: int) -> list[Stroke]:
    """Return the stroke in parts of equal length; each begins where the last one ends."""
    at = np.linspace(0, way[-1], parts + 1)[1:-1]
    cuts = np.column_stack([np.interp(at, way, stroke[:, axis]) for axis in (0, 1)])
    first = np.searchsorted(way, at, "right")
    bounds = [0, *first.tolist(), len(stroke)]
    lines = []
    for index in range(parts):
        line = [stroke[bounds[index] : bounds[index + 1]]]
        if index > 0:
            line.insert(0, cuts[index - 1 : index])
        if index < parts - 1:
            line.append(cuts[index : index + 1])
        lines.append(np.concatenate(line))
    return lines


def without(pieces: Sequence[Piece], removed: NDArray[np.bool_]) -> Drawing:
    """Return the drawing without the removed pieces, (P,); what goes on stays one stroke."""
    strokes: list[list[Stroke]] = []
    was_kept = False
    for piece, is_removed in zip(pieces, removed.tolist(), strict=True):
        if not is_removed:
            if piece.goes_on and was_kept:
                strokes[-1].append(piece.lines[0][1:])
            else:
                strokes += [[line] for line in piece.lines]
        was_kept = not is_removed
    return Drawing(tuple(np.concatenate(stroke) for stroke in strokes))
