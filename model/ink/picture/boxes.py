"""Where in a picture each piece of its ink lies."""

import numpy as np
from numpy.typing import NDArray


def piece_boxes(pieces: NDArray[np.uint8]) -> dict[int, tuple[int, int, int, int]]:
    """Return (left, top, right, bottom) of each piece by its number, in px; pieces: (H, W)."""
    rows, columns = np.nonzero(pieces)
    numbers = pieces[rows, columns]
    count = int(numbers.max(initial=0)) + 1
    lows, highs = np.full((2, count), max(pieces.shape)), np.zeros((2, count), np.intp)
    for axis, places in enumerate((columns, rows)):
        np.minimum.at(lows[axis], numbers, places)
        np.maximum.at(highs[axis], numbers, places + 1)
    return {
        number: (int(left), int(top), int(right), int(bottom))
        for number, (left, top, right, bottom) in enumerate(np.concatenate([lows, highs]).T)
        if right
    }
