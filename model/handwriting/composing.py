"""Numbers composed of digits that people wrote one by one: to measure on."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from model.handwriting.numbers import RowHand, join_digits
from model.ink.drawing import Drawing

COMPOSED_LENGTHS = range(3, 7)
WIDE_GAP = 0.6
"""The widest mean room between two digits, in heights of a digit."""


class SpacedHand(RowHand):
    """Sets digits from touching to wide, one mean room as likely as another; joins none."""

    def __init__(self, rng: Generator) -> None:
        super().__init__(rng)
        self._gap = rng.uniform(0, WIDE_GAP)

    def gap_px(self) -> float:
        """Return the room before the next digit; 0 where the two just touch."""
        return max(super().gap_px(), 0.0)

    def links(self) -> bool:
        """Return that the pen is lifted: nobody knows how these people would have gone on."""
        return False


def compose_numbers(
    digits: Sequence[Drawing], count: int, seed: int, lengths: range = COMPOSED_LENGTHS
) -> list[Drawing]:
    """Return `count` numbers with their parts, each of one writer's digits; the same per seed.

    digits: labelled drawings with ink; those that name no writer count as one writer's. lengths: of
    the numbers, each as likely; shorter ones where a writer has no more digits. Within a number no
    drawing comes twice. There are none where no writer has digits enough for the least length.
    """
    rng = np.random.default_rng([seed, 3])
    by_writer: dict[str | None, list[Drawing]] = {}
    for digit in digits:
        by_writer.setdefault(digit.writer, []).append(digit)
    writers = [own for own in by_writer.values() if len(own) >= lengths.start]
    return [_compose(writers, rng, lengths) for _ in range(count)] if writers else []


def _compose(writers: Sequence[Sequence[Drawing]], rng: Generator, lengths: range) -> Drawing:
    own = writers[int(rng.integers(len(writers)))]
    length = min(int(rng.choice(lengths)), len(own))
    chosen = rng.choice(len(own), length, replace=False)
    return join_digits([own[index] for index in chosen], SpacedHand(rng))
