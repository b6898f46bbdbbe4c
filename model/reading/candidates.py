"""The groups of atoms that may be characters, and what speaks for and against each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.reading.atoms import Arrangement, Atoms
from model.reading.lattice import Floats, Indices
from model.reading.prediction import Prediction

MAX_ATOMS = 5
"""Of a group. People write a digit in at most four strokes, one of which may be cut."""
MAX_WIDTH, MAX_GAP = 2.0, 0.4
"""Of a group of several atoms, in heights of the line; the gap is of empty columns."""
TOUCHING = 0.05
"""Ink nearer than this touches, in heights of the line."""
FAR = 0.6
KNOWN_RANGE = 6.0
TINY = 1e-6
"""Px; a bar has no width, and lies above another all the same."""

FEATURES = (
    "part",  # of a group: 1 for each
    "known",  # the odds that it is a character, as a logarithm within KNOWN_RANGE
    "doubt",  # how unlikely it is a character: minus the logarithm of that likelihood
    "low",  # how much lower than the line it is, as a logarithm; 0 where it is all there is
    "tall",  # how much higher
    "small",
    "wide",
    "apart",  # the room between its own atoms
    "columns",  # the empty columns inside it
    "touching",  # of the boundary before it: whether ink touches across it
    "crossing",  # whether ink crosses there
    "distance",  # how far ink lies apart across it, up to FAR
    "gap",  # the empty columns at it, up to FAR; negative where the ink overlaps
    "above",  # how much of the ink beside it lies above or below the other, from 0 to 1
    "cut",  # whether it cuts a stroke
    "alone",  # whether the group is all there is
)
KNOWN, DOUBT, ALONE = map(FEATURES.index, ("known", "doubt", "alone"))


@dataclass(frozen=True, eq=False)
class Candidates:
    """G groups of the A atoms of a row.

    first, past: (G,) the index of the first atom, and past the last; boxes: (G, 4) left, top,
    right, bottom in px; features: (G, F) as FEATURES, with `known` and `doubt` 0 until the groups
    have been read.
    """

    count: int
    first: Indices
    past: Indices
    boxes: Floats
    features: Floats
    is_whole: NDArray[np.bool_]
    """(G,) whether each is known to be a character."""

    def __len__(self) -> int:
        return len(self.first)


class Groups(NamedTuple):
    """Atoms that follow one another and may be one character, G groups of them."""

    first: Indices
    """(G,) the index of the first atom of each."""
    past: Indices
    """(G,) the index past its last."""
    columns: Floats
    """(G,) the empty columns inside it, in heights of the line."""
    boxes: Floats
    """(G, 4) left, top, right, bottom in px."""


def spans_of(groups: Groups | Candidates) -> list[tuple[int, int]]:
    """Return first and past of each group."""
    return list(zip(groups.first.tolist(), groups.past.tolist(), strict=True))


def find_candidates(atoms: Atoms, groups: Groups | None = None) -> Candidates:
    """Return the groups of some atoms, at least one, with what speaks for and against each.

    groups: as `find_groups` has found them already.
    """
    first, past, columns, boxes = groups or find_groups(atoms)
    count = len(atoms)
    boundaries = _boundaries(atoms)
    tall = (boxes[:, 3] - boxes[:, 1]) / atoms.line_height
    broad = (boxes[:, 2] - boxes[:, 0]) / atoms.line_height
    is_inner = first > 0
    is_all = (first == 0) & (past == count)
    # A digit that lies flat is as high as the line where its width nearly is.
    unevenness = np.log(np.maximum.reduce([tall, 0.5 * broad, np.full_like(tall, 0.05)]))
    unevenness[is_all] = 0  # alone, it is the line
    features = np.stack(
        [
            np.ones(len(first)),
            np.zeros(len(first)),
            np.zeros(len(first)),
            np.maximum(0, -unevenness),
            np.maximum(0, unevenness),
            np.maximum(0, 0.5 - np.maximum(tall, broad)),
            np.maximum(0, broad - 1.1 * np.maximum(tall, 0.5)),
            _room_inside(atoms, first, past),
            columns,
            is_inner & (boundaries.distances[first] < TOUCHING),
            is_inner & boundaries.crosses[first],
            is_inner * np.minimum(boundaries.distances[first], FAR),
            is_inner * boundaries.gaps[first].clip(-FAR, FAR),
            is_inner * boundaries.above[first],
            is_inner & boundaries.cuts[first],
            is_all,
        ],
        axis=1,
    )
    is_whole = (past - first == 1) & atoms.is_whole[first]
    return Candidates(count, first, past, boxes, features, is_whole)


def find_groups(atoms: Arrangement | Atoms) -> Groups:
    """Return the groups of some atoms, at least one."""
    left, top, right, bottom = atoms.boxes.T.tolist()
    groups = []
    for first in range(len(atoms)):
        box = (left[first], top[first], right[first], bottom[first])
        widest_gap = 0.0
        groups.append((first, first + 1, 0.0, *box))
        for new in range(first + 1, min(first + MAX_ATOMS, len(atoms))):
            if atoms.is_whole[first] or atoms.is_whole[new]:
                break
            widest_gap = max(widest_gap, (left[new] - box[2]) / atoms.line_height)
            box = (
                min(box[0], left[new]),
                min(box[1], top[new]),
                max(box[2], right[new]),
                max(box[3], bottom[new]),
            )
            if widest_gap > MAX_GAP or box[2] - box[0] > MAX_WIDTH * atoms.line_height:
                break
            groups.append((first, new + 1, widest_gap, *box))
    is_all_there = any(group[:2] == (0, len(atoms)) for group in groups)
    if not is_all_there and not atoms.is_whole.any():
        # However far apart its strokes are, all may be one character.
        gap = (atoms.boxes[1:, 0] - np.maximum.accumulate(atoms.boxes[:-1, 2])).max()
        box = (*atoms.boxes[:, :2].min(axis=0), *atoms.boxes[:, 2:].max(axis=0))
        groups.append((0, len(atoms), max(gap / atoms.line_height, 0.0), *box))
    table = np.array(groups)
    first_of, past_of = table[:, :2].astype(np.intp).T
    return Groups(first_of, past_of, table[:, 2], table[:, 3:])


def _room_inside(atoms: Atoms, first: Indices, past: Indices) -> Floats:
    """Return (G,) how far the atom of a group lies from those before it that lies farthest."""
    count = len(atoms)
    is_before = np.tri(count, k=-1, dtype=bool)  # [at, other]: whether the other comes before
    apart = np.where(is_before, atoms.distances, np.inf)
    # [at, first]: from the nearest of the atoms from the first on; then from the farthest such.
    nearest = np.minimum.accumulate(apart[:, ::-1], axis=1)[:, ::-1]
    farthest = np.maximum.accumulate(np.where(is_before, nearest, 0), axis=0)
    room: Floats = farthest[past - 1, first]
    return room


class _Boundaries(NamedTuple):
    """What lies at the boundary before each atom, all (A,); the first has none."""

    gaps: Floats
    """In heights of the line."""
    distances: Floats
    """Of the ink on both sides, in heights of the line."""
    crosses: NDArray[np.bool_]
    above: Floats
    cuts: NDArray[np.bool_]


def _boundaries(atoms: Atoms) -> _Boundaries:
    left, right = atoms.boxes[:, 0], atoms.boxes[:, 2]
    beyond = np.full(MAX_ATOMS, np.inf)  # there are no atoms there
    near = np.arange(len(atoms))[:, None] + np.arange(MAX_ATOMS)  # (A, MAX_ATOMS)
    first_left = np.append(left, beyond)[near].min(axis=1)
    last_right = np.append(-beyond, right)[near].max(axis=1)
    overlap = np.minimum(right[:-1], right[1:]) - np.maximum(left[:-1], left[1:])
    narrower = np.minimum(right[:-1] - left[:-1], right[1:] - left[1:])
    above = ((overlap + TINY) / (narrower + TINY)).clip(0, 1)
    nearness, crosses, shares = _across(
        np.stack([-atoms.distances, atoms.crosses, _shares(atoms)]), fill=-np.inf
    )
    return _Boundaries(
        gaps=np.append(0.0, (first_left - last_right)[1:] / atoms.line_height),
        distances=-nearness,
        crosses=crosses > 0,
        above=np.append(0.0, above),
        cuts=shares > 0,
    )


def _shares(atoms: Atoms) -> NDArray[np.bool_]:
    """Return (A, A) whether two atoms have ink of the same owner."""
    numbers = {owner: number for number, owner in enumerate(set().union(*atoms.owners))}
    has = np.zeros((len(atoms), len(numbers)), np.float32)
    for index, owners in enumerate(atoms.owners):
        has[index, [numbers[owner] for owner in owners]] = 1
    return has @ has.T > 0


def _across(between: NDArray[Any], fill: float) -> NDArray[Any]:
    """Return (K, A) of (K, A, A): the largest between MAX_ATOMS before and from each on.

    fill: for what is beyond the row.
    """
    kinds, count, _ = between.shape
    padded = np.full((kinds, count + MAX_ATOMS, count + MAX_ATOMS), fill)
    padded[:, MAX_ATOMS:, :count] = between
    near = np.arange(count)[:, None] + np.arange(MAX_ATOMS)
    largest: NDArray[Any] = padded[:, near[:, :, None], near[:, None]].max(axis=(2, 3))
    return largest


def add_odds(groups: Candidates, predictions: Sequence[Prediction]) -> None:
    """Write into the features what readers say of each group."""
    odds = known_odds(predictions)
    groups.features[:, KNOWN] = odds
    groups.features[:, DOUBT] = np.logaddexp(0, -odds)


def known_odds(predictions: Sequence[Prediction]) -> Floats:
    """Return (G,) the odds that each is a character, as logarithms within KNOWN_RANGE."""
    known = np.array([prediction.is_known for prediction in predictions]).clip(1e-9, 1 - 1e-9)
    odds: Floats = np.log(known / (1 - known)).clip(-KNOWN_RANGE, KNOWN_RANGE)
    return odds
