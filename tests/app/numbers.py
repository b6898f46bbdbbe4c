"""Numbers of hand-drawn digits, with room between them."""

from collections.abc import Sequence

import numpy as np

from model.ink.drawing import Drawing, Stroke

LEFT, TOP, HEIGHT = 20.0, 140.0, 100.0
GAP = 24.0


def number_of(
    digits: Sequence[Drawing], text: str, *, height: float = HEIGHT, gap: float = GAP
) -> Drawing:
    """Return a row of digits in px of a 400 x 400 pad; digits: one of each, in order."""
    strokes: list[Stroke] = []
    left = LEFT
    for character in text:
        drawing = digits[int(character)]
        begin, high, end, low = drawing.bounds()
        scale = height / (low - high)
        strokes += [
            (stroke[:, :2] - (begin, high)) * scale + np.array([left, TOP])
            for stroke in drawing.strokes
        ]
        left += (end - begin) * scale + gap
    assert left - gap <= 400 - LEFT
    return Drawing(tuple(strokes))
