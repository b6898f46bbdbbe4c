"""Drawings that are no character, such as scribbles and pieces of numbers. They carry no label."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.random import Generator

from model.handwriting.arrays import Floats
from model.handwriting.hands import Hands
from model.handwriting.pen_paths import rotate
from model.handwriting.sampling import PAD_PX, sample_paths
from model.ink.drawing import Drawing, Trace
from model.ink.parts import ink_of

SCRIBBLE_POINTS = 160
"""Points of a scribble, which is far longer than a character."""
THREE_SHARE = 0.25
"""How many joins are of three digits."""
INTRUDING_SHARE = 0.5
"""A piece of a neighbour of less than this share of the whole is overlooked: the digit is read."""
MOST_STRAIGHT = 0.8
"""A fragment whose diagonal is a greater share of its length is a 1 to any reader."""
FRAGILE_STROKES: Mapping[str, Sequence[bool]] = {
    "0": (True, False),
    "2": (False,),
    "3": (True,),
    "5": (False,),
    "6": (True,),
}
"""Digits of which half a stroke is no digit: the half with its start, the other, or either."""
FRAGILE_DIGITS = frozenset("45")
"""Digits that are none without the shortest of their strokes."""

Paths = tuple[Floats, Floats]
"""x and y of N scribbles, each (N, SCRIBBLE_POINTS), y down, about the origin, in any unit."""


def make_joins(numbers: Sequence[Drawing], rng: Generator) -> list[Drawing]:
    """Return of each number some neighbours as one drawing: two digits, seldom three."""
    joins = []
    for number in numbers:
        parts = number.parts
        length = 3 if len(parts) > 2 and rng.random() < THREE_SHARE else 2
        first = rng.integers(len(parts) - length + 1)
        traces = [trace for part in parts[first : first + length] for trace in part.traces]
        joins.append(ink_of(number, traces))
    return joins


def make_intrusions(numbers: Sequence[Drawing], rng: Generator) -> list[Drawing]:
    """Return of each number a digit with a piece of its neighbour that one cannot overlook."""
    intrusions = []
    for number in numbers:
        first = int(rng.integers(len(number.parts) - 1))
        digit, other = number.parts[first], number.parts[first + 1]
        nearest = other.traces[0]
        if rng.random() < 0.5:
            digit, other = other, digit
            nearest = other.traces[-1]
        piece = _cut(number, nearest, rng, keeps_start=bool(rng.random() < 0.5))
        with_piece = ink_of(number, [*digit.traces, piece])
        if _extent(ink_of(number, [piece])) < INTRUDING_SHARE * _extent(with_piece):
            with_piece = ink_of(number, [*digit.traces, *other.traces])
        intrusions.append(with_piece)
    return intrusions


def make_fragments(numbers: Sequence[Drawing], rng: Generator) -> list[Drawing]:
    """Return pieces of digits that are no digit themselves, at most one of each number."""
    fragments = []
    for number in numbers:
        part = number.parts[rng.integers(len(number.parts))]
        traces = list(part.traces)
        if len(traces) > 1 and part.label in FRAGILE_DIGITS:
            traces.remove(min(traces, key=lambda trace: _length(ink_of(number, [trace]))))
        elif len(traces) == 1 and part.label in FRAGILE_STROKES:
            halves = FRAGILE_STROKES[part.label]
            starts = halves[int(rng.integers(len(halves)))]
            traces = [_cut(number, traces[0], rng, keeps_start=starts)]
        else:
            continue
        fragment = ink_of(number, traces)
        left, top, right, bottom = fragment.bounds()
        if np.hypot(right - left, bottom - top) < MOST_STRAIGHT * _length(fragment):
            fragments.append(fragment)
    return fragments


def _cut(drawing: Drawing, trace: Trace, rng: Generator, *, keeps_start: bool) -> Trace:
    """Return some 40 to 65 % of a trace, by its length."""
    points = drawing.strokes[trace.stroke][trace.first : trace.past, :2]
    way = np.cumsum(np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T))
    share = rng.uniform(0.4, 0.65)
    at = int(np.searchsorted(way, way[-1] * (share if keeps_start else 1 - share)))
    at = trace.first + min(max(at, 1), max(len(points) - 2, 1))
    return trace._replace(past=at + 1) if keeps_start else trace._replace(first=at)


def _length(drawing: Drawing) -> float:
    """Return how long the pen's way is, in px."""
    return sum(
        float(np.hypot(*np.diff(stroke[:, :2], axis=0).T).sum()) for stroke in drawing.strokes
    )


def _extent(drawing: Drawing) -> float:
    left, top, right, bottom = drawing.bounds()
    return max(right - left, bottom - top)


def make_dots(count: int, rng: Generator) -> list[Drawing]:
    """Return drawings of one touch of the pen, of which the pad reports one point or a few."""
    drawings = []
    for _ in range(count):
        middle = rng.uniform(20, PAD_PX - 20, 2)
        points = middle + rng.normal(0, 0.5, (rng.integers(1, 6), 2))
        drawings.append(Drawing((np.rint(points),)))
    return drawings


def make_scribbles(count: int, rng: Generator) -> list[Drawing]:
    """Return drawings of a pen that goes round and round, to and fro, or nowhere in particular."""
    third = count // 3
    coils, hatchings, tangles = (
        Hands(rng, np.arange(length)) for length in (third, third, count - 2 * third)
    )
    drawings = []
    for hands, paths in [
        (coils, _coil(coils)),
        (hatchings, _hatch(hatchings)),
        (tangles, _tangle(tangles)),
    ]:
        turn = rng.uniform(-np.pi, np.pi, (len(hands), 1))
        points = sample_paths(rotate(*paths, turn), hands)
        drawings += [Drawing((stroke[:, :2].copy(),)) for stroke in points]
    return drawings


def _coil(hands: Hands) -> Paths:
    """Return paths that go round and round.

    They grow narrower with each turn, and drift: a plain thick ring would be a 0.
    """
    rng, count = hands.rng, len(hands)
    along = np.linspace(0, 1, SCRIBBLE_POINTS)
    turns = rng.uniform(2.5, 9, (count, 1)) * rng.choice((-1, 1), (count, 1))
    angle = 2 * np.pi * (turns * along + rng.random((count, 1)))
    narrowing = rng.uniform(0.3, 1.0, (count, 1))
    radius = 0.5 * (1 - narrowing * along + _wander(hands, 6, 0.25))
    drift = hands.vary(0, 0.4, 2, 1) * along  # (N, 2, SCRIBBLE_POINTS)
    return radius * np.cos(angle) + drift[:, 0], radius * np.sin(angle) + drift[:, 1]


def _hatch(hands: Hands) -> Paths:
    """Return zigzags, round or sharp, across a field too wide for the bar of a 1."""
    rng, count = hands.rng, len(hands)
    along = np.linspace(0, 1, SCRIBBLE_POINTS)
    phase = 2 * np.pi * rng.uniform(4, 16, (count, 1)) * along
    sharpness = rng.random((count, 1))
    swing = np.sin(phase) + sharpness * (np.arcsin(np.sin(phase)) * 2 / np.pi - np.sin(phase))
    width = np.exp(hands.vary(0.3, 0.3, 1, mean=0.4).clip(-0.1, None))
    return swing + _wander(hands, 5, 0.3), width * along + _wander(hands, 5, 0.15)


def _tangle(hands: Hands) -> Paths:
    """Return paths that lead nowhere in particular."""
    return _wander(hands, 12, 1.0), _wander(hands, 12, 1.0)


def _wander(hands: Hands, waves: int, size: float) -> Floats:
    """Return (N, SCRIBBLE_POINTS) smooth random walks about 0, each a sum of so many waves."""
    number = np.arange(1, waves + 1)
    heights = hands.rng.normal(0, size, (len(hands), waves)) / np.sqrt(waves)
    phases = hands.rng.uniform(0, 2 * np.pi, (len(hands), waves))
    along = np.linspace(0, 1, SCRIBBLE_POINTS)
    angles = np.pi * number[:, None] * along + phases[:, :, None]  # (N, waves, SCRIBBLE_POINTS)
    walk: Floats = (heights[:, :, None] * np.sin(angles)).sum(axis=1)
    return walk
