"""What is known of the hands at the pad: whether a pen is near, and what the fingers do.

It knows no Qt; the rules that follow from it are the pen's.
"""

import math

from app.pad.pointers import Phase, Pointer, PointerEvent
from model.ink.drawing import Point

NEAR_S = 0.5
"""A pen counts as near so long after its last event: between two strokes the hand still rests."""
STILL_S = 10.0
"""A pen in the screen's range counts as near so long without an event; its leaving can get lost."""
TAP_S = 0.3
"""A tap takes no longer, from the first finger's press to the last one's release."""
TAP_MOVE_PX = 12.0
"""A finger that goes further than this from its press does not tap; in pad px."""


class PenWatch:
    """Says whether a pen is near: on the screen, above it, or so a moment ago."""

    def __init__(self) -> None:
        self._last_s = -math.inf
        self._is_in_range = False  # by its word; not all systems tell
        self._is_down = False

    def note(self, event: PointerEvent) -> None:
        """Take in an event of either end of a pen."""
        self._last_s = event.time_s
        match event.phase:
            case Phase.ENTER:
                self._is_in_range = True
            case Phase.LEAVE:
                self._is_in_range = self._is_down = False
            case Phase.PRESS if event.is_main_button:
                self._is_down = True
            case Phase.RELEASE if event.is_main_button:
                self._is_down = False
            case Phase.HOVER:
                self._is_down = False

    def is_near(self, time_s: float) -> bool:
        """Whether a pen is near."""
        limit_s = STILL_S if self._is_in_range or self._is_down else NEAR_S
        return time_s - self._last_s <= limit_s

    def is_down(self, time_s: float) -> bool:
        """Whether the tip, or the eraser end, is on the screen."""
        return self._is_down and self.is_near(time_s)


class FingerWatch:
    """Follows all fingers from the first press to the last release, and says whether they tap."""

    def __init__(self) -> None:
        self._pressed: dict[Pointer, Point] = {}  # where those that are down began
        self._began_s = 0.0
        self._most = 0
        self._is_tap = False
        self.has_moved = False

    def press(self, event: PointerEvent) -> None:
        """Take in a finger's press."""
        if not self._pressed:
            self._began_s, self._most = event.time_s, 0
            self._is_tap, self.has_moved = True, False
        self._pressed[event.pointer] = (event.x, event.y)
        self._most = max(self._most, len(self._pressed))

    def move(self, event: PointerEvent) -> None:
        """Take in where a finger is."""
        begin = self._pressed.get(event.pointer)
        if begin is not None and math.dist(begin, (event.x, event.y)) > TAP_MOVE_PX:
            self._is_tap, self.has_moved = False, True

    def lift(self, event: PointerEvent) -> int:
        """Take in a finger's release; return how many fingers tapped if this ends a tap, or 0."""
        self.move(event)
        self._pressed.pop(event.pointer, None)
        return self._most if not self._pressed and self.may_tap(event.time_s) else 0

    def may_tap(self, time_s: float) -> bool:
        """Whether this can still become a tap of two fingers or more."""
        return self._is_tap and self._most > 1 and time_s - self._began_s <= TAP_S

    def dismiss(self) -> None:
        """Let what the fingers do be no tap, until all of them are lifted."""
        self._is_tap = False

    def forget(self) -> None:
        """Let no finger be down any more."""
        self._pressed.clear()
        self._is_tap = False
