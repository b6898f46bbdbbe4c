"""Where on the pad strokes' curves lie; not imported before something is erased."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from model.ink.drawing import Drawing, Point, Stroke

Indices = NDArray[np.intp]


def curves_of_all_near(strokes: Sequence[Stroke], box: QRectF) -> tuple[Indices, Indices]:
    """Return which curves of which strokes come near a box, in order.

    The first array, (M,), holds the indices of the strokes, the second those of their curves.
    Curve i, from 1, lies within the box of points i - 2 to i, the tail, curve N, within that of the
    last two.
    """
    joined = _join(strokes)
    near = _bends_near(joined, box)
    return joined.owners[near], near - joined.starts[near] + 1


def box_of_change(
    before: Drawing, after: Drawing, begin: Point, end: Point, radius: float
) -> QRectF:
    """Return a box outside of which a drawing looks the same before and after an eraser's move.

    The eraser went straight from begin to end and took the ink within the radius; nothing was
    thinned.
    """
    way = QRectF(QPointF(*begin), QPointF(*end)).normalized()
    way.adjust(-radius, -radius, radius, radius)
    kept = set(map(id, after.strokes))
    joined = _join([stroke for stroke in before.strokes if id(stroke) not in kept])
    # The points of the curves near the way, and of those beside them.
    around = _bends_near(joined, way)[:, None] + np.arange(-3, 4)
    near_starts, near_stops = (x[around[:, 3]][:, None] for x in (joined.starts, joined.stops))
    points = joined.points[around.clip(near_starts, near_stops - 1).ravel()]
    if not len(points):
        return way
    low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return way.united(QRectF(QPointF(*low), QPointF(*high)))


class _Joined(NamedTuple):
    """The points of some strokes, (N, 2), and for each point, (N,), what is said of its stroke."""

    points: NDArray[np.float64]
    owners: Indices
    """The stroke's index."""
    starts: Indices
    """The index of the stroke's first point."""
    stops: Indices
    """One more than the index of its last."""


def _join(strokes: Sequence[Stroke]) -> _Joined:
    lengths = np.array([len(stroke) for stroke in strokes], np.intp)
    stops = np.cumsum(lengths)
    return _Joined(
        np.concatenate([np.empty((0, 2)), *(stroke[:, :2] for stroke in strokes)]),
        np.repeat(np.arange(len(strokes)), lengths),
        np.repeat(stops - lengths, lengths),
        np.repeat(stops, lengths),
    )


def _bends_near(joined: _Joined, box: QRectF) -> Indices:
    """Return the indices of the points whose curves come near a box; a point bends curve i + 1."""
    points = joined.points
    index = np.arange(len(points))
    before = points[np.maximum(index - 1, joined.starts)]
    after = points[np.minimum(index + 1, joined.stops - 1)]
    low = np.minimum(np.minimum(before, points), after)
    high = np.maximum(np.maximum(before, points), after)
    return np.flatnonzero(
        (high[:, 0] >= box.left())
        & (low[:, 0] <= box.right())
        & (high[:, 1] >= box.top())
        & (low[:, 1] <= box.bottom())
    )
