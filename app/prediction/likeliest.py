"""Which few of many classes have a bar, and in which row: bars stay while the pen moves."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

ROWS = 5
TIMES_AHEAD, AHEAD = 1.5, 0.01
"""A class takes another's row once it is so many times as likely, and this much more."""


class LikeliestRows:
    """The classes in the rows, by index; each keeps its row while it is among the likeliest."""

    def __init__(self) -> None:
        self._rows: list[int] = []

    @property
    def rows(self) -> Sequence[int]:
        """The index of each row's class, from the top; none before anything was followed."""
        return self._rows

    def clear(self) -> None:
        """Forget them: the next to be followed have their rows in order, the likeliest first."""
        self._rows = []

    def follow(self, probabilities: Sequence[float]) -> None:
        """Let classes that have become clearly likelier take the rows of the least likely."""
        likely = nlargest(ROWS, range(len(probabilities)), key=probabilities.__getitem__)
        if not self._rows:
            self._rows = likely
        for place, index in enumerate(likely):
            if index in self._rows:
                continue
            least = min(range(ROWS), key=lambda row: probabilities[self._rows[row]])
            to_beat = TIMES_AHEAD * probabilities[self._rows[least]] + AHEAD
            if place == 0 or probabilities[index] > to_beat:
                self._rows[least] = index
