"""Skeletons: the few points from which a style of writing is drawn, and how they are spelled.

A skeleton is a text such as `0,0 30,10! 60,100 | 5,50 55,50`:

- `x,y` is a control point. The points stand in the order in which the pen meets them. They lie in
  a box about 60 wide and 100 high, and y points down.
- `!` after a point makes it a corner. The pen runs smoothly through all other points.
- `|` lifts the pen.

The skeletons of one style are its extremes, and every hand lies somewhere between them. They
therefore have the same number of points, the same corners and the same lifts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.handwriting.arrays import Floats


@dataclass(frozen=True)
class Style:
    """One way to write a character."""

    weight: float
    """How common the style is, relative to the other styles of the same character."""
    skeletons: tuple[str, ...]
    """At least one, in the notation of `parse_skeleton`."""
    looseness: float = 0.03
    """By how much a hand misses a control point: a standard deviation, in heights of the box."""
    turn: float = 0.0
    """By how much it is turned beyond the hand's own turn: a standard deviation, in radians."""


StyleTable = Mapping[str, tuple[Style, ...]]
"""The styles of each character, by its label. Each character has at least one."""

Span = tuple[int, int]
"""A run of points: the index of its first, and the index past its last."""


@dataclass(frozen=True)
class Skeleton:
    """A parsed skeleton."""

    points: Floats
    """(P, 2) control points as x and y, y down, in heights of the box."""
    strokes: tuple[Span, ...]
    """The points of each stroke."""
    corners: frozenset[int]
    """The indices in `points` of the points where the pen turns sharply."""


def make_styles(*rows: tuple[float, *tuple[str, ...]]) -> tuple[Style, ...]:
    """Return the styles of one character, each given by its weight followed by its skeletons."""
    return tuple(Style(row[0], row[1:]) for row in rows)


def parse_skeleton(text: str) -> Skeleton:
    """Return the skeleton that `text` spells in this module's notation."""
    points: list[tuple[float, float]] = []
    strokes: list[Span] = []
    corners: set[int] = set()
    for stroke in text.split("|"):
        first = len(points)
        for token in stroke.split():
            if token.endswith("!"):
                corners.add(len(points))
            x, y = token.rstrip("!").split(",")
            points.append((float(x) / 100, float(y) / 100))
        strokes.append((first, len(points)))
    return Skeleton(np.array(points), tuple(strokes), frozenset(corners))
