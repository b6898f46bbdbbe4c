import numpy as np
import pytest
from numpy.random import Generator

from model.handwriting.noncharacters import (
    PAIR_HEIGHT_PX,
    SCRIBBLE_POINTS,
    make_dots,
    make_pairs,
    make_scribbles,
)
from model.handwriting.sampling import PAD_PX
from model.ink.drawing import Drawing


@pytest.fixture
def rng() -> Generator:
    return np.random.default_rng(4)


def line(*points: tuple[float, ...]) -> Drawing:
    return Drawing((np.array(points, np.float64),), "1", "somebody")


def test_a_pair_is_two_digits_side_by_side(rng: Generator) -> None:
    tall, small = line((300, 20, 0.5), (290, 220, 0.7)), line((5, 5), (15, 25))
    pairs = make_pairs([tall, small, small, tall], rng)
    assert len(pairs) == 2
    for pair in pairs:
        assert pair.label is None
        left, right = pair.strokes
        assert left[:, 0].max() < right[:, 0].min()
        for stroke in pair.strokes:
            assert np.ptp(stroke[:, 1]) == pytest.approx(PAIR_HEIGHT_PX, rel=0.16)
    assert pairs[0].strokes[0][:, 2].tolist() == [0.5, 0.7]
    assert small == line((5, 5), (15, 25))


def test_a_digit_of_a_pair_keeps_its_shape_even_where_it_lies_flat(rng: Generator) -> None:
    [pair] = make_pairs([line((0, 0), (60, 3)), line((0, 0), (60, 3))], rng)
    for stroke in pair.strokes:
        width, height = np.ptp(stroke, axis=0)
        assert width == pytest.approx(20 * height)
        assert width == pytest.approx(2 * PAIR_HEIGHT_PX, rel=0.16)


def test_an_odd_number_of_digits_makes_no_pairs(rng: Generator) -> None:
    with pytest.raises(ValueError, match="shorter"):
        make_pairs([line((0, 0), (0, 9))] * 3, rng)


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
