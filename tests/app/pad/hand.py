"""Pointers, and what they do to a pen without a window."""

from app.pad.pen import Change, Pen
from app.pad.pointers import Phase, Pointer, PointerEvent, PointerKind

MOUSE = Pointer(PointerKind.MOUSE)
STYLUS = Pointer(PointerKind.PEN)
STYLUS_ERASER = Pointer(PointerKind.PEN_ERASER)
FINGER = Pointer(PointerKind.TOUCH, 0)
SECOND_FINGER = Pointer(PointerKind.TOUCH, 1)
THIRD_FINGER = Pointer(PointerKind.TOUCH, 2)
ALL_TOUCH = Pointer(PointerKind.TOUCH)
POINTERS = [MOUSE, STYLUS, STYLUS_ERASER, FINGER, SECOND_FINGER]


def hover(pen: Pen, pointer: Pointer, x: float, y: float, time_s: float = 0.0) -> list[Change]:
    return pen.handle(PointerEvent(pointer, Phase.HOVER, x, y, time_s=time_s))


def press(pen: Pen, pointer: Pointer, x: float, y: float, time_s: float = 0.0) -> list[Change]:
    return pen.handle(PointerEvent(pointer, Phase.PRESS, x, y, time_s=time_s))


def move(pen: Pen, pointer: Pointer, x: float, y: float, time_s: float = 0.0) -> list[Change]:
    return pen.handle(PointerEvent(pointer, Phase.MOVE, x, y, time_s=time_s))


def release(pen: Pen, pointer: Pointer, x: float, y: float, time_s: float = 0.0) -> list[Change]:
    return pen.handle(PointerEvent(pointer, Phase.RELEASE, x, y, time_s=time_s))
