"""The moments of a run: which are held, and what is said of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.training.run_moments import (
    MAX_MOMENTS,
    Moment,
    RunMoments,
    likeliest_spans,
    read_moments,
    tell_story,
)
from model.data.classes import DIGITS
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.reading.prediction import Prediction

WEIGHTS = default_weights()


def held(steps: list[int]) -> list[int]:
    moments = RunMoments()
    for step in steps:
        moments.add(Moment(step, WEIGHTS))
    return [moment.step for moment in moments]


def says(label: int, is_known: float = 1.0) -> Prediction:
    probabilities = np.full(10, 0.05, np.float32)
    probabilities[label] = 0.55
    return Prediction(DIGITS, probabilities, is_known)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=3 * MAX_MOMENTS))
def test_never_too_many_the_first_and_the_newest_always_there_and_in_order(
    gaps: list[int],
) -> None:
    steps = np.cumsum(gaps).tolist()
    moments = RunMoments()
    for count, step in enumerate(steps, 1):
        moments.add(Moment(step, WEIGHTS))
        now_held = [moment.step for moment in moments]
        assert len(now_held) == min(count, MAX_MOMENTS)
        assert (now_held[0], now_held[-1]) == (steps[0], step)
        assert now_held == sorted(now_held)
        assert set(now_held) <= set(steps)


def test_a_short_run_is_held_whole() -> None:
    steps = list(range(1, MAX_MOMENTS + 1))
    assert held(steps) == steps


def test_the_moments_of_a_long_run_are_spread_evenly_over_the_root_of_the_step() -> None:
    gaps = np.diff(np.sqrt(held(list(range(10, 60_000, 10)))))
    assert gaps.max() < 3 * np.median(gaps)


def test_there_are_more_moments_of_the_beginning_than_of_the_end() -> None:
    steps = np.array(held(list(range(10, 60_000, 10))))
    assert (steps < 15_000).sum() > 2 * (steps > 45_000).sum()


def test_each_moment_says_what_its_network_says(hand_drawn: list[Drawing]) -> None:
    images = rasterize([hand_drawn[7]])
    moments = [Moment(1, WEIGHTS), Moment(2, WEIGHTS)]
    read = list(read_moments(images, moments, lambda: True))
    assert [moment for moment, _ in read] == moments
    expected = Recognizer(WEIGHTS).predict(images)[0].probabilities
    for _, prediction in read:
        np.testing.assert_array_equal(prediction.probabilities, expected)


def test_what_is_no_longer_wanted_is_not_read(hand_drawn: list[Drawing]) -> None:
    wanted = iter([True, True, False])
    moments = [Moment(step, WEIGHTS) for step in range(10)]
    read = list(read_moments(rasterize([hand_drawn[7]]), moments, lambda: next(wanted)))
    assert len(read) == 2


@pytest.mark.parametrize(
    ("readings", "sentence"),
    [
        ([], ""),
        (
            [(1, says(3)), (300, says(1)), (400, says(7)), (1200, says(7))],
            "At step 300 it still took your 7 for a 1.",
        ),
        (
            [(1, says(7)), (1300, says(8)), (1400, says(7))],
            "At step 1,300 it still took your 7 for an 8.",
        ),
        ([(1, says(8)), (2, says(8))], "From step 1 on, it took your drawing for an 8."),
        (
            [(1, says(3)), (2, says(7, is_known=0.1))],
            "At step 1 it still took your drawing for a 3.",
        ),
    ],
)
def test_the_sentence_says_when_it_last_read_otherwise(
    readings: list[tuple[int, Prediction]], sentence: str
) -> None:
    assert tell_story(readings) == sentence


def test_the_likeliest_class_is_named_stretch_by_stretch() -> None:
    spans = likeliest_spans([says(label) for label in (1, 1, 7, 1, 7, 7)])
    assert list(spans) == [(0, 1, "1"), (2, 2, "7"), (3, 3, "1"), (4, 5, "7")]
