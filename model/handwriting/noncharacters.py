"""Drawings that are no character: scribbles, dots, and pairs of digits. They carry no label."""

import numpy as np
from numpy.random import Generator

from model.handwriting.arrays import Floats
from model.handwriting.hands import Hands
from model.handwriting.pen_paths import rotate
from model.handwriting.sampling import PAD_PX, sample_paths
from model.ink.drawing import Drawing

SCRIBBLE_POINTS = 160
"""Points of a scribble, which is far longer than a character."""
PAIR_HEIGHT_PX = 100
"""About how high a digit of a pair is."""

Paths = tuple[Floats, Floats]
"""x and y of N scribbles, each (N, SCRIBBLE_POINTS), y down, about the origin, in any unit."""


def make_pairs(digits: list[Drawing], rng: Generator) -> list[Drawing]:
    """Return half as many drawings, each of two digits side by side.

    Raises ValueError on an odd number of digits.
    """
    pairs = []
    for left, right in zip(digits[::2], digits[1::2], strict=True):
        strokes = []
        x_px = 0.0
        for digit in (left, right):
            low_x, low_y, high_x, high_y = digit.bounds()
            # The width counts too, lest a digit that lies flat become huge.
            extent_px = max(high_y - low_y, 0.5 * (high_x - low_x), 1)
            scale = PAIR_HEIGHT_PX * rng.uniform(0.85, 1.15) / extent_px
            for stroke in digit.strokes:
                moved = stroke.copy()
                moved[:, :2] = (stroke[:, :2] - (low_x, low_y)) * scale + (x_px, 0)
                strokes.append(moved)
            x_px += (high_x - low_x) * scale + rng.uniform(8, 40)
        pairs.append(Drawing(tuple(strokes), None, left.writer))
    return pairs


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
