"""Lines of writing by the boxes of their ink alone."""

import numpy as np

from model.reading.picture_lines import find_lines


def row(count: int, top: float, slope: float = 0.0) -> list[tuple[float, float, float, float]]:
    """Return boxes of 30 x 50 px side by side, each so much lower than the last."""
    return [(40 * i, top + slope * i, 40 * i + 30, top + 50 + slope * i) for i in range(count)]


def test_lines_come_from_the_top_and_their_pieces_from_the_left() -> None:
    boxes = np.array([*reversed(row(3, 100)), *row(4, 0)], np.float64)
    assert find_lines(boxes) == [[3, 4, 5, 6], [2, 1, 0]]


def test_a_line_may_fall_by_more_than_the_next_is_apart() -> None:
    boxes = np.array([*row(10, 0, 10), *row(10, 90, 10)], np.float64)
    assert find_lines(boxes) == [list(range(10)), list(range(10, 20))]


def test_a_wide_gap_does_not_end_a_line() -> None:
    boxes = np.array([(0, 0, 30, 50), (400, 5, 430, 55), (900, 3, 930, 50)], np.float64)
    assert find_lines(boxes) == [[0, 1, 2]]


def test_a_hat_is_of_the_line_that_it_is_nearest_to() -> None:
    hat = (42, 88, 68, 94)  # over the second of the lower line
    boxes = np.array([*row(3, 0), *row(3, 100), hat], np.float64)
    upper, lower = find_lines(boxes)
    assert upper == [0, 1, 2]
    assert sorted(lower) == [3, 4, 5, 6]


def test_a_part_of_a_digit_beside_a_line_is_of_it() -> None:
    upper, lower = (0, 0, 15, 28), (0, 30, 30, 52)  # of a 4
    boxes = np.array([upper, lower, *row(4, 0)[1:]], np.float64)
    assert len(find_lines(boxes)) == 1
