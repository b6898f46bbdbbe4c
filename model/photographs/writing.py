"""Drawings laid side by side on a sheet, in mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from model.ink.drawing import Drawing
from model.photographs.arrays import Points, draw

_MAX_POINTS = 400
"""Of a stroke; more of them cannot be seen."""
_SMALLEST = 1e-3  # of a drawing's extent: a dot has some


@dataclass(frozen=True, eq=False)
class Writing:
    """Strokes on a sheet, about the origin; x and y in mm, y down."""

    strokes: tuple[Points, ...]
    """Each (N, 2)."""
    height_mm: float
    """Of one character."""
    width_mm: float
    """Of all of them."""
    count: int
    """How many characters there are."""
    pitch_mm: float
    """From one to the next, where they stand in cells of one width."""

    @property
    def left_mm(self) -> float:
        """Where the first character's cell begins."""
        return -self.count * self.pitch_mm / 2


def lay_out(
    rng: Generator, drawings: Sequence[Drawing], height_mm: float, in_cells: bool
) -> Writing:
    """Return drawings as writing of such a height, side by side; there must be some, with ink.

    in_cells: whether they stand in cells of one width, with room around them.
    """
    shapes = [_normalize(drawing) for drawing in drawings]
    sizes = [height_mm * draw(rng, (0.88, 1.12)) for _ in shapes]
    widths = [max(float(np.ptp(np.concatenate(s)[:, 0])), 0.1) for s in shapes]
    widths = [width * size for width, size in zip(widths, sizes, strict=True)]
    gap_mm = height_mm * draw(rng, (0.12, 0.5))
    pitch_mm = max([*widths, 0.6 * height_mm]) * draw(rng, (1.15, 1.7))
    length_mm = sum(widths) + gap_mm * (len(shapes) - 1)
    x_mm = -length_mm / 2
    slope = draw(rng, (-0.04, 0.04))
    strokes = []
    for index, (shape, size, width) in enumerate(zip(shapes, sizes, widths, strict=True)):
        middle = (x_mm + width / 2, slope * x_mm + height_mm * draw(rng, (-0.05, 0.05)))
        if in_cells:
            spare = (pitch_mm - width) / 2
            middle = ((index + 0.5 - len(shapes) / 2) * pitch_mm + draw(rng, (-1, 1)) * spare * 0.8,
                      middle[1])  # fmt: skip
        strokes += [stroke * size + middle for stroke in shape]
        x_mm += width + gap_mm * draw(rng, (0.7, 1.3))
    low, high = _bounds(strokes)
    middle_mm = (low + high) / 2 * (1, 1) if not in_cells else np.array((0, (low + high)[1] / 2))
    strokes = [stroke - middle_mm for stroke in strokes]
    return Writing(tuple(strokes), height_mm, float((high - low)[0]), len(shapes), pitch_mm)


def _bounds(strokes: Sequence[Points]) -> tuple[Points, Points]:
    points = np.concatenate(strokes)
    return points.min(axis=0), points.max(axis=0)


def _normalize(drawing: Drawing) -> list[Points]:
    """Return a drawing's strokes, round and about the origin, of height 1 (or less, if wide)."""
    strokes = [_round_off(stroke[:, :2]) for stroke in drawing.strokes]
    low, high = _bounds(strokes)
    # The width counts too, lest a drawing that lies flat become huge.
    extent = max(high[1] - low[1], 0.6 * (high[0] - low[0]), _SMALLEST)
    return [(stroke - (low + high) / 2) / extent for stroke in strokes]


def _round_off(stroke: Points) -> Points:
    """Return a stroke with its corners cut twice (Chaikin, 1974), as a pen's tip does."""
    every = -(-len(stroke) // _MAX_POINTS)
    points = np.concatenate([stroke[:-1:every], stroke[-1:]])
    for _ in range(2):
        if len(points) < 3:
            break
        first, second = points[:-1], points[1:]
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], axis=1)
        points = np.concatenate([points[:1], cut.reshape(-1, 2)[1:-1], points[-1:]])
    return np.asarray(points, np.float64)
