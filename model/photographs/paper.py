"""What is written on: paper, plain or printed, boards, and the table beyond the sheet's edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from model.photographs.arrays import Color, Floats, clouds, smooth_noise
from model.photographs.view import SheetPx, View


@dataclass(frozen=True)
class Ruling:
    """Parallel lines printed at even distances, from one edge of the sheet to the other."""

    spacing_mm: float
    width_mm: float
    color: Color
    offset_mm: float
    is_upright: bool = False


@dataclass(frozen=True)
class Boxes:
    """A row of boxes printed side by side."""

    left_mm: float
    top_mm: float
    pitch_mm: float
    height_mm: float
    count: int
    width_mm: float
    """How wide the lines are."""
    color: Color


@dataclass(frozen=True)
class Edge:
    """Where the sheet ends: beyond x * normal_x + y * normal_y = distance_mm, table is seen."""

    normal: tuple[float, float]
    distance_mm: float
    table: Color


@dataclass(frozen=True)
class Sheet:
    """One surface to write on, in mm about the middle of what is written."""

    color: Color
    grain: float
    """How much the paper's fibres differ in lightness."""
    mottling: float
    """How much larger places differ, such as where a board was wiped."""
    rulings: tuple[Ruling, ...] = ()
    boxes: tuple[Boxes, ...] = ()
    edges: tuple[Edge, ...] = ()
    specks: int = 0


def paint_sheet(rng: Generator, sheet: Sheet, view: View) -> Floats:
    """Return (H, W, 3), what the sheet and the table beyond it reflect, without ink."""
    shape = view.shape
    lightness = np.ones(shape, np.float32)
    px_per_mm = float(np.sqrt(abs(np.linalg.det(view.matrix))))
    if sheet.grain:
        cell_px = max(0.35 * px_per_mm, 1.5)
        lightness += np.float32(sheet.grain) * smooth_noise(rng, shape, cell_px)
    if sheet.mottling:
        spots = clouds(rng, shape, rng.uniform(0.02, 0.06))
        lightness += np.float32(sheet.mottling) * spots.clip(-2, 2)
    canvas = lightness[..., None] * np.array(sheet.color, np.float32)
    for ruling in sheet.rulings:
        _print(canvas, _cover_lines(view.sheet, ruling), ruling.color)
    for boxes in sheet.boxes:
        _print(canvas, _cover_boxes(view.sheet, boxes), boxes.color)
    _drop_specks(rng, canvas, sheet.specks)
    for edge in sheet.edges:
        _lay_on_table(rng, canvas, edge, view)
    return canvas


def _print(canvas: Floats, coverage: Floats, color: Color) -> None:
    """Print on the sheet in place, as ink that lets the paper through. coverage: (H, W)."""
    canvas *= 1 - coverage[..., None] * (1 - np.array(color, np.float32))


def _cover_lines(sheet: SheetPx, ruling: Ruling) -> Floats:
    """Return (H, W), how much of each px lies within one of the lines."""
    across = sheet.x_mm if ruling.is_upright else sheet.y_mm
    shifted = (across - ruling.offset_mm) / ruling.spacing_mm
    apart_mm = (shifted - np.rint(shifted)) * ruling.spacing_mm
    return _cover(apart_mm, ruling.width_mm, sheet.px_per_mm)


def _cover(apart_mm: Floats, width_mm: float, px_per_mm: Floats) -> Floats:
    """Return how much of px, so far from the middle of a line, the line covers."""
    half_px = 0.5 / px_per_mm
    upper = np.minimum(apart_mm + half_px, width_mm / 2)
    lower = np.maximum(apart_mm - half_px, -width_mm / 2)
    return np.asarray(((upper - lower) * px_per_mm).clip(0, 1))


def _cover_boxes(sheet: SheetPx, boxes: Boxes) -> Floats:
    x, y, scale = sheet.x_mm - boxes.left_mm, sheet.y_mm - boxes.top_mm, sheet.px_per_mm
    length_mm = boxes.count * boxes.pitch_mm
    reach = boxes.width_mm / 2 + 0.5 / scale
    in_rows = (y > -reach) & (y < boxes.height_mm + reach)
    in_columns = (x > -reach) & (x < length_mm + reach)
    nearest = (np.rint(x / boxes.pitch_mm)).clip(0, boxes.count) * boxes.pitch_mm
    upright = _cover(x - nearest, boxes.width_mm, scale) * in_rows
    level = np.maximum(
        _cover(y, boxes.width_mm, scale), _cover(y - boxes.height_mm, boxes.width_mm, scale)
    )
    covered: Floats = np.maximum(upright, level * in_columns)
    return covered


def _drop_specks(rng: Generator, canvas: Floats, count: int) -> None:
    """Lay dust and dirt on the sheet, in place."""
    height, width = canvas.shape[:2]
    for _ in range(count):
        radius = rng.uniform(0.6, 1 + 0.003 * max(height, width))
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        reach = int(radius + 2)
        top, left = max(int(y) - reach, 0), max(int(x) - reach, 0)
        part = canvas[top : int(y) + reach + 1, left : int(x) + reach + 1]
        rows, columns = np.indices(part.shape[:2], np.float32)
        apart = np.hypot(rows + top + 0.5 - y, (columns + left + 0.5 - x) * rng.uniform(0.6, 1))
        coverage = (radius + 0.5 - apart).clip(0, 1) * rng.uniform(0.2, 0.8)
        part *= 1 - coverage[..., None].astype(np.float32)


def _lay_on_table(rng: Generator, canvas: Floats, edge: Edge, view: View) -> None:
    """Show the table beyond one edge of the sheet, in place, and the sheet's shadow on it."""
    sheet, (u, v) = view.sheet, edge.normal
    beyond_mm = u * sheet.x_mm + v * sheet.y_mm - edge.distance_mm
    coverage = (beyond_mm * sheet.px_per_mm + 0.5).clip(0, 1)[..., None]
    # Wood is drawn out along its grain.
    height, width = view.shape
    grain = smooth_noise(rng, (height, max(width // 12, 1)), 3)
    columns = np.minimum(np.arange(width) // 12, grain.shape[1] - 1)
    lightness = 1 + np.float32(rng.uniform(0.01, 0.10)) * grain[:, columns]
    shade_mm = rng.uniform(0.5, 4)
    lightness *= 1 - np.float32(rng.uniform(0.1, 0.6)) * np.exp(-beyond_mm.clip(0) / shade_mm)
    table = lightness[..., None] * np.array(edge.table, np.float32)
    canvas += coverage * (table - canvas)
