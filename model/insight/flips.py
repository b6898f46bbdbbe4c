"""Is occlusion honest? Ink that is said to count must change the answer when it is left out."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.ink.drawing import Drawing
from model.insight.occlusion import Occlusion, occlude, read_all
from model.insight.pieces import without
from model.reading.prediction import Reader

SHARE = 0.2
"""So much of the ink is left out, to within half a piece."""
DRAWINGS = 500
RANDOM_DRAWS = 10
"""So often it is left out at random of each drawing; the flips are their mean."""


@dataclass(frozen=True)
class Flips:
    """How often the likeliest class becomes another, as shares of the drawings in [0, 1]."""

    count: int
    """Of drawings, all with ink enough to be cut."""
    share: float
    """How much of the ink was left out, the mean."""
    most: float
    """Without the ink that is coloured most."""
    random: float
    """Without as much in pieces at random."""
    random_run: float
    """Without as much in one place at random."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def measure_flips(
    reader: Reader, drawings: Iterable[Drawing], count: int = DRAWINGS, seed: int = 0
) -> Flips:
    """Measure over at most `count` drawings, which are chosen at random."""
    rng = np.random.default_rng(seed)
    tried = []
    for drawing in choose(drawings, count, rng):
        occlusion = occlude(drawing, reader)
        if occlusion.runs:
            tried.append(_try(occlusion, reader, rng))
    if not tried:
        return Flips(0, SHARE, 0.0, 0.0, 0.0)
    share, most, random, random_run = np.mean(tried, axis=0).tolist()
    return Flips(len(tried), share, most, random, random_run)


def choose(drawings: Iterable[Drawing], count: int, rng: Generator) -> list[Drawing]:
    """Return `count` drawings at random, holding no more at once (Vitter, 1985, algorithm R)."""
    chosen: list[Drawing] = []
    for index, drawing in enumerate(drawings):
        if drawing.is_empty:
            continue
        if len(chosen) < count:
            chosen.append(drawing)
        elif (place := int(rng.integers(index + 1))) < count:
            chosen[place] = drawing
    return chosen


def _try(occlusion: Occlusion, reader: Reader, rng: Generator) -> tuple[float, float, float, float]:
    """Return the share of ink left out, and how often each kind of it flips the answer."""
    lengths, index = occlusion.lengths, occlusion.prediction.index
    count = len(lengths)
    most = _first(np.argsort(-occlusion.falls(index), kind="stable"), lengths)
    removed = [most]
    removed += [_first(rng.permutation(count), lengths) for _ in range(RANDOM_DRAWS)]
    removed += [_around(int(rng.integers(count)), lengths) for _ in range(RANDOM_DRAWS)]
    found = read_all([without(occlusion.pieces, one) for one in removed], reader)
    flips = np.array([prediction.index != index for prediction in found], float)
    share = float(lengths[most].sum() / lengths.sum())
    random, random_run = flips[1:].reshape(2, RANDOM_DRAWS).mean(axis=1).tolist()
    return share, float(flips[0]), random, random_run


def _around(piece: int, lengths: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which pieces are left out around one, in the order drawn."""
    return _first(np.argsort(np.abs(np.arange(len(lengths)) - piece), kind="stable"), lengths)


def _first(
    order: Sequence[int] | NDArray[np.intp], lengths: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return (P,): the first of the pieces in this order, SHARE of the ink."""
    removed = np.zeros(len(lengths), bool)
    sums = np.cumsum(lengths[order])
    # Half of the last piece at most is too much.
    taken = sums - lengths[order] / 2 <= SHARE * sums[-1]
    taken[0] = True
    removed[np.asarray(order)[taken]] = True
    return removed
