"""Thinning: fewer points, and the ink where it was."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.ink.thinning import thin

strokes = st.lists(
    st.integers(1, 30).map(lambda count: np.random.default_rng(count).uniform(0, 400, (count, 3))),
    max_size=6,
).map(tuple)


@given(strokes, st.integers(1, 60))
def test_never_more_points_than_the_limit(drawn: tuple[np.ndarray, ...], limit: int) -> None:
    assert sum(map(len, thin(drawn, limit))) <= limit


@given(strokes)
def test_strokes_within_the_limit_stay_the_very_same(drawn: tuple[np.ndarray, ...]) -> None:
    thinned = thin(drawn, limit=1000)
    assert [id(stroke) for stroke in thinned] == [id(stroke) for stroke in drawn]


def test_points_on_a_straight_line_go_first_and_ends_and_corners_stay() -> None:
    right = np.stack([np.linspace(0, 100, 51), np.zeros(51)], axis=1)
    corner = np.concatenate([right, right[1:, ::-1] + (100, 0)])
    (thinned,) = thin([corner], limit=20)
    assert len(thinned) <= 20
    assert {(0, 0), (100, 0), (100, 100)} <= {tuple(point) for point in thinned}
    assert set(map(tuple, thinned)) <= set(map(tuple, corner))


def test_where_the_ends_alone_are_too_many_the_longest_strokes_stay_in_their_order() -> None:
    lines = [np.array([[0.0, 0.0], [length, 0.0]]) for length in (5.0, 1.0, 9.0, 3.0)]
    assert [id(stroke) for stroke in thin(lines, limit=5)] == [id(lines[0]), id(lines[2])]
