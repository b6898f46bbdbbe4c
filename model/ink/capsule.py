"""A capsule: all places within a radius of a line, such as an eraser passes over in one move."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Point

Floats = NDArray[np.float64]

NEVER = (np.inf, -np.inf)
"""An interval with nothing in it; its hull with another is the other."""


@dataclass(frozen=True)
class Capsule:
    """The places within `radius` of the line from begin to end, which may be one place."""

    begin: Point
    end: Point
    radius: float

    def meets_boxes(self, first: Floats, second: Floats) -> NDArray[np.bool_]:
        """Return (N,): whether the box of each segment meets the capsule's own box."""
        low = np.minimum(self.begin, self.end) - self.radius
        high = np.maximum(self.begin, self.end) + self.radius
        meets = (np.minimum(first, second) <= high) & (np.maximum(first, second) >= low)
        return np.asarray(meets[:, 0] & meets[:, 1])

    def depths(self, points: Floats) -> Floats:
        """Return (N,): how far within the capsule points (N, 2) lie; negative outside."""
        line = np.subtract(self.end, self.begin)
        length_squared = float(line @ line)
        apart = points - self.begin
        if length_squared > 0:
            along = (apart @ line / length_squared).clip(0, 1)
            apart = apart - along[:, None] * line
        return np.asarray(self.radius - np.hypot(apart[:, 0], apart[:, 1]))

    def intervals(self, first: Floats, second: Floats) -> tuple[Floats, Floats]:
        """Return where segments from `first` to `second`, each (N, 2), enter and leave: t0 and t1.

        t goes from 0 to 1 along a segment, and lies beyond where its line goes on into the capsule.
        As the capsule is convex, each line has one interval. Where it passes by, t0 > t1.
        """
        way = second - first
        spans = [self._in_disc(first, way, place) for place in {self.begin, self.end}]
        length = float(np.hypot(*np.subtract(self.end, self.begin)))
        if length > 0:
            spans.append(self._in_rectangle(first, way, length))
        starts, stops = zip(*spans, strict=True)
        return np.minimum.reduce(starts), np.maximum.reduce(stops)

    def _in_disc(self, first: Floats, way: Floats, center: Point) -> tuple[Floats, Floats]:
        """Return t0 and t1 in the disc around one end: the roots of a quadratic equation."""
        apart = first - center
        a = np.einsum("ij,ij->i", way, way)
        b = np.einsum("ij,ij->i", apart, way)
        c = np.einsum("ij,ij->i", apart, apart) - self.radius**2
        discriminant = b * b - a * c
        meets = (discriminant >= 0) & (a > 0)
        root = np.sqrt(discriminant.clip(0))
        a = np.where(a > 0, a, 1)
        return np.where(meets, (-b - root) / a, NEVER[0]), np.where(
            meets, (-b + root) / a, NEVER[1]
        )

    def _in_rectangle(self, first: Floats, way: Floats, length: float) -> tuple[Floats, Floats]:
        """Return t0 and t1 in the rectangle between the discs: in two strips at once."""
        along = np.subtract(self.end, self.begin) / length
        across = np.array([-along[1], along[0]])
        apart = first - self.begin
        t0, t1 = _in_strip(apart @ along, way @ along, 0.0, length)
        u0, u1 = _in_strip(apart @ across, way @ across, -self.radius, self.radius)
        t0, t1 = np.maximum(t0, u0), np.minimum(t1, u1)
        return np.where(t0 <= t1, t0, NEVER[0]), np.where(t0 <= t1, t1, NEVER[1])


def _in_strip(start: Floats, speed: Floats, low: float, high: float) -> tuple[Floats, Floats]:
    """Return from when to when start + t * speed lies between low and high."""
    moves = speed != 0
    divisor = np.where(moves, speed, 1)
    with np.errstate(over="ignore"):  # so slow that it gets there at infinity
        to_low, to_high = (low - start) / divisor, (high - start) / divisor
    stays = (start >= low) & (start <= high)
    t0 = np.where(moves, np.minimum(to_low, to_high), np.where(stays, -np.inf, NEVER[0]))
    t1 = np.where(moves, np.maximum(to_low, to_high), np.where(stays, np.inf, NEVER[1]))
    return t0, t1
