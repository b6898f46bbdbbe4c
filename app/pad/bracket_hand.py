"""What a hand does on the brackets of a number: it taps one, or draws from one to another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from app.pad.brackets import Bracket, bracket_at, is_along
from app.pad.pointers import Phase, PointerEvent

TAP_MOVE_PX = 4
"""A pointer that goes further than this from its press does not tap; in logical px."""
DOUBLE_TAP_S = 0.4
"""Between two taps that split."""


class Outcome(NamedTuple):
    """What comes of an event."""

    events: Sequence[PointerEvent]
    """Those that are not the brackets', for the pen; what was held back comes first."""
    tapped: int | None = None
    """The index of the part whose bracket was tapped once."""
    split: int | None = None
    """The index of the part whose bracket was tapped twice."""
    joined: tuple[int, int] | None = None
    """The first part that was joined, and the one past the last."""


class BracketHand:
    """Holds back what a pointer does from its press on a bracket on, as long as it stays on them.

    Where it leaves them, it is ink, and was from the beginning.
    """

    def __init__(self) -> None:
        self._held: list[PointerEvent] = []
        self._tap: tuple[int, float] | None = None  # the last one: of which part, and when

    def take(
        self, event: PointerEvent, brackets: Sequence[Bracket], can_begin: bool, scale: float
    ) -> Outcome:
        """Take in an event; scale: logical px in each pad px.

        can_begin: whether a press on a bracket is for that.
        """
        if not self._held:
            on_one = bracket_at(brackets, (event.x, event.y), scale) is not None
            if event.phase is Phase.PRESS and can_begin and on_one:
                self._held = [event]
                return Outcome(())
            return Outcome((event,))
        if event.pointer == self._held[0].pointer and brackets:
            at = event.x, event.y
            if event.phase is Phase.MOVE and is_along(brackets, at, scale):
                self._held.append(event)
                return Outcome(())
            if event.phase is Phase.RELEASE and event.is_main_button:
                self._held.append(event)
                return self._release(brackets, scale)
        return Outcome((*self._let_go(), event))

    def _release(self, brackets: Sequence[Bracket], scale: float) -> Outcome:
        span, is_tap = self.joined(brackets, scale), self._is_tap(scale)
        begin, end = self._held[0], self._held[-1]
        if span is not None:
            self._held = []
            return Outcome((), joined=span)
        index = bracket_at(brackets, (begin.x, begin.y), scale)
        if not is_tap or index is None:
            return Outcome(self._let_go())
        self._held = []
        last, self._tap = self._tap, (index, end.time_s)
        if last is not None and last[0] == index and begin.time_s - last[1] <= DOUBLE_TAP_S:
            self._tap = None
            return Outcome((), split=index)
        return Outcome((), tapped=index)

    def joined(self, brackets: Sequence[Bracket], scale: float) -> tuple[int, int] | None:
        """Return which parts are being joined, the first and the one past the last, if any are."""
        if not self._held:
            return None
        begin, end = (
            bracket_at(brackets, (event.x, event.y), scale)
            for event in (self._held[0], self._held[-1])
        )
        if begin is None or end is None or begin == end:
            return None
        return min(begin, end), max(begin, end) + 1

    def _is_tap(self, scale: float) -> bool:
        begin = self._held[0]
        return all(
            math.hypot(event.x - begin.x, event.y - begin.y) * scale <= TAP_MOVE_PX
            for event in self._held
        )

    def _let_go(self) -> list[PointerEvent]:
        held, self._held = self._held, []
        return held
