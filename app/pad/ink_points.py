"""The points that ink is painted through, and a stroke that grows by them. It knows no Qt."""

from array import array

from app import late
from model.ink.drawing import Stroke

PAD_SIDE = 400
"""A drawing's own measure: the pad is this many px a side, however large it is on the screen."""

InkPoint = tuple[float, float, float]
"""x and y in pad px, and pressure in [0, 1]."""

FULL_PRESSURE = 1.0
"""The pressure of ink from a pointer that has none, such as a mouse."""


def stroke_points(stroke: Stroke) -> list[InkPoint]:
    """Return a stroke's points to paint, with full pressure where the stroke has none."""
    return [(x, y, *rest) if rest else (x, y, FULL_PRESSURE) for x, y, *rest in stroke.tolist()]


class GrowingStroke:
    """A stroke that is being drawn, point by point; a new point costs the same at any length."""

    def __init__(self, has_pressure: bool) -> None:
        self._has_pressure = has_pressure
        self._numbers = array("d")  # x, y, pressure, x, y, pressure, ...

    def __len__(self) -> int:
        return len(self._numbers) // 3

    def append(self, point: InkPoint) -> None:
        """Add a point."""
        self._numbers.extend(point)

    def last_points(self, count: int) -> list[InkPoint]:
        """Return the last points, or all where there are fewer."""
        numbers = iter(self._numbers[-3 * count :])
        return list(zip(numbers, numbers, numbers, strict=True))

    def points(self) -> list[InkPoint]:
        """Return all points so far."""
        return self.last_points(len(self))

    def to_stroke(self) -> Stroke:
        """Return the stroke so far: (N, 3), or (N, 2) from a pointer without pressure."""
        points = late.np.array(self._numbers).reshape(-1, 3)
        return points if self._has_pressure else points[:, :2]
