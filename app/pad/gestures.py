"""What a stroke over a picture means: a tap, a loop around ink, or ink. It knows no Qt."""

import math
from collections.abc import Sequence
from enum import Enum

from model.ink.drawing import Point

TAP_MOVE_PX = 6.0
"""A stroke that goes no further than this from where it begins is a tap; in pad px."""
GAP = 0.4
"""A loop ends so near to its beginning, of the diagonal of its box."""
FULL_SHARE = 0.2
"""A loop holds so much of its box; what is bent less is a line."""


class Gesture(Enum):
    """What a stroke means."""

    TAP = "tap"
    LOOP = "loop"
    INK = "ink"


def gesture_of(points: Sequence[Point]) -> Gesture:
    """Return what the stroke through these points means; lengths are in pad px."""
    begin, end = points[0], points[-1]
    if max(math.dist(begin, point) for point in points) <= TAP_MOVE_PX:
        return Gesture.TAP
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    is_closed = math.dist(begin, end) <= GAP * math.hypot(width, height)
    is_loop = is_closed and _area(points) >= FULL_SHARE * width * height
    return Gesture.LOOP if is_loop and width and height else Gesture.INK


def _area(points: Sequence[Point]) -> float:
    """Return the area within a closed line that does not cross itself."""
    after = [*points[1:], points[0]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(points, after, strict=True))) / 2
