"""What pointers do to the pad: the events that the pen is given. It knows no Qt."""

from enum import Enum
from typing import NamedTuple


class PointerKind(Enum):
    """What a pointer is."""

    MOUSE = "mouse"
    PEN = "pen"
    PEN_ERASER = "pen eraser"
    TOUCH = "touch"


PEN_ENDS = (PointerKind.PEN, PointerKind.PEN_ERASER)


class Phase(Enum):
    """What a pointer does.

    HOVER: it moves without a press of its main button. ENTER, LEAVE: a pen comes near the screen,
    or is taken away from it. CANCEL: the system takes all pointers of the kind away.
    """

    ENTER = "enter"
    HOVER = "hover"
    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"
    LEAVE = "leave"
    CANCEL = "cancel"


class Pointer(NamedTuple):
    """A mouse, an end of a pen, or a finger, which its touch id tells from the others."""

    kind: PointerKind
    touch_id: int | None = None


class PointerEvent(NamedTuple):
    """One event of one pointer.

    ENTER, LEAVE and CANCEL have no place, and CANCEL no touch id. x, y: in pad px; they may lie
    beyond the pad's edge. pressure: in [0, 1], or None from a pointer without it. is_main_button:
    False for a press or release of another button than the mouse's left one or the pen's tip.
    is_adding: whether Shift or Ctrl is held, which adds to what is chosen.
    time_s: when it came, by one clock for all pointers.
    """

    pointer: Pointer
    phase: Phase
    x: float = 0.0
    y: float = 0.0
    pressure: float | None = None
    is_main_button: bool = True
    time_s: float = 0.0
    is_adding: bool = False
