"""What a kernel of the first layer looks for, in words: only where words fit.

A kernel is held against patterns of ink that have names: strokes and their edges in eight
directions, and a dot. The word is that of the pattern which it is most like, by correlation.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SIDE = 5
FITS_FROM = 0.6
"""The correlation with a pattern from which its name is said of a kernel."""
OFFSETS_PX = (-1.0, -0.5, 0.0, 0.5, 1.0)
STROKE_WIDTHS_PX = (1.5, 2.4)

STROKES = {
    0: "a level stroke",
    45: "a stroke that falls to the right",
    90: "an upright stroke",
    135: "a stroke that rises to the right",
}
"""By the direction in which they run, in degrees from the x axis, y down."""
EDGES = {
    0: "ink on the right, paper on the left",
    45: "ink at the lower right, paper at the upper left",
    90: "ink below, paper above",
    135: "ink at the lower left, paper at the upper right",
    180: "ink on the left, paper on the right",
    225: "ink at the upper left, paper at the lower right",
    270: "ink above, paper below",
    315: "ink at the upper right, paper at the lower left",
}
"""By the direction in which the ink lies."""
DOT = "a spot of ink"
HOLE = "a spot of paper among ink"


class Likeness(NamedTuple):
    """The pattern that a kernel is most like."""

    pattern: str
    correlation: float

    @property
    def fits(self) -> bool:
        """Whether the kernel is so much like it that the word may be said."""
        return self.correlation >= FITS_FROM


def likeness(kernel: NDArray[np.floating]) -> Likeness:
    """Return the pattern that a kernel, (5, 5), is most like."""
    names, patterns = _patterns()
    flat = kernel.ravel() - kernel.mean()
    length = float(np.sqrt(flat @ flat))
    if length == 0:
        return Likeness(names[0], 0.0)
    correlations = patterns @ flat / length
    best = int(correlations.argmax())
    return Likeness(names[best], float(correlations[best]))


@cache
def _patterns() -> tuple[list[str], NDArray[np.float64]]:
    """Return names and (P, 25) patterns, each of mean 0 and length 1."""
    axis = np.arange(SIDE) - SIDE // 2
    x, y = np.meshgrid(axis, axis)
    made: list[tuple[str, NDArray[np.float64]]] = []
    for degrees, name in STROKES.items():
        across = -x * np.sin(np.radians(degrees)) + y * np.cos(np.radians(degrees))
        made += [
            (name, (width / 2 + 0.5 - np.abs(across - offset)).clip(0, 1))
            for offset in OFFSETS_PX
            for width in STROKE_WIDTHS_PX
        ]
    for degrees, name in EDGES.items():
        along = x * np.cos(np.radians(degrees)) + y * np.sin(np.radians(degrees))
        made += [(name, (along - offset + 0.5).clip(0, 1)) for offset in OFFSETS_PX]
    dot = (STROKE_WIDTHS_PX[1] / 2 + 0.5 - np.hypot(x, y)).clip(0, 1)
    made += [(DOT, dot), (HOLE, 1 - dot)]
    patterns = np.array([pattern.ravel() - pattern.mean() for _, pattern in made])
    patterns /= np.linalg.norm(patterns, axis=1, keepdims=True)
    return [name for name, _ in made], patterns
