"""Places ink in the field that the network sees, as thick as its pen draws."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.ink.field import BOX, FIELD, PEN_WIDTH_PX
from model.ink.raster import Images

WORKING_BOX_PX = 2048
"""Larger ink is shrunk: it is laid on a square of this side, and its surroundings."""
FINE = 4
"""Thin ink is thickened, and ink is traced, at this many times the field's resolution."""
_THIN = 0.7  # ink thinner than this share of the pen is thickened to the pen's width


def ink_to_input(ink: NDArray[np.float32]) -> Images:
    """Return the network's input, (1, 1, 28, 28); ink: (H, W), 0 for paper, 1 for ink.

    Ink much thinner than the pen of `raster` is thickened to it. No ink gives an empty image.
    """
    box = _ink_box(ink)
    if box is None:
        return np.zeros((1, 1, FIELD, FIELD), np.float32)
    # Work at a fixed, fine resolution; small pictures are only ever enlarged here.
    thickened = _thicken(_place(ink, box, BOX * FINE, FIELD * FINE))
    if thickened is not None and _ink_box(thickened):
        ink = thickened
    return fit_ink(ink)


def fit_ink(ink: NDArray[np.float32]) -> Images:
    """Return ink as it lies in the network's input, (1, 1, 28, 28), and no thicker than it is."""
    box = _ink_box(ink)
    if box is None:
        return np.zeros((1, 1, FIELD, FIELD), np.float32)
    return _place(ink, box, BOX, FIELD).clip(0, 1)[None, None]


def ink_to_fine_field(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ink as the network's input has it, but FINE times as finely: its sides are that long.

    ink: (H, W), 0 for paper, 1 for ink; strong ink is near 1 in what is returned, too.
    """
    box = _ink_box(ink)
    if box is None:
        return np.zeros((FIELD * FINE, FIELD * FINE), np.float32)
    fine = _place(ink, box, BOX * FINE, FIELD * FINE)
    thickened = _thicken(fine)
    return (_strengthened(fine) if thickened is None else thickened).clip(0, 1)


def _ink_box(ink: NDArray[np.float32]) -> tuple[int, int, int, int] | None:
    """Return (left, top, right, bottom) of the ink, or None where there is none."""
    inked = ink >= 0.2
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _place(
    ink: NDArray[np.float32], box: tuple[int, int, int, int], box_side: int, side: int
) -> NDArray[np.float32]:
    """Return (side, side): the box fitted to `box_side`, its centre of mass in the middle."""
    left, top, right, bottom = box
    factor = -(-max(right - left, bottom - top) // WORKING_BOX_PX)
    if factor > 1:  # what is padded below would be as large as the box is long
        shrunk = np.asarray(Image.fromarray(ink[top:bottom, left:right]).reduce(factor))
        return _place(shrunk, (0, 0, shrunk.shape[1], shrunk.shape[0]), box_side, side)
    inside = ink[top:bottom, left:right]
    mass = inside.sum()
    centre_x = left + inside.sum(0) @ (np.arange(right - left) + 0.5) / mass
    centre_y = top + inside.sum(1) @ (np.arange(bottom - top) + 0.5) / mass
    scale = box_side / max(right - left, bottom - top)  # field px a picture px
    half = side / 2 / scale
    # Pad, so that the part of the picture that the field covers lies inside it.
    height, width = ink.shape
    overhang = half - min(centre_x, centre_y, width - centre_x, height - centre_y)
    pad = max(0, int(np.ceil(overhang)))
    padded = Image.fromarray(np.pad(ink, pad))
    x, y = centre_x + pad, centre_y + pad
    # Antialiases when it shrinks: its filter widens with the scale.
    resized = padded.resize(
        (side, side), Image.Resampling.BILINEAR, box=(x - half, y - half, x + half, y + half)
    )
    return np.asarray(resized, np.float32)


def _strengthened(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the ink with its strongest as 1, unless all of it is very faint."""
    return (ink / max(float(np.quantile(ink, 0.99)), 0.25)).clip(0, 1)


def _thicken(ink: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Return the ink with strokes as wide as the pen's, or None where they are wide enough."""
    ink = _strengthened(ink)
    # A long stroke of width w and length l has area w l and, around it, 2 l of edge.
    edge = np.hypot(*np.gradient(ink)).sum()
    width = 2 * float(ink.sum()) / max(float(edge), 1e-6)
    wanted = PEN_WIDTH_PX * FINE
    if width >= wanted * _THIN:
        return None
    radius = (wanted - width) / 2
    reach = int(np.ceil(radius))
    padded = np.pad(ink, reach)
    height, columns = ink.shape
    thick = ink.copy()
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            fall = np.clip(radius + 0.5 - np.hypot(dx, dy), 0, 1)
            if fall > 0:
                shifted = padded[
                    reach + dy : reach + dy + height, reach + dx : reach + dx + columns
                ]
                np.maximum(thick, shifted * np.float32(fall), out=thick)
    return thick
