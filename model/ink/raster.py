"""From ink to the network's input, the one definition for pad, training, command line and tests.

As MNIST was made (LeCun et al., 1998, "Gradient-based learning applied to document recognition"):
the ink's box is scaled to fit 20 x 20 keeping its shape, and placed so that its centre of mass is
the centre of a 28 x 28 field. Strokes are drawn afresh at that size with one pen, so neither the
size nor the place of a drawing, nor the pen it was drawn with, changes what the network sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Stroke
from model.ink.field import BOX, FIELD, STANDARD_LOOK, Look

MIN_EXTENT_PX = 4.0
"""Ink smaller than this is not magnified to fill the box: a dot stays a dot."""

MANY_POINTS = 500
"""A drawing of more is thinned to points THINNED_PX apart; 28 px cannot show the others."""
THINNED_PX = 0.25
MAX_THINNED = 8_000
"""Of more points only each second, third, ... counts at all."""
MANY_PIECES = 1_000
"""Ink of more, each of at most 1 px, goes over the same px many times: only one is drawn in each
cell, of which a px has CELLS_A_PX each way."""
CELLS_A_PX = 2

Images = NDArray[np.float32]
"""(N, 1, 28, 28) in [0, 1], ink = 1."""

_REACH = 2  # px that a piece of at most 1 px can ink on either side of its middle's px
_MARGIN = 14  # px around the field, so that no ink falls off the canvas before the crop
_CANVAS = FIELD + 2 * _MARGIN
_FARTHEST = _CANVAS / 2 - _REACH - 1  # px from the middle; only what is not fitted lies farther
_CHUNK = 256  # drawings drawn at once; bounds the memory


def rasterize(drawings: Sequence[Drawing], look: Look = STANDARD_LOOK) -> Images:
    """Return the network's input for each drawing; a drawing without ink gives an empty image."""
    images = np.zeros((len(drawings), 1, FIELD, FIELD), np.float32)
    for start in range(0, len(drawings), _CHUNK):
        chunk = drawings[start : start + _CHUNK]
        inked = [index for index, drawing in enumerate(chunk) if not drawing.is_empty]
        if inked:
            images[start + np.array(inked), 0] = _rasterize_inked([chunk[i] for i in inked], look)
    return images


def to_grays(images: Images) -> NDArray[np.uint8]:
    """Return images of any shape, in [0, 1], as whole numbers from 0 to 255."""
    return np.round(images * 255).astype(np.uint8)


@dataclass(frozen=True)
class Placement:
    """Where a drawing lies in the network's input: field px = drawing px * scale + offset."""

    scale: float
    offset: tuple[float, float]

    def to_drawing(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the drawing that lies at this point of the field."""
        return (x - self.offset[0]) / self.scale, (y - self.offset[1]) / self.scale

    def to_field(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points of the drawing, (N, 2), lie in the field."""
        placed: NDArray[np.float64] = points * self.scale + np.array(self.offset)
        return placed


def placement(drawing: Drawing, look: Look = STANDARD_LOOK) -> Placement:
    """Return where `rasterize` puts a drawing, which must have ink."""
    pieces = _cut_to_pieces([drawing], look)
    shift = _shifts(pieces, look)[0] if look.centres_mass else np.zeros(2)
    scale = float(pieces.scales[0])
    x, y = (FIELD / 2 - pieces.middles[0] * scale - shift).tolist()
    return Placement(scale, (x, y))


class _Pieces(NamedTuple):
    """The ink of N drawings in Q pieces of at most 1 px, fitted to the box around the origin."""

    begin: NDArray[np.float64]  # (Q, 2)
    step: NDArray[np.float64]  # (Q, 2), from a piece's beginning to its end
    owner: NDArray[np.intp]  # (Q,) drawing
    scales: NDArray[np.float64]  # (N,) by what the drawings were scaled
    middles: NDArray[np.float64]  # (N, 2) the middles of their boxes, in their own px


def _rasterize_inked(drawings: Sequence[Drawing], look: Look) -> NDArray[np.float32]:
    """Return (N, 28, 28) for drawings that all have ink."""
    pieces = _cut_to_pieces(drawings, look)
    begin = pieces.begin
    if look.centres_mass:
        begin = begin - _shifts(pieces, look)[pieces.owner]
    placed = _ink_pieces(begin, pieces.step, pieces.owner, len(drawings), look.pen_width_px)
    return placed[:, _MARGIN : _MARGIN + FIELD, _MARGIN : _MARGIN + FIELD]


def _shifts(pieces: _Pieces, look: Look) -> NDArray[np.float64]:
    """Return (N, 2) by what each drawing's mass lies off the middle, in px of the field."""
    begin, step, owner, scales, _ = pieces
    return _centres_of_mass(_ink_pieces(begin, step, owner, len(scales), look.pen_width_px))


def _cut_to_pieces(drawings: Sequence[Drawing], look: Look) -> _Pieces:
    """Fit drawings, which all have ink, to the box, and cut them."""
    thinned = [_thin(drawing, look) for drawing in drawings]
    strokes = [stroke for drawing in thinned for stroke in drawing]
    points = np.concatenate(strokes)  # (P, 2)
    stroke_lengths = np.array([len(stroke) for stroke in strokes])
    point_counts = np.array([sum(map(len, drawing)) for drawing in thinned])
    owner = np.repeat(np.arange(len(drawings)), point_counts)  # (P,) drawing of each point

    # Fit the ink's box, pen included, to BOX x BOX, its middle at the origin.
    first = np.cumsum(point_counts) - point_counts
    low = np.minimum.reduceat(points, first)
    high = np.maximum.reduceat(points, first)
    middles, scales = (low + high) / 2, _scale(low, high, look)
    if look.page_px is not None:
        middles = np.full_like(middles, look.page_px / 2)
        scales = np.full_like(scales, FIELD / look.page_px)
    points = ((points - middles[owner]) * scales[owner, None]).clip(-_FARTHEST, _FARTHEST)

    # A segment joins each point to the next of its stroke; a lone point is joined to itself.
    last_of_stroke = np.zeros(len(points), bool)
    last_of_stroke[np.cumsum(stroke_lengths) - 1] = True
    starts = np.flatnonzero(~last_of_stroke)
    lone = (np.cumsum(stroke_lengths) - 1)[stroke_lengths == 1]
    begin = points[np.concatenate([starts, lone])]
    end = points[np.concatenate([starts + 1, lone])]
    owner = owner[np.concatenate([starts, lone])]

    # Segments are cut into pieces of at most 1 px, so that each inks only the px around it.
    pieces = np.maximum(np.ceil(np.hypot(*(end - begin).T)), 1).astype(np.intp)  # (S,)
    segment = np.repeat(np.arange(len(begin)), pieces)
    index = np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    step = ((end - begin) / pieces[:, None])[segment]
    piece_begin = begin[segment] + step * index[:, None]
    owner = owner[segment]
    is_long = np.bincount(owner) > MANY_PIECES
    if is_long.any():
        kept = _choose_pieces(piece_begin + step / 2, owner, is_long)
        piece_begin, step, owner = piece_begin[kept], step[kept], owner[kept]
    return _Pieces(piece_begin, step, owner, scales, middles)


def _centres_of_mass(centred: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return (N, 2) x and y of each canvas's ink, in px from the canvas's middle."""
    mass = centred.sum(axis=(1, 2))
    axis = np.arange(_CANVAS) + 0.5 - _CANVAS / 2
    return np.stack([centred.sum(axis=1) @ axis / mass, centred.sum(axis=2) @ axis / mass], axis=1)


def _scale(low: NDArray[np.float64], high: NDArray[np.float64], look: Look) -> NDArray[np.float64]:
    """Return by what to scale boxes of ink from low to high, both (..., 2); see `rasterize`."""
    extent: NDArray[np.float64] = np.maximum((high - low).max(axis=-1), MIN_EXTENT_PX)
    return (BOX - look.pen_width_px) / extent


def _thin(drawing: Drawing, look: Look) -> list[Stroke]:
    """Return the strokes, each (N, 2), without points too near to show; ends always stay."""
    strokes = [stroke[:, :2] for stroke in drawing.strokes]
    if drawing.point_count <= MANY_POINTS:
        return strokes
    every = -(-drawing.point_count // MAX_THINNED)
    strokes = [
        np.concatenate([stroke[:-1:every], stroke[-1:]]) if len(stroke) > 2 else stroke
        for stroke in strokes
    ]
    points = np.concatenate(strokes)
    spacing = THINNED_PX / float(_scale(points.min(axis=0), points.max(axis=0), look))
    return [_space_out(stroke, spacing) if len(stroke) > 2 else stroke for stroke in strokes]


def _space_out(stroke: Stroke, spacing: float) -> Stroke:
    """Return the first point of each `spacing` of the stroke's way, and the last point."""
    way = np.cumsum(np.hypot(*np.diff(stroke, axis=0).T)) // spacing
    kept = np.ones(len(stroke), bool)
    kept[1:-1] = np.diff(way, prepend=0)[:-1] > 0
    return stroke[kept]


def _choose_pieces(
    middles: NDArray[np.float64], owner: NDArray[np.intp], is_long: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Return which pieces to draw: of a drawing that is long, one of each cell.

    middles: (Q, 2) px from the canvas's middle; owner: (Q,) drawing; is_long: (N,) by drawing.
    """
    side = _CANVAS * CELLS_A_PX
    x, y = ((middles + _CANVAS / 2) * CELLS_A_PX).astype(np.intp).T
    cell = (owner * side + y) * side + x
    chosen = np.full(len(is_long) * side**2, -1)
    thinned = np.flatnonzero(is_long[owner])
    chosen[cell[thinned]] = thinned
    return np.concatenate([np.flatnonzero(~is_long[owner]), chosen[chosen >= 0]])


def _ink_pieces(
    begin: NDArray[np.float64],
    step: NDArray[np.float64],
    owner: NDArray[np.intp],
    count: int,
    pen_width_px: float,
) -> NDArray[np.float32]:
    """Return (count, canvas, canvas): how much of each px the pen covers.

    begin, step: (Q, 2) px from the canvas's middle, pieces of at most 1 px; owner: (Q,) drawing.
    Coverage falls linearly over one px about the pen's edge, by the exact distance to the ink.
    """
    begin = begin + _CANVAS / 2
    corner = np.floor(begin + step / 2).astype(np.intp) - _REACH  # (Q, 2)
    offsets = np.arange(2 * _REACH + 1)
    # From the piece's beginning to each px's centre, x and y apart: (5, Q). Pieces come last, so
    # that each operation goes through many numbers in one run.
    x, y = ((corner + 0.5 - begin).T[:, None] + offsets[:, None]).astype(np.float32)
    dx, dy = step.astype(np.float32).T
    squared = np.maximum(dx * dx + dy * dy, 1e-12)
    along = _limited(x * (dx / squared) + (y * (dy / squared))[:, None])  # (5, 5, Q) from here on
    across_x = x - along * dx
    across_y = y[:, None] - along * dy
    distance = np.sqrt(across_x * across_x + across_y * across_y)
    coverage = _limited(np.float32(pen_width_px / 2 + 0.5) - distance)

    canvas = np.zeros(count * _CANVAS * _CANVAS, np.float32)
    corner_px = (owner * _CANVAS + corner[:, 1]) * _CANVAS + corner[:, 0]
    px = (offsets[:, None] * _CANVAS + offsets)[..., None] + corner_px
    np.maximum.at(canvas, px.ravel(), coverage.ravel())
    return canvas.reshape(count, _CANVAS, _CANVAS)


def _limited(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return values brought into [0, 1]; it changes them."""
    np.maximum(values, 0, out=values)
    return np.minimum(values, 1, out=values)
