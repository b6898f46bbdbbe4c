import numpy as np
import pytest

from model.handwriting.curves import POINTS, make_curve, spline
from model.handwriting.skeleton import Style
from model.handwriting.styles import DIGITS

EVERY_DIGITS_STYLE = [style for styles in DIGITS.values() for style in styles]
KNOTS = np.array([0.0, 0.3, 1.0, 1.2, 2.0])


def test_a_path_moves_with_its_control_points() -> None:
    for style in EVERY_DIGITS_STYLE:
        curve = make_curve(style)
        # Weights that add up to 1 leave a shift as it is.
        np.testing.assert_allclose(curve.sharp.sum(axis=1), 1)
        np.testing.assert_allclose(curve.soft.sum(axis=1), 1)


def test_every_point_of_a_path_belongs_to_one_stroke() -> None:
    for style in EVERY_DIGITS_STYLE:
        curve = make_curve(style)
        for spans in (curve.strokes, curve.linked):
            points = [index for first, last in spans for index in range(first, last)]
            assert points == list(range(POINTS))


def test_a_path_begins_and_ends_at_its_control_points_and_turns_at_its_corner() -> None:
    curve = make_curve(Style(1, ("0,0 20,40 30,100! 50,60 60,0",)))
    control = curve.control[0]
    path = curve.sharp @ control
    np.testing.assert_allclose(path[[0, -1]], control[[0, -1]])
    assert np.hypot(*(path - control[2]).T).min() < 1e-9
    worn = curve.soft @ control
    assert np.hypot(*(worn - control[2]).T).min() > 0.03


def test_a_corner_is_sharp_and_other_points_are_smooth() -> None:
    def sharpest_turn(skeleton: str) -> float:
        curve = make_curve(Style(1, (skeleton,)))
        steps = np.diff(curve.sharp @ curve.control[0], axis=0)
        steps /= np.hypot(*steps.T)[:, None]
        cosines = (steps[:-1] * steps[1:]).sum(axis=1)
        return float(np.arccos(cosines.clip(-1, 1)).max())

    assert sharpest_turn("0,0 30,30! 60,0") == pytest.approx(np.pi / 2, abs=0.01)
    assert sharpest_turn("0,0 30,30 60,0") < np.pi / 6


def test_only_close_strokes_are_linked() -> None:
    close = make_curve(Style(1, ("0,0 60,0 | 60,50 0,50",)))
    assert len(close.strokes) == 2
    assert close.linked == ((0, POINTS),)
    far = make_curve(Style(1, ("0,0 60,0 | 60,70 0,70",)))
    assert far.linked == far.strokes


def test_a_curve_is_made_once() -> None:
    assert make_curve(Style(1, ("0,0 5,5",))) is make_curve(Style(1, ("0,0 5,5",)))


def test_a_spline_follows_a_parabola_through_uneven_knots() -> None:
    at = np.linspace(0, 2, 41)
    np.testing.assert_allclose(spline(KNOTS, at) @ (3 * KNOTS**2 - KNOTS), 3 * at**2 - at)


def test_a_spline_runs_through_its_points() -> None:
    np.testing.assert_allclose(spline(KNOTS, KNOTS), np.eye(len(KNOTS)), atol=1e-12)


def test_a_spline_of_two_points_is_straight() -> None:
    weights = spline(np.array([0.0, 2.0]), np.array([0.0, 0.5, 2.0]))
    assert weights == pytest.approx(np.array([[1, 0], [0.75, 0.25], [0, 1]]))
