"""Ruled, squared and framed paper: finds straight lines across a picture, and takes them out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.components import Components, Mask

_BLOCKS = 48  # a line is there where it has ink in nearly all of so many parts
_COVERED = 0.8
_STEEPEST = 0.2  # rise a px across: a camera's lean
_SLOPES = 41
_THICK = 0.01  # of the picture's longer side
_MOST_PX = 6000  # are looked at, spread evenly
_MOST_LINES = 60
_SMALL_PX = 64  # a side; smaller pictures are of one character


class _Line(NamedTuple):
    slope: float
    offset: float
    """The row where it crosses column 0."""


def without_rules(mask: Mask, components: Components) -> Mask:
    """Return the mask without the lines that cross the picture from edge to edge.

    What a stroke and a line share stays. components: those of the mask.
    """
    height, width = mask.shape
    if min(height, width) < _SMALL_PX:
        return mask
    if (components.width >= _COVERED * 0.5 * width).any():
        mask = _without_level(mask)
    if (components.height >= _COVERED * 0.5 * height).any():
        mask = _without_level(mask.T).T
    return mask


def _without_level(mask: Mask) -> Mask:
    """Return the mask without level lines that cross it, or nearly level ones."""
    lines = _find_lines(mask)
    if not lines:
        return mask
    runs = _run_lengths(mask)
    height, width = mask.shape
    rows, columns = np.nonzero(mask)
    length = runs[rows, columns]
    drop = np.zeros(len(rows), np.bool_)
    slack = max(2.0, 0.006 * height)
    for line in lines:
        away = np.abs(rows - line.offset - line.slope * columns)
        on = away <= slack
        thickness = float(np.median(length[on])) if on.any() else 0.0
        if thickness > _THICK * max(height, width) and not _reaches_edges(columns[on], width):
            continue  # a long stroke: of lines as thick the ends would be seen
        drop |= (away <= slack + thickness) & (length <= 1.6 * thickness + 2)
    cleaned = mask.copy()
    cleaned[rows[drop], columns[drop]] = False
    return cleaned


def _reaches_edges(columns: NDArray[np.int64], width: int) -> bool:
    return bool(columns.min() <= 1 and columns.max() >= width - 2)


def _find_lines(mask: Mask) -> list[_Line]:
    """Return the nearly level lines that go from the left edge to the right."""
    height, width = mask.shape
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return []
    step = -(-len(rows) // _MOST_PX)
    chance = np.random.default_rng(0).permutation(len(rows))[::step]
    rows, columns = rows[chance], columns[chance]
    block = columns * _BLOCKS // width
    bin_px = max(2.0, height / 400)
    margin = int(_STEEPEST * width / bin_px) + 1
    bins = int(height / bin_px) + 2 * margin + 2
    found: list[tuple[float, _Line]] = []
    for slope in np.linspace(-_STEEPEST, _STEEPEST, _SLOPES):
        place = ((rows - slope * columns) / bin_px).astype(np.int64) + margin
        filled = np.bincount(place * _BLOCKS + block, minlength=bins * _BLOCKS)
        grid = filled[: bins * _BLOCKS].reshape(bins, _BLOCKS) > 0
        both = grid[:-1] | grid[1:]  # a line lies in two bins where it is not quite so steep
        covered = both.mean(1)
        ends = both[:, :3].any(1) & both[:, -3:].any(1)
        for index in np.flatnonzero((covered >= _COVERED) & ends):
            offset = (index + 1 - margin) * bin_px
            found.append((float(covered[index]), _Line(float(slope), float(offset))))
    found.sort(key=lambda pair: -pair[0])
    return [line for _, line in found[:_MOST_LINES]]


def _run_lengths(mask: Mask) -> NDArray[np.int32]:
    """Return (H, W): for each px of ink, how long the run of ink is that it is in, up and down."""
    turned = np.ascontiguousarray(mask.T)
    padded = np.zeros((turned.shape[0], turned.shape[1] + 2), np.int8)
    padded[:, 1:-1] = turned
    steps = np.diff(padded.reshape(-1))
    lengths = np.flatnonzero(steps == -1) - np.flatnonzero(steps == 1)
    runs = np.zeros(turned.shape, np.int32)
    runs[turned] = np.repeat(lengths, lengths)
    return runs.T
