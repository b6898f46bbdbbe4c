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
    strengths = np.arange(256)
    alphas = (np.array([0, OTHERS_SHARE, 1])[:, None] * strengths).round().astype(np.uint32)
    colors = alphas << 24  # (3, 256) premultiplied ARGB: of no piece, of others, of the chosen
    for value, shift in ((color.red(), 16), (color.green(), 8), (color.blue(), 0)):
        colors |= (alphas * value // 255) << shift
    kinds = np.ones(256, np.uint16)  # of pieces by their numbers
    kinds[0] = 0
    kinds[sorted(picture.chosen)] = 2
    px = colors.reshape(-1)[256 * kinds[picture.pieces] + picture.ink]
    height, width = px.shape
    image = QImage(px.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array may go before the image does
