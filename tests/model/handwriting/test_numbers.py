"""Whole numbers, written digit by digit."""

import numpy as np
import pytest

from model.handwriting.numbers import HEIGHT_PX, RowHand, join_digits
from model.handwriting.sampling import PAD_PX
from model.handwriting.synthesis import synthesize_numbers
from model.ink.drawing import Drawing
from model.ink.parts import characters_of


class PlainHand(RowHand):
    """Sets digits of one height on a level line, so far apart."""

    def __init__(self, gap_px: float, links: bool = False) -> None:
        super().__init__(np.random.default_rng(0))
        self._own_gap_px, self._links = gap_px, links

    def gap_px(self) -> float:
        return self._own_gap_px

    def height_px(self) -> float:
        return HEIGHT_PX

    def rise_px(self, x_px: float) -> float:
        return 0.0

    def links(self) -> bool:
        return self._links


def bar(x: float, label: str = "1", pressure: float = 0.5) -> Drawing:
    return Drawing((np.array([(x, 10.0, pressure), (x, 60.0, pressure)]),), label, "somebody")


def test_a_number_is_labelled_by_its_digits_in_order() -> None:
    for number in synthesize_numbers(60, seed=2):
        assert number.label == "".join(part.label for part in number.parts)
        assert 2 <= len(number.parts) <= 10
        lefts = [digit.bounds()[0] for digit in characters_of(number)]
        assert np.mean(np.diff(lefts) > 0) > 0.5


def test_the_digits_of_a_number_are_all_its_ink() -> None:
    for number in synthesize_numbers(60, seed=3):
        inked = {
            (trace.stroke, point)
            for part in number.parts
            for trace in part.traces
            for point in range(trace.first, trace.past)
        }
        assert inked == {
            (i, p) for i, stroke in enumerate(number.strokes) for p in range(len(stroke))
        }


def test_a_number_lies_on_the_pad() -> None:
    for number in synthesize_numbers(60, seed=4):
        left, top, right, bottom = number.bounds()
        assert min(left, top) >= 0
        assert max(right, bottom) <= PAD_PX


def test_a_seed_names_its_numbers() -> None:
    assert synthesize_numbers(20, seed=5) == synthesize_numbers(20, seed=5)
    assert synthesize_numbers(20, seed=5) != synthesize_numbers(20, seed=6)
    assert len(synthesize_numbers(0, seed=5)) == 0


@pytest.mark.parametrize("gap_px", [0.0, 20.0, 60.0])
def test_digits_stand_so_far_apart(gap_px: float) -> None:
    number = join_digits([bar(5), bar(300), bar(70, "7")], PlainHand(gap_px))
    assert number.label == "117"
    assert number.writer == "somebody"
    xs = np.array([stroke[0, 0] for stroke in number.strokes])
    height = np.ptp(number.strokes[0][:, 1])
    assert np.diff(xs) == pytest.approx([gap_px / HEIGHT_PX * height] * 2, abs=1e-6)
    assert number.strokes[0][:, 2].tolist() == [0.5, 0.5]


def test_a_pen_that_stays_down_joins_strokes_and_each_digit_has_its_own_run() -> None:
    number = join_digits([bar(0), bar(0, "2")], PlainHand(20, links=True))
    [stroke] = number.strokes
    assert number.label == "12"
    [first], [second] = (part.traces for part in number.parts)
    assert (first.first, second.past) == (0, len(stroke))
    assert second.first == first.past - 1
    assert 2 < first.past < len(stroke) - 1
