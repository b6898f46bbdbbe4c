"""The ink that was found in a picture, as an image to be laid over it."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage

from model.ink.picture import Picture

OTHERS_SHARE = 0.35
"""How opaque ink is that is not read, beside that which is."""


def ink_image(picture: Picture, color: QColor) -> QImage:
    """Return all ink of a picture in one colour, what is not chosen fainter, and else transparent.

    It covers what the picture's preview shows, and may have another resolution. May be called on
    any thread.
    """
    numbers = np.arange(256)
    is_chosen = np.isin(numbers, sorted(picture.chosen))
    shares = np.where(is_chosen, 1.0, OTHERS_SHARE)
    shares[0] = 0  # no piece
    # One number a px, of all pairs of a piece's share and an ink's strength.
    strengths, kinds = np.unique(shares, return_inverse=True)
    table = (strengths[:, None] * numbers).round().astype(np.uint32)
    colors = [color.red(), color.green(), color.blue()]
    premultiplied = table << 24
    for value, shift in zip(colors, (16, 8, 0), strict=True):
        premultiplied |= (table * value // 255) << shift
    places = kinds.astype(np.uint16)[picture.pieces] * np.uint16(256) + picture.ink
    px = np.ascontiguousarray(premultiplied.reshape(-1)[places])
    height, width = px.shape
    image = QImage(px.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array may go before the image does
