"""Where a stroke may go on to the next character: a pen that is not lifted writes both."""

from collections.abc import Iterable, Sequence

import numpy as np

from model.ink.drawing import Stroke
from model.reading.atoms import Arrangement, Cut
from model.reading.prediction import Prediction
from model.reading.rows import is_doubtful, is_wide

CUT_OVERLAP = 0.3
"""The ink before a cut may reach so far beyond that after it, in heights of the line."""
CUT_EXTENT = 0.2
"""Ink on either side of a cut is at least so high or wide, in heights of the line."""
MAX_CUTS = 6
MAX_REMEMBERED = 1_000


class Doubts:
    """Says which atoms of a row may be more than one character, and so are to be cut.

    It remembers that, since as a stroke grows it mostly stays in doubt, or out of it.
    """

    def __init__(self) -> None:
        self._doubted: set[bytes] = set()  # strokes, by where they begin, which stays

    def guess(self, row: Arrangement) -> frozenset[int]:
        """Return the atoms of an uncut row that are likely in doubt, before they are read."""
        return frozenset(
            index
            for index, width in enumerate(_widths(row))
            if not row.is_whole[index]
            and (is_wide(width) or _beginning(row, index) in self._doubted)
        )

    def find(
        self, row: Arrangement, alone: Sequence[Prediction], *, cuts_all: bool = False
    ) -> frozenset[int]:
        """Return the atoms of an uncut row that are in doubt.

        alone: what is read of each; cuts_all: whether those that are likely one character are, too.
        """
        if len(self._doubted) > MAX_REMEMBERED:
            self._doubted.clear()
        doubtful = set()
        for index, (width, prediction) in enumerate(zip(_widths(row), alone, strict=True)):
            if row.is_whole[index]:
                continue
            if is_doubtful(width, prediction.is_known):
                self._doubted.add(_beginning(row, index))
                doubtful.add(index)
            else:
                self._doubted.discard(_beginning(row, index))
                if cuts_all:
                    doubtful.add(index)
        return frozenset(doubtful)


def cuts_in(row: Arrangement, atoms: Iterable[int]) -> list[Cut]:
    """Return where the strokes of some atoms of an uncut row may be cut."""
    strokes = [row.traces[index][0].stroke for index in sorted(atoms)]
    return [
        (stroke, point)
        for stroke in strokes
        for point in find_cuts(row.drawing.strokes[stroke], row.line_height)
    ]


def _widths(row: Arrangement) -> list[float]:
    """Return how wide each atom is, in heights of the line."""
    widths: list[float] = ((row.boxes[:, 2] - row.boxes[:, 0]) / row.line_height).tolist()
    return widths


def _beginning(row: Arrangement, index: int) -> bytes:
    return row.drawing.strokes[row.traces[index][0].stroke][0, :2].tobytes()


def find_cuts(stroke: Stroke, line_height: float) -> list[int]:
    """Return the points at which a stroke may go on to the next character, at most MAX_CUTS.

    Those are where all ink before lies left of all ink after it, or nearly.
    """
    x = stroke[:, 0]
    if len(x) < 5:
        return []
    overlap = np.maximum.accumulate(x) - np.minimum.accumulate(x[::-1])[::-1]
    overlap /= line_height
    inner = np.arange(1, len(x) - 1)
    is_low = (overlap[inner] <= overlap[inner - 1]) & (overlap[inner] <= overlap[inner + 1])
    lows = inner[is_low & (overlap[inner] < CUT_OVERLAP)]
    if not len(lows):
        return []
    # Of a plateau, the middle.
    is_other = (np.diff(lows) > 1) | (np.diff(overlap[lows]) != 0)
    runs = np.split(lows, np.flatnonzero(is_other) + 1)
    middles = [int(run[len(run) // 2]) for run in runs]
    middles = [
        at
        for at in middles
        if min(_extent(stroke[: at + 1]), _extent(stroke[at:])) >= CUT_EXTENT * line_height
    ]
    return sorted(sorted(middles, key=lambda at: float(overlap[at]))[:MAX_CUTS])


def _extent(points: Stroke) -> float:
    return float(np.ptp(points[:, :2], axis=0).max())
