"""What is done with a drawing on the pad: erasing, keeping it readable, and fitting it there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.ink.bounds import MAX_POINTS
from model.ink.capsule import Capsule, Floats
from model.ink.drawing import Drawing, Point, Stroke
from model.ink.thinning import thin

DOT_EXTENT_PX = 1e-6
TOUCH_PX = 1e-6
"""Ink less deep than this within the eraser is not touched. What was cut at an eraser's edge lies
there but for rounding, and the same eraser at the same place is to find nothing."""
CUT_SHARE = 1e-9
"""A cut nearer than this share of a segment to one of its ends is at that end."""


def bounded(drawing: Drawing) -> Drawing:
    """Return the drawing, thinned where it has more points than an ink file may hold of one.

    It has no parts then: their points are others.
    """
    if drawing.point_count <= MAX_POINTS:
        return drawing
    return replace(drawing, strokes=thin(drawing.strokes, MAX_POINTS), parts=())


def cut_out(drawing: Drawing, begin: Point, end: Point, radius_px: float) -> Drawing:
    """Return the drawing without the ink within `radius_px` of the line from begin to end.

    Strokes that the eraser touches are cut exactly at its edge, and get no points but those of the
    cuts; there may be more than MAX_POINTS then. What it does not touch stays the very same object,
    even the drawing. What is left has no parts: their ink is another.
    """
    if drawing.is_empty:
        return drawing
    points = np.concatenate([stroke[:, :2] for stroke in drawing.strokes])
    lengths = np.array([len(stroke) for stroke in drawing.strokes])
    following = np.arange(1, len(points) + 1)
    following[np.cumsum(lengths) - 1] -= 1  # a segment without length, for the last point or a dot
    gaps = _find_gaps(Capsule(begin, end, radius_px), points, following)
    if not len(gaps.segments):
        return drawing
    stroke_of_point = np.repeat(np.arange(len(lengths)), lengths)
    touched = np.unique(stroke_of_point[gaps.segments]).tolist()
    pieces: dict[int, list[Stroke]] = {index: [] for index in touched}
    for columns in (2, 3):
        indices = [index for index in touched if drawing.strokes[index].shape[1] == columns]
        if indices:
            rows = np.concatenate([drawing.strokes[index] for index in indices])
            owners = np.repeat(indices, lengths[indices])
            for owner, piece in _cut(rows, owners, gaps.of(np.isin(stroke_of_point, indices))):
                pieces[owner].append(piece)
    strokes: list[Stroke] = []
    untouched = 0  # from here on
    for index in touched:
        strokes += [*drawing.strokes[untouched:index], *pieces[index]]
        untouched = index + 1
    strokes += drawing.strokes[untouched:]
    return replace(drawing, strokes=tuple(strokes), parts=())


@dataclass(frozen=True, eq=False)
class _Gaps:
    """What goes of strokes with N points in all: of some segments, the interval from t0 to t1.

    segments, t0, t1: (M,), in order; segment i runs from point i, t = 0, to the next, t = 1.
    is_gone: (N,), of the points.
    """

    segments: NDArray[np.intp]
    t0: Floats
    t1: Floats
    is_gone: NDArray[np.bool_]

    def of(self, members: NDArray[np.bool_]) -> _Gaps:
        """Return the gaps of some of the strokes; members: (N,), whether a point is theirs."""
        chosen = members[self.segments]
        segments = (np.cumsum(members) - 1)[self.segments[chosen]]
        return _Gaps(segments, self.t0[chosen], self.t1[chosen], self.is_gone[members])


def _find_gaps(eraser: Capsule, points: Floats, following: NDArray[np.intp]) -> _Gaps:
    """Return what an eraser takes of segments that run from each point to the one following it."""
    near = np.flatnonzero(eraser.meets_boxes(points, points[following]))
    is_gone = np.zeros(len(points), bool)
    if not len(near):
        return _Gaps(near, np.empty(0), np.empty(0), is_gone)
    first, second = points[near], points[following[near]]
    is_gone[near] = eraser.depths(first) > TOUCH_PX
    is_gone[following[near]] = eraser.depths(second) > TOUCH_PX
    t0, t1 = (t.clip(0, 1) for t in eraser.intervals(first, second))
    middles = first + ((t0 + t1) / 2)[:, None] * (second - first)
    is_cut = (t0 < t1) & (eraser.depths(middles) > TOUCH_PX)
    is_cut |= is_gone[near] | is_gone[following[near]]
    return _Gaps(near[is_cut], t0[is_cut], t1[is_cut], is_gone)


def _cut(rows: Stroke, owners: NDArray[np.intp], gaps: _Gaps) -> Iterator[tuple[int, Stroke]]:
    """Yield what remains of strokes, piece by piece, in order and each with its stroke's index.

    rows: (N, 2 or 3), the points of all the strokes; owners: (N,), the index of each one's stroke.
    """
    inner = owners[gaps.segments] == np.append(owners, -1)[gaps.segments + 1]
    segments, t0, t1 = gaps.segments[inner], gaps.t0[inner], gaps.t1[inner]
    ends = ~gaps.is_gone[segments] & (t0 > CUT_SHARE)  # a piece ends at t0
    begins = ~gaps.is_gone[segments + 1] & (t1 < 1 - CUT_SHARE)  # another begins at t1
    kept = np.flatnonzero(~gaps.is_gone)
    # Where the points of the pieces lie along the strokes: i + t is on segment i at t.
    along = np.concatenate([kept, segments[ends] + t0[ends], segments[begins] + t1[begins]])
    if not len(along):
        return
    order = np.argsort(along, kind="stable")
    segment = np.concatenate([kept, segments[ends], segments[begins]])[order]
    share = np.concatenate([np.zeros(len(kept)), t0[ends], t1[begins]])[order, None]
    following = np.minimum(segment + 1, len(rows) - 1)
    points = rows[segment] + share * (rows[following] - rows[segment])
    # A piece ends with its stroke, and where a gap lies before the next point.
    gaps_before = np.concatenate(
        [np.searchsorted(segments, kept), np.flatnonzero(ends), np.flatnonzero(begins) + 1]
    )[order]
    owner = owners[segment]
    last = np.flatnonzero((np.diff(gaps_before) != 0) | (np.diff(owner) != 0))
    first = [0, *(last + 1).tolist()]
    stops = [*first[1:], len(points)]
    for start, stop, whose in zip(first, stops, owner[first].tolist(), strict=True):
        yield whose, points[start:stop]


def fit_to_pad(drawing: Drawing, side_px: float) -> Drawing:
    """Return the drawing as it lies where it fits a pad of this side, else centred at 70 % of it.

    Ink too small to see well, under an eighth of the side, is magnified likewise.
    """
    if drawing.is_empty:
        return drawing
    left, top, right, bottom = drawing.bounds()
    extent = max(right - left, bottom - top)
    inside = min(left, top) >= 0 and max(right, bottom) <= side_px
    if inside and extent >= side_px / 8:
        return drawing
    # Below this extent, ink is a dot; magnified, its coordinates could overflow.
    scale = 0.7 * side_px / extent if extent > DOT_EXTENT_PX else 1.0
    middle = np.array([left + right, top + bottom]) / 2

    def moved(stroke: Stroke) -> Stroke:
        points = stroke.copy()
        points[:, :2] = (stroke[:, :2] - middle) * scale + side_px / 2
        return points

    return replace(drawing, strokes=tuple(map(moved, drawing.strokes)))
