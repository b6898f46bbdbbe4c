"""Groups components into pieces: one piece is one character with its loose strokes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.candidates import Candidate, border_contact, border_share, is_bar
from model.ink.picture.components import Components

_NEAR = 0.15  # loose strokes lie nearer to a character than this share of its size
_SPECK = 0.12  # smaller than this share of the largest, and apart, is dust
MOST = 40
_LIKE = 0.45  # at least this share of the largest is another character


@dataclass(frozen=True, eq=False)
class Pieces:
    ink: NDArray[np.uint8]
    pieces: NDArray[np.uint8]
    count: int
    chosen: frozenset[int]


def find_pieces(candidate: Candidate) -> Pieces:
    components = candidate.components
    shape = components.shape
    if candidate.main is None:
        none = np.zeros(shape, np.uint8)
        return Pieces(none, none, 0, frozenset())
    main = candidate.main
    value = candidate.value
    size = components.size.astype(float)
    kept = _belongs(candidate)
    order = np.flatnonzero(kept)
    order = order[np.argsort(-size[order])][:MOST]
    groups = group(components, order)
    owner = np.full(len(components), -1)
    for number, members in enumerate(groups):
        owner[members] = number
    group_boxes = [_box(components, members) for members in groups]
    main_group = owner[main]
    sizes = np.array([max(b[2] - b[0], b[3] - b[1]) for b in group_boxes], float)
    plausible = sizes >= _LIKE * sizes[main_group]
    real = sizes >= 0.2 * sizes[main_group]
    numbers = np.zeros(len(groups), int)
    numbers[real] = np.arange(1, real.sum() + 1).clip(max=255)
    painted = np.zeros(len(components), np.int64)
    painted[owner >= 0] = numbers[owner[owner >= 0]]
    pieces = components.paint(painted, 0).astype(np.uint8)
    ink = _soften(candidate, pieces, main)
    pieces = np.where(ink > 0, pieces, 0).astype(np.uint8)
    chosen = frozenset(int(n) for n in numbers[plausible & real])
    return Pieces(ink, pieces, int(numbers.max()), chosen)


def _belongs(candidate: Candidate) -> NDArray[np.bool_]:
    """Return (N,): which components may be writing, or a stroke of it."""
    components, main = candidate.components, candidate.main
    size = components.size.astype(float)
    stroke = components.stroke_width
    kept = candidate.peak >= 0.35 * float(candidate.peak[main])
    kept &= (size >= 0.06 * size[main]) | (components.area >= 0.5 * stroke[main] ** 2)
    kept &= stroke < 3 * stroke[main] + 1
    kept &= (candidate.value > 0) | (size < 0.6 * size[main])
    box = _box(components, np.array([main]))
    contact = border_contact(components)
    share = border_share(components)
    gaps = np.array([_gap(b, box) for b in _boxes(components)])
    flat = np.minimum(components.width, components.height) < 0.25 * size
    kept &= ~is_bar(components) & ~((share >= 0.2) & flat)
    far = (contact > 0) & (gaps >= 0.05 * size[main])
    kept &= ~far | ((size >= 0.5 * size[main]) & (candidate.strength > 0.5 * candidate.strength[main]))
    kept &= (candidate.edges > 0.3) | (size < 0.3 * size[main])
    kept[main] = True
    return kept


def _boxes(components: Components) -> NDArray[np.int64]:
    return np.stack([components.left, components.top, components.right, components.bottom], 1)


def _box(components: Components, members) -> NDArray[np.int64]:
    boxes = _boxes(components)[members]
    return np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])


def group(components: Components, order: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return which of the components in `order`, the largest first, are one character each."""
    groups = [np.array([index]) for index in order]
    boxes = [_box(components, members) for members in groups]
    outlines = [_outline(components, index) for index in order]
    stroke = float(np.median(components.stroke_width[order[:5]]))
    merged = True
    while merged:
        merged = False
        for one in range(len(groups)):
            other = one + 1
            while other < len(groups):
                if _join(boxes[one], boxes[other], outlines[one], outlines[other], stroke):
                    groups[one] = np.concatenate([groups[one], groups.pop(other)])
                    outlines[one] = np.concatenate([outlines[one], outlines.pop(other)])
                    box = boxes.pop(other)
                    boxes[one] = np.concatenate(
                        [np.minimum(boxes[one][:2], box[:2]), np.maximum(boxes[one][2:], box[2:])]
                    )
                    merged = True
                else:
                    other += 1
    return groups


def _outline(components: Components, index: int) -> NDArray[np.float64]:
    """Return (P, 2): some of a component's px, as complex numbers would be."""
    rows, columns = components.px(index)
    step = max(len(rows) // 150, 1)
    return np.stack([columns[::step], rows[::step]], 1).astype(np.float64)


def _join(one, other, px_one, px_other, stroke: float) -> bool:
    """Whether two boxes with their px are strokes of one character."""
    size = max(one[2] - one[0], one[3] - one[1], other[2] - other[0], other[3] - other[1])
    if _gap(one, other) > 0.25 * size:
        return False
    height_one, height_other = one[3] - one[1], other[3] - other[1]
    size_one = max(one[2] - one[0], height_one)
    size_other = max(other[2] - other[0], height_other)
    small = min(size_one, size_other) / size
    distance = np.sqrt(((px_one[:, None] - px_other[None]) ** 2).sum(-1).min()) - 1 - size / 60
    overlap_x = min(one[2], other[2]) - max(one[0], other[0])
    overlap_y = min(one[3], other[3]) - max(one[1], other[1])
    tall = min(height_one, height_other) >= 0.6 * max(height_one, height_other)
    beside = overlap_y >= 0.5 * min(height_one, height_other)
    if tall and beside and small > 0.5 and overlap_x < 0.25 * min(one[2] - one[0], other[2] - other[0]):
        return distance <= max(0.03 * size, 0.5 * stroke)  # side by side, each as tall
    if (
        small > 0.6
        and overlap_y < 0
        and min(height_one, height_other) > 0.5 * max(height_one, height_other)
    ):
        return distance <= max(0.06 * size, stroke)  # one below the other
    return distance <= max(0.18 * size, 1.2 * stroke)


def _gap(one, other) -> float:
    dx = max(one[0] - other[2], other[0] - one[2], 0)
    dy = max(one[1] - other[3], other[1] - one[3], 0)
    return float(np.hypot(dx, dy))


def _soften(candidate, pieces, main):
    strength = candidate.contrast.strength.astype(np.float32)
    inked = pieces > 0
    strongest = float(np.percentile(strength[inked], 90)) if inked.any() else 1
    return np.where(inked, (strength * (255 / max(strongest, 1))).clip(0, 255), 0).astype(np.uint8)
