"""The pad's edge: what lies beyond it is no ink. It knows no Qt."""

from app.pad.ink_points import PAD_SIDE, InkPoint


def is_on_pad(point: InkPoint) -> bool:
    """Whether a point lies on the pad; its edge belongs to it."""
    x, y, _ = point
    return 0 <= x <= PAD_SIDE and 0 <= y <= PAD_SIDE


def part_on_pad(begin: InkPoint, end: InkPoint) -> tuple[InkPoint, InkPoint] | None:
    """Return the ends of what lies on the pad of a line, or None; pressure runs on along it.

    Liang and Barsky, "A new concept and method for line clipping", 1984.
    """
    enters, leaves = (0.0, begin), (1.0, end)
    for axis in (0, 1):
        for edge, side in ((0.0, -1), (float(PAD_SIDE), 1)):
            begins_beyond = side * (begin[axis] - edge) > 0
            ends_beyond = side * (end[axis] - edge) > 0
            if begins_beyond and ends_beyond:
                return None
            if begins_beyond or ends_beyond:
                share = (edge - begin[axis]) / (end[axis] - begin[axis])
                crossing = (share, _between(begin, end, share, axis, edge))
                if begins_beyond and share >= enters[0]:
                    enters = crossing
                elif ends_beyond and share <= leaves[0]:
                    leaves = crossing
    return (enters[1], leaves[1]) if enters[0] <= leaves[0] else None


def _between(begin: InkPoint, end: InkPoint, share: float, axis: int, edge: float) -> InkPoint:
    """Return the point at a share of the way, which lies on an edge of this axis."""
    x, y, pressure = (a + share * (b - a) for a, b in zip(begin, end, strict=True))
    if axis == 0:
        return edge, min(max(y, 0.0), PAD_SIDE), pressure  # a corner, but for rounding
    return min(max(x, 0.0), PAD_SIDE), edge, pressure
