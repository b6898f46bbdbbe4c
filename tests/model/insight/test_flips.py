"""The ink that is said to count changes the answer when it is left out."""

from pathlib import Path

import numpy as np
import pytest

from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.insight.flips import SHARE, choose, measure_flips
from model.network.recognizer import Recognizer
from tests.model.conftest import lines_drawing


@pytest.mark.slow
def test_ink_that_counts_flips_twice_as_many_as_ink_at_random(
    recognizer: Recognizer, pen_sets: Path
) -> None:
    drawings = read_drawings(pen_sets / "pendigits-test.jsonl.gz")
    flips = measure_flips(recognizer, drawings, 60)
    assert flips.count == 60
    assert flips.share == pytest.approx(SHARE, abs=0.03)
    assert flips.most > 2 * flips.random
    assert flips.most > 2 * flips.random_run


def test_the_same_seed_gives_the_same_again(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    first, again, other = (measure_flips(recognizer, hand_drawn, 5, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert first.count == 5


def test_drawings_that_cannot_be_cut_do_not_count(recognizer: Recognizer) -> None:
    assert measure_flips(recognizer, [lines_drawing([(1, 1)]), Drawing()]).count == 0


def test_each_drawing_is_as_likely_to_be_chosen() -> None:
    drawings = [lines_drawing([(number, 0)]) for number in range(10)]
    counts = np.zeros(10)
    rng = np.random.default_rng(0)
    for _ in range(2_000):
        for drawing in choose(drawings, 3, rng):
            counts[int(drawing.strokes[0][0, 0])] += 1
    assert counts.sum() == 6_000
    assert abs(counts - 600).max() < 100
