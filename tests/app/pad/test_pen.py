"""The pen without a window: pointer events in, changes out."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from app.pad.ink_points import FULL_PRESSURE, PAD_SIDE
from app.pad.pen import Change, EraserMoved, Pen, PointAdded, StepChange, StrokeFinished, Tool
from app.pad.pointers import Phase, Pointer, PointerEvent, PointerKind
from tests.app.pad.hand import (
    ALL_TOUCH,
    FINGER,
    MOUSE,
    POINTERS,
    SECOND_FINGER,
    STYLUS,
    STYLUS_ERASER,
    hover,
    move,
    press,
    release,
)


def assert_finished(changes: list[Change], stroke: ArrayLike) -> None:
    """Hold that nothing was changed but that this stroke was finished, and is a step."""
    change, step = changes
    assert isinstance(change, StrokeFinished)
    np.testing.assert_array_equal(change.stroke, stroke)
    assert step == StepChange.DRAWN


# Drawing


@pytest.mark.parametrize("pointer", [MOUSE, STYLUS, FINGER])
def test_a_press_begins_a_stroke_and_moves_lengthen_it(pen: Pen, pointer: Pointer) -> None:
    assert pen.stroke is None
    first, second = (1, 2, FULL_PRESSURE), (3, 4, FULL_PRESSURE)
    assert press(pen, pointer, 1, 2) == [PointAdded([first])]
    assert move(pen, pointer, 3, 4) == [PointAdded([first, second])]
    assert pen.stroke is not None
    assert pen.stroke.points() == [first, second]


def test_a_new_point_comes_with_the_two_before_it_however_long_the_stroke_is(pen: Pen) -> None:
    press(pen, MOUSE, 0, 0)
    for x in range(1, 5):
        changes = move(pen, MOUSE, x, 0)
    assert changes == [PointAdded([(x, 0, FULL_PRESSURE) for x in (2, 3, 4)])]


def test_a_release_adds_its_point_and_finishes_the_stroke(pen: Pen) -> None:
    press(pen, MOUSE, 1, 2)
    added, *finished = release(pen, MOUSE, 3, 4)
    assert added == PointAdded([(1, 2, FULL_PRESSURE), (3, 4, FULL_PRESSURE)])
    assert_finished(finished, [(1, 2), (3, 4)])
    assert pen.stroke is None


def test_a_press_and_release_make_a_dot(pen: Pen) -> None:
    press(pen, MOUSE, 1, 2)
    assert_finished(release(pen, MOUSE, 1, 2), [(1, 2)])


def test_a_repeated_point_is_dropped(pen: Pen) -> None:
    press(pen, MOUSE, 1, 2)
    assert move(pen, MOUSE, 1, 2) == []
    move(pen, MOUSE, 3, 4)
    assert move(pen, MOUSE, 3, 4) == []
    assert_finished(release(pen, MOUSE, 3, 4), [(1, 2), (3, 4)])


def test_a_place_met_again_later_is_kept(pen: Pen) -> None:
    press(pen, MOUSE, 1, 2)
    move(pen, MOUSE, 3, 4)
    added, *finished = release(pen, MOUSE, 1, 2)
    assert isinstance(added, PointAdded)
    assert_finished(finished, [(1, 2), (3, 4), (1, 2)])


def test_a_pens_pressure_goes_into_the_stroke_but_not_the_one_it_lifts_with(pen: Pen) -> None:
    pen.handle(PointerEvent(STYLUS, Phase.PRESS, 1, 2, 0.25))
    pen.handle(PointerEvent(STYLUS, Phase.MOVE, 3, 4, 0.5))
    changes = pen.handle(PointerEvent(STYLUS, Phase.RELEASE, 5, 6, 0.0))
    assert_finished(changes, [(1, 2, 0.25), (3, 4, 0.5)])


@pytest.mark.parametrize("pointer", POINTERS)
def test_a_pointer_that_is_not_down_changes_nothing(pen: Pen, pointer: Pointer) -> None:
    assert move(pen, pointer, 1, 2) == []
    assert release(pen, pointer, 1, 2) == []
    press(pen, pointer, 1, 2)
    release(pen, pointer, 3, 4)
    assert move(pen, pointer, 5, 6) == []
    assert release(pen, pointer, 5, 6) == []


# Erasing


def test_the_eraser_goes_from_place_to_place_until_it_is_lifted(pen: Pen) -> None:
    pen.tool = Tool.ERASER
    assert press(pen, MOUSE, 1, 2) == [EraserMoved((1, 2), (1, 2))]
    assert move(pen, MOUSE, 3, 4) == [EraserMoved((1, 2), (3, 4))]
    assert move(pen, MOUSE, 3, 4) == []
    assert release(pen, MOUSE, 5, 6) == [EraserMoved((3, 4), (5, 6)), StepChange.ERASED]
    assert pen.stroke is None


def test_a_pens_eraser_end_erases_whatever_the_tool(pen: Pen) -> None:
    assert pen.tool is Tool.PEN
    assert press(pen, STYLUS_ERASER, 1, 2) == [EraserMoved((1, 2), (1, 2))]
    assert release(pen, STYLUS_ERASER, 1, 2) == [StepChange.ERASED]
    assert press(pen, STYLUS, 1, 2) == [PointAdded([(1, 2, FULL_PRESSURE)])]


def test_a_tool_chosen_in_the_middle_of_a_stroke_waits_for_the_next_press(pen: Pen) -> None:
    press(pen, MOUSE, 1, 2)
    pen.tool = Tool.ERASER
    assert isinstance(move(pen, MOUSE, 3, 4)[0], PointAdded)
    release(pen, MOUSE, 3, 4)
    assert isinstance(press(pen, MOUSE, 5, 6)[0], EraserMoved)


# What owns the pen


def test_only_the_mouses_main_button_draws(pen: Pen) -> None:
    assert pen.handle(PointerEvent(MOUSE, Phase.PRESS, 1, 2, is_main_button=False)) == []
    assert move(pen, MOUSE, 3, 4) == []
    press(pen, MOUSE, 5, 6)
    assert pen.handle(PointerEvent(MOUSE, Phase.PRESS, 5, 6, is_main_button=False)) == []
    assert pen.handle(PointerEvent(MOUSE, Phase.RELEASE, 5, 6, is_main_button=False)) == []
    assert isinstance(move(pen, MOUSE, 7, 8)[0], PointAdded)


def test_the_first_finger_draws_and_the_others_rest(pen: Pen) -> None:
    press(pen, FINGER, 1, 2)
    assert press(pen, SECOND_FINGER, 50, 60) == []
    assert move(pen, SECOND_FINGER, 70, 80) == []
    move(pen, FINGER, 3, 4)
    assert release(pen, SECOND_FINGER, 70, 80) == []
    assert_finished(release(pen, FINGER, 3, 4), [(1, 2), (3, 4)])


def test_a_finger_that_rested_does_not_go_on_for_the_first_but_a_new_one_draws(pen: Pen) -> None:
    press(pen, FINGER, 1, 2)
    move(pen, FINGER, 30, 2)
    press(pen, SECOND_FINGER, 50, 60)
    release(pen, FINGER, 30, 2)
    assert move(pen, SECOND_FINGER, 70, 80) == []
    third = Pointer(PointerKind.TOUCH, 2)
    assert press(pen, third, 3, 4) == [PointAdded([(3, 4, FULL_PRESSURE)])]


def test_touches_the_system_takes_away_take_back_what_they_drew(pen: Pen) -> None:
    press(pen, FINGER, 1, 2)
    assert pen.handle(PointerEvent(ALL_TOUCH, Phase.CANCEL)) == [StepChange.TAKEN_BACK]
    assert pen.stroke is None
    assert move(pen, FINGER, 3, 4) == []
    assert press(pen, SECOND_FINGER, 5, 6) == [PointAdded([(5, 6, FULL_PRESSURE)])]


def test_touches_that_are_taken_away_leave_another_pointers_stroke(pen: Pen) -> None:
    press(pen, FINGER, 1, 2)
    press(pen, STYLUS, 3, 4)
    assert pen.handle(PointerEvent(ALL_TOUCH, Phase.CANCEL)) == []
    assert isinstance(move(pen, STYLUS, 5, 6)[0], PointAdded)


def test_a_press_takes_the_pen_over_and_the_stroke_before_is_done(pen: Pen) -> None:
    press(pen, MOUSE, 1, 2)
    *finished, added = press(pen, STYLUS, 3, 4)
    assert_finished(finished, [(1, 2)])
    assert added == PointAdded([(3, 4, FULL_PRESSURE)])
    assert move(pen, MOUSE, 5, 6) == []
    assert release(pen, MOUSE, 5, 6) == []
    assert pen.stroke is not None
    assert len(pen.stroke) == 1


def test_what_is_finished_from_without_goes_on_only_with_a_new_press(pen: Pen) -> None:
    press(pen, FINGER, 1, 2)
    assert_finished(pen.finish(), [(1, 2)])
    assert pen.finish() == []
    assert move(pen, FINGER, 3, 4) == []
    assert press(pen, SECOND_FINGER, 5, 6) == []  # the first one is still down
    assert release(pen, FINGER, 3, 4) == []
    assert press(pen, SECOND_FINGER, 5, 6) == [PointAdded([(5, 6, FULL_PRESSURE)])]


@pytest.mark.parametrize("tool", list(Tool))
def test_what_is_taken_back_is_no_step_and_goes_on_only_with_a_new_press(
    pen: Pen, tool: Tool
) -> None:
    pen.tool = tool
    press(pen, MOUSE, 1, 2)
    move(pen, MOUSE, 3, 4)
    assert pen.take_back() == [StepChange.TAKEN_BACK]
    assert pen.take_back() == []
    assert pen.stroke is None
    assert move(pen, MOUSE, 5, 6) == []
    assert release(pen, MOUSE, 5, 6) == []


@pytest.mark.parametrize("pointer", [MOUSE, STYLUS])
def test_a_pointer_whose_release_got_lost_draws_no_further(pen: Pen, pointer: Pointer) -> None:
    press(pen, pointer, 1, 2)
    move(pen, pointer, 3, 4)
    assert_finished(hover(pen, pointer, 50, 60), [(1, 2), (3, 4)])
    assert hover(pen, pointer, 70, 80) == []


# A pen's buttons and its range


def test_a_pens_side_buttons_do_not_draw(pen: Pen) -> None:
    assert pen.handle(PointerEvent(STYLUS, Phase.PRESS, 1, 2, 0.0, is_main_button=False)) == []
    assert hover(pen, STYLUS, 3, 4) == []
    assert pen.handle(PointerEvent(STYLUS, Phase.RELEASE, 3, 4, 0.0, is_main_button=False)) == []


def test_a_pens_side_buttons_do_not_split_its_stroke(pen: Pen) -> None:
    pen.handle(PointerEvent(STYLUS, Phase.PRESS, 1, 2, 0.5))
    assert pen.handle(PointerEvent(STYLUS, Phase.PRESS, 3, 4, 0.5, is_main_button=False)) == []
    pen.handle(PointerEvent(STYLUS, Phase.MOVE, 5, 6, 0.5))
    assert pen.handle(PointerEvent(STYLUS, Phase.RELEASE, 7, 8, 0.5, is_main_button=False)) == []
    pen.handle(PointerEvent(STYLUS, Phase.MOVE, 9, 10, 0.5))
    changes = pen.handle(PointerEvent(STYLUS, Phase.RELEASE, 9, 10, 0.0))
    assert_finished(changes, [(1, 2, 0.5), (5, 6, 0.5), (9, 10, 0.5)])


def test_a_pen_that_leaves_the_screens_range_ends_its_stroke(pen: Pen) -> None:
    press(pen, STYLUS, 1, 2)
    assert_finished(pen.handle(PointerEvent(STYLUS, Phase.LEAVE)), [(1, 2)])
    press(pen, MOUSE, 1, 2)
    assert pen.handle(PointerEvent(STYLUS, Phase.LEAVE)) == []


def test_what_the_mouse_does_while_a_pen_is_down_is_what_the_pen_does(pen: Pen) -> None:
    press(pen, STYLUS, 1, 2)
    assert press(pen, MOUSE, 1, 2) == []
    assert move(pen, MOUSE, 3, 4) == []
    assert isinstance(move(pen, STYLUS, 3, 4)[0], PointAdded)
    release(pen, STYLUS, 3, 4)
    assert isinstance(press(pen, MOUSE, 1, 2)[0], PointAdded)


def test_pressure_can_be_left_out_from_the_next_stroke_on(pen: Pen) -> None:
    pen.handle(PointerEvent(STYLUS, Phase.PRESS, 1, 2, 0.25))
    pen.uses_pressure = False
    pen.handle(PointerEvent(STYLUS, Phase.MOVE, 3, 4, 0.5))
    changes = pen.handle(PointerEvent(STYLUS, Phase.RELEASE, 3, 4, 0.0))
    assert_finished(changes, [(1, 2, 0.25), (3, 4, 0.5)])
    added = pen.handle(PointerEvent(STYLUS, Phase.PRESS, 1, 2, 0.25))
    assert added == [PointAdded([(1, 2, FULL_PRESSURE)])]
    pen.handle(PointerEvent(STYLUS, Phase.MOVE, 3, 4, 0.5))
    assert_finished(pen.handle(PointerEvent(STYLUS, Phase.RELEASE, 3, 4, 0.0)), [(1, 2), (3, 4)])


# The pad's edge


def test_a_stroke_ends_at_the_edge_and_another_begins_where_the_pointer_comes_back(
    pen: Pen,
) -> None:
    press(pen, MOUSE, 300, 100)
    added, finished = move(pen, MOUSE, 500, 100)
    assert added == PointAdded([(300, 100, FULL_PRESSURE), (400, 100, FULL_PRESSURE)])
    assert isinstance(finished, StrokeFinished)
    np.testing.assert_array_equal(finished.stroke, [(300, 100), (400, 100)])
    assert pen.stroke is None
    assert move(pen, MOUSE, 500, 150) == []
    assert move(pen, MOUSE, 500, 200) == []
    begun, added = move(pen, MOUSE, 300, 200)
    assert begun == PointAdded([(400, 200, FULL_PRESSURE)])
    assert added == PointAdded([(400, 200, FULL_PRESSURE), (300, 200, FULL_PRESSURE)])
    assert_finished(release(pen, MOUSE, 300, 200), [(400, 200), (300, 200)])


def test_a_line_from_beyond_one_edge_to_beyond_another_is_a_stroke_of_its_own(pen: Pen) -> None:
    press(pen, MOUSE, 50, 300)
    move(pen, MOUSE, -50, 300)
    *added, finished = move(pen, MOUSE, 150, 500)
    assert [type(change) for change in added] == [PointAdded, PointAdded]
    assert isinstance(finished, StrokeFinished)
    np.testing.assert_array_equal(finished.stroke, [(0, 350), (50, 400)])
    assert release(pen, MOUSE, 160, 500) == [StepChange.DRAWN]


def test_what_a_pointer_does_beyond_the_edge_is_nothing(pen: Pen) -> None:
    assert press(pen, FINGER, 450, 100) == []
    assert move(pen, FINGER, 450, 300) == []
    assert pen.stroke is None
    assert release(pen, FINGER, 430, 300) == [StepChange.DRAWN]


def test_a_pens_pressure_runs_on_to_the_edge(pen: Pen) -> None:
    pen.handle(PointerEvent(STYLUS, Phase.PRESS, 300, 100, 0.2))
    _, finished = pen.handle(PointerEvent(STYLUS, Phase.MOVE, 500, 100, 0.8))
    assert isinstance(finished, StrokeFinished)
    np.testing.assert_allclose(finished.stroke, [(300, 100, 0.2), (400, 100, 0.5)])


def test_a_stroke_that_touches_the_edge_goes_on(pen: Pen) -> None:
    press(pen, MOUSE, 300, 100)
    assert isinstance(move(pen, MOUSE, 400, 100)[0], PointAdded)
    assert isinstance(move(pen, MOUSE, 300, 400)[0], PointAdded)
    move(pen, MOUSE, 0, 0)
    assert_finished(release(pen, MOUSE, 0, 0), [(300, 100), (400, 100), (300, 400), (0, 0)])


def test_an_eraser_goes_on_beyond_the_edge(pen: Pen) -> None:
    pen.tool = Tool.ERASER
    press(pen, MOUSE, 390, 100)
    assert move(pen, MOUSE, 410, 100) == [EraserMoved((390, 100), (410, 100))]


# All together


PLACES = st.integers(0, 3).map(float) | st.sampled_from([-40.0, 390.0, 440.0])
EVENTS = st.builds(
    PointerEvent,
    st.sampled_from(POINTERS),
    st.sampled_from(list(Phase)),
    PLACES,
    PLACES,
    is_main_button=st.booleans(),
    pressure=st.none(),
    time_s=st.sampled_from([0.0, 0.2, 0.6, 2.0]),
)


@given(events=st.lists(EVENTS, max_size=60), tool=st.sampled_from(list(Tool)))
def test_whatever_pointers_do_the_changes_add_up_to_whole_strokes_and_steps(
    events: list[PointerEvent], tool: Tool
) -> None:
    pen = Pen()
    pen.tool = tool
    points: list[tuple[float, float]] = []  # of the stroke under the pen
    strokes = 0  # of the step under way
    eraser_at: tuple[float, float] | None = None
    is_finished = False  # whether there is a step
    now_s = 0.0
    changes: list[Change] = []
    for event in events:
        now_s += event.time_s
        changes += pen.handle(event._replace(time_s=now_s))
    for change in changes + pen.finish():
        match change:
            case PointAdded(last_points):
                assert eraser_at is None
                points.append(last_points[-1][:2])
                assert [point[:2] for point in last_points] == points[-3:]
                assert min(points[-1]) >= 0
                assert max(points[-1]) <= PAD_SIDE
            case StrokeFinished(stroke):
                np.testing.assert_array_equal(stroke, points)
                assert points
                assert all(first != second for first, second in pairwise(points))
                points, strokes = [], strokes + 1
            case StepChange.DRAWN:
                assert not points
                strokes, is_finished = 0, True
            case EraserMoved(begin, end):
                assert not points
                assert not strokes
                assert begin == (end if eraser_at is None else eraser_at)
                eraser_at = end
            case StepChange.ERASED:
                assert eraser_at is not None
                eraser_at, is_finished = None, True
            case StepChange.TAKEN_BACK:
                points, strokes, eraser_at = [], 0, None
            case StepChange.LAST_TAKEN_BACK:
                assert is_finished
                assert not points
                assert not strokes
                assert eraser_at is None
                is_finished = False
    assert not points
    assert not strokes
    assert eraser_at is None
    assert pen.stroke is None
