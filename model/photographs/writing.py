"""Drawings laid side by side on a sheet, in mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from model.ink.drawing import Drawing
from model.photographs.arrays import Points, draw

_MAX_POINTS = 400
"""Of a stroke; more of them cannot be seen."""
_PIECES = 40  # of a stroke, at least
_LINE_PITCH = 1.5, 2.4  # from one line to the next, in heights of a character
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


def lay_out_lines(
    rng: Generator, lines: Sequence[Sequence[Drawing]], height_mm: float, in_cells: bool
) -> Writing:
    """Return drawings as writing, line below line; each as `lay_out` has it."""
    laid = [lay_out(rng, drawings, height_mm, in_cells) for drawings in lines]
    if len(laid) == 1:
        return laid[0]
    pitch_mm = height_mm * draw(rng, _LINE_PITCH)
    strokes: list[Points] = []
    for number, line in enumerate(laid):
        down_mm = (number - (len(laid) - 1) / 2) * pitch_mm
        aside_mm = height_mm * draw(rng, (-0.3, 0.3))
        moved = np.array((aside_mm, down_mm))
        strokes += [stroke + moved for stroke in line.strokes]
    widest = max(laid, key=lambda line: line.width_mm)
    return replace(widest, strokes=tuple(strokes))


def lay_out(
    rng: Generator, drawings: Sequence[Drawing], height_mm: float, in_cells: bool
) -> Writing:
    """Return drawings as writing of such a height, side by side; there must be some, with ink.

    in_cells: whether they stand in cells of one width, with room around them.
    """
    characters = [_size(drawing, height_mm * draw(rng, (0.88, 1.12))) for drawing in drawings]
    widths = np.array([np.ptp(_bounds(strokes), axis=0)[0] for strokes in characters])
    widths = np.maximum(widths, 0.1 * height_mm)
    pitch_mm = max(float(widths.max()), 0.6 * height_mm) * draw(rng, (1.15, 1.7))
    slope = draw(rng, (-0.04, 0.04))
    if in_cells:
        middles = (np.arange(len(characters)) + 0.5 - len(characters) / 2) * pitch_mm
        middles = middles + rng.uniform(-0.4, 0.4, len(characters)) * (pitch_mm - widths)
    else:
        gaps = height_mm * draw(rng, (0.12, 0.5)) * rng.uniform(0.7, 1.3, len(characters))
        ends = np.cumsum(widths + gaps)
        middles = ends - gaps - widths / 2 - (ends[-1] - gaps[-1]) / 2
    strokes = []
    for character, x_mm in zip(characters, middles.tolist(), strict=True):
        middle = np.array((x_mm, slope * x_mm + height_mm * draw(rng, (-0.05, 0.05))))
        strokes += [stroke + middle for stroke in character]
    low, high = _bounds(strokes)
    strokes = [stroke - (0, (low[1] + high[1]) / 2) for stroke in strokes]
    return Writing(tuple(strokes), height_mm, float(high[0] - low[0]), len(characters), pitch_mm)


def _bounds(strokes: Sequence[Points]) -> tuple[Points, Points]:
    points = np.concatenate(strokes)
    return points.min(axis=0), points.max(axis=0)


def _size(drawing: Drawing, height_mm: float) -> list[Points]:
    """Return a drawing's strokes, round and about the origin, as high (or less, if wide)."""
    strokes = [_round_off(stroke[:, :2]) for stroke in drawing.strokes]
    low, high = _bounds(strokes)
    # The width counts too, lest a drawing that lies flat become huge; a whole number lies flat.
    wide = 0.0 if drawing.parts else 0.6 * (high[0] - low[0])
    extent = max(high[1] - low[1], wide, _SMALLEST)
    return [(stroke - (low + high) / 2) * (height_mm / extent) for stroke in strokes]


def _round_off(stroke: Points) -> Points:
    """Return a stroke with its corners cut twice (Chaikin, 1974), as a pen's tip does."""
    every = -(-len(stroke) // _MAX_POINTS)
    points = np.asarray(np.concatenate([stroke[:-1:every], stroke[-1:]]), np.float64)
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    # What is cut off a corner is a share of its sides, which may be long.
    at = np.union1d(way, np.linspace(0, way[-1], _PIECES + 1))
    points = np.column_stack([np.interp(at, way, axis) for axis in points.T])
    for _ in range(2):
        if len(points) > 2:
            first, second = points[:-1], points[1:]
            cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], axis=1)
            points = np.concatenate([points[:1], cut.reshape(-1, 2)[1:-1], points[-1:]])
    return points
