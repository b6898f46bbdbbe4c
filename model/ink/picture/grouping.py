"""Which components are strokes of one character."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.components import Components, Floats
from model.ink.picture.runs import Ints, Mask

_MOST_POINTS = 150  # of a component's px are looked at
_NEVER = 0.25  # of the character's size: strokes further apart are of two characters
_LOOSE = 0.18  # of the size: a loose stroke is at most so far away
_FLAT = 0.4  # of its width: a stroke no higher is a bar, and over another one its hat
_HAT = 0.22  # of the height of both: a hat is at most so far away
_REACH = 0.6  # of the size: further apart is never one, by any of these
_BESIDE = 0.03  # of the size: one as tall beside it
_BELOW = 0.06  # of the size: one as large below it


@dataclass(eq=False)
class _Group:
    """Components that are taken to be one character so far."""

    members: list[int]
    left: int
    top: int
    right: int
    bottom: int
    points: Floats
    """(P, 2): x and y of some of their px."""

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.right, self.bottom

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def size(self) -> int:
        return max(self.width, self.height)

    def take(self, other: _Group) -> None:
        self.members += other.members
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)
        self.points = np.concatenate([self.points, other.points])


def group(components: Components, order: Ints) -> list[list[int]]:
    """Return which of the components in `order`, the largest first, are one character each."""
    if not len(order):
        return []
    groups = [_alone(components, int(index)) for index in order]
    stroke = float(np.median(components.stroke_width[order[:5]]))
    boxes = np.array([found.box for found in groups])
    is_left = np.ones(len(groups), np.bool_)
    merged = True
    while merged:
        merged = False
        for index, one in enumerate(groups):
            if not is_left[index]:
                continue
            for near in _near(boxes, is_left, index):
                if _are_one(one, groups[near], stroke):
                    one.take(groups[near])
                    boxes[index], is_left[near], merged = one.box, False, True
    return [found.members for found, left in zip(groups, is_left, strict=True) if left]


def _near(boxes: NDArray[np.int64], is_left: Mask, index: int) -> list[int]:
    """Return which groups after one are so near that they may be of one character with it."""
    left, top, right, bottom = boxes[index]
    rest = boxes[index + 1 :]
    size = np.maximum((rest[:, 2:] - rest[:, :2]).max(axis=1), max(right - left, bottom - top))
    apart = np.maximum(np.maximum(rest[:, 0] - right, left - rest[:, 2]), rest[:, 1] - bottom)
    apart = np.maximum(apart, top - rest[:, 3])
    near = is_left[index + 1 :] & (apart <= _REACH * size)
    return (np.flatnonzero(near) + index + 1).tolist()


def box_of(components: Components, members: list[int]) -> NDArray[np.int64]:
    """Return (4,): left, top, right and bottom of some components together."""
    return np.array(
        [
            components.left[members].min(),
            components.top[members].min(),
            components.right[members].max(),
            components.bottom[members].max(),
        ]
    )


def _alone(components: Components, index: int) -> _Group:
    rows, columns = components.px(index)
    step = -(-len(rows) // _MOST_POINTS)
    points = np.stack([columns[::step], rows[::step]], 1).astype(np.float64)
    left, top, right, bottom = box_of(components, [index]).tolist()
    return _Group([index], left, top, right, bottom, points)


def _are_one(one: _Group, other: _Group, stroke: float) -> bool:
    """Whether two groups are of one character; stroke: the usual width of strokes."""
    size = max(one.size, other.size)
    apart_x = max(one.left, other.left) - min(one.right, other.right)
    apart_y = max(one.top, other.top) - min(one.bottom, other.bottom)
    narrow = min(one.width, other.width)
    is_over = apart_y > 0 and -apart_x >= 0.5 * narrow
    if is_over and any(found.height < _FLAT * found.width for found in (one, other)):
        return apart_y <= _HAT * (one.height + apart_y + other.height)
    if np.hypot(max(apart_x, 0), max(apart_y, 0)) > _NEVER * size:
        return False
    distance = _distance(one, other) - size / 60
    small = min(one.size, other.size) / size
    short, tall = sorted((one.height, other.height))
    is_beside = -apart_x < 0.25 * narrow and -apart_y >= 0.5 * short
    if small > 0.5 and short >= 0.6 * tall and is_beside:
        return distance <= max(_BESIDE * size, 0.5 * stroke)
    are_tall = all(found.height >= 0.8 * found.width for found in (one, other))
    if small > 0.6 and are_tall and apart_y > 0 and -apart_x >= 0.5 * narrow:
        return distance <= max(_BELOW * size, stroke)
    return distance <= max(_LOOSE * size, 1.2 * stroke)


def _distance(one: _Group, other: _Group) -> float:
    """Return how many px of paper lie between two groups, nearly."""
    x = one.points[:, None, 0] - other.points[None, :, 0]
    y = one.points[:, None, 1] - other.points[None, :, 1]
    return float(np.sqrt((x * x + y * y).min())) - 1
