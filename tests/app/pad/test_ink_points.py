import numpy as np

from app.pad.ink_points import FULL_PRESSURE, GrowingStroke, InkPoint, stroke_points

POINTS: list[InkPoint] = [(10, 20, 0.25), (30, 40, 0.5), (50, 60, 0.75), (70, 80, 1)]


def grown(has_pressure: bool) -> GrowingStroke:
    stroke = GrowingStroke(has_pressure)
    for point in POINTS:
        stroke.append(point)
    return stroke


def test_a_stroke_grows_by_its_points_in_order() -> None:
    stroke = grown(has_pressure=True)
    assert len(stroke) == 4
    assert stroke.points() == POINTS
    assert stroke.last_points(2) == POINTS[2:]
    assert stroke.last_points(9) == POINTS


def test_a_stroke_has_pressure_only_from_a_pointer_with_pressure() -> None:
    np.testing.assert_array_equal(grown(has_pressure=True).to_stroke(), POINTS)
    np.testing.assert_array_equal(
        grown(has_pressure=False).to_stroke(), [(10, 20), (30, 40), (50, 60), (70, 80)]
    )


def test_a_stroke_taken_out_does_not_grow() -> None:
    growing = grown(has_pressure=True)
    stroke = growing.to_stroke()
    growing.append((0, 0, 0))
    assert stroke.shape == (4, 3)


def test_a_stroke_is_painted_through_its_points_and_without_pressure_in_full() -> None:
    assert stroke_points(np.array(POINTS)) == POINTS
    assert stroke_points(np.array([[1.0, 2.0]])) == [(1, 2, FULL_PRESSURE)]
