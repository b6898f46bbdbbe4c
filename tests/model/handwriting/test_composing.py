"""Numbers composed of digits that were written one by one."""

from itertools import pairwise

import numpy as np
import pytest

from model.handwriting.composing import WIDE_GAP, compose_numbers
from model.ink.drawing import Drawing
from model.ink.parts import characters_of


def gaps_of(number: Drawing) -> list[float]:
    """Return the empty columns between a number's digits, as shares of its height."""
    _, top, _, bottom = number.bounds()
    boxes = [digit.bounds() for digit in characters_of(number)]
    return [(after[0] - before[2]) / (bottom - top) for before, after in pairwise(boxes)]


def test_gaps_go_from_touching_to_wide(hand_drawn: list[Drawing]) -> None:
    gaps = [gap for number in compose_numbers(hand_drawn, 80, 1) for gap in gaps_of(number)]
    assert min(gaps) < 0.03
    assert WIDE_GAP / 2 < max(gaps) < 2 * WIDE_GAP
    # One mean gap is as likely as another.
    assert 0.2 < np.mean([gap > WIDE_GAP / 2 for gap in gaps]) < 0.8


def test_each_digit_keeps_its_shape_and_its_strokes(hand_drawn: list[Drawing]) -> None:
    by_label = {digit.label: digit for digit in hand_drawn}
    for number in compose_numbers(hand_drawn, 10, 2):
        assert number.label == "".join(part.label for part in number.parts)
        for digit in characters_of(number):
            original = by_label[digit.label]
            assert len(digit.strokes) == len(original.strokes)
            assert shape_of(digit) == pytest.approx(shape_of(original), abs=1e-6)


def shape_of(digit: Drawing) -> list[float]:
    left, top, right, bottom = digit.bounds()
    size = max(right - left, bottom - top)
    points = np.concatenate([stroke[:, :2] for stroke in digit.strokes])
    shape: list[float] = ((points - (left, top)) / size).ravel().tolist()
    return shape


def test_there_are_none_of_too_few_digits(hand_drawn: list[Drawing]) -> None:
    assert compose_numbers(hand_drawn[:2], 5, 0) == []
    assert compose_numbers([], 5, 0) == []
