"""The groups of atoms that may be characters, and what speaks for and against each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Trace
from model.reading.atoms import Atoms, Floats
from model.reading.lattice import Indices
from model.reading.prediction import Prediction

MAX_ATOMS = 5
"""Of a group. People write a digit in at most four strokes, one of which may be cut."""
MAX_WIDTH, MAX_GAP = 2.2, 0.7
"""Of a group of several atoms, in heights of the line; the gap is of empty columns."""
TOUCHING = 0.05
"""Ink nearer than this touches, in heights of the line."""

FEATURES = (
    "part",  # of a group: 1 for each
    "known",  # the odds that it is a character, as a logarithm
    "low",  # how much lower or higher than the line it is, as a logarithm
    "small",
    "wide",
    "apart",  # the room between its own atoms
    "columns",  # the empty columns inside it
    "touching",  # of the boundary before it: whether ink touches across it
    "distance",  # how far ink lies apart across it, up to FAR
    "gap",  # the empty columns at it; negative where the ink overlaps
    "cut",  # whether it cuts a stroke
    "alone",  # whether the group is all there is
)
FAR = 0.6
KNOWN_RANGE = 6.0


@dataclass(frozen=True, eq=False)
class Candidates:
    """G groups of the atoms of a row.

    first, past: (G,) the index of the first atom, and past the last; features: (G, F) as FEATURES,
    with `known` left 0 until the groups have been read.
    """

    count: int
    first: Indices
    past: Indices
    features: Floats

    def __len__(self) -> int:
        return len(self.first)


def find_candidates(atoms: Atoms) -> Candidates:
    """Return the groups of some atoms, at least one, that may be characters."""
    count, height = len(atoms), atoms.line_height
    left, top, right, bottom = atoms.boxes.T / height
    gaps, distances, cuts = _boundaries(atoms)
    rows = []
    groups = []
    for first in range(count):
        low_x, low_y, high_x, high_y = left[first], top[first], right[first], bottom[first]
        columns = apart = 0.0
        for past in range(first + 1, min(first + MAX_ATOMS, count) + 1):
            new = past - 1
            if new > first:
                columns = max(columns, left[new : first + MAX_ATOMS].min() - high_x)
                apart = max(apart, float(atoms.distances[new, first:new].min()))
                low_x, low_y = min(low_x, left[new]), min(low_y, top[new])
                high_x, high_y = max(high_x, right[new]), max(high_y, bottom[new])
                if columns > MAX_GAP or high_x - low_x > MAX_WIDTH:
                    break
            tall, broad = high_y - low_y, high_x - low_x
            extent = max(tall, broad)
            groups.append((first, past))
            rows.append(
                (
                    1.0,
                    0.0,
                    abs(np.log(max(tall, 0.5 * broad, 0.05))),
                    max(0.0, 0.5 - extent),
                    max(0.0, broad - 1.1 * max(tall, 0.5)),
                    apart,
                    max(columns, 0.0),
                    float(first > 0 and distances[first] < TOUCHING),
                    min(distances[first], FAR) if first else 0.0,
                    float(np.clip(gaps[first], -FAR, FAR)) if first else 0.0,
                    float(first > 0 and cuts[first]),
                    float(first == 0 and past == count),
                )
            )
    first_of, past_of = np.array(groups, np.intp).T
    return Candidates(count, first_of, past_of, np.array(rows))


def _boundaries(atoms: Atoms) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return, of the boundary before each atom, gap and distance across, and whether it is a cut.

    All are (A,); gap and distance in heights of the line; the first atom has no boundary.
    """
    count = len(atoms)
    gaps, distances, cuts = np.zeros(count), np.full(count, FAR), np.zeros(count, bool)
    for at in range(1, count):
        before, after = slice(max(0, at - MAX_ATOMS), at), slice(at, at + MAX_ATOMS)
        gaps[at] = atoms.boxes[after, 0].min() - atoms.boxes[before, 2].max()
        distances[at] = atoms.distances[before, after].min()
        strokes = {trace.stroke for trace in atoms.traces[before]}
        cuts[at] = any(trace.stroke in strokes for trace in atoms.traces[after])
    return gaps / atoms.line_height, distances, cuts


def known_odds(predictions: Sequence[Prediction]) -> Floats:
    """Return (G,) the odds that each is a character, as logarithms within KNOWN_RANGE."""
    known = np.array([prediction.is_known for prediction in predictions]).clip(1e-9, 1 - 1e-9)
    odds: Floats = np.log(known / (1 - known)).clip(-KNOWN_RANGE, KNOWN_RANGE)
    return odds


def traces_of(atoms: Atoms, first: int, past: int) -> tuple[Trace, ...]:
    """Return the ink of a group."""
    return atoms.traces[first:past]
