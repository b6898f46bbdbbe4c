"""Connected components, their measures, and windows over grays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.ink.picture.components import find_components
from model.ink.picture.morphology import closing, darkest, lightest, opening
from model.ink.picture.rules import without_rules


def flooded(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the component of each px, found px by px; -1 where there is none."""
    labels = np.full(mask.shape, -1)
    count = 0
    for start in zip(*np.nonzero(mask), strict=True):
        if labels[start] >= 0:
            continue
        waiting = [start]
        labels[start] = count
        while waiting:
            row, column = waiting.pop()
            for y in range(max(row - 1, 0), min(row + 2, mask.shape[0])):
                for x in range(max(column - 1, 0), min(column + 2, mask.shape[1])):
                    if mask[y, x] and labels[y, x] < 0:
                        labels[y, x] = count
                        waiting.append((y, x))
        count += 1
    return labels


@given(
    height=st.integers(1, 12),
    width=st.integers(1, 12),
    share=st.floats(0, 1),
    seed=st.integers(0, 9999),
)
def test_components_are_those_that_a_flood_finds(
    height: int, width: int, share: float, seed: int
) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < share
    components = find_components(mask)
    labels = flooded(mask)
    assert np.array_equal(components.labels, labels)
    for index in range(len(components)):
        rows, columns = np.nonzero(labels == index)
        assert components.area[index] == len(rows)
        assert (components.top[index], components.bottom[index]) == (rows.min(), rows.max() + 1)
        assert (components.left[index], components.right[index]) == (
            columns.min(),
            columns.max() + 1,
        )
        assert set(zip(*components.px(index), strict=True)) == set(zip(rows, columns, strict=True))


def test_totals_and_largest_values_are_of_each_component() -> None:
    mask = np.array([[1, 1, 0, 1], [0, 0, 0, 1]], bool)
    values = np.array([[1, 5, 100, 7], [100, 100, 100, 2]], np.uint8)
    components = find_components(mask)
    assert components.total(values).tolist() == [6, 9]
    assert components.largest(values).tolist() == [5, 7]


def test_the_width_of_a_stroke_is_measured_at_any_angle() -> None:
    rows, columns = np.mgrid[:300, :300]
    ring = np.abs(np.hypot(rows - 150, columns - 150) - 100) < 5
    assert find_components(ring).stroke_width[0] == pytest.approx(10, rel=0.1)


def test_no_components_where_there_is_nothing() -> None:
    components = find_components(np.zeros((5, 7), bool))
    assert len(components) == 0
    assert (components.labels == -1).all()


@pytest.mark.parametrize("window", [1, 2, 3, 8, 40])
def test_windows_pick_what_is_largest_and_smallest_around(window: int) -> None:
    grays = np.random.default_rng(0).integers(0, 256, (20, 30)).astype(np.uint8)
    reach = window // 2
    padded = np.pad(grays, reach, "edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1))
    assert np.array_equal(lightest(grays, window), around.max((2, 3)))
    assert np.array_equal(darkest(grays, window), around.min((2, 3)))


def test_closing_takes_away_what_is_dark_and_narrow_and_leaves_what_is_wide() -> None:
    grays = np.full((60, 60), 200, np.uint8)
    grays[:, 10:14] = 50
    grays[:, 30:] = 80  # a shadow, or a table
    closed = closing(grays, 11)
    assert (closed[:, :30] == 200).all()
    assert (closed[:, 30:] == 80).all()
    assert np.array_equal(opening(255 - grays, 11), 255 - closed)


def test_rules_are_taken_out_and_what_crosses_them_stays() -> None:
    mask = np.zeros((200, 300), bool)
    mask[40:160, 140:150] = True  # a 1
    for row in (60, 100, 140):
        mask[row : row + 2] = True
    left = without_rules(mask, find_components(mask))
    assert left[40:160, 141:149].all()
    assert not left[:, :130].any()
    assert not left[:, 160:].any()


def test_a_long_stroke_is_no_rule() -> None:
    mask = np.zeros((200, 120), bool)
    mask[8:192, 50:62] = True
    assert np.array_equal(without_rules(mask, find_components(mask)), mask)
