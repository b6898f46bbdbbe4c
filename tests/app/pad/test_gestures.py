"""A stroke over a picture is a tap, a loop or ink."""

import numpy as np
import pytest

from app.pad.gestures import GAP, TAP_MOVE_PX, Gesture, gesture_of
from model.ink.drawing import Drawing, Point


def arc(share: float, radius: float = 50) -> list[Point]:
    """Return so much of a circle."""
    angles = np.linspace(0, 2 * np.pi * share, 60)
    return [(200 + radius * np.cos(a), 200 + radius * np.sin(a)) for a in angles.tolist()]


@pytest.mark.parametrize("move", [0, TAP_MOVE_PX - 0.1])
def test_what_hardly_moves_is_a_tap(move: float) -> None:
    assert gesture_of([(100, 100), (100 + move, 100), (100, 100)]) is Gesture.TAP


def test_a_line_that_comes_back_is_no_tap() -> None:
    assert gesture_of([(100, 100), (200, 100), (100, 100)]) is Gesture.INK


@pytest.mark.parametrize("share", [0.9, 1, 1.1])
def test_a_circle_is_a_loop_even_if_it_does_not_quite_close(share: float) -> None:
    assert gesture_of(arc(share)) is Gesture.LOOP


@pytest.mark.parametrize("share", [0.3, 0.5, 0.75])
def test_an_open_arc_is_ink(share: float) -> None:
    assert gesture_of(arc(share)) is Gesture.INK


def test_the_gap_counts_by_the_size_of_the_loop() -> None:
    side = 100.0
    corners = [(0, 0), (side, 0), (side, side), (0, side)]
    for gap, gesture in ((GAP * 0.9, Gesture.LOOP), (GAP * 1.1, Gesture.INK)):
        end = (0, gap * np.hypot(side, side))
        assert gesture_of([*corners, end]) is gesture


@pytest.mark.parametrize("digit", [1, 2, 3, 4, 5, 7])
def test_digits_that_do_not_close_are_ink(hand_drawn: list[Drawing], digit: int) -> None:
    for stroke in hand_drawn[digit].strokes:
        points = [(x, y) for x, y in stroke[:, :2].tolist()]
        assert gesture_of(points) is Gesture.INK
