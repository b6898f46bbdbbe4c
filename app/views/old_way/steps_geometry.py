"""Where the steps of the staircase lie, on scales of powers of ten; without a widget."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from model.shallow.comparison import Measured

SPREAD_ROUNDS = 10
MARGIN = 0.08
"""How much of a span is left free at either end."""


class Span(NamedTuple):
    """Values from the least to the largest, both above 0, on a scale of powers."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Return how far along a value is, in [0, 1] within the span; what is less is at 0."""
        share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return min(share, 1.0)


def span_of(values: Iterable[float], least: float) -> Span:
    """Return the span that holds these values and some room; what is below `least` is at it."""
    held = [max(value, least) for value in values if math.isfinite(value)] or [least]
    low, high = min(held), max(max(held), min(held) * 4)
    room = (high / low) ** MARGIN
    return Span(low / room, high * room)


def ticks(
    candidates: Sequence[tuple[float, str]], span: Span, length_px: float, room_px: float
) -> list[tuple[float, str]]:
    """Return the ticks within a span, each so many px from the one before at least."""
    chosen: list[tuple[float, str]] = []
    last_px = -math.inf
    for value, text in candidates:
        at_px = span.share(value) * length_px
        if span.low <= value <= span.high and at_px - last_px >= room_px:
            chosen.append((value, text))
            last_px = at_px
    return chosen


def best_so_far(steps: Sequence[Measured], data: str) -> list[int]:
    """Return the steps that misread less than all that are fitted as fast, the fastest first."""
    measured = sorted(
        (step.seconds, step.errors[data], index)
        for index, step in enumerate(steps)
        if step.seconds is not None and data in step.errors
    )
    found: list[int] = []
    best = math.inf
    for _, error, index in measured:
        if error < best:
            best = error
            found.append(index)
    return found


def spread(places: Sequence[tuple[float, float]], apart: float) -> list[tuple[float, float]]:
    """Return (x, y) moved sideways, and as little as will do, until none hides another.

    apart: so far from each other they are to be seen.
    """
    moved = list(places)
    order = sorted(range(len(places)), key=lambda index: places[index])
    for _ in range(SPREAD_ROUNDS):
        for at, first in enumerate(order):
            for second in order[at + 1 :]:
                (x, y), (other_x, other_y) = moved[first], moved[second]
                across = other_x - x
                needed = math.sqrt(max(apart**2 - (other_y - y) ** 2, 0))
                if abs(across) < needed:
                    push = (needed - across) / 2
                    moved[first], moved[second] = (x - push, y), (other_x + push, other_y)
    return moved
