"""The ink that was found in a picture, as an image to be laid over it; on any thread."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from model.ink.picture import Picture

OTHERS_OPACITY, POINTED_OPACITY = 110, 190
"""How opaque ink at most is that is not read, and that is pointed at; of 255."""
OTHERS_COLOR = QColor(128, 128, 128)
"""On a faded picture; so that only what is read has a colour."""
PAINTED_SIDE_PX = 1200
"""Larger ink is painted from a smaller view of it."""

_OPACITY = np.sqrt(np.arange(256) * 255).astype(np.uint8)
"""(256,): how opaque ink of a strength is; pale ink is to be seen, too."""


def ink_image(picture: Picture, color: QColor) -> QImage:
    """Return what is read of a picture's ink in a colour, the rest in gray, paper transparent.

    It covers what the picture's preview shows, and may have another resolution.
    """
    step = _step(picture.ink)
    opacity, pieces = _OPACITY[_most(picture.ink, step)], _most(picture.pieces, step)
    opacity = np.where(pieces > 0, opacity, np.uint8(0))
    is_read = np.zeros(256, np.uint16)
    is_read[sorted(picture.chosen)] = 256
    tables = np.concatenate([_table(OTHERS_COLOR, OTHERS_OPACITY), _table(color, 255)])
    return _image(tables[opacity + is_read[pieces]])


def piece_image(
    picture: Picture, piece: int, color: QColor
) -> tuple[QImage, tuple[float, float, float, float]]:
    """Return one piece of a picture's ink in a colour, translucent, and where it lies.

    That is (left, top, right, bottom), as shares of the picture's width and height.
    """
    of_piece = picture.pieces == piece
    (top, bottom), (left, right) = _ends(of_piece.any(axis=1)), _ends(of_piece.any(axis=0))
    part = slice(top, bottom), slice(left, right)
    ink = np.where(of_piece[part], picture.ink[part], np.uint8(0))
    opacity = _OPACITY[_most(ink, _step(picture.ink))]
    height, width = of_piece.shape
    box = left / width, top / height, right / width, bottom / height
    return _image(_table(color, POINTED_OPACITY)[opacity]), box


def _ends(is_in: NDArray[np.bool_]) -> tuple[int, int]:
    """Return from where to where it is so, somewhere."""
    indices = np.flatnonzero(is_in)
    return int(indices[0]), int(indices[-1]) + 1


def _table(color: QColor, most: int) -> NDArray[np.uint32]:
    """Return (256,): a colour of each opacity as Qt has it, premultiplied; most: at the most."""
    opacity = np.arange(256, dtype=np.uint32).clip(0, most)
    red, green, blue = (
        opacity * part // 255 for part in (color.red(), color.green(), color.blue())
    )
    return np.asarray(opacity << 24 | red << 16 | green << 8 | blue)


def _image(px: NDArray[np.uint32]) -> QImage:
    """Return an image of (H, W) px as Qt has them, premultiplied."""
    height, width = px.shape
    kind = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(px.tobytes(), width, height, 4 * width, kind).copy()  # the bytes may go


def _step(ink: NDArray[np.uint8]) -> int:
    """Return of how many rows and columns of ink one is painted."""
    return -(-max(map(int, ink.shape)) // PAINTED_SIDE_PX)


def _most(px: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """Return the most of each so many rows and columns; what is thin stays to be seen."""
    height, width = px.shape
    most = px[::step, ::step].copy()
    for row, column in product(range(min(step, height)), range(min(step, width))):
        others = px[row::step, column::step]
        part = most[: others.shape[0], : others.shape[1]]
        np.maximum(part, others, out=part)
    return most
