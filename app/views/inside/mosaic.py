"""All maps of a layer as one picture, each px of the screen looked up at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.views.inside.arrangement import Block
from app.views.scale import STEPS, Colors
from model.insight.layers import Values

Indices = NDArray[np.intp]


class Mosaic:
    """Paints the maps of one block; knows which number each px of the screen shows."""

    def __init__(self, block: Block, ratio: float) -> None:
        """ratio: the screen's px a px."""
        self._block = block
        self._ratio = ratio
        _, rows, columns = block.layer.shape
        area = block.area
        self._x = _lookup(area.width(), block.columns, columns, block.cell_width, block.gap, ratio)
        self._y = _lookup(area.height(), block.rows, rows, block.cell_height, block.gap, ratio)

    def image(self, values: Values, low: float, high: float, colors: Colors) -> QImage:
        """Return the picture of (maps, rows, columns) values, of as many px as the screen has.

        It holds until the next one is made.
        colors: STEPS of them, from that of low to that of high.
        """
        maps, rows, columns = values.shape
        across, down = self._block.columns, self._block.rows
        steps = (values - low) * ((STEPS - 1) / (high - low))
        tiles = np.full((across * down, rows, columns), STEPS, np.intp)  # STEPS: nothing is there
        tiles[:maps] = np.clip(steps, 0, STEPS - 1)
        table = np.full((down * rows + 1, across * columns + 1), STEPS, np.intp)
        table[:-1, :-1] = (
            tiles.reshape(down, across, rows, columns)
            .transpose(0, 2, 1, 3)
            .reshape(down * rows, across * columns)
        )
        colored = np.append(colors, np.uint32(0))[table]
        # Columns first: then whole rows are copied.
        self._px = px = colored.take(self._x, axis=1).take(self._y, axis=0)  # the image's own
        height, width = px.shape
        image = QImage(px.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self._ratio)
        return image


def _lookup(
    length: float, tiles: int, cells: int, side: float, gap: float, ratio: float
) -> Indices:
    """Return which cell of a row of tiles each px of the screen shows; the last + 1 in gaps."""
    at = (np.arange(max(round(length * ratio), 1)) + 0.5) / ratio
    tile = np.minimum(at // (cells * side + gap), tiles - 1).astype(np.intp)
    cell = ((at - tile * (cells * side + gap)) // side).astype(np.intp)
    return np.where(cell < cells, tile * cells + cell, tiles * cells)
