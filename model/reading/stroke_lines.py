"""Which strokes of a drawing stand in which line of writing."""

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing
from model.ink.parts import all_ink
from model.reading.layout import boxes_of

OVERLAP = 0.15
"""Of the lower of two lines' heights: by so much they may reach into each other."""
LEAST_HEIGHT = 0.5
"""Of the highest line's height; what is lower is a dot, or the hat of a 5."""


def lines_of(drawing: Drawing) -> list[tuple[int, ...]]:
    """Return the strokes of each line of a drawing with ink, from the top; mostly there is one.

    Two digits one above the other are no lines, nor are the rings of an 8: in one line at least,
    ink stands side by side.
    """
    boxes = boxes_of(drawing, [(stroke,) for stroke in all_ink(drawing)])
    bands = _bands(boxes)
    heights = [_height(boxes, band) for band in bands]
    tall = [band for band, height in zip(bands, heights, strict=True) if _is_line(height, heights)]
    if len(tall) < 2 or not any(_stands_side_by_side(boxes[band]) for band in tall):
        return [tuple(range(len(boxes)))]
    for band, height in zip(bands, heights, strict=True):
        if not _is_line(height, heights):
            min(tall, key=lambda line: _distance(boxes, line, band)).extend(band)
    return [tuple(sorted(line)) for line in tall]


def _bands(boxes: NDArray[np.float64]) -> list[list[int]]:
    """Return strokes in bands that lie one below the other."""
    bands: list[list[int]] = []
    bottom = -np.inf
    for index in np.argsort(boxes[:, 1], kind="stable").tolist():
        height = boxes[index, 3] - boxes[index, 1]
        room = OVERLAP * min(height, _height(boxes, bands[-1])) if bands else 0.0
        if not bands or boxes[index, 1] > bottom - room:
            bands.append([])
            bottom = -np.inf
        bands[-1].append(index)
        bottom = max(bottom, boxes[index, 3])
    return bands


def _is_line(height: float, heights: list[float]) -> bool:
    return height >= LEAST_HEIGHT * max(heights)


def _height(boxes: NDArray[np.float64], band: list[int]) -> float:
    return float(boxes[band, 3].max() - boxes[band, 1].min())


def _distance(boxes: NDArray[np.float64], line: list[int], band: list[int]) -> float:
    """Return how far a band is above or below a line, in px."""
    return max(
        float(boxes[band, 1].min() - boxes[line, 3].max()),
        float(boxes[line, 1].min() - boxes[band, 3].max()),
    )


def _stands_side_by_side(boxes: NDArray[np.float64]) -> bool:
    """Return whether there is room from top to bottom between some strokes and the others."""
    boxes = boxes[np.argsort(boxes[:, 0], kind="stable")]
    return bool((boxes[1:, 0] > np.maximum.accumulate(boxes[:-1, 2])).any())
