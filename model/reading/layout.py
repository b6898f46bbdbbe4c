"""How pieces of a drawing's ink lie beside each other: how far apart, and whether they cross."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Traces
from model.reading.ink_digests import InkDigest, digests_of

Floats = NDArray[np.float64]

POINTS = 24
"""Points of each by which the distance between two is measured."""


class Layout(NamedTuple):
    """What was measured of some ink, A of it."""

    digests: list[InkDigest]
    pieces: Floats
    """(A, POINTS, 2, 2) pieces evenly along it: begin, and step to the end.

    A piece ends where its run goes on to, the next piece's begin or before.
    """
    distances: Floats
    """(A, A) in px."""
    crosses: NDArray[np.bool_]
    """(A, A)"""


def lay_out(drawing: Drawing, ink: Sequence[Traces], before: Layout | None = None) -> Layout:
    """Measure some ink of a drawing; what is new, where most of it was measured before."""
    digests = digests_of(drawing, ink)
    known = _places_of(digests, before.digests if before else ())
    new = np.flatnonzero(known < 0)
    count = len(digests)
    if before is None:
        pieces, distances = np.empty((count, POINTS, 2, 2)), np.empty((count, count))
        crosses = np.empty((count, count), np.bool_)
    else:
        pieces, square = before.pieces[known], np.ix_(known, known)
        distances, crosses = before.distances[square], before.crosses[square]
    if len(new):  # what stands in their places is of other ink
        pieces[new] = _cut_to_pieces(runs_of(drawing, [ink[place] for place in new.tolist()]))
        distances[new] = least_distances(pieces[new, :, 0], pieces[:, :, 0])
        distances[:, new] = distances[new].T
        _find_crosses(pieces, new, crosses)
    return Layout(digests, pieces, distances, crosses)


def _places_of(digests: Sequence[InkDigest], among: Sequence[InkDigest]) -> NDArray[np.intp]:
    """Return (A,) where each of some ink is among other; -1 where it is not."""
    places = {digest: place for place, digest in enumerate(among)}
    return np.array([places.get(digest, -1) for digest in digests], np.intp)


def runs_of(drawing: Drawing, ink: Sequence[Traces]) -> list[list[Floats]]:
    """Return the points of each run of some ink, (P, 2)."""
    return [
        [drawing.strokes[stroke][first:past, :2] for stroke, first, past in traces]
        for traces in ink
    ]


def boxes_of(drawing: Drawing, ink: Sequence[Traces]) -> Floats:
    """Return (N, 4) left, top, right, bottom of some ink, in px."""
    runs = runs_of(drawing, ink)
    points = np.concatenate([run for of_one in runs for run in of_one])
    lengths = np.array([sum(map(len, of_one)) for of_one in runs])
    firsts = np.cumsum(lengths) - lengths
    low, high = np.minimum.reduceat(points, firsts), np.maximum.reduceat(points, firsts)
    return np.concatenate([low, high], axis=1)


def _cut_to_pieces(ink: Sequence[Sequence[Floats]]) -> Floats:
    """Return the pieces of some ink, each of runs of points; see `Layout`."""
    points = np.concatenate([run for runs in ink for run in runs])  # (P, 2)
    lengths = np.array([len(run) for runs in ink for run in runs])  # of each run
    firsts = np.cumsum(lengths) - lengths
    ink_of_run = np.repeat(np.arange(len(ink)), [len(runs) for runs in ink])

    # A segment leads from each point to the next of its run; a lone point leads to itself.
    is_last = np.zeros(len(points), bool)
    is_last[firsts + lengths - 1] = True
    is_begin = ~is_last
    is_begin[firsts[lengths == 1]] = True
    begin = np.flatnonzero(is_begin)  # (S,)
    begins, ends = points[begin], points[begin + ~is_last[begin]]
    run = np.repeat(np.arange(len(lengths)), np.maximum(lengths - 1, 1))
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*(ends - begins).T))])  # along all ink
    first = np.searchsorted(ink_of_run[run], np.arange(len(ink)))
    past = np.append(first[1:], len(begin))

    at = np.linspace(way[first], way[past], POINTS, axis=1)  # (N, POINTS)
    segment = np.searchsorted(way[1:], at, side="right").clip(first[:, None], past[:, None] - 1)
    share = (at - way[segment]) / np.maximum(way[segment + 1] - way[segment], 1e-9)
    places = begins[segment] + share[..., None] * (ends - begins)[segment]
    steps = np.diff(places, axis=1, append=places[:, -1:])
    steps[:, :-1][run[segment[:, 1:]] != run[segment[:, :-1]]] = 0  # the pen was lifted
    return np.stack([places, steps], axis=2)


def _find_crosses(pieces: Floats, new: NDArray[np.intp], crosses: NDArray[np.bool_]) -> None:
    """Write into (A, A) whether new ink, (K,), crosses any ink; pieces: of all of it."""
    begins = pieces[:, :, 0]
    ends = begins + pieces[:, :, 1]
    low, high = np.minimum(begins, ends).min(axis=1), np.maximum(begins, ends).max(axis=1)
    meets = ((low[new, None] <= high) & (low <= high[new, None])).all(axis=2)  # (K, A)
    meets[:, new] &= new > new[:, None]  # each pair of new ink once, and none with itself
    crosses[new] = crosses[:, new] = False
    first, second = np.nonzero(meets)
    if not len(first):
        return
    first = new[first]
    # Where p + t r meets q + u s.
    p, r = begins[first][:, :, None], pieces[first, :, None, 1]  # (M, POINTS, 1, 2)
    q, s = begins[second][:, None], pieces[second][:, None, :, 1]
    apart = q - p
    along = r[..., 0] * s[..., 1] - r[..., 1] * s[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (apart[..., 0] * s[..., 1] - apart[..., 1] * s[..., 0]) / along
        u = (apart[..., 0] * r[..., 1] - apart[..., 1] * r[..., 0]) / along
    found = ((t > 0) & (t < 1) & (u > 0) & (u < 1)).any(axis=(1, 2))
    crosses[first, second] = crosses[second, first] = found


def least_distances(some: Floats, others: Floats) -> Floats:
    """Return (K, A) the least distance between points of each, (K, P, 2) and (A, P, 2)."""
    middle = others.mean(axis=(0, 1))
    some, others = some - middle, others - middle
    # The square of a distance as one product: |p - q|^2 = |p|^2 - 2 p q + |q|^2.
    left = np.concatenate([-2 * some, *_squares(some)], axis=2)  # (K, P, 4)
    right = np.concatenate([others, *reversed(_squares(others))], axis=2)
    count, length, _ = right.shape
    right = right.transpose(2, 1, 0).reshape(4, -1)  # (4, P * A)
    # One by one: all the products at once are so many that to hold them takes longest.
    nearest = np.stack([(own @ right).min(axis=0) for own in left])  # (K, P * A)
    least = nearest.reshape(len(left), length, count).min(axis=1)
    distances: Floats = np.sqrt(np.maximum(least, 0))
    return distances


def _squares(points: Floats) -> tuple[Floats, Floats]:
    """Return (N, P, 1) how far points are from the origin, squared, and as many ones."""
    squares = (points * points).sum(axis=2, keepdims=True)
    return squares, np.ones_like(squares)
