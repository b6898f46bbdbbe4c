"""Erasing ink, and fitting it on a pad."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.ink.bounds import MAX_POINTS
from model.ink.drawing import Drawing, Stroke
from model.ink.editing import bounded, cut_out, fit_to_pad
from model.ink.json_lines import format_drawing, parse_drawing
from tests.model.conftest import lines_drawing
from tests.model.ink.test_ink_file import drawings

# The eraser

places = st.floats(0, 400)
pad_points = st.tuples(places, places)
pad_strokes = st.lists(pad_points, min_size=1, max_size=6).map(lambda p: np.array(p, np.float64))
pad_drawings = st.builds(Drawing, st.lists(pad_strokes, max_size=3).map(tuple))


def distance(points: Stroke, begin: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    """Return each point's distance to a line, by another way than the eraser's own."""
    (ax, ay), (bx, by), (x, y) = begin, end, points.T[:2]
    to_ends = np.minimum(np.hypot(x - ax, y - ay), np.hypot(x - bx, y - by))
    length = np.hypot(bx - ax, by - ay)
    if length < 1e-6:
        return np.asarray(to_ends)
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length
    across = np.abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length
    return np.asarray(np.where((along > 0) & (along < length), across, to_ends))


def sample(stroke: Stroke, spacing_px: float) -> Stroke:
    """Return points along the stroke's line, also between those given."""
    parts = [stroke[-1:]]
    for first, second in itertools.pairwise(stroke):
        count = 2 + int(np.hypot(*(second - first)[:2]) / spacing_px)
        parts.append(np.linspace(first, second, count))
    return np.concatenate(parts)


@given(pad_drawings, pad_points, pad_points, st.floats(4, 60))
def test_nothing_within_the_eraser_remains_and_nothing_new_appears(
    drawing: Drawing, begin: tuple[float, float], end: tuple[float, float], radius_px: float
) -> None:
    erased = cut_out(drawing, begin, end, radius_px)
    for stroke in erased.strokes:
        assert distance(sample(stroke, radius_px / 3), begin, end).min() > radius_px - 1e-5
        old = np.concatenate([sample(s, 1.0) for s in drawing.strokes])
        gaps = stroke[:, None] - old[None]
        assert np.hypot(gaps[..., 0], gaps[..., 1]).min(1).max() < 1.0


@given(pad_drawings, pad_points, pad_points, st.floats(4, 60))
def test_ink_outside_the_eraser_is_untouched(
    drawing: Drawing, begin: tuple[float, float], end: tuple[float, float], radius_px: float
) -> None:
    erased = cut_out(drawing, begin, end, radius_px)
    left = {tuple(point) for stroke in erased.strokes for point in stroke}
    kept = {id(stroke) for stroke in erased.strokes}
    for stroke in drawing.strokes:
        outside = distance(stroke, begin, end) > radius_px + 0.1
        assert {tuple(point) for point in stroke[outside]} <= left
        if distance(sample(stroke, 0.5), begin, end).min() > radius_px + 0.5:
            assert id(stroke) in kept


@given(pad_drawings, pad_points, pad_points, st.floats(4, 60))
def test_the_only_new_points_are_where_the_erasers_edge_cuts(
    drawing: Drawing, begin: tuple[float, float], end: tuple[float, float], radius_px: float
) -> None:
    old = {tuple(point) for stroke in drawing.strokes for point in stroke}
    for stroke in cut_out(drawing, begin, end, radius_px).strokes:
        for index, point in enumerate(stroke):
            if tuple(point) not in old:
                assert index in (0, len(stroke) - 1)
                assert distance(point[None], begin, end) == pytest.approx(radius_px, abs=1e-5)


@given(pad_drawings, pad_points, pad_points, st.floats(4, 60))
def test_the_same_eraser_finds_nothing_again(
    drawing: Drawing, begin: tuple[float, float], end: tuple[float, float], radius_px: float
) -> None:
    erased = cut_out(drawing, begin, end, radius_px)
    assert cut_out(erased, begin, end, radius_px) is erased


@given(pad_drawings, st.floats(4, 60))
def test_an_eraser_that_touches_nothing_gives_the_very_drawing(
    drawing: Drawing, radius_px: float
) -> None:
    assert cut_out(drawing, (-100, -100), (-100, 500), radius_px) is drawing


def test_a_stroke_crossed_in_its_middle_is_cut_in_two() -> None:
    drawing = Drawing((np.array([[0, 100, 0.2], [200, 100, 0.8]]),), "1", "someone")
    left, right = (erased := cut_out(drawing, (100, 0), (100, 200), 10)).strokes
    assert (erased.label, erased.writer) == ("1", "someone")
    assert tuple(left[0]) == (0, 100, 0.2)
    assert tuple(right[-1]) == (200, 100, 0.8)
    assert left[-1] == pytest.approx((90, 100, 0.47))  # pressure runs on
    assert right[0] == pytest.approx((110, 100, 0.53))


def test_strokes_with_and_without_pressure_are_cut_in_their_order() -> None:
    line = np.array([[0.0, 0.0], [100.0, 0.0]])
    pressed = np.array([[0.0, 5.0, 0.5], [100.0, 5.0, 0.5]])
    beyond = line + 200
    drawing = Drawing((line, pressed, beyond, line + np.array([0, 2])))
    erased = cut_out(drawing, (50, -20), (50, 20), 10)
    assert [stroke.tolist() for stroke in erased.strokes] == [
        [[0, 0], [40, 0]],
        [[60, 0], [100, 0]],
        [[0, 5, 0.5], [40, 5, 0.5]],
        [[60, 5, 0.5], [100, 5, 0.5]],
        beyond.tolist(),
        [[0, 2], [40, 2]],
        [[60, 2], [100, 2]],
    ]
    assert erased.strokes[4] is beyond


def random_ink(points: int) -> Drawing:
    """Return a stroke that jumps all over a pad."""
    return Drawing((np.random.default_rng(0).uniform(0, 400, (points, 2)),))


def drag(drawing: Drawing, y: float, moves: int) -> Drawing:
    """Return the drawing after an eraser was dragged across the pad."""
    xs = np.linspace(20, 380, moves + 1).tolist()
    for first, second in itertools.pairwise(xs):
        drawing = cut_out(drawing, (first, y), (second, y), 14)
    return drawing


def test_a_long_drag_adds_two_points_at_most_for_each_line_it_crosses() -> None:
    drawing = random_ink(2000)
    assert drag(drawing, 200, moves=200).point_count < drawing.point_count + 2 * 1999


def test_what_is_erased_again_and_again_can_be_read_from_a_file() -> None:
    drawing = random_ink(5000)
    for y in (100, 200, 300):
        drawing = drag(drawing, y, moves=10)
        assert parse_drawing(format_drawing(drawing)) == drawing


def test_erasing_leaves_no_more_points_than_an_ink_file_may_hold() -> None:
    zigzag = np.stack([np.arange(MAX_POINTS) / 500, np.arange(MAX_POINTS) % 2 * 100.0], axis=1)
    drawing = Drawing((zigzag[:-1], zigzag[-1:] + 150), "1")
    assert drawing.point_count == MAX_POINTS
    erased = bounded(cut_out(drawing, (0, 50), (200, 50), 10))  # each line is cut in two
    assert MAX_POINTS / 2 < erased.point_count <= MAX_POINTS
    assert erased.label == "1"
    assert distance(np.concatenate(erased.strokes), (0, 50), (200, 50)).min() > 10 - 1e-5


def test_a_click_erases_the_dot_under_it_alone() -> None:
    drawing = lines_drawing([(50, 50)], [(80, 50)])
    assert cut_out(drawing, (52, 50), (52, 50), 8).strokes == (drawing.strokes[1],)


def test_all_can_be_erased() -> None:
    assert cut_out(lines_drawing([(0, 0), (9, 9)]), (0, 0), (9, 9), 5).is_empty


# Placing a file's ink on the pad


@given(drawings, st.floats(200, 2000))
def test_any_ink_lies_on_the_pad_after_fitting(drawing: Drawing, side_px: float) -> None:
    fitted = fit_to_pad(drawing, side_px)
    assert (fitted.label, fitted.writer) == (drawing.label, drawing.writer)
    assert [s.shape for s in fitted.strokes] == [s.shape for s in drawing.strokes]
    if not drawing.is_empty:
        left, top, right, bottom = fitted.bounds()
        assert min(left, top) >= 0
        assert max(right, bottom) <= side_px
        for old, new in zip(drawing.strokes, fitted.strokes, strict=True):
            assert np.array_equal(old[:, 2:], new[:, 2:])  # pressure stays


@given(pad_drawings)
def test_fitting_twice_is_fitting_once(drawing: Drawing) -> None:
    once = fit_to_pad(drawing, 400)
    again = fit_to_pad(once, 400)
    for first, second in zip(once.strokes, again.strokes, strict=True):
        assert np.allclose(first, second, atol=1e-6)


def test_ink_that_fits_the_pad_stays_where_it_is() -> None:
    drawing = lines_drawing([(0, 0), (400, 350)])
    assert fit_to_pad(drawing, 400) is drawing


@pytest.mark.parametrize("shift", [(900, 0), (-50, 0), (0, 390)])
def test_ink_beyond_the_pad_is_centred_at_70_percent(shift: tuple[float, float]) -> None:
    drawing = Drawing((np.array([[0, 0], [100, 50]]) + shift,))
    assert fit_to_pad(drawing, 400).bounds() == pytest.approx((60, 130, 340, 270))


def test_tiny_ink_is_magnified() -> None:
    assert fit_to_pad(lines_drawing([(1, 1), (3, 2)]), 400).bounds() == pytest.approx(
        (60, 130, 340, 270)
    )


def test_a_dot_beyond_the_pad_comes_to_its_middle() -> None:
    assert fit_to_pad(lines_drawing([(-30, 5000)]), 400).bounds() == (200, 200, 200, 200)


def test_ink_too_small_to_magnify_is_a_dot() -> None:
    drawing = fit_to_pad(lines_drawing([(0, 0), (1e-310, 0)]), 400)
    assert drawing.bounds() == pytest.approx((200, 200, 200, 200))


def test_an_empty_drawing_stays_empty() -> None:
    assert fit_to_pad(Drawing(), 400).is_empty
    assert cut_out(Drawing(), (0, 0), (9, 9), 5).is_empty
