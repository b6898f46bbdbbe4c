"""Which ink an answer hangs on: leave some out, and see how its probability falls.

What is left is drawn afresh by the rasteriser that draws all ink, and so fitted and centred anew:
it is what the network would see had that ink never been drawn. Left where it was, as if px had been
blanked, ink that counts is found as often, and no drawing gives such an image.

A single piece is hardly longer than the pen is wide, whose round ends close the gap again. So runs
of neighbouring pieces are left out, of several lengths, and each whole stroke; a piece counts by
the mean of the runs that hold it. `docs/measurements.md` has what speaks for both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Stroke
from model.ink.raster import rasterize
from model.insight.pieces import Piece, cut, without
from model.reading.prediction import Prediction, Reader

RUN_LENGTHS = (1, 2, 3, 4, 6)
"""Of runs of neighbouring pieces, in pieces."""
LIMIT_STEP = 0.01
"""Where no fall of a probability is even so large, none gets the strongest colour."""
MOST_SHARE = 0.5
"""An answer is said to hang on no more of the ink than this."""
CHUNK = 32
"""Drawings read between two looks at whether anybody still wants to know."""

Check = Callable[[], None]
"""Called now and then during the work; what it raises ends that."""


def go_on() -> None:
    """Check nothing."""


class Run(NamedTuple):
    """Neighbouring pieces of one stroke, and what is read without them."""

    first: int
    last: int
    """Indices of pieces, both included."""
    prediction: Prediction


@dataclass(frozen=True, eq=False)
class Occlusion:
    """What is read of a drawing, and without each run of its ink.

    pieces: all of the ink, in the order drawn. runs: none where there is but one piece, as nothing
    would be left.
    """

    drawing: Drawing
    prediction: Prediction
    pieces: tuple[Piece, ...]
    runs: tuple[Run, ...]

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """(P,) the length of each piece, in px of the drawing."""
        return np.array([piece.length for piece in self.pieces])

    @cached_property
    def _holds(self) -> NDArray[np.bool_]:
        """(R, P): whether a run holds a piece."""
        index = np.arange(len(self.pieces))
        return np.array([(index >= run.first) & (index <= run.last) for run in self.runs]).reshape(
            len(self.runs), len(self.pieces)
        )

    def run_falls(self, target: int) -> NDArray[np.float64]:
        """Return (R,): by how much a class's probability falls without each run; target: its index.

        Negative where it rises.
        """
        without_run = [float(run.prediction.probabilities[target]) for run in self.runs]
        return float(self.prediction.probabilities[target]) - np.array(without_run)

    def falls(self, target: int) -> NDArray[np.float64]:
        """Return (P,): by how much a class's probability falls without the ink about each piece.

        In [-1, 1], the mean over the runs that hold it, each weighing as much as it is short: a
        long one tells less of each of its pieces. Positive: the piece holds the class up;
        negative: it speaks against it.
        """
        weights = self._holds / np.maximum(self._holds.sum(axis=1, keepdims=True), 1)  # (R, P)
        summed: NDArray[np.float64] = self.run_falls(target) @ weights
        falls: NDArray[np.float64] = summed / np.maximum(weights.sum(axis=0), 1e-9)
        return falls

    def scale_limit(self, target: int) -> float:
        """Return the fall that gets the strongest colour: the largest, rounded up to LIMIT_STEP."""
        largest = float(np.abs(self.falls(target)).max(initial=0))
        return LIMIT_STEP * max(int(np.ceil(largest / LIMIT_STEP)), 1)

    def share(self, run: Run) -> float:
        """Return how much of the ink a run is, in [0, 1]."""
        return float(self.lengths[run.first : run.last + 1].sum() / max(self.lengths.sum(), 1e-9))

    def lines(self, run: Run) -> tuple[Stroke, ...]:
        """Return the ink of a run, each line (N, 2) in px of the drawing."""
        lines = [line for piece in self.pieces[run.first : run.last + 1] for line in piece.lines]
        if len(lines) == run.last + 1 - run.first:  # of one stroke: each begins where one ends
            return (np.concatenate(lines),)
        return tuple(lines)

    def decisive_run(self) -> Run | None:
        """Return the ink that decides: the least without which something else is read, or None.

        That a class is read tells more than that none is, so the latter is looked for last.
        """
        found = [run for run in self.runs if run.prediction.text != self.prediction.text]
        of_class = [run for run in found if run.prediction.text is not None]
        return self._least(of_class) or self._least(found)

    def run_for(self, target: int) -> Run | None:
        """Return the least ink without which this class is read, or None."""
        name = self.prediction.classes[target]
        return self._least([run for run in self.runs if run.prediction.text == name])

    def _least(self, runs: Sequence[Run]) -> Run | None:
        """Return the shortest run, of equals the one with the surest prediction; none of most ink.

        What is read of the lesser part of a drawing says little of the whole. A run at the end of
        its stroke, or all of it, comes before any in between: what is left could have been drawn.
        """
        few = [run for run in runs if self.share(run) <= MOST_SHARE]
        return min(
            few,
            key=lambda run: (
                self._leaves_gap(run),
                round(self.share(run), 2),
                -run.prediction.confidence,
            ),
            default=None,
        )

    def _leaves_gap(self, run: Run) -> bool:
        """Return whether its stroke goes on at both of its ends."""
        after = run.last + 1
        ends = after == len(self.pieces) or not self.pieces[after].goes_on
        return self.pieces[run.first].goes_on and not ends


def occlude(drawing: Drawing, reader: Reader, check: Check = go_on) -> Occlusion:
    """Return what is read of a drawing with ink, and without each run of it.

    Some 70 drawings are read for one.
    """
    pieces = cut(drawing)
    spans = list_runs(pieces)
    index = np.arange(len(pieces))
    left_out = [without(pieces, (index >= first) & (index <= last)) for first, last in spans]
    whole, *others = read_all([drawing, *left_out], reader, check)
    runs = tuple(Run(*span, found) for span, found in zip(spans, others, strict=True))
    return Occlusion(drawing, whole, pieces, runs)


def list_runs(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Return (first, last) of each run that is left out: of RUN_LENGTHS, and whole strokes.

    Each lies in one stroke, and leaves some ink.
    """
    starts = [index for index, piece in enumerate(pieces) if not piece.goes_on]
    spans: dict[tuple[int, int], None] = {}
    for start, stop in zip(starts, [*starts[1:], len(pieces)], strict=True):
        for length in sorted({*RUN_LENGTHS, stop - start}):
            for first in range(start, stop - length + 1):
                spans[first, first + length - 1] = None
    spans.pop((0, len(pieces) - 1), None)
    return list(spans)


def read_all(drawings: Sequence[Drawing], reader: Reader, check: Check = go_on) -> list[Prediction]:
    """Return what is read of each drawing, some at a time, checking before each time."""
    predictions: list[Prediction] = []
    for start in range(0, len(drawings), CHUNK):
        check()
        predictions += reader.predict(rasterize(drawings[start : start + CHUNK]))
    return predictions
