"""What is done with a drawing on the pad: erasing, and fitting it there."""

from dataclasses import replace
from operator import is_

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Point, Stroke

DOT_EXTENT_PX = 1e-6


def erase(drawing: Drawing, begin: Point, end: Point, radius_px: float) -> Drawing:
    """Return the drawing without the ink within `radius_px` of the line from begin to end.

    Strokes that the eraser crosses are cut; what it does not touch stays the very same object.
    """
    strokes: list[Stroke] = []
    for stroke in drawing.strokes:
        dense = _densify(stroke, radius_px / 4, _near(stroke, begin, end, radius_px))
        gone = _distances(dense[:, :2], begin, end) <= radius_px
        if not gone.any():
            strokes.append(stroke)
            continue
        edges = np.flatnonzero(np.diff(np.concatenate([[True], gone, [True]]).astype(np.int8)))
        strokes += [dense[first:last] for first, last in edges.reshape(-1, 2)]
    untouched = len(strokes) == len(drawing.strokes) and all(map(is_, strokes, drawing.strokes))
    return drawing if untouched else replace(drawing, strokes=tuple(strokes))


def _near(stroke: Stroke, begin: Point, end: Point, radius_px: float) -> NDArray[np.bool_]:
    """Return (N - 1,): whether each segment's box meets that of the line and its surroundings."""
    low = np.minimum(stroke[:-1, :2], stroke[1:, :2]) <= np.maximum(begin, end) + radius_px
    high = np.maximum(stroke[:-1, :2], stroke[1:, :2]) >= np.minimum(begin, end) - radius_px
    return np.asarray((low & high).all(axis=1))


def _densify(stroke: Stroke, spacing_px: float, segments: NDArray[np.bool_]) -> Stroke:
    """Return the stroke with points added on these segments, no further than this apart."""
    if not segments.any():
        return stroke
    gaps = np.hypot(*np.diff(stroke[:, :2], axis=0).T)
    pieces = np.where(segments, np.maximum(np.ceil(gaps / spacing_px), 1), 1)
    at = np.concatenate([[0], np.cumsum(pieces)])
    dense = [np.interp(np.arange(at[-1] + 1), at, column) for column in stroke.T]
    return np.stack(dense, axis=1)


def _distances(points: Stroke, begin: Point, end: Point) -> NDArray[np.float64]:
    """Return the distance of each point to the line from begin to end."""
    start, line = np.array(begin), np.subtract(end, begin)
    along = ((points - start) @ line / max(float(line @ line), 1e-12)).clip(0, 1)
    return np.asarray(np.hypot(*(points - start - along[:, None] * line).T))


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
