"""Tests of where strokes are cut."""

import numpy as np
import pytest

from model.ink.drawing import Stroke
from model.reading.cuts import find_cuts
from tests.model.reading.test_atoms import bar, ring


def test_two_zeros_in_one_stroke_are_cut_on_the_way_between() -> None:
    stroke = np.concatenate([ring(30), ring(130)])
    cuts = find_cuts(stroke, 100.0)
    assert 19 in cuts or 20 in cuts
    assert all(0 < cut < len(stroke) - 1 for cut in cuts)


@pytest.mark.parametrize("stroke", [ring(30), bar(0), bar(0)[:1]])
def test_ink_that_goes_nowhere_else_is_not_cut(stroke: Stroke) -> None:
    assert find_cuts(stroke, 100.0) == []
