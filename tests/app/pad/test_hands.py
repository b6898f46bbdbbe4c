"""Hands at the pad: palms beside a pen, and fingers that tap."""

import pytest

from app.pad.hands import NEAR_S, STILL_S, TAP_MOVE_PX, TAP_S
from app.pad.ink_points import FULL_PRESSURE
from app.pad.pen import PALM_S, Change, Pen, PointAdded, StepChange, StrokeFinished, Tool
from app.pad.pointers import Phase, Pointer, PointerEvent, PointerKind
from tests.app.pad.hand import (
    ALL_TOUCH,
    FINGER,
    MOUSE,
    SECOND_FINGER,
    STYLUS,
    STYLUS_ERASER,
    THIRD_FINGER,
    hover,
    move,
    press,
    release,
)

DOT = [PointAdded([(50, 60, FULL_PRESSURE)])]


def assert_kept(changes: list[Change]) -> None:
    """Hold that nothing was changed but that a stroke was finished, and is a step."""
    stroke, step = changes
    assert isinstance(stroke, StrokeFinished)
    assert step is StepChange.DRAWN


# Palms


@pytest.mark.parametrize("end", [STYLUS, STYLUS_ERASER])
def test_a_palm_that_touches_while_the_pen_draws_does_nothing(pen: Pen, end: Pointer) -> None:
    press(pen, end, 1, 2)
    assert press(pen, FINGER, 50, 60, 0.1) == []
    assert move(pen, FINGER, 60, 60, 0.2) == []
    assert move(pen, end, 3, 4, 0.3) != []
    assert release(pen, FINGER, 60, 60, 0.4) == []
    assert len(release(pen, end, 5, 6, 0.5)) > 1


def test_no_finger_draws_while_a_pen_hovers_nor_just_after(pen: Pen) -> None:
    hover(pen, STYLUS, 1, 2, 10)
    assert press(pen, FINGER, 50, 60, 10 + NEAR_S) == []
    release(pen, FINGER, 50, 60, 10 + NEAR_S)
    hover(pen, STYLUS, 1, 2, 20)
    assert press(pen, FINGER, 50, 60, 20 + NEAR_S + 0.01) == DOT


def test_a_palm_draws_nothing_when_the_pen_is_gone_and_it_moves_on(pen: Pen) -> None:
    press(pen, STYLUS, 1, 2, 1)
    press(pen, FINGER, 50, 60, 1.1)
    release(pen, STYLUS, 1, 2, 1.2)
    assert move(pen, FINGER, 90, 60, 5) == []
    assert release(pen, FINGER, 90, 60, 6) == []
    assert press(pen, FINGER, 50, 60, 7) == DOT


def test_a_pen_in_range_is_near_however_still_it_is(pen: Pen) -> None:
    pen.handle(PointerEvent(STYLUS, Phase.ENTER, time_s=1))
    assert press(pen, FINGER, 50, 60, 1 + 10 * NEAR_S) == []
    release(pen, FINGER, 50, 60, 1 + 10 * NEAR_S)
    pen.handle(PointerEvent(STYLUS, Phase.LEAVE, time_s=10))
    assert press(pen, FINGER, 50, 60, 10 + NEAR_S + 0.01) == DOT


def test_a_pen_whose_leaving_got_lost_does_not_shut_fingers_out_for_ever(pen: Pen) -> None:
    pen.handle(PointerEvent(STYLUS, Phase.ENTER, time_s=1))
    hover(pen, STYLUS, 1, 2, 2)
    assert press(pen, FINGER, 50, 60, 2 + STILL_S + 0.01) == DOT


def test_a_pen_that_rests_on_the_screen_is_near(pen: Pen) -> None:
    press(pen, STYLUS, 1, 2, 1)
    assert press(pen, FINGER, 50, 60, 1 + 10 * NEAR_S) == []
    assert press(pen, MOUSE, 50, 60, 1 + 10 * NEAR_S) == []


@pytest.mark.parametrize("phase", [Phase.ENTER, Phase.HOVER, Phase.PRESS])
def test_a_stroke_that_a_finger_began_just_before_the_pen_came_is_taken_back(
    pen: Pen, phase: Phase
) -> None:
    press(pen, FINGER, 50, 60, 1)
    move(pen, FINGER, 90, 60, 1.1)
    assert (
        pen.handle(PointerEvent(STYLUS, phase, 1, 2, time_s=1 + PALM_S))[0] == StepChange.TAKEN_BACK
    )
    assert move(pen, FINGER, 95, 60, 1 + PALM_S) == []
    assert release(pen, FINGER, 95, 60, 1 + PALM_S) == []


def test_a_hand_that_rested_long_before_the_pen_came_is_taken_back(pen: Pen) -> None:
    press(pen, FINGER, 50, 60, 1)
    move(pen, FINGER, 51, 60, 5)
    assert hover(pen, STYLUS, 1, 2, 6) == [StepChange.TAKEN_BACK]


def test_a_stroke_that_a_finger_drew_for_long_is_kept_when_a_pen_comes(pen: Pen) -> None:
    press(pen, FINGER, 50, 60, 1)
    move(pen, FINGER, 90, 60, 1.1)
    stroke, step = hover(pen, STYLUS, 1, 2, 1 + PALM_S + 0.01)
    assert isinstance(stroke, StrokeFinished)
    assert step == StepChange.DRAWN


def test_what_a_palm_drew_and_finished_just_before_the_pen_came_is_taken_back(pen: Pen) -> None:
    press(pen, FINGER, 50, 60, 1)
    release(pen, FINGER, 50, 60, 1.1)
    assert hover(pen, STYLUS, 1, 2, 1 + PALM_S) == [StepChange.LAST_TAKEN_BACK]
    assert hover(pen, STYLUS, 1, 2, 1 + PALM_S) == []


def test_other_steps_just_before_the_pen_came_are_kept(pen: Pen) -> None:
    press(pen, FINGER, 50, 60, 1)
    release(pen, FINGER, 50, 60, 1.1)
    press(pen, MOUSE, 50, 60, 1.2)
    release(pen, MOUSE, 50, 60, 1.3)
    assert hover(pen, STYLUS, 1, 2, 1.4) == []
    press(pen, FINGER, 50, 60, 11)
    release(pen, FINGER, 50, 60, 11.1)
    assert hover(pen, STYLUS, 1, 2, 11 + PALM_S + 0.01) == []


def test_fingers_draw_only_where_they_may(pen: Pen) -> None:
    pen.fingers_draw = False
    assert press(pen, FINGER, 50, 60) == []
    assert release(pen, FINGER, 90, 60) == []
    assert press(pen, STYLUS, 50, 60, 5) == DOT
    release(pen, STYLUS, 50, 60, 6)
    pen.fingers_draw = True
    assert press(pen, FINGER, 50, 60, 10) == DOT


# Taps


@pytest.mark.parametrize("fingers_draw", [True, False])
@pytest.mark.parametrize("tool", list(Tool))
def test_two_fingers_that_tap_undo_and_draw_nothing(
    pen: Pen, fingers_draw: bool, tool: Tool
) -> None:
    pen.fingers_draw, pen.tool = fingers_draw, tool
    press(pen, FINGER, 50, 60, 1)
    assert press(pen, SECOND_FINGER, 150, 60, 1.05) == []
    move(pen, FINGER, 50 + TAP_MOVE_PX, 60, 1.1)
    assert release(pen, FINGER, 50, 60, 1.2) == []
    taken_back = [StepChange.TAKEN_BACK] if fingers_draw else []
    assert release(pen, SECOND_FINGER, 150, 60, 0.99 + TAP_S) == [*taken_back, StepChange.UNDO]
    assert pen.stroke is None
    assert pen.finish() == []


def test_three_fingers_that_tap_redo(pen: Pen) -> None:
    for index, finger in enumerate((FINGER, SECOND_FINGER, THIRD_FINGER)):
        press(pen, finger, 50 + 80 * index, 60)
    assert release(pen, SECOND_FINGER, 130, 60, 0.1) == []
    assert release(pen, THIRD_FINGER, 210, 60, 0.1) == []
    assert release(pen, FINGER, 50, 60, 0.2) == [StepChange.TAKEN_BACK, StepChange.REDO]


def test_four_fingers_that_tap_draw_nothing(pen: Pen) -> None:
    fingers = [Pointer(PointerKind.TOUCH, index) for index in range(4)]
    for finger in fingers:
        press(pen, finger, 50, 60)
    for finger in fingers[:-1]:
        assert release(pen, finger, 50, 60) == []
    assert release(pen, fingers[-1], 50, 60) == [StepChange.TAKEN_BACK]


def test_one_finger_that_taps_draws_a_dot(pen: Pen) -> None:
    press(pen, FINGER, 50, 60)
    assert_kept(release(pen, FINGER, 50, 60, 0.1))


def test_fingers_that_stay_too_long_do_not_tap_and_the_firsts_ink_is_kept(pen: Pen) -> None:
    press(pen, FINGER, 50, 60)
    press(pen, SECOND_FINGER, 150, 60)
    assert release(pen, FINGER, 50, 60, 0.1) == []
    assert pen.stroke is not None
    changes = release(pen, SECOND_FINGER, 150, 60, TAP_S + 0.01)
    assert_kept(changes)


def test_fingers_that_move_do_not_tap_and_the_firsts_ink_is_kept(pen: Pen) -> None:
    press(pen, FINGER, 50, 60)
    press(pen, SECOND_FINGER, 150, 60)
    assert release(pen, FINGER, 50, 60, 0.1) == []
    changes = move(pen, SECOND_FINGER, 151 + TAP_MOVE_PX, 60, 0.1)
    assert_kept(changes)
    assert release(pen, SECOND_FINGER, 150, 60, 0.2) == []


def test_a_stroke_is_no_tap_though_a_second_finger_taps_beside_it(pen: Pen) -> None:
    press(pen, FINGER, 50, 60)
    move(pen, FINGER, 150, 60, 0.1)
    press(pen, SECOND_FINGER, 150, 200, 0.1)
    assert release(pen, SECOND_FINGER, 150, 200, 0.2) == []
    changes = release(pen, FINGER, 150, 60, 0.2)
    assert_kept(changes)


def test_a_finger_that_comes_back_within_a_tap_still_draws_nothing(pen: Pen) -> None:
    press(pen, FINGER, 50, 60)
    press(pen, SECOND_FINGER, 150, 60)
    release(pen, FINGER, 50, 60, 0.1)
    assert press(pen, FINGER, 50, 60, 0.15) == []
    assert release(pen, FINGER, 50, 60, 0.2) == []
    assert release(pen, SECOND_FINGER, 150, 60, 0.25) == [StepChange.TAKEN_BACK, StepChange.UNDO]


def test_a_hand_beside_the_pen_does_not_tap(pen: Pen) -> None:
    hover(pen, STYLUS, 1, 2)
    for finger in (FINGER, SECOND_FINGER):
        assert press(pen, finger, 50, 60, NEAR_S) == []
    for finger in (FINGER, SECOND_FINGER):
        assert release(pen, finger, 50, 60, NEAR_S + 0.1) == []


def test_a_pen_that_comes_in_the_middle_of_a_tap_takes_its_ink_back(pen: Pen) -> None:
    press(pen, FINGER, 50, 60)
    press(pen, SECOND_FINGER, 150, 60)
    release(pen, FINGER, 50, 60, 0.1)
    assert hover(pen, STYLUS, 1, 2, 0.15) == [StepChange.TAKEN_BACK]
    assert release(pen, SECOND_FINGER, 150, 60, 0.2) == []


def test_fingers_that_the_system_takes_away_do_not_tap(pen: Pen) -> None:
    press(pen, FINGER, 50, 60)
    press(pen, SECOND_FINGER, 150, 60)
    assert pen.handle(PointerEvent(ALL_TOUCH, Phase.CANCEL)) == [StepChange.TAKEN_BACK]
    assert release(pen, FINGER, 50, 60, 0.1) == []
    assert release(pen, SECOND_FINGER, 150, 60, 0.1) == []


def test_a_tap_takes_nothing_of_another_pointer_back(pen: Pen) -> None:
    press(pen, MOUSE, 1, 2)
    pen.fingers_draw = False
    press(pen, FINGER, 50, 60)
    press(pen, SECOND_FINGER, 150, 60)
    release(pen, FINGER, 50, 60)
    assert release(pen, SECOND_FINGER, 150, 60) == [StepChange.UNDO]
