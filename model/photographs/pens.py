"""What is written with: how wide each pen's ink is, of which colour, and how it lies on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.photographs.arrays import (
    Color,
    Floats,
    Mask,
    Points,
    Range,
    draw,
    draw_evenly_in_size,
    pick,
    smooth_noise,
)
from model.photographs.view import View
from model.photographs.writing import Writing

MIN_WIDTH_PX = 1.5
"""Narrower ink is lost between the px of the camera."""
MAX_WIDTH = 0.15
"""Of the writing's height; wider ink closes its loops."""
_SEGMENTS = 160  # a stroke is drawn as at most so many straight pieces
_INKED = 0.5  # covered by so much, a px is one of ink


@dataclass(frozen=True)
class Pen:
    """A kind of pen; ranges, of which one pen is made for each photograph."""

    width_mm: Range
    height_mm: Range
    """How high one writes with it."""
    colors: tuple[Color, ...]
    opacity: Range
    grain: Range = (0, 0)
    """How much of the ink the paper's tooth keeps off: 0 none, 1 half of it."""
    grain_mm: float = 0.25
    """How large the paper's teeth are."""
    pressure: float = 0.15
    """How much the hand's pressure changes the ink along a stroke."""
    is_opaque: bool = False
    """Whether the ink hides what is under it; other ink lets it through, as a filter."""


BALLPOINT = Pen(
    width_mm=(0.35, 0.9),
    height_mm=(5, 32),
    colors=(
        (0.14, 0.17, 0.50), (0.10, 0.10, 0.36), (0.22, 0.30, 0.66),
        (0.10, 0.10, 0.11), (0.17, 0.16, 0.18), (0.74, 0.13, 0.17),
    ),
    opacity=(0.75, 1),
    grain=(0, 0.3),
)  # fmt: skip
FELT = Pen(
    width_mm=(1.2, 7),
    height_mm=(16, 120),
    colors=(
        (0.07, 0.07, 0.08), (0.13, 0.13, 0.14), (0.08, 0.15, 0.55), (0.80, 0.10, 0.16),
        (0.05, 0.44, 0.24), (0.42, 0.16, 0.50), (0.88, 0.42, 0.08), (0.36, 0.21, 0.14),
    ),
    opacity=(0.85, 1),
    grain=(0, 0.15),
    grain_mm=0.5,
    pressure=0.06,
)  # fmt: skip
PENCIL = Pen(
    width_mm=(0.4, 1.3),
    height_mm=(6, 40),
    colors=((0.34, 0.34, 0.36), (0.28, 0.28, 0.30), (0.40, 0.38, 0.37)),
    opacity=(0.42, 0.95),
    grain=(0.25, 0.8),
    grain_mm=0.22,
    pressure=0.25,
)
CHALK = Pen(
    width_mm=(5, 13),
    height_mm=(70, 280),
    colors=((0.93, 0.93, 0.90),) * 3 + ((0.93, 0.88, 0.55), (0.90, 0.66, 0.68), (0.65, 0.80, 0.92)),
    opacity=(0.7, 0.98),
    grain=(0.2, 0.65),
    grain_mm=1.3,
    pressure=0.2,
    is_opaque=True,
)
MARKER = Pen(
    width_mm=(2, 5.5),
    height_mm=(35, 200),
    colors=((0.10, 0.10, 0.12), (0.12, 0.20, 0.60), (0.80, 0.14, 0.18), (0.08, 0.48, 0.28)),
    opacity=(0.7, 1),
    grain=(0, 0.2),
    grain_mm=3,
    pressure=0.1,
)


@dataclass(frozen=True, eq=False)
class _Path:
    """A stroke in the picture's px, cut to straight pieces."""

    points: Points
    """(N, 2)"""
    radii: NDArray[np.float64]
    """(N,), half of the ink's width in px."""
    strengths: NDArray[np.float64]
    """(N,), how much ink the pressure brings out, about 1."""


def take_one(rng: Generator, pen: Pen) -> Pen:
    """Return one pen of a kind: all that is written with it has one colour."""
    opacity, grain = draw(rng, pen.opacity), draw(rng, pen.grain)
    red, green, blue = (np.array(pick(rng, pen.colors)) + rng.normal(0, 0.015, 3)).clip(0.02, 1)
    color = (float(red), float(green), float(blue))
    return replace(pen, colors=(color,), opacity=(opacity, opacity), grain=(grain, grain))


def lay_ink(
    rng: Generator, canvas: Floats, writing: Writing, pen: Pen, view: View, width_mm: float
) -> Mask:
    """Write on a canvas (H, W, 3), in place; return (H, W), which px the pen's tip went over.

    Where the tooth of the paper keeps ink off, the tip went over it nevertheless.
    """
    strokes = list(writing.strokes)
    if rng.random() < 0.06:  # gone over once more
        shift = 0.5 * width_mm
        strokes += [stroke + rng.normal(0, shift, 2) for stroke in strokes]
    paths = [_follow(rng, stroke, pen, view, width_mm) for stroke in strokes]
    return _lay_paths(rng, canvas, paths, pen, view)


def choose_width(rng: Generator, pen: Pen, height_mm: float) -> float:
    """Return in mm how wide a pen of the kind writes characters of such a height."""
    return min(draw_evenly_in_size(rng, pen.width_mm), MAX_WIDTH * height_mm)


def _follow(rng: Generator, stroke: Points, pen: Pen, view: View, width_mm: float) -> _Path:
    points = view.to_picture(stroke)
    radii = np.maximum(width_mm * view.px_per_mm(stroke), MIN_WIDTH_PX) / 2
    if len(points) > 1:
        way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        step = max(1.5, float(radii.mean()), way[-1] / _SEGMENTS)
        at = np.linspace(0, way[-1], int(way[-1] / step) + 2)
        points = np.column_stack(
            [np.interp(at, way, points[:, 0]), np.interp(at, way, points[:, 1])]
        )
        radii = np.interp(at, way, radii)
    count = len(points)
    knots = rng.normal(0, 1, max(count // 12, 1) + 3)
    press = pen.pressure * np.interp(
        np.linspace(0, len(knots) - 1, count), range(len(knots)), knots
    )
    radii = np.maximum(radii * (1 + 0.6 * press).clip(0.6, 1.5), MIN_WIDTH_PX / 2)
    return _Path(points, radii, (1 + press).clip(0.45, 1.4))


def _lay_paths(
    rng: Generator, canvas: Floats, paths: Sequence[_Path], pen: Pen, view: View
) -> Mask:
    """Write paths on a canvas (H, W, 3), in place; return (H, W), which px the tip went over."""
    height, width = view.shape
    ink = np.zeros(view.shape, bool)
    reach = 2 + max(float(path.radii.max()) for path in paths)
    points = np.concatenate([path.points for path in paths])
    left, top = np.maximum(np.floor(points.min(axis=0) - reach), 0).astype(int).tolist()
    right, bottom = np.minimum(
        np.ceil(points.max(axis=0) + reach), (width, height)
    ).astype(int).tolist()  # fmt: skip
    if right <= left or bottom <= top:
        return ink
    cover = np.zeros((bottom - top, right - left), np.float32)
    strength = np.zeros_like(cover)
    for path in paths:
        _cover_path(cover, strength, path, (left, top))
    ink[top:bottom, left:right] = cover >= _INKED
    alpha = cover * _keep(rng, strength, pen, view) * np.float32(draw(rng, pen.opacity))
    color = np.array(pick(rng, pen.colors), np.float32)
    part = canvas[top:bottom, left:right]
    if pen.is_opaque:
        part += alpha[..., None] * (color - part)
    else:
        part *= 1 - alpha[..., None] * (1 - color)
    return ink


def _keep(rng: Generator, strength: Floats, pen: Pen, view: View) -> Floats:
    """Return how much of the ink that the pen lets out stays on the sheet, in [0, 1]."""
    kept = strength.clip(0, 1)
    if grain := draw(rng, pen.grain):
        px_per_mm = float(np.sqrt(abs(np.linalg.det(view.matrix))))
        tooth = smooth_noise(rng, (len(strength), strength.shape[1]), pen.grain_mm * px_per_mm)
        # It stays where the tooth is low, or the pressure high.
        kept *= (1.2 * strength - np.float32(grain) * (0.55 + 0.6 * tooth)).clip(0, 1)
    return kept


def _cover_path(cover: Floats, strength: Floats, path: _Path, corner: tuple[int, int]) -> None:
    """Add a path to how much of each px is covered, and how strongly, in place.

    corner: (x, y) in px, where the two maps lie in the picture.
    """
    height, width = cover.shape
    points = path.points - corner
    ends = points if len(points) == 1 else points[1:]
    for begin, end, radius, press in zip(points, ends, path.radii, path.strengths, strict=False):
        reach = radius + 1
        low = np.floor(np.minimum(begin, end) - reach).astype(int)
        high = np.ceil(np.maximum(begin, end) + reach).astype(int)
        left, top, right, bottom = (
            max(low[0], 0),
            max(low[1], 0),
            min(high[0], width),
            min(high[1], height),
        )
        if right <= left or bottom <= top:
            continue
        x = np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - begin[0])
        y = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - begin[1])
        dx, dy = (end - begin).astype(np.float32)
        along = ((x * dx + y * dy) / max(dx * dx + dy * dy, np.float32(1e-9))).clip(0, 1)
        apart = np.hypot(x - along * dx, y - along * dy)
        covered = (np.float32(radius + 0.5) - apart).clip(0, 1)
        here = (slice(top, bottom), slice(left, right))
        np.maximum(cover[here], covered, out=cover[here])
        np.maximum(strength[here], np.float32(press) * (covered > 0), out=strength[here])
