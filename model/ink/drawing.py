"""A drawing: strokes as vectors, with a label and a writer where they are known.

Imports no NumPy: the window's first paint shows an empty drawing before NumPy has been loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Stroke: TypeAlias = "NDArray[np.float64]"
"""One pen-down to pen-up: (N, 2) of x and y in px, y down, or (N, 3) with pressure in [0, 1]."""

Point = tuple[float, float]


class Trace(NamedTuple):
    """A run of one stroke's points."""

    stroke: int
    """The stroke's index in its drawing."""
    first: int
    past: int
    """The index past the last point. Where a stroke is cut, both runs have the point of the cut."""


Traces = tuple[Trace, ...]
"""Some ink of a drawing, such as that of one character."""


class Part(NamedTuple):
    """One character of a drawing that shows several, such as a digit of a number."""

    label: str
    traces: Traces
    """Its ink, in the order of the strokes."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes in the order they were drawn, with the label and the writer where known."""

    strokes: tuple[Stroke, ...] = ()
    label: str | None = None
    writer: str | None = None
    parts: tuple[Part, ...] = ()
    """The characters that the label consists of, where they are several and somebody said which."""

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Drawing)
            and (self.label, self.writer, self.parts) == (other.label, other.writer, other.parts)
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
