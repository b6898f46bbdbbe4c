"""What is most alike is found among features."""

import numpy as np
import pytest

from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.insight.nearest import nearest
from model.network.recognizer import Recognizer


def test_a_drawing_is_most_like_itself_and_then_like_its_class(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    features = recognizer.activations(rasterize(hand_drawn)).hidden
    for digit in range(10):
        first, second = nearest(features, features[digit], 2)
        assert first.example == digit
        assert first.likeness == pytest.approx(1, abs=1e-5)
        assert second.likeness < first.likeness


def test_strength_does_not_count_but_direction() -> None:
    features = np.array([[3, 0, 0], [1, 1, 0], [0, 0, 0], [0, 0, 7]], np.float32)
    found = nearest(features, np.array([0.1, 0, 0], np.float32), 10)
    assert [one.example for one in found] == [0, 1, 2, 3]
    assert [one.likeness for one in found] == pytest.approx([1, 0.5**0.5, 0, 0])


def test_nothing_is_alike_where_there_is_nothing() -> None:
    assert nearest(np.empty((0, 200), np.float32), np.ones(200, np.float32), 5) == []
