"""A window on which numbers of ten digits grow, timed from inside; prints JSON.

python -m model.bench.numbers_probe SECONDS
"""

import itertools
import sys
from collections.abc import Iterator, Sequence

from model.bench.live_probe import keep_idle, live
from model.bench.probing import Points
from model.handwriting.synthesis import synthesize_numbers
from model.ink.drawing import Stroke

NUMBERS = 50


def numbers() -> Iterator[Sequence[Points]]:
    """Return the strokes of numbers of ten digits over the width of the pad, without end."""
    written = synthesize_numbers(NUMBERS, seed=0, lengths=range(10, 11))
    return itertools.cycle([_points(stroke) for stroke in number.strokes] for number in written)


def _points(stroke: Stroke) -> Points:
    return [(x, y) for x, y in stroke[:, :2].tolist()]


if __name__ == "__main__":
    match sys.argv[1:]:
        case [seconds]:
            live(float(seconds), keep_idle, drawings=numbers())
        case _:
            sys.exit(__doc__)
