"""The pieces of ink in a picture: which are there, which are meant, and whether that is sure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.candidates import Candidate
from model.ink.picture.components import Components
from model.ink.picture.doubt import Doubt
from model.ink.picture.grouping import box_of, group
from model.ink.picture.runs import Mask
from model.ink.picture.surroundings import SMALL_PX, border_contact, border_share, find_bars

_MOST_STROKES = 600
_MOST_PIECES = 254
_MOST_OF_ONE = 40  # strokes of one character; more are the grain of paper
_AS_STRONG = 0.35, 0.4  # of the main component's peak, and of its mean: what is fainter is dirt
_SPECK = 0.06  # of the main component's size
_WIDER = 3.0  # times as wide as the main component's strokes is a blot
_PIECE = 0.2  # of the main piece's size is shown as a piece, and can be chosen
_LIKE = 0.45  # of the main piece's size may be another character
_ROW = 0.45  # of the usual size of several characters may be another one of them ...
_BESIDE = 0.4  # ... if it shares so much of its height with one
_FLAT = 0.2  # of its width is the height of a level line, which is no character
_CUT = 0.7  # of a stroke's width lies at the edge where the stroke goes on beyond it
_FADES = 0.3  # edges less sharp are a shadow's
_FAINT = 1.25  # times as strong as noise may be
_STRONGEST = 90  # the percentile of strength that counts as full ink


@dataclass(frozen=True, eq=False)
class Pieces:
    """The ink that was found, as pieces; the first two as in `Picture`."""

    ink: NDArray[np.uint8]
    """(H, W): 0 for paper, 255 for the strongest."""
    numbers: NDArray[np.uint8]
    """(H, W): the piece of each px, from 1; 0 for none."""
    chosen: frozenset[int]
    """Which are meant, by their number."""
    doubt: Doubt | None


def find_pieces(candidate: Candidate) -> Pieces:
    """Return the pieces of ink in what is taken for it."""
    components, main = candidate.components, candidate.main
    if main is None:
        none = np.zeros(components.shape, np.uint8)
        return Pieces(none, none, frozenset(), None)
    kept = np.flatnonzero(_belongs(candidate, main))
    order = kept[np.argsort(-components.size[kept], kind="stable")][:_MOST_STROKES]
    order = np.append(main, order[order != main])
    groups = group(components, order)
    boxes = np.array([box_of(components, members) for members in groups])
    sizes = (boxes[:, 2:] - boxes[:, :2]).max(1)
    of_main = next(index for index, members in enumerate(groups) if main in members)
    is_cut = _cut_off(components, groups)
    if is_cut[of_main] or (is_cut & (sizes >= _LIKE * sizes[of_main])).sum() > 1:
        is_cut[:] = False  # part of a number
    is_flat = (boxes[:, 3] - boxes[:, 1]) <= _FLAT * sizes
    is_flat[of_main] = False
    is_meant = _row_of(boxes, (sizes >= _LIKE * sizes[of_main]) & ~is_cut & ~is_flat, is_flat)
    owner = np.zeros(len(components), np.int64)
    number, chosen = 0, set()
    for index, members in enumerate(groups):
        if sizes[index] >= _PIECE * sizes[of_main] and number < _MOST_PIECES:
            number += 1
            owner[members] = number
            if is_meant[index]:
                chosen.add(number)
    numbers = components.paint(owner, 0).astype(np.uint8)
    ink = _soften(candidate.contrast.strength, numbers)
    numbers[ink == 0] = 0
    if len(chosen) < is_meant.sum():
        doubt: Doubt | None = Doubt.MANY
    elif len(chosen) == 1 and len(groups[of_main]) > _MOST_OF_ONE:
        doubt = Doubt.FAINT
    else:
        doubt = _doubt(candidate, main, len(chosen))
    return Pieces(ink, numbers, frozenset(chosen), doubt)


def _belongs(candidate: Candidate, main: int) -> Mask:
    """Return (N,): which components may be writing, or a stroke of it."""
    components = candidate.components
    size, stroke = components.size, components.stroke_width
    peak, mean = _AS_STRONG
    kept = candidate.peak >= peak * float(candidate.peak[main])
    kept &= candidate.strength >= mean * candidate.strength[main]
    kept &= (size >= _SPECK * size[main]) | (components.area >= 0.5 * stroke[main] ** 2)
    kept &= stroke < _WIDER * stroke[main] + 1
    kept &= (candidate.value > 0) | (size < 0.6 * size[main])
    kept &= (candidate.edges > _FADES) | (size < 0.3 * size[main])
    # What comes in from the edge is a neighbour's, unless it is near, or as large and as strong.
    is_flat = np.minimum(components.width, components.height) < 0.25 * size
    kept &= ~find_bars(components) & ~((border_share(components) >= 0.2) & is_flat)
    x = np.maximum(components.left, components.left[main])
    x -= np.minimum(components.right, components.right[main])
    y = np.maximum(components.top, components.top[main])
    y -= np.minimum(components.bottom, components.bottom[main])
    is_near = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) < 0.05 * size[main]
    is_like = (size >= 0.5 * size[main]) & (candidate.strength > 0.5 * candidate.strength[main])
    kept &= (border_contact(components) == 0) | is_near | is_like
    kept[main] = True
    return kept


def _cut_off(components: Components, groups: list[list[int]]) -> Mask:
    """Return (P,): which pieces the edge of the picture cuts, such as a neighbour's."""
    if max(components.shape) < SMALL_PX:
        return np.zeros(len(groups), np.bool_)
    contact = border_contact(components)
    stroke = components.stroke_width
    return np.array([bool((contact[g] >= _CUT * stroke[g]).any()) for g in groups])


def _row_of(boxes: NDArray[np.int64], is_meant: Mask, is_flat: Mask) -> Mask:
    """Return (P,): which pieces are meant, with those that stand in rows of several that are.

    In a row, what the edge of the picture cuts is no neighbour's. boxes: (P, 4).
    """
    if is_meant.sum() < 2:
        return is_meant
    heights = boxes[:, 3] - boxes[:, 1]
    usual = float(np.median(heights[is_meant]))
    may_be = ~is_meant & ~is_flat & (heights >= _ROW * usual)
    tops = np.maximum(boxes[:, None, 1], boxes[None, is_meant, 1])
    bottoms = np.minimum(boxes[:, None, 3], boxes[None, is_meant, 3])
    lower = np.minimum(heights[:, None], heights[None, is_meant])
    is_beside: Mask = (bottoms - tops >= _BESIDE * lower).any(axis=1)
    in_rows: Mask = is_meant | (may_be & is_beside)
    return in_rows


def _soften(strength: NDArray[np.uint8], numbers: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return (H, W): the strength of the pieces' px, stretched so that full ink is 255."""
    inked = numbers > 0
    full = max(float(np.percentile(strength[inked], _STRONGEST)), 1.0)
    stretched = (strength * np.float32(255 / full)).clip(0, 255).astype(np.uint8)
    return np.where(inked, stretched, np.uint8(0))


def _doubt(candidate: Candidate, main: int, chosen: int) -> Doubt | None:
    if chosen > 1:
        return Doubt.SEVERAL
    if candidate.edges[main] < _FADES:
        return Doubt.SHADOW
    contrast = candidate.contrast
    # Where paper is taken to be the same everywhere, what differs most is the light, not the grain.
    if contrast.window is not None and candidate.peak[main] < _FAINT * contrast.least:
        return Doubt.FAINT
    return None
