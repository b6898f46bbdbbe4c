"""Where on the pad a stroke's curves lie; not imported before something is erased."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from model.ink.drawing import Drawing, Point, Stroke


def curves_near(stroke: Stroke, box: QRectF) -> NDArray[np.intp]:
    """Return the indices of a stroke's curves that come near a box, in order; the tail is curve N.

    Curve i, from 1, lies within the box of points i - 2 to i, the tail within that of the last two.
    """
    points = np.concatenate([stroke[:1, :2], stroke[:, :2], stroke[-1:, :2]])
    three = np.stack([points[:-2], points[1:-1], points[2:]])
    low, high = three.min(axis=0), three.max(axis=0)  # of p[i - 2] to p[i], for i = 1 ... N
    near = (
        (high[:, 0] >= box.left())
        & (low[:, 0] <= box.right())
        & (high[:, 1] >= box.top())
        & (low[:, 1] <= box.bottom())
    )
    return np.flatnonzero(near) + 1


def box_of_change(
    before: Drawing, after: Drawing, begin: Point, end: Point, radius: float
) -> QRectF:
    """Return a box outside of which a drawing looks the same before and after an eraser's move.

    The eraser went straight from begin to end and took the ink within the radius.
    """
    way = QRectF(QPointF(*begin), QPointF(*end)).normalized()
    way.adjust(-radius, -radius, radius, radius)
    box = QRectF(way)
    kept = set(map(id, after.strokes))
    for stroke in before.strokes:
        if id(stroke) not in kept:
            # The points of the curves near the way, and of those beside them.
            near = curves_near(stroke, way)[:, None] + np.arange(-4, 3)
            around = stroke[near.ravel().clip(0, len(stroke) - 1), :2]
            if len(around):
                low, high = around.min(axis=0).tolist(), around.max(axis=0).tolist()
                box = box.united(QRectF(QPointF(*low), QPointF(*high)))
    return box
