"""Which strokes stand in which line."""

import numpy as np

from model.ink.drawing import Drawing, Stroke
from model.reading.stroke_lines import lines_of


def bar(x: float, top: float, height: float = 100) -> Stroke:
    return np.array([(x, top), (x + 5, top + height)])


def dash(x: float, y: float) -> Stroke:
    return np.array([(x, y), (x + 40, y)])


def test_ink_side_by_side_is_one_line() -> None:
    assert lines_of(Drawing((bar(0, 0), bar(60, 20), bar(120, 0)))) == [(0, 1, 2)]


def test_ink_below_is_another_line_whatever_was_written_first() -> None:
    drawing = Drawing((bar(0, 130), bar(0, 0), bar(60, 5), bar(70, 125)))
    assert lines_of(drawing) == [(1, 2), (0, 3)]


def test_digits_one_above_the_other_are_no_lines() -> None:
    assert lines_of(Drawing((bar(0, 0), bar(0, 130)))) == [(0, 1)]


def test_a_hat_belongs_to_what_it_is_over() -> None:
    drawing = Drawing(
        (bar(0, 20), bar(60, 20), dash(60, 10), bar(0, 150), bar(50, 150), dash(50, 141))
    )
    assert lines_of(drawing) == [(0, 1, 2), (3, 4, 5)]


def test_lines_may_reach_into_each_other_a_little() -> None:
    assert len(lines_of(Drawing((bar(0, 0), bar(60, 0), bar(0, 92), bar(60, 92))))) == 2
    assert len(lines_of(Drawing((bar(0, 0), bar(60, 0), bar(0, 60), bar(60, 60))))) == 1
