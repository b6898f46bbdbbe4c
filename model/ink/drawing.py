"""A drawing: strokes as vectors, with a label and a writer where they are known.

Imports no NumPy: the window's first paint shows an empty drawing before NumPy has been loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Stroke: TypeAlias = "NDArray[np.float64]"
"""One pen-down to pen-up: (N, 2) of x and y in px, y down, or (N, 3) with pressure in [0, 1]."""

Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes in the order they were drawn, with the label and the writer where known."""

    strokes: tuple[Stroke, ...] = ()
    label: str | None = None
    writer: str | None = None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Drawing)
            and (self.label, self.writer) == (other.label, other.writer)
            and len(self.strokes) == len(other.strokes)
            and all(map(_is_equal, self.strokes, other.strokes))
        )

    def __hash__(self) -> int:
        # Adding 0 makes -0.0, which equals 0.0, the same bytes.
        return hash((self.label, self.writer, *((s + 0.0).tobytes() for s in self.strokes)))

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink at all."""
        return not self.strokes

    @property
    def point_count(self) -> int:
        """The number of points in all strokes."""
        return sum(map(len, self.strokes))

    def bounds(self) -> tuple[float, float, float, float]:
        """Return (left, top, right, bottom) in px; raises ValueError on an empty drawing."""
        lows = [stroke[:, :2].min(axis=0).tolist() for stroke in self.strokes]
        highs = [stroke[:, :2].max(axis=0).tolist() for stroke in self.strokes]
        left, top = map(min, zip(*lows, strict=True))
        right, bottom = map(max, zip(*highs, strict=True))
        return left, top, right, bottom


def _is_equal(stroke: Stroke, other: Stroke) -> bool:
    return stroke.shape == other.shape and bool((stroke == other).all())
