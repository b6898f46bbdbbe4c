"""Where a sheet lies before the camera: from its mm to the picture's px, and back.

A sheet is a plane, turned and tilted before a pinhole camera, and may be bent along one direction
as the page of a book is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.photographs.arrays import Floats, Points, Range, draw, draw_evenly_in_size
from model.photographs.writing import Writing

MIN_WRITING_PX = 32.0
"""How high characters are at least, where there is room; lower ones are read by nobody."""
MAX_SHARE = 0.86
"""Of the picture's sides; the rest is left around the writing."""
_DISTANCE = (1.3, 4.0)  # of the camera from the sheet, in heights of what it sees


class SheetPx(NamedTuple):
    """Which place of the sheet each px of a picture shows; each (H, W)."""

    x_mm: Floats
    y_mm: Floats
    px_per_mm: Floats


@dataclass(frozen=True, eq=False)
class View:
    """How a sheet lies in a picture."""

    height: int
    width: int
    matrix: NDArray[np.float64]
    """(3, 3) from mm to px, homogeneous; its last row is (g, h, 1)."""
    bend_px: NDArray[np.float64]
    """(width,) how far down the sheet's bending moves each column."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in px."""
        return self.height, self.width

    def to_picture(self, points_mm: Points) -> Points:
        """Return (N, 2) where places of the sheet lie in the picture."""
        px = _project(self.matrix, points_mm)
        px[:, 1] += np.interp(px[:, 0], np.arange(self.width) + 0.5, self.bend_px)
        return px

    def px_per_mm(self, points_mm: Points) -> NDArray[np.float64]:
        """Return (N,) how large a mm is at places of the sheet."""
        depth = points_mm @ self.matrix[2, :2] + 1
        return np.asarray(np.sqrt(abs(np.linalg.det(self.matrix)) / abs(depth) ** 3))

    @cached_property
    def sheet(self) -> SheetPx:
        """Which place of the sheet each px shows."""
        inverse = np.linalg.inv(self.matrix)
        x = np.arange(self.width, dtype=np.float32)[None, :] + np.float32(0.5)
        y = np.arange(self.height, dtype=np.float32)[:, None] + np.float32(0.5)
        y = y - self.bend_px.astype(np.float32)[None, :]
        (a, b, c), (d, e, f), (g, h, i) = inverse.astype(np.float32)
        nearness = 1 / (g * x + h * y + i)
        x_mm, y_mm = (a * x + b * y + c) * nearness, (d * x + e * y + f) * nearness
        determinant = np.float32(abs(np.linalg.det(inverse)))
        # The root of how much larger the area of a px is in the picture than on the sheet.
        px_per_mm = 1 / np.sqrt(determinant * abs(nearness) ** 3)
        return SheetPx(x_mm, y_mm, px_per_mm)


@dataclass(frozen=True)
class Pose:
    """How a sheet is held before the camera; ranges, of which one view is made."""

    turn_degrees: Range = (-6, 6)
    tilt_degrees: Range = (0, 12)
    bend: Range = (0, 0)
    """The height of the page's bend, in shares of the picture's height."""
    share: Range = (0.12, 0.6)
    """How much of the picture's height a character takes."""


def make_view(
    rng: Generator, pose: Pose, writing: Writing, shape: tuple[int, int], spare_mm: float
) -> View:
    """Return a view that shows all of the writing at some place of the picture.

    shape: the picture's height and width in px; spare_mm: how far ink reaches beyond the strokes.
    """
    height, width = shape
    points_mm = np.concatenate(writing.strokes)
    low, high = points_mm.min(axis=0) - spare_mm, points_mm.max(axis=0) + spare_mm
    share = draw_evenly_in_size(rng, pose.share)
    matrix = _look_at(rng, pose, (low + high) / 2, writing.height_mm / share)
    corners = np.array([(x, y) for x in (low[0], high[0]) for y in (low[1], high[1])])
    placed = _project(matrix, corners)
    extent = np.ptp(placed, axis=0)
    scale = max(share * height, MIN_WRITING_PX) / writing.height_mm
    scale = min(scale, MAX_SHARE * width / extent[0], MAX_SHARE * height / extent[1])
    slack = np.array((width, height)) - extent * scale
    # Rather about the middle than at the border, where nobody writes on purpose.
    place = rng.beta(2.5, 2.5, 2)
    margin = (1 - MAX_SHARE) / 2 * slack
    offset = margin + place * (slack - 2 * margin) - placed.min(axis=0) * scale
    move = np.array([[scale, 0, offset[0]], [0, scale, offset[1]], [0, 0, 1]])
    bend = _bend(rng, draw(rng, pose.bend) * height, width)
    # The bend moves the writing; the sheet is moved back by as much.
    middle = (placed.min(axis=0) + extent / 2)[0] * scale + offset[0]
    bend -= bend[int(np.clip(middle, 0, width - 1))]
    return View(height, width, move @ matrix, bend)


def _look_at(
    rng: Generator, pose: Pose, middle_mm: NDArray[np.float64], seen_mm: float
) -> NDArray[np.float64]:
    """Return (3, 3): the sheet turned and tilted about a place, which becomes the origin."""
    turn = np.radians(draw(rng, pose.turn_degrees))
    tilt, toward = np.radians(draw(rng, pose.tilt_degrees)), rng.uniform(0, 2 * np.pi)
    distance_mm = seen_mm * draw(rng, _DISTANCE)
    cos, sin = np.cos(tilt), np.sin(tilt)
    u, v = np.cos(toward), np.sin(toward)
    # Tilted about an axis in the sheet: what lies along (u, v) is shortened and goes away.
    tilted = np.array(
        [
            [1 - (1 - cos) * u * u, -(1 - cos) * u * v, 0],
            [-(1 - cos) * u * v, 1 - (1 - cos) * v * v, 0],
            [sin * u / distance_mm, sin * v / distance_mm, 1],
        ]
    )
    turned = np.array(
        [[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]]
    )
    moved = np.array([[1, 0, -middle_mm[0]], [0, 1, -middle_mm[1]], [0, 0, 1]])
    matrix = tilted @ turned @ moved
    return np.asarray(matrix / matrix[2, 2])


def _project(matrix: NDArray[np.float64], points: Points) -> Points:
    placed = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(placed[:, :2] / placed[:, 2:])


def _bend(rng: Generator, height_px: float, width: int) -> NDArray[np.float64]:
    along = np.linspace(0, 1, width)
    waves = rng.uniform(0.3, 0.8)
    return np.asarray(height_px * np.sin(2 * np.pi * (waves * along + rng.random())))
