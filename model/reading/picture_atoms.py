"""The ink of a picture as atoms, line by line: components, and parts of those that are cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.components import Components, find_components
from model.reading.atoms import Atoms, height_of_line, order_of
from model.reading.layout import least_distances
from model.reading.picture_lines import Boxes, find_lines
from model.reading.seams import find_seams

Ink = NDArray[np.float32]
"""(H, W): 0 for paper, 1 for ink."""
Labels = NDArray[np.int32]
"""(H, W): which piece each px of ink is of, from 0; -1 for paper."""

CLEAR = 0.25
"""Ink fainter than this is the soft edge of other ink."""
FRAGMENTS = (0.3, 0.14), (0.6, 0.06)
"""Pieces smaller than the first are of larger ones so near by; in heights of the line."""
POINTS_OF_FRAGMENT = 200
POINTS_OF_PIECE = 40
"""Points by which the distance between two pieces is measured."""


@dataclass(frozen=True, eq=False)
class InkPieces:
    """The pieces of ink in a picture, N of them, each a component or a part of one.

    A piece that is cut is left out of `labels`; its parts are new pieces.
    """

    ink: Ink
    labels: Labels
    boxes: Boxes
    """(N, 4) in px."""
    owners: NDArray[np.intp]
    """(N,): the component that each is of."""
    strokes_px: float
    """How wide strokes are, in px."""

    def ink_of(self, numbers: Sequence[int]) -> Ink:
        """Return the ink of some pieces alone, in the box around them."""
        boxes = self.boxes[list(numbers)]
        left, top = np.maximum(boxes[:, :2].min(axis=0) - 1, 0).astype(int).tolist()
        right, bottom = (boxes[:, 2:].max(axis=0) + 1).astype(int).tolist()
        inside = slice(top, bottom), slice(left, right)
        return np.where(np.isin(self.labels[inside], numbers), self.ink[inside], np.float32(0))


@dataclass(frozen=True, eq=False)
class InkLine:
    """A line of writing in a picture."""

    atoms: Atoms
    """With boxes in px of the ink, from the middle of strokes to that of others."""
    pieces: tuple[int, ...]
    """(A,): the number of the piece that each atom is."""
    strokes_px: float
    """How wide its strokes are."""

    def knowing(self, is_whole: Sequence[bool]) -> InkLine:
        """Return the line, of whose atoms it is known which are a character each; (A,)."""
        return replace(self, atoms=replace(self.atoms, is_whole=np.array(is_whole, np.bool_)))


def find_pieces(ink: Ink) -> InkPieces | None:
    """Return the components of ink, fragments joined to what they are of; None without ink."""
    components = find_components(ink >= CLEAR)
    if not len(components):
        return None
    weights = components.area.astype(np.float64)
    strokes_px = float(np.average(components.stroke_width, weights=weights))
    boxes = np.stack(
        [components.left, components.top, components.right, components.bottom], 1
    ).astype(np.float64)
    owners = _join_fragments(components, boxes)
    numbers = np.unique(owners, return_inverse=True)[1]
    count = int(numbers.max()) + 1
    joined = np.zeros((count, 4))
    for number in range(count):
        own = boxes[numbers == number]
        joined[number] = [*own[:, :2].min(axis=0), *own[:, 2:].max(axis=0)]
    labels = components.paint(numbers.astype(np.int64))
    return InkPieces(ink, labels, joined, np.arange(count), strokes_px)


def _join_fragments(components: Components, boxes: Boxes) -> NDArray[np.intp]:
    """Return (N,): for each component the one that it is joined to, or itself."""
    owners = np.arange(len(boxes))
    size = components.size
    usual = float(np.quantile(size, 0.8))
    order = np.argsort(-size, kind="stable")
    for place, index in enumerate(order.tolist()):
        reach = next((near for share, near in FRAGMENTS if size[index] < share * usual), None)
        if reach is None:
            continue
        larger = order[:place]
        larger = larger[_boxes_apart(boxes[index], boxes[larger]) <= reach * usual]
        apart = [_edges_apart(components, index, other) for other in larger.tolist()]
        if apart and min(apart) <= reach * usual:
            owners[index] = owners[larger[int(np.argmin(apart))]]
    return owners


def _boxes_apart(box: Boxes, others: Boxes) -> NDArray[np.float64]:
    """Return (N,): how far some boxes lie from one, in px."""
    x = np.maximum(0, np.maximum(others[:, 0] - box[2], box[0] - others[:, 2]))
    y = np.maximum(0, np.maximum(others[:, 1] - box[3], box[1] - others[:, 3]))
    apart: NDArray[np.float64] = np.hypot(x, y)
    return apart


def _edges_apart(components: Components, one: int, other: int) -> float:
    """Return how many px of paper lie between two components, nearly."""
    points = []
    for index in (one, other):
        rows, columns = components.px(index)
        step = -(-len(rows) // POINTS_OF_FRAGMENT)
        points.append(np.stack([columns[::step], rows[::step]], 1).astype(np.float64))
    away = points[0][:, None] - points[1][None]
    return float(np.hypot(away[..., 0], away[..., 1]).min()) - 1


def cut_pieces(
    pieces: InkPieces, chosen: Mapping[int, float]
) -> tuple[InkPieces, dict[int, list[int]]]:
    """Return the pieces with some cut along their seams, and the parts of those that were cut.

    chosen: the numbers of pieces, with how high their line is, in px.
    """
    labels = pieces.labels.copy()
    boxes, owners = list(pieces.boxes), pieces.owners.tolist()
    parts: dict[int, list[int]] = {}
    for number, line_height in chosen.items():
        left, top, right, bottom = pieces.boxes[number].astype(int).tolist()
        inside = slice(top, bottom), slice(left, right)
        own = pieces.labels[inside] == number
        seams = find_seams(own, pieces.strokes_px, line_height)
        side = np.zeros(own.shape, np.int32)  # how many seams each px lies right of
        for seam in seams:
            side += np.arange(right - left) >= seam[:, None]
        masks = [mask for part in range(len(seams) + 1) if (mask := own & (side == part)).any()]
        if len(masks) < 2:
            continue
        parts[number] = list(range(len(boxes), len(boxes) + len(masks)))
        for mask in masks:
            rows, columns = np.nonzero(mask)
            low, high = (columns.min(), rows.min()), (columns.max() + 1, rows.max() + 1)
            labels[inside][mask] = len(boxes)
            corner = np.array([left, top, left, top])
            boxes.append(corner + np.array([*low, *high], np.float64))
            owners.append(int(pieces.owners[number]))
    cut = replace(pieces, labels=labels, boxes=np.array(boxes), owners=np.array(owners, np.intp))
    return cut, parts


def lines_of(pieces: InkPieces) -> list[list[int]]:
    """Return the numbers of the pieces, line by line from the top."""
    return find_lines(pieces.boxes)


def make_line(pieces: InkPieces, numbers: Sequence[int]) -> InkLine:
    """Return some pieces as a line."""
    chosen = np.array(numbers, np.intp)
    outer = pieces.boxes[chosen]
    inner = outer + np.array([1, 1, -1, -1]) * (pieces.strokes_px / 2)
    centres = (outer[:, :2] + outer[:, 2:]) / 2
    low, high = np.minimum(inner[:, :2], centres), np.maximum(inner[:, 2:], centres)
    boxes = np.concatenate([low, high], axis=1)
    order = order_of(boxes)
    chosen, boxes = chosen[order], boxes[order]
    height = height_of_line(boxes)
    owners = pieces.owners[chosen]
    points = np.stack([_points(pieces, number) for number in chosen.tolist()])
    distances = (least_distances(points, points) + pieces.strokes_px) / height
    distances[owners[:, None] == owners] = 0
    atoms = Atoms(
        boxes,
        height,
        distances,
        np.zeros(distances.shape, np.bool_),  # ink that crosses is one piece
        tuple(frozenset({owner}) for owner in owners.tolist()),
        np.zeros(len(chosen), np.bool_),
    )
    return InkLine(atoms, tuple(chosen.tolist()), pieces.strokes_px)


def _points(pieces: InkPieces, number: int) -> NDArray[np.float64]:
    """Return (POINTS_OF_PIECE, 2): places along a piece's edge, in px."""
    left, top, right, bottom = pieces.boxes[number].astype(int).tolist()
    own = np.pad(pieces.labels[top:bottom, left:right] == number, 1)
    inner = own[:-2, 1:-1] & own[2:, 1:-1] & own[1:-1, :-2] & own[1:-1, 2:]
    rows, columns = np.nonzero(own[1:-1, 1:-1] & ~inner)
    at = np.linspace(0, len(rows) - 1, POINTS_OF_PIECE).astype(int)
    return np.stack([columns[at] + float(left), rows[at] + float(top)], 1)
