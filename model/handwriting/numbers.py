"""Whole numbers as a writer writes them: digits in a row, some joined by a ligature."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from model.handwriting.arrays import Floats
from model.handwriting.sampling import PAD_PX
from model.handwriting.writing import WRITER_DRAWINGS
from model.ink.drawing import Drawing, Part, Stroke, Trace

LENGTHS = (2, 3, 4, 5, 6, 8, 10)
LENGTH_SHARES = (0.3, 0.22, 0.2, 0.14, 0.08, 0.04, 0.02)
ALL_LENGTHS = range(LENGTHS[0], LENGTHS[-1] + 1)
HEIGHT_PX = 100.0
"""About how high a digit is before the number is fitted to its pad."""
BANDS = 12
"""In how many bands of a line's height the room between two digits is measured."""
LINK_PX, BACK_PX = 1.1 * HEIGHT_PX, 0.3 * HEIGHT_PX
"""How far a pen that stays down goes to the next digit, and how far back to the left."""
LINK_POINTS = 6
SAG = 0.12
"""How far a ligature sags, in shares of its length."""
ALIKE_SHARE = 0.25
"""How many writers write the same digit several times in a row."""


class RowHand:
    """How one writer sets digits in a row."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._gap = rng.normal(0.2, 0.16)
        self._gap_spread = abs(rng.normal(0.06, 0.06))
        self._slope = rng.normal(0, 0.04)
        self._size_spread = abs(rng.normal(0.06, 0.05))
        self._bounce = abs(rng.normal(0.04, 0.03))
        self._link_share = max(0.0, rng.normal(-0.1, 0.25))

    def gap_px(self) -> float:
        """Return the room before the next digit; negative where the two overlap."""
        return HEIGHT_PX * max(self._rng.normal(self._gap, self._gap_spread), -0.12)

    def height_px(self) -> float:
        """Return how high the next digit is."""
        return HEIGHT_PX * float(np.exp(self._rng.normal(0, self._size_spread)))

    def rise_px(self, x_px: float) -> float:
        """Return by how much a digit at `x_px` of the row lies below its start."""
        return self._slope * x_px + HEIGHT_PX * self._rng.normal(0, self._bounce)

    def links(self) -> bool:
        """Return whether the pen stays down on the way to the next digit, where that is short."""
        return bool(self._rng.random() < self._link_share)


def write_numbers(
    digits: Sequence[Drawing], rng: Generator, count: int, lengths: range = ALL_LENGTHS
) -> list[Drawing]:
    """Return at most `count` numbers made of labelled digits, each by one writer.

    digits: the drawings of each writer one after another, WRITER_DRAWINGS of each. lengths: those
    wanted, at least one of LENGTHS.
    """
    shares = np.where(np.isin(LENGTHS, lengths), LENGTH_SHARES, 0)
    numbers: list[Drawing] = []
    for first in range(0, len(digits), WRITER_DRAWINGS):
        own = [
            digits[first + i] for i in rng.permutation(len(digits[first : first + WRITER_DRAWINGS]))
        ]
        if rng.random() < ALIKE_SHARE:
            own.sort(key=lambda digit: digit.label or "")
        hand = RowHand(rng)
        while len(own) >= lengths.start and len(numbers) < count:
            length = min(int(rng.choice(LENGTHS, p=shares / shares.sum())), len(own))
            numbers.append(join_digits(own[:length], hand))
            own = own[length:]
    return numbers


def join_digits(digits: Sequence[Drawing], hand: RowHand) -> Drawing:
    """Return labelled digits in a row, as one drawing with its parts."""
    strokes: list[Stroke] = []
    parts: list[Part] = []
    row = np.empty((0, 2))  # the points of the digit before, densely
    for digit in digits:
        placed = _place(digit, hand, row)
        begin = 0
        traces: list[Trace] = []
        if parts and hand.links() and _is_near(strokes[-1][-1], placed[0][0]):
            joined, middle = _link(strokes[-1], placed[0])
            last = len(strokes) - 1
            before = parts[-1].traces
            parts[-1] = Part(
                parts[-1].label, (*before[:-1], Trace(last, before[-1].first, middle + 1))
            )
            strokes[-1] = joined
            traces.append(Trace(last, middle, len(joined)))
            begin = 1
        for stroke in placed[begin:]:
            traces.append(Trace(len(strokes), 0, len(stroke)))
            strokes.append(stroke)
        parts.append(Part(digit.label or "", tuple(traces)))
        row = _dense(placed)
    label = "".join(part.label for part in parts)
    return Drawing(_fit(strokes), label, digits[0].writer, tuple(parts))


def _place(digit: Drawing, hand: RowHand, before: Floats) -> list[Stroke]:
    """Return a digit's strokes, scaled and put right of the points before it, (N, 2)."""
    low_x, low_y, high_x, high_y = digit.bounds()
    # The width counts too, lest a digit that lies flat become huge.
    extent = max(high_y - low_y, 0.6 * (high_x - low_x), 1)
    scale = hand.height_px() / extent
    offset = np.array([low_x, (low_y + high_y) / 2])
    strokes = []
    for stroke in digit.strokes:
        moved = stroke.copy()
        moved[:, :2] = (stroke[:, :2] - offset) * scale
        strokes.append(moved)
    x_px = _room(before, _dense(strokes)) + hand.gap_px() if len(before) else 0.0
    for stroke in strokes:
        stroke[:, :2] += (x_px, 0)
    rise = hand.rise_px(x_px)
    for stroke in strokes:
        stroke[:, 1] += rise
    return strokes


def _room(before: Floats, after: Floats) -> float:
    """Return by how much `after` moves right until it just touches `before`; both (N, 2)."""
    low = min(before[:, 1].min(), after[:, 1].min())
    high = max(before[:, 1].max(), after[:, 1].max())
    right, left = np.full(BANDS, -np.inf), np.full(BANDS, np.inf)
    bands = [
        ((points[:, 1] - low) / (high - low + 1e-9) * BANDS).astype(int).clip(0, BANDS - 1)
        for points in (before, after)
    ]
    np.maximum.at(right, bands[0], before[:, 0])
    np.minimum.at(left, bands[1], after[:, 0])
    near = np.maximum.reduce([right, np.roll(right, 1), np.roll(right, -1)])
    room = (near - left).max()
    return float(room if np.isfinite(room) else before[:, 0].max() - after[:, 0].min())


def _dense(strokes: Sequence[Stroke]) -> Floats:
    """Return the points of strokes, (N, 2), with some between each two."""
    share = np.linspace(0, 1, 5)[:, None, None]
    return np.concatenate(
        [
            (
                s[:1, :2]
                if len(s) < 2
                else (s[:-1, :2] + share * np.diff(s[:, :2], axis=0)).reshape(-1, 2)
            )
            for s in strokes
        ]
    )


def _is_near(end: Floats, begin: Floats) -> bool:
    """Return whether a pen may stay down from one point of a stroke to another."""
    if len(end) != len(begin):
        return False
    way = begin[:2] - end[:2]
    return bool(np.hypot(*way) < LINK_PX and way[0] > -BACK_PX)


def _link(left: Stroke, right: Stroke) -> tuple[Stroke, int]:
    """Return two strokes as one, and the index of the point in the middle of the way between."""
    way = _ligature(left[-1], right[0])
    return np.concatenate([left, way, right]), len(left) + LINK_POINTS // 2


def _ligature(begin: Floats, end: Floats) -> Floats:
    """Return (LINK_POINTS, C) points on the way of a pen that stays down, without its ends."""
    share = np.linspace(0, 1, LINK_POINTS + 2)[1:-1, None]
    way: Floats = begin + share * (end - begin)
    way[:, 1] += SAG * np.hypot(*(end - begin)[:2]) * np.sin(np.pi * share[:, 0])
    return way


def tie(digit: Drawing, rng: Generator) -> Drawing:
    """Return a digit with what is left on it of a ligature that was cut: before, behind, or both.

    So a digit looks that was written in one stroke with its neighbours.
    """
    left, top, right, bottom = digit.bounds()
    height = max(bottom - top, 0.6 * (right - left), 1.0)
    strokes = list(digit.strokes)
    side = rng.random()
    if side < 0.6:
        strokes[-1] = np.concatenate([strokes[-1], _stub(strokes[-1][-1], top, height, 1, rng)])
    if side > 0.4:
        stub = _stub(strokes[0][0], top, height, -1, rng)
        strokes[0] = np.concatenate([stub[::-1], strokes[0]])
    left, top, right, bottom = Drawing(tuple(strokes)).bounds()
    if min(left, top) < 0 or max(right, bottom) > PAD_PX:
        return replace(digit, strokes=_fit(strokes))
    return replace(digit, strokes=tuple(strokes))


def _stub(end: Floats, top: float, height: float, way: int, rng: Generator) -> Floats:
    """Return the first points of a ligature from the end of a stroke.

    top, height: of the digit, in px; way: 1 to the right, -1 to the left.
    """
    other = end.copy()
    other[0] += way * height * rng.uniform(0.15, 0.7)
    other[1] = top + height * rng.uniform(-0.1, 1.05)
    return _ligature(end, other)[: rng.integers(2, LINK_POINTS)]


def _fit(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    """Return strokes in the middle of the pad, and no larger than it."""
    points = np.concatenate([stroke[:, :2] for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = min(0.9 * PAD_PX / max(high - low), 1.5)
    fitted = []
    for stroke in strokes:
        moved = stroke.copy()
        moved[:, :2] = (stroke[:, :2] - (low + high) / 2) * scale + PAD_PX / 2
        fitted.append(moved)
    return tuple(fitted)
