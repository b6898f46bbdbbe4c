"""Connected components of a mask, found by its runs: what touches, be it at a corner, is one.

Runs are a hundredth of the px of a page, so that NumPy labels a megapixel in some milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.runs import Ints, Mask, count_up, find_row_runs

Floats = NDArray[np.float64]

_WHOLE_SIDE = 0.85  # of a side, with gaps


@dataclass(frozen=True, eq=False)
class Components:
    """N connected components of a mask, numbered from 0 in the order of their first px."""

    shape: tuple[int, int]
    run_start: Ints
    """(R,): where each run of px begins, as an index of the flat mask."""
    run_length: Ints
    """(R,), in px."""
    run_component: Ints
    """(R,): the component that each run belongs to."""
    area: Ints
    """(N,), in px."""
    left: Ints
    top: Ints
    right: Ints
    """(N,): the box; right and bottom lie one beyond the last px."""
    bottom: Ints
    perimeter: Floats
    """(N,): the length of all edges, holes included, in px."""

    def __len__(self) -> int:
        return len(self.area)

    @property
    def width(self) -> Ints:
        """(N,): of the boxes, in px."""
        return self.right - self.left

    @property
    def height(self) -> Ints:
        """(N,): of the boxes, in px."""
        return self.bottom - self.top

    @property
    def size(self) -> Ints:
        """(N,): the longer side of the boxes, in px."""
        return np.maximum(self.width, self.height)

    @property
    def stroke_width(self) -> Floats:
        """(N,): how wide a line of this area and this much edge is, in px."""
        return 2 * self.area / np.maximum(self.perimeter, 1)

    @property
    def row_hull(self) -> Ints:
        """(N,): how many px lie between the first and the last of each row, these included."""
        if not len(self):
            return np.zeros(0, np.int64)
        order = np.argsort(self.run_component, kind="stable")
        start, length = self.run_start[order], self.run_length[order]
        row = self.run_component[order] * self.shape[0] + start // self.shape[1]
        begins = np.flatnonzero(np.diff(row, prepend=-1))
        ends = np.append(begins[1:], len(row)) - 1
        reach = start[ends] + length[ends] - start[begins]
        hull = np.bincount(self.run_component[order][begins], reach, len(self))
        return hull.astype(np.int64)

    @cached_property
    def labels(self) -> NDArray[np.int32]:
        """(H, W): the component of each px, -1 where there is none."""
        return self.paint(np.arange(len(self)))

    def paint(self, numbers: Ints, none: int = -1) -> NDArray[np.int32]:
        """Return (H, W): for each px the number that its component is given; `none` elsewhere."""
        painted = np.full(self.shape[0] * self.shape[1], none, np.int32)
        painted[self._px] = np.repeat(numbers[self.run_component], self.run_length)
        return painted.reshape(self.shape)

    def mask(self, chosen: Mask) -> Mask:
        """Return (H, W): the px of the components that are chosen; chosen: (N,)."""
        return self.paint(chosen.astype(np.int64), 0) > 0

    def total(self, values: NDArray[np.generic]) -> Floats:
        """Return (N,): the sum over each component's px; values: (H, W)."""
        sums = np.zeros(len(self))
        if len(self.run_start):
            flat = values.reshape(-1)[self._px].astype(np.float64)
            per_run = np.add.reduceat(flat, np.cumsum(self.run_length) - self.run_length)
            sums += np.bincount(self.run_component, per_run, len(self))
        return sums

    def largest(self, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return (N,): the largest value among each component's px; values: (H, W)."""
        most = np.zeros(len(self), np.uint8)
        if len(self.run_start):
            flat = values.reshape(-1)[self._px]
            per_run = np.maximum.reduceat(flat, np.cumsum(self.run_length) - self.run_length)
            np.maximum.at(most, self.run_component, per_run)
        return most

    def sides(self, index: int, reach: float) -> tuple[float, int]:
        """Return how much of a component lies along its box, and along how many sides it goes.

        The first is the share of its px within `reach` px of a side.
        """
        rows, columns = self.px(index)
        rows, columns = rows - self.top[index], columns - self.left[index]
        height, width = self.height[index], self.width[index]
        near = np.zeros(len(rows), np.bool_)
        count = 0
        for depth, along, length in (
            (rows, columns, width),
            (height - 1 - rows, columns, width),
            (columns, rows, height),
            (width - 1 - columns, rows, height),
        ):
            close = depth < reach
            near |= close
            count += len(np.unique(along[close])) >= _WHOLE_SIDE * length
        return float(near.mean()), count

    def px(self, index: int) -> tuple[Ints, Ints]:
        """Return the rows and the columns of a component's px."""
        own = self.run_component == index
        return np.divmod(count_up(self.run_start[own], self.run_length[own]), self.shape[1])

    @cached_property
    def _px(self) -> Ints:
        """The index of each px, run by run."""
        return count_up(self.run_start, self.run_length)


def find_components(mask: Mask) -> Components:
    """Return the connected components of a mask; mask: (H, W)."""
    height, width = mask.shape
    row, column, length = find_row_runs(mask)
    pitch = width + 2  # between rows, lest the end of one touches the beginning of the next
    first = row * pitch + column
    below, above, shared = _touching(first, first + length, pitch)
    component = _unite(len(first), below, above)
    count = int(component.max(initial=-1)) + 1
    area = np.bincount(component, length, count).astype(np.int64)
    left, top = np.full(count, width), np.full(count, height)
    right, bottom = np.zeros(count, np.int64), np.zeros(count, np.int64)
    np.minimum.at(left, component, column)
    np.minimum.at(top, component, row)
    np.maximum.at(right, component, column + length)
    np.maximum.at(bottom, component, row + 1)
    sides = 2 * np.bincount(component, minlength=count)
    levels = 2 * np.bincount(component, length, count)
    levels -= 2 * np.bincount(component[above], shared, count)
    # A line at random angles has 4 / pi times as many sides of px as it is long.
    perimeter: Floats = ((sides + levels) * (np.pi / 4)).astype(np.float64)
    flat = row * width + column
    return Components(
        (height, width), flat, length, component, area, left, top, right, bottom, perimeter
    )


def _touching(first: Ints, last: Ints, pitch: int) -> tuple[Ints, Ints, Ints]:
    """Return the pairs of runs that touch, the lower first, and how many columns each share."""
    # Runs of the row above that end at or after this one's beginning, and begin at or before its
    # end: corners touch.
    low = np.searchsorted(last, first - pitch, "left")
    high = np.searchsorted(first, last - pitch, "right")
    count = np.maximum(high - low, 0)
    below = np.repeat(np.arange(len(first)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    above = np.repeat(low, count) + within
    begin = np.maximum(first[below], first[above] + pitch)
    end = np.minimum(last[below], last[above] + pitch)
    return below, above, np.maximum(end - begin, 0)


def _unite(count: int, one: Ints, other: Ints) -> Ints:
    """Return (count,): which of the sets each is in that the pairs join, numbered from 0."""
    parent = np.arange(count)
    while len(one):
        roots_one, roots_other = parent[one], parent[other]
        apart = roots_one != roots_other
        if not apart.any():
            break
        one, other = one[apart], other[apart]
        low = np.minimum(roots_one[apart], roots_other[apart])
        high = np.maximum(roots_one[apart], roots_other[apart])
        np.minimum.at(parent, high, low)
        while (again := parent[parent]).tobytes() != parent.tobytes():
            parent = again
    return np.unique(parent, return_inverse=True)[1].astype(np.int64)
