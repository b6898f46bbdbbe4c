"""Ruled and squared paper, frames and forms: takes out the straight lines that are printed there.

A line is printed where it crosses the picture, where it is one of many that lie alike, or where it
makes boxes with others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.ink.picture.components import Components, Floats, find_components
from model.ink.picture.lines import Line, Runs, find_lines, find_runs
from model.ink.picture.runs import Mask

_COVERED = 0.8  # of the picture is crossed by a line that crosses it
_CROSSED = 0.9  # ... or so many of its px have ink, some of it of strokes
_THICK = 0.01  # of the picture's longer side
_THICKEST = 0.045
_SMALL_PX = 64  # the longer side; smaller pictures are of one character
_SLIM_PX = 40  # of a strip; there is no telling lines from strokes in lower ones
_LEAST_LINE = 0.14  # of the side that it lies along
_ALIKE = 0.04  # the difference of the slopes of lines next to each other
_LONG = 0.3  # of the side: of such lines a few that come from the edge are ruled paper
_FEW, _MANY = 3, 6
_SPACED = 0.02  # of the side: nearer lines are one
_LEAST_BOX = 0.05  # of the picture's longer side
_JOINS = 0.95  # of the way from one line of a box to the other has ink where one goes between ...
_SEEN = 0.45  # ... and so much of it is apart from other ink
_AS_THICK = 1.8  # times as thick as the lines that it joins is a pen's
_MOST_RAILS = 6
_SQUARE: Floats = np.linspace(-0.12, 0.12, 13)  # off a right angle, of a camera's tilt
_SCRAP = 0.95  # of a component lies on a line where it is a part of it
_LEFT = 0.03  # of the longer side: the least that must be left to be read


@dataclass(frozen=True, eq=False)
class _Side:
    """A mask as it is seen with lines of one direction level."""

    mask: Mask
    runs: Runs
    lines: list[Line]
    slack: float

    @property
    def width(self) -> int:
        return int(self.mask.shape[1])

    @property
    def height(self) -> int:
        return int(self.mask.shape[0])

    def crosses(self, line: Line) -> bool:
        """Whether a line goes from one edge of the picture to the other."""
        whole = line._replace(first=0, last=self.width)
        if (
            line.length < _COVERED * self.width
            and _inked(self.mask, whole, self.slack / 2) < _CROSSED
        ):
            return False
        # What is as thick may be a long stroke: the ends of a line as thick would be seen.
        is_thin = line.thickness <= _THICK * max(self.mask.shape)
        near = 0.06 * self.width if is_thin else 3.0
        ends = (0.0, near), (self.width - near, float(self.width))
        parts = (whole._replace(first=first, last=last) for first, last in ends)
        least = 0.3 if is_thin else 0.6
        return all(_inked(self.mask, part, self.slack) > least for part in parts)

    def meets_edge(self, line: Line) -> bool:
        """Whether a line comes from an edge of the picture."""
        near = 0.03 * self.width
        ends = np.array([line.first, line.last])
        rows = line.at(ends)
        outside = (rows < self.slack) | (rows > self.height - 1 - self.slack)
        return bool(line.first < near or line.last > self.width - near or outside.any())


def without_rules(mask: Mask, components: Components) -> Mask:
    """Return the mask without the lines that are printed on the paper.

    What a stroke and a line share stays. components: those of the mask.
    """
    if max(mask.shape) < _SMALL_PX or min(mask.shape) < _SLIM_PX:
        return mask
    height, width = mask.shape
    is_long = (components.width >= 0.3 * width) | (components.height >= 0.3 * height)
    if not (is_long | (components.size >= _LEAST_LINE * max(mask.shape))).any():
        return mask
    level, upright = _side(mask), _side(mask.T)
    ruled = [[line for line in side.lines if side.crosses(line)] for side in (level, upright)]
    cleaned = _erase(_erase(mask, level, ruled[0], True).T, upright, ruled[1], True).T
    families = [_family(side) for side in (level, upright)]
    bare = _erase(_erase(cleaned, level, families[0], True).T, upright, families[1], True).T
    if all(len({*known, *family}) < _MANY for known, family in zip(ruled, families, strict=True)):
        boxes = _boxes(level, upright, ruled[0]), _boxes(upright, level, ruled[1])
        bare = _erase(bare, level, boxes[0][0] + boxes[1][1], False)
        bare = _erase(bare.T, upright, boxes[0][1] + boxes[1][0], False).T
    if bare is cleaned:
        return cleaned
    left = find_components(bare)
    return bare if left.size.max(initial=0) >= _LEFT * max(mask.shape) else cleaned


def _side(mask: Mask) -> _Side:
    runs = find_runs(mask)
    thin = runs.length <= _THICKEST * max(mask.shape)
    slack = max(2.0, 0.004 * mask.shape[0])
    lines = find_lines(
        runs.column[thin].astype(np.float64),
        runs.middle[thin],
        runs.length[thin],
        mask.shape[1],
        _LEAST_LINE,
        slack,
    )
    return _Side(mask, runs, lines, slack)


def _family(side: _Side) -> list[Line]:
    """Return the lines of ruled paper that do not cross the picture, such as on a table."""
    long = [line for line in side.lines if line.length >= _LONG * side.width]
    family = []
    for line in long:
        alike = _apart([o for o in long if abs(o.slope - line.slope) <= _ALIKE], side)
        from_edge = sum(side.meets_edge(other) for other in alike)
        if from_edge >= _FEW or len(alike) >= _MANY:
            family.append(line)
    return family


def _apart(lines: list[Line], side: _Side) -> list[Line]:
    """Return the lines without those that lie at others: a broad edge has many, a sheet has not."""
    middle = np.array([side.width / 2])
    rows = [float(line.at(middle)[0]) for line in lines]
    order = np.argsort(rows, kind="stable").tolist()
    apart: list[int] = []
    for index in order:
        if not apart or rows[index] - rows[apart[-1]] > _SPACED * side.height:
            apart.append(index)
    return [lines[index] for index in apart]


def _boxes(side: _Side, other: _Side, ruled: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines of boxes: those that lie along `side`, and those between, along `other`.

    ruled: lines of the side that are known to be printed.
    """
    height, width = side.mask.shape
    edges = [Line(0, row, 0, width, 1) for row in (0.0, height - 1.0)]
    known = {*ruled, *edges}
    rails = [*edges, *ruled[:_MOST_RAILS]]
    rails += [line for line in side.lines if line not in known][: _MOST_RAILS - len(ruled)]
    found: set[Line] = set()
    between: list[Line] = []
    for index, one in enumerate(rails):
        for two in rails[index + 1 :]:
            if one in edges and two not in ruled:
                continue
            joining = _joining(other, *sorted((one, two), key=lambda line: line.offset))
            are_known = one in known and two in known
            from_edge = all(line in known or side.meets_edge(line) for line in (one, two))
            has_edge = one in edges or two in edges
            least = 1 if are_known or (from_edge and not has_edge) else 2
            if len(joining) >= least:
                found |= {one, two} - known
                between += joining
    return [*found], between


def _joining(other: _Side, upper: Line, lower: Line) -> list[Line]:
    """Return the lines along `other` that go from one line across it to another."""
    first, last = max(upper.first, lower.first), min(upper.last, lower.last)
    if abs(upper.slope - lower.slope) > 2 * _ALIKE or last - first < 0.6 * min(
        upper.length, lower.length
    ):
        return []
    middle = np.array([(first + last) / 2])
    tall = float((lower.at(middle) - upper.at(middle))[0])
    if tall < _LEAST_BOX * max(other.mask.shape):
        return []
    runs = other.runs  # whose columns are the rows here
    top = upper.at(runs.middle) + upper.thickness / 2
    share = (runs.column - top) / np.maximum(lower.at(runs.middle) - lower.thickness / 2 - top, 1)
    margin = 0.05 * tall
    inside = (share >= 0) & (share < 1) & (runs.length <= 0.25 * tall)
    inside &= (runs.middle >= first - margin) & (runs.middle <= last + margin)
    slack = max(2.0, 0.012 * tall)
    if inside.sum() < _SEEN * tall:
        return []
    found = find_lines(
        share[inside] * tall,
        runs.middle[inside],
        runs.length[inside],
        tall,
        _SEEN,
        slack,
        _SQUARE - (upper.slope + lower.slope) / 2,
    )
    thickest = _AS_THICK * max(upper.thickness, lower.thickness) + 1
    lines = []
    for line in found:
        if line.thickness > thickest:
            continue
        # Back from the share of the way to rows.
        ends = line.at(np.array([0, tall]))
        start, stop = float(upper.at(ends[:1])[0]), float(lower.at(ends[1:])[0])
        slope = float(ends[1] - ends[0]) / max(stop - start, 1)
        line = Line(slope, float(ends[0]) - slope * start, start, stop, line.thickness)
        if _inked(other.mask, line, 1) >= _JOINS:
            lines.append(line)
    return lines


def _inked(mask: Mask, line: Line, reach: float) -> float:
    """Return along what share of a line there is ink at most so many px away from it."""
    height, width = mask.shape
    columns = np.arange(max(int(line.first) + 1, 0), min(int(line.last), width))
    rows = np.rint(line.at(columns)).astype(np.int64)
    inked = [
        mask[(rows + by).clip(0, height - 1), columns] for by in range(-int(reach), int(reach) + 1)
    ]
    return float(np.any(inked, 0).mean()) if len(columns) else 0.0


def _erase(mask: Mask, side: _Side, lines: list[Line], is_across: bool) -> Mask:
    """Return the mask without lines, and without what is left of them alone.

    is_across: whether they go on where they are not seen.
    """
    if not lines:
        return mask
    runs = find_runs(mask)
    drop = np.zeros(len(runs.column), np.bool_)
    scraps = np.zeros(mask.shape, np.bool_)
    for line in lines:
        away = np.abs(runs.middle - line.at(runs.column))
        reach = side.slack + line.thickness / 2
        first, last = 0.0, float(side.width)
        if not is_across:
            margin = max(reach, 0.02 * side.width)
            first, last = line.first - margin, line.last + margin
        within = (away <= reach) & (runs.column >= first) & (runs.column <= last)
        drop |= within & (runs.length <= 1.6 * line.thickness + 1)
        columns = np.arange(max(int(first), 0), min(int(last) + 1, side.width))
        rows = np.rint(line.at(columns)).astype(np.int64)
        for by in range(-int(reach + 2), int(reach + 2) + 1):
            scraps[(rows + by).clip(0, side.height - 1), columns] = True
    cleaned = mask & ~runs.mask(drop, mask.shape)
    left = find_components(cleaned)
    is_scrap = left.total(scraps) >= _SCRAP * left.area
    is_scrap &= left.height <= 0.5 * np.maximum(left.width, 12)
    return cleaned & ~left.mask(is_scrap) if is_scrap.any() else cleaned
