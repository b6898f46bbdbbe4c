from itertools import pairwise

import numpy as np
import pytest
from numpy.random import Generator

from model.handwriting.noncharacters import (
    SCRIBBLE_POINTS,
    make_dots,
    make_fragments,
    make_intrusions,
    make_joins,
    make_scribbles,
)
from model.handwriting.sampling import PAD_PX
from model.handwriting.synthesis import synthesize_numbers
from model.ink.drawing import Drawing
from model.ink.parts import characters_of


@pytest.fixture
def rng() -> Generator:
    return np.random.default_rng(4)


@pytest.fixture(scope="module")
def numbers() -> list[Drawing]:
    return synthesize_numbers(80, seed=1)


def points_of(drawing: Drawing) -> set[tuple[float, ...]]:
    return {tuple(point) for stroke in drawing.strokes for point in stroke.tolist()}


def test_a_join_is_neighbouring_digits_of_one_number(
    rng: Generator, numbers: list[Drawing]
) -> None:
    joins = make_joins(numbers, rng)
    assert len(joins) == len(numbers)
    joined = set()
    for join, number in zip(joins, numbers, strict=True):
        assert join.label is None
        ink = points_of(join)
        digits = [points_of(digit) for digit in characters_of(number)]
        members = [index for index, digit in enumerate(digits) if digit <= ink]
        assert members == list(range(members[0], members[-1] + 1))
        assert ink == set().union(*(digits[index] for index in members))
        joined.add(len(members))
    assert joined == {2, 3}


def test_an_intrusion_is_a_digit_and_much_of_its_neighbour(
    rng: Generator, numbers: list[Drawing]
) -> None:
    for intrusion, number in zip(make_intrusions(numbers, rng), numbers, strict=True):
        assert intrusion.label is None
        ink = points_of(intrusion)
        digits = [points_of(digit) for digit in characters_of(number)]
        assert any(
            digit < ink and ink <= digit | neighbour
            for pair in pairwise(digits)
            for digit, neighbour in (pair, pair[::-1])
        )


def test_a_fragment_is_a_piece_of_a_digit_and_no_bar(
    rng: Generator, numbers: list[Drawing]
) -> None:
    fragments = make_fragments(numbers, rng)
    assert len(fragments) > 10
    digits = [points_of(digit) for number in numbers for digit in characters_of(number)]
    for fragment in fragments:
        assert fragment.label is None
        ink = points_of(fragment)
        assert any(ink < digit for digit in digits)
        left, top, right, bottom = fragment.bounds()
        length = sum(np.hypot(*np.diff(s[:, :2], axis=0).T).sum() for s in fragment.strokes)
        assert np.hypot(right - left, bottom - top) < 0.8 * length


def test_a_dot_is_a_few_points_close_together(rng: Generator) -> None:
    dots = make_dots(200, rng)
    assert len(dots) == 200
    assert {dot.point_count for dot in dots} == {1, 2, 3, 4, 5}
    for dot in dots:
        left, top, right, bottom = dot.bounds()
        assert max(right - left, bottom - top) <= 5
        assert min(left, top) >= 0
        assert max(right, bottom) <= PAD_PX
        assert dot.label is None


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10])
def test_any_number_of_scribbles_is_made(rng: Generator, count: int) -> None:
    assert len(make_scribbles(count, rng)) == count


def test_a_scribble_is_one_long_stroke_without_a_label(rng: Generator) -> None:
    for scribble in make_scribbles(300, rng):
        [stroke] = scribble.strokes
        assert stroke.shape == (SCRIBBLE_POINTS, 2)
        assert scribble.label is None
        length = np.hypot(*np.diff(stroke, axis=0).T).sum()
        assert length > 2.5 * np.ptp(stroke, axis=0).max()
