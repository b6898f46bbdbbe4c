"""Ink is named by its shape and its place."""

import numpy as np

from model.ink.drawing import Drawing
from model.insight.words import name_ink
from tests.model.conftest import lines_drawing


def circle(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    return [
        (x + radius * np.cos(angle), y + radius * np.sin(angle))
        for angle in np.linspace(0, 2 * np.pi, 40)
    ]


def name_stroke(drawing: Drawing, index: int) -> str:
    return name_ink([drawing.strokes[index]], drawing)


def test_a_bar_that_another_stroke_crosses_is_the_crossbar() -> None:
    crossed_seven = lines_drawing([(0, 0), (60, 0), (20, 100)], [(15, 50), (65, 50)])
    assert name_stroke(crossed_seven, 1) == "the crossbar"


def test_a_bar_beside_other_ink_is_no_crossbar() -> None:
    five = lines_drawing([(10, 0), (0, 45), (50, 60), (40, 100), (0, 100)], [(10, 0), (60, 0)])
    assert name_stroke(five, 1) == "the bar at the top"


def test_strokes_are_named_by_shape_and_place() -> None:
    face = lines_drawing(
        [(0, 0), (0, 100)],
        [(80, 10), (100, 60)],
        circle(20, 80, 12),
        [(30, 30), (30, 31)],
        [(60, 100), (100, 100)],
        [(50, 45), (60, 55), (50, 60), (40, 52)],
    )
    names = [name_stroke(face, index) for index in range(6)]
    assert names == [
        "the upright on the left",
        "the upright on the right",
        "the loop at the bottom left",
        "the dot at the top left",
        "the bar at the bottom right",
        "the curve in the middle",
    ]


def test_a_narrow_drawing_has_neither_left_nor_right() -> None:
    one = lines_drawing([(0, 0), (3, 100)], [(0, 120), (2, 121)])
    assert name_stroke(one, 1) == "the dot at the bottom"


def test_a_short_part_of_a_stroke_is_just_ink() -> None:
    zero = lines_drawing(circle(50, 50, 50))
    assert name_ink([zero.strokes[0][:5]], zero) == "the ink on the right"


def test_several_strokes_together_are_said_to_be_so() -> None:
    dots = lines_drawing([(0, 0)], [(9, 9)])
    assert name_ink(dots.strokes, dots) == "some strokes"
