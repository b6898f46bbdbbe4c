"""Which ink of a picture stands on one line of writing, however the lines slope."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.reading.atoms import order_of

Boxes = NDArray[np.float64]
"""(N, 4): left, top, right, bottom in px, of pieces of ink."""

TALL = 0.55
"""Pieces so high, of what is usual, are characters; those less high are strokes of one, or 0s."""
BESIDE = 0.45
"""Of the lower one's height, pieces next to each other share at least so much."""

SCRAP = 0.8
"""A piece alone that is no higher than this, of what it stands beside, may be a part of one ..."""
WITHIN = 0.6
"""... if it lies beside it with so much of its height."""


def find_lines(boxes: Boxes) -> list[list[int]]:
    """Return the indices of pieces line by line, from the top; those of a line from the left.

    boxes: of some pieces.
    """
    heights = boxes[:, 3] - boxes[:, 1]
    sizes = np.maximum(heights, boxes[:, 2] - boxes[:, 0])
    usual = float(np.quantile(sizes, 0.6))
    tall = np.flatnonzero(heights >= TALL * usual)
    if not len(tall):
        tall = np.array([int(sizes.argmax())])
    lines = _join_scraps(boxes, _chain(boxes, tall))
    for index in np.setdiff1d(np.arange(len(boxes)), tall).tolist():
        apart = [_apart(boxes, index, line) for line in lines]
        lines[int(np.argmin(apart))].append(index)
    lines.sort(key=lambda line: float(np.mean(boxes[line][:, [1, 3]])))
    return [[line[place] for place in order_of(boxes[line]).tolist()] for line in lines]


def _chain(boxes: Boxes, tall: NDArray[np.intp]) -> list[list[int]]:
    """Return lines of tall pieces: each goes on with the nearest piece that stands beside it."""
    order = tall[np.argsort(boxes[tall, 0], kind="stable")].tolist()
    lines: list[list[int]] = []
    for index in order:
        nearest, best = None, np.inf
        for line in lines:
            gap = _gap_on_line(boxes, line[-1], index)
            if gap < best:
                nearest, best = line, gap
        if nearest is None:
            lines.append([index])
        else:
            nearest.append(index)
    return lines


def _join_scraps(boxes: Boxes, lines: list[list[int]]) -> list[list[int]]:
    """Return the lines, those of one lower piece beside another line joined to that.

    Such is the upper part of a 4 whose lower part stands apart.
    """
    joined = [line for line in lines if len(line) > 1]
    for [index] in (line for line in lines if len(line) == 1):
        top, bottom = boxes[index, 1], boxes[index, 3]
        nearest, best = None, np.inf
        for line in joined:
            _, tops, _, bottoms = boxes[line].T
            shared = np.minimum(bottom, bottoms) - np.maximum(top, tops)
            is_beside = shared >= WITHIN * (bottom - top)
            is_beside &= bottom - top < SCRAP * (bottoms - tops)
            apart = _apart(boxes, index, line)
            if is_beside.any() and apart < best:
                nearest, best = line, apart
        if nearest is None:
            joined.append([index])
        else:
            nearest.append(index)
    return joined


def _gap_on_line(boxes: Boxes, last: int, index: int) -> float:
    """Return how many px lie between the last piece of a line and one beside it; inf if none is."""
    _, top, right, bottom = boxes[last].tolist()
    left, other_top, _, other_bottom = boxes[index].tolist()
    shared = min(bottom, other_bottom) - max(top, other_top)
    if shared < BESIDE * min(bottom - top, other_bottom - other_top):
        return float("inf")
    away = abs((top + bottom) / 2 - (other_top + other_bottom) / 2)
    return float(max(left - right, 0.0) + away)


def _apart(boxes: Boxes, index: int, line: Sequence[int]) -> float:
    """Return how far a piece lies from the nearest of a line, in px."""
    left, top, right, bottom = boxes[line].T
    own = boxes[index]
    x = np.maximum(0, np.maximum(left - own[2], own[0] - right))
    y = np.maximum(0, np.maximum(top - own[3], own[1] - bottom))
    return float(np.hypot(x, y).min())
