"""Curves: what turns a style's control points into the path of a pen.

A spline is linear in its control points. The way from the points to the path is therefore one
matrix for each style, which is worked out once and then serves any number of drawings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from model.handwriting.arrays import Floats
from model.handwriting.skeleton import Span, Style, parse_skeleton

POINTS = 48
"""Points of a drawing's path, before a pad samples it."""
LINKABLE = 0.6
"""Strokes whose ends are closer than this, in heights of the box, may be joined by a hasty pen."""
WEAR_POINTS = 2.4
"""How far a hand that is all haste wears corners round, in points of the path."""


@dataclass(frozen=True)
class Curve:
    """The curve of a style, whose K skeletons have P control points each."""

    control: Floats
    """(K, P, 2) the control points of each skeleton, in heights of the box."""
    sharp: Floats
    """(POINTS, P) the matrix from control points to the path that runs through them."""
    soft: Floats
    """(POINTS, P) the matrix from control points to the path with its corners worn round."""
    strokes: tuple[Span, ...]
    """The points of the path that each stroke has."""
    linked: tuple[Span, ...]
    """The points that each stroke has when the pen is not lifted between strokes that are close."""


@cache
def make_curve(style: Style) -> Curve:
    """Return the curve of a style; the same object each time, since working it out is slow."""
    skeletons = [parse_skeleton(text) for text in style.skeletons]
    spans, corners = skeletons[0].strokes, skeletons[0].corners  # alike in all skeletons
    control = np.stack([skeleton.points for skeleton in skeletons])
    # Centripetal knots: as far apart as the root of the distance from point to point.
    distances = np.hypot(*np.diff(control, axis=1).transpose(2, 0, 1))  # (K, P - 1)
    gaps = np.sqrt(distances).mean(axis=0)
    knots = [np.concatenate([[0.0], np.cumsum(gaps[begin : end - 1])]) for begin, end in spans]
    strokes = _share_points([stroke_knots[-1] for stroke_knots in knots])

    sharp = np.zeros((POINTS, control.shape[1]))
    wear = np.zeros((POINTS, POINTS))
    for (begin, end), (first, last), stroke_knots in zip(spans, strokes, knots, strict=True):
        inner = sorted(corner - begin for corner in corners if begin < corner < end - 1)
        breaks = [0, *inner, end - begin - 1]
        sharp[first:last, begin:end] = _join_splines(stroke_knots, breaks, last - first)
        wear[first:last, first:last] = _blur(last - first)

    lifts = [distances[:, end - 1].mean() for _, end in spans[:-1]]
    return Curve(control, sharp, wear @ sharp, strokes, _link(strokes, lifts))


def _share_points(lengths: Sequence[float]) -> tuple[Span, ...]:
    """Return the points of the path that each stroke gets, given how long each stroke is."""
    shares = np.array(lengths) + 0.1  # a short stroke needs a few points, too
    bounds = np.rint(np.cumsum([0, *shares]) / shares.sum() * POINTS).astype(int).tolist()
    return tuple(pairwise(bounds))


def _join_splines(knots: Floats, breaks: Sequence[int], count: int) -> Floats:
    """Return (count, P) the matrix of a stroke, smooth from each break to the next.

    knots: (P,) ascending; breaks: the indices in `knots` of the stroke's ends and corners.
    """
    at = np.linspace(0, knots[-1], count)
    for corner in breaks:  # a corner stays sharp only where a point of the path lies on it
        at[np.abs(at - knots[corner]).argmin()] = knots[corner]
    matrix = np.zeros((count, len(knots)))
    for first, last in pairwise(breaks):
        inside = np.flatnonzero((at >= knots[first]) & (at <= knots[last]))
        matrix[inside, first : last + 1] = spline(knots[first : last + 1], at[inside])
    return matrix


def spline(knots: Floats, at: Floats) -> Floats:
    """Return (T, P) what each control point adds to a smooth curve at each of `at`.

    The curve is a cubic Hermite spline whose tangents are those of parabolas through three
    neighbours (Catmull-Rom with uneven knots). knots: (P,) ascending; at: (T,) within them.
    """
    points: Floats = np.eye(len(knots))
    width: Floats = np.diff(knots)
    slope = np.diff(points, axis=0) / width[:, None]
    if len(knots) == 2:
        tangent = np.concatenate([slope, slope])
    else:
        inner = (slope[:-1] * width[1:, None] + slope[1:] * width[:-1, None]) / (
            width[1:] + width[:-1]
        )[:, None]
        tangent = np.concatenate([[2 * slope[0] - inner[0]], inner, [2 * slope[-1] - inner[-1]]])
    piece = np.searchsorted(knots[1:-1], at, side="right")
    h = width[piece]
    t = (at - knots[piece]) / h
    curve: Floats = (
        ((1 + 2 * t) * (1 - t) ** 2)[:, None] * points[piece]
        + (h * t * (1 - t) ** 2)[:, None] * tangent[piece]
        + (t**2 * (3 - 2 * t))[:, None] * points[piece + 1]
        + (h * t**2 * (t - 1))[:, None] * tangent[piece + 1]
    )
    return curve


def _blur(count: int) -> Floats:
    """Return (count, count) the matrix that wears a stroke of so many points round."""
    apart = np.subtract.outer(np.arange(count), np.arange(count))
    kernel = np.exp(-0.5 * (apart / WEAR_POINTS) ** 2)
    blur: Floats = kernel / kernel.sum(axis=1, keepdims=True)
    return blur


def _link(strokes: Sequence[Span], lifts: Sequence[float]) -> tuple[Span, ...]:
    """Return the strokes, each joined to the next where the pen is lifted for a short way only.

    lifts: how far the end of each stroke is from the start of the next, in heights of the box.
    """
    linked = [strokes[0]]
    for lift, (first, last) in zip(lifts, strokes[1:], strict=True):
        if lift < LINKABLE:
            linked[-1] = (linked[-1][0], last)
        else:
            linked.append((first, last))
    return tuple(linked)
