"""The pen without a window: pointer events in, changes out."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from app.pad.ink_points import FULL_PRESSURE
from app.pad.pen import (
    Change,
    EraserMoved,
    ErasingFinished,
    Pen,
    Phase,
    PointAdded,
    Pointer,
    PointerEvent,
    PointerKind,
    StrokeFinished,
    Tool,
)

MOUSE = Pointer(PointerKind.MOUSE)
STYLUS = Pointer(PointerKind.PEN)
STYLUS_ERASER = Pointer(PointerKind.PEN_ERASER)
FINGER = Pointer(PointerKind.TOUCH, 0)
SECOND_FINGER = Pointer(PointerKind.TOUCH, 1)
ALL_TOUCH = Pointer(PointerKind.TOUCH)
POINTERS = [MOUSE, STYLUS, STYLUS_ERASER, FINGER, SECOND_FINGER]


@pytest.fixture
def pen() -> Pen:
    return Pen()


def press(pen: Pen, pointer: Pointer, x: float, y: float) -> list[Change]:
    return pen.handle(PointerEvent(pointer, Phase.PRESS, x, y))


def move(pen: Pen, pointer: Pointer, x: float, y: float) -> list[Change]:
    return pen.handle(PointerEvent(pointer, Phase.MOVE, x, y))


def release(pen: Pen, pointer: Pointer, x: float, y: float) -> list[Change]:
    return pen.handle(PointerEvent(pointer, Phase.RELEASE, x, y))


def assert_finished(changes: list[Change], stroke: ArrayLike) -> None:
    """Hold that nothing was changed but that this stroke was finished."""
    (change,) = changes
    assert isinstance(change, StrokeFinished)
    np.testing.assert_array_equal(change.stroke, stroke)


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
    assert release(pen, MOUSE, 5, 6) == [EraserMoved((3, 4), (5, 6)), ErasingFinished()]
    assert pen.stroke is None


def test_a_pens_eraser_end_erases_whatever_the_tool(pen: Pen) -> None:
    assert pen.tool is Tool.PEN
    assert press(pen, STYLUS_ERASER, 1, 2) == [EraserMoved((1, 2), (1, 2))]
    assert release(pen, STYLUS_ERASER, 1, 2) == [ErasingFinished()]
    assert press(pen, STYLUS, 1, 2) == [PointAdded([(1, 2, FULL_PRESSURE)])]


def test_a_tool_chosen_in_the_middle_of_a_stroke_waits_for_the_next_press(pen: Pen) -> None:
    press(pen, MOUSE, 1, 2)
    pen.tool = Tool.ERASER
    assert isinstance(move(pen, MOUSE, 3, 4)[0], PointAdded)
    release(pen, MOUSE, 3, 4)
    assert isinstance(press(pen, MOUSE, 5, 6)[0], EraserMoved)


# Who draws and who is ignored


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
    press(pen, SECOND_FINGER, 50, 60)
    release(pen, FINGER, 1, 2)
    assert move(pen, SECOND_FINGER, 70, 80) == []
    third = Pointer(PointerKind.TOUCH, 2)
    assert press(pen, third, 3, 4) == [PointAdded([(3, 4, FULL_PRESSURE)])]


def test_touches_the_system_takes_away_keep_what_they_drew(pen: Pen) -> None:
    press(pen, FINGER, 1, 2)
    assert_finished(pen.handle(PointerEvent(ALL_TOUCH, Phase.CANCEL)), [(1, 2)])
    assert move(pen, FINGER, 3, 4) == []
    assert press(pen, SECOND_FINGER, 5, 6) == [PointAdded([(5, 6, FULL_PRESSURE)])]


def test_touches_that_are_taken_away_leave_another_pointers_stroke(pen: Pen) -> None:
    press(pen, FINGER, 1, 2)
    press(pen, STYLUS, 3, 4)
    assert pen.handle(PointerEvent(ALL_TOUCH, Phase.CANCEL)) == []
    assert isinstance(move(pen, STYLUS, 5, 6)[0], PointAdded)


def test_a_press_takes_the_pen_over_and_the_stroke_before_is_done(pen: Pen) -> None:
    press(pen, FINGER, 1, 2)
    finished, added = press(pen, STYLUS, 3, 4)
    assert_finished([finished], [(1, 2)])
    assert added == PointAdded([(3, 4, FULL_PRESSURE)])
    assert move(pen, FINGER, 5, 6) == []
    assert press(pen, SECOND_FINGER, 7, 8) == []  # the first one is still down
    assert release(pen, FINGER, 5, 6) == []
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


EVENTS = st.builds(
    PointerEvent,
    st.sampled_from(POINTERS),
    st.sampled_from(list(Phase)),
    st.integers(0, 3).map(float),
    st.integers(0, 3).map(float),
    is_main_button=st.booleans(),
)


@given(events=st.lists(EVENTS, max_size=60), tool=st.sampled_from(list(Tool)))
def test_whatever_pointers_do_the_changes_add_up_to_whole_strokes(
    events: list[PointerEvent], tool: Tool
) -> None:
    pen = Pen()
    pen.tool = tool
    points: list[tuple[float, float]] = []  # of the stroke under the pen
    eraser_at: tuple[float, float] | None = None
    for change in [change for event in events for change in pen.handle(event)] + pen.finish():
        match change:
            case PointAdded(last_points):
                assert eraser_at is None
                points.append(last_points[-1][:2])
                assert [point[:2] for point in last_points] == points[-3:]
            case StrokeFinished(stroke):
                np.testing.assert_array_equal(stroke, points)
                assert points
                assert all(first != second for first, second in pairwise(points))
                points = []
            case EraserMoved(begin, end):
                assert not points
                assert begin == (end if eraser_at is None else eraser_at)
                eraser_at = end
            case ErasingFinished():
                assert eraser_at is not None
                eraser_at = None
    assert not points
    assert eraser_at is None
    assert pen.stroke is None
