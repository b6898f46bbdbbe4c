"""Where brackets lie, and what a hand does on them; without a window."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QRectF

from app.pad.bracket_hand import DOUBLE_TAP_S, BracketHand, Outcome
from app.pad.brackets import STRIP_PX, Bracket, PadPart, bracket_at, lay_out, part_at
from app.pad.pointers import Phase, Pointer, PointerEvent
from model.ink.drawing import Trace
from tests.app.pad.hand import FINGER, MOUSE, SECOND_FINGER

SCALE = 1.0


def part(left: float, right: float, top: float = 100, bottom: float = 200) -> PadPart:
    box = QRectF(left, top, right - left, bottom - top)
    return PadPart("2", 0.9, False, box, (Trace(0, 0, 2),))


def brackets_of(*parts: PadPart) -> tuple[Bracket, ...]:
    return lay_out(parts, SCALE, 0)


ROW = brackets_of(part(20, 80), part(120, 180), part(220, 280))
Y = ROW[0].strip.center().y()


def event(
    phase: Phase, x: float, y: float = Y, time_s: float = 0, pointer: Pointer = MOUSE
) -> PointerEvent:
    return PointerEvent(pointer, phase, x, y, time_s=time_s)


def send(hand: BracketHand, events: Sequence[PointerEvent]) -> list[Outcome]:
    return [hand.take(one, ROW, True, SCALE) for one in events]


# Where they lie


def test_a_bracket_lies_below_its_ink_and_is_as_wide() -> None:
    bracket = ROW[0]
    assert bracket.strip.top() > 200
    assert (bracket.strip.left(), bracket.strip.right()) == (20, 80)
    assert bracket.strip.height() == STRIP_PX
    assert not bracket.is_above


def test_the_brackets_of_a_line_stand_in_a_row() -> None:
    row = brackets_of(part(20, 80, bottom=180), part(120, 180, bottom=200))
    assert row[0].strip.top() == row[1].strip.top() > 200


def test_in_a_line_that_climbs_each_bracket_stays_near_its_ink() -> None:
    row = brackets_of(part(20, 80, bottom=300), part(120, 180, top=50, bottom=120))
    assert row[1].strip.top() < 180


def test_where_there_is_no_room_below_brackets_lie_above() -> None:
    row = brackets_of(part(20, 80, top=280, bottom=390), part(120, 180, top=300, bottom=370))
    assert all(bracket.is_above for bracket in row)
    assert row[0].strip.bottom() == row[1].strip.bottom() < 280


def test_brackets_stay_on_the_pad_where_ink_reaches_from_edge_to_edge() -> None:
    [bracket] = brackets_of(part(20, 80, top=2, bottom=398))
    assert bracket.strip.bottom() <= 400


def test_brackets_of_ink_that_overlaps_do_not() -> None:
    row = brackets_of(part(20, 110), part(90, 180))
    assert row[0].strip.right() < row[1].strip.left()
    assert row[0].strip.left() == 20


def test_a_narrow_digit_has_a_bracket_to_be_touched() -> None:
    [bracket] = brackets_of(part(50, 51))
    assert bracket.strip.width() >= 12


def test_on_a_small_pad_brackets_are_as_high_on_the_screen() -> None:
    [bracket] = lay_out([part(20, 80)], 0.5, 0)
    assert bracket.strip.height() * 0.5 == STRIP_PX


def test_a_part_is_its_ink_and_its_bracket() -> None:
    assert part_at(ROW, (50, 150), SCALE) == part_at(ROW, (50, Y), SCALE) == 0
    assert part_at(ROW, (100, 150), SCALE) is None
    assert part_at(ROW, (50, 50), SCALE) is None
    assert bracket_at(ROW, (50, 150), SCALE) is None
    assert bracket_at(ROW, (150, Y), SCALE) == 1


# What a hand does on them


def test_a_tap_on_a_bracket_chooses_its_part_and_draws_nothing() -> None:
    pressed, released = send(BracketHand(), [event(Phase.PRESS, 150), event(Phase.RELEASE, 151)])
    assert pressed == Outcome(())
    assert released == Outcome((), tapped=1)


def test_two_taps_split_and_two_slow_ones_do_not() -> None:
    hand = BracketHand()
    presses = [event(Phase.PRESS, 150), event(Phase.RELEASE, 150)]
    soon = [event(phase, 150, time_s=DOUBLE_TAP_S / 2) for phase in (Phase.PRESS, Phase.RELEASE)]
    late = [event(phase, 150, time_s=9) for phase in (Phase.PRESS, Phase.RELEASE)]
    assert [outcome.split for outcome in send(hand, [*presses, *soon])] == [None, None, None, 1]
    assert [outcome.tapped for outcome in send(hand, late)] == [None, 1]


@pytest.mark.parametrize(("begin", "end", "joined"), [(50, 150, (0, 2)), (250, 60, (0, 3))])
def test_a_line_from_one_bracket_to_another_joins(
    begin: float, end: float, joined: tuple[int, int]
) -> None:
    hand = BracketHand()
    outcomes = send(hand, [event(Phase.PRESS, begin), event(Phase.MOVE, 100)])
    assert outcomes == [Outcome(()), Outcome(())]
    assert send(hand, [event(Phase.MOVE, end)]) == [Outcome(())]
    assert hand.joined(ROW, SCALE) == joined
    assert send(hand, [event(Phase.RELEASE, end)]) == [Outcome((), joined=joined)]
    assert hand.joined(ROW, SCALE) is None


def test_a_line_that_leaves_the_brackets_is_ink_from_its_beginning() -> None:
    events = [event(Phase.PRESS, 50), event(Phase.MOVE, 60), event(Phase.MOVE, 70, Y + 60)]
    hand = BracketHand()
    assert send(hand, events) == [Outcome(()), Outcome(()), Outcome(tuple(events))]
    after = event(Phase.MOVE, 150)
    assert send(hand, [after]) == [Outcome((after,))]


def test_a_dash_on_one_bracket_is_ink() -> None:
    events = [event(Phase.PRESS, 30), event(Phase.MOVE, 70), event(Phase.RELEASE, 70)]
    assert list(send(BracketHand(), events)[-1].events) == events


def test_a_line_that_begins_beside_the_brackets_is_ink() -> None:
    events = [event(Phase.PRESS, 50, 150), event(Phase.MOVE, 50), event(Phase.MOVE, 150)]
    assert send(BracketHand(), events) == [Outcome((one,)) for one in events]


def test_a_second_finger_lets_the_first_one_go_first() -> None:
    first = event(Phase.PRESS, 50, pointer=FINGER)
    second = event(Phase.PRESS, 150, pointer=SECOND_FINGER)
    assert send(BracketHand(), [first, second])[-1] == Outcome((first, second))


def test_nothing_is_held_back_where_a_press_is_no_ink() -> None:
    press = event(Phase.PRESS, 50)
    assert BracketHand().take(press, ROW, False, SCALE) == Outcome((press,))
