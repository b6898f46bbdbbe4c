"""A drawing: strokes as vectors.

Imports NumPy only where it computes: the window's first paint, which shows an empty drawing, comes
before NumPy has been loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.ink import Stroke


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes in the order they were drawn, with the label and the writer where known."""

    strokes: tuple[Stroke, ...] = ()
    label: str | None = None
    writer: str | None = None

    def __eq__(self, other: object) -> bool:
        import numpy as np

        return (
            isinstance(other, Drawing)
            and (self.label, self.writer) == (other.label, other.writer)
            and len(self.strokes) == len(other.strokes)
            and all(map(np.array_equal, self.strokes, other.strokes))
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
        import numpy as np

        points = np.concatenate([stroke[:, :2] for stroke in self.strokes])
        left, top = points.min(axis=0)
        right, bottom = points.max(axis=0)
        return float(left), float(top), float(right), float(bottom)
