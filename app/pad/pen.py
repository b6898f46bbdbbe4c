"""The pen: makes strokes and erasures of what pointers do. It knows no widget and no Qt.

A `PointerEvent` goes in, and out come the changes it makes. Which pointer draws and which is
ignored is decided in `Pen`, under "Who draws and who is ignored", and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from app.pad.edge import is_on_pad, part_on_pad
from app.pad.hands import FingerWatch, PenWatch
from app.pad.ink_points import FULL_PRESSURE, GrowingStroke, InkPoint
from app.pad.pointers import PEN_ENDS, Phase, Pointer, PointerEvent, PointerKind
from model.ink.drawing import Point, Stroke

PALM_S = 0.7
"""What a finger began to do so shortly before a pen came near was its hand, put down."""


class Tool(Enum):
    """What a pointer does to the page, but for a pen's eraser end, which always erases."""

    PEN = "pen"
    ERASER = "eraser"


# What comes out


class PointAdded(NamedTuple):
    """The stroke under the pen has one more point; its first point begins it."""

    last_points: Sequence[InkPoint]
    """The stroke's last three points, the new one last; fewer where it has fewer."""


@dataclass(frozen=True, eq=False)
class StrokeFinished:
    """The stroke under the pen is done: the pen was lifted, or went over the pad's edge."""

    stroke: Stroke


class EraserMoved(NamedTuple):
    """The eraser went straight from begin to end, which are the same place for its press."""

    begin: Point
    end: Point


class StepChange(Enum):
    """What becomes of steps: all that a pointer does from its press on is one step to undo.

    DRAWN, ERASED: the step is finished, and the pen or the eraser lifted. TAKEN_BACK: what the
    pointer did since its press is no step, and as if it had never been. LAST_TAKEN_BACK: the step
    finished last turned out to be a palm's. UNDO, REDO: two fingers tapped, or three.
    """

    DRAWN = "drawn"
    ERASED = "erased"
    TAKEN_BACK = "taken back"
    LAST_TAKEN_BACK = "last taken back"
    UNDO = "undo"
    REDO = "redo"


Change = PointAdded | StrokeFinished | EraserMoved | StepChange

_TAPS = {2: StepChange.UNDO, 3: StepChange.REDO}
_LIFTED_FINGER = Pointer(PointerKind.TOUCH)
"""Owns the pen while fingers that may be tapping are lifted one by one."""


class Pen:
    """Holds what is under way since a pointer's press, and which pointer owns it.

    Under way is a stroke that grows, or goes on beyond the pad's edge, or an eraser. A pointer that
    presses takes the pen over from another, whose step is then finished, and owns it until it is
    released.
    """

    def __init__(self) -> None:
        self.tool = Tool.PEN
        self.fingers_draw = True
        """Whether fingers draw; a pen and a mouse always do."""
        self.uses_pressure = True
        """Whether a pen's pressure goes into its ink."""
        self._owner: Pointer | None = None
        self._began_s = 0.0
        self._is_erasing = False
        self._has_pressure = False
        self._at: InkPoint | None = None  # where the owner is, on the pad or beyond it
        self._stroke: GrowingStroke | None = None
        self._drawing_finger: Pointer | None = None  # from its press to its release
        self._finger_step_began_s: float | None = None  # if a finger's is the last step
        self._fingers = FingerWatch()
        self._pens = PenWatch()

    @property
    def stroke(self) -> GrowingStroke | None:
        """The stroke that is being drawn, or None."""
        return self._stroke

    @property
    def is_down(self) -> bool:
        """Whether a pointer owns the pen: a stroke or an erasure is under way."""
        return self._owner is not None

    @property
    def is_drawing(self) -> bool:
        """Whether a pointer that draws owns the pen, be it on the pad or beyond its edge."""
        return self._owner is not None and not self._is_erasing

    def erases_with(self, kind: PointerKind) -> bool:
        """Whether such a pointer erases."""
        return self.tool is Tool.ERASER or kind is PointerKind.PEN_ERASER

    def set_fingers_draw(self, fingers_draw: bool) -> None:
        """Let fingers draw from their next press on, or not."""
        self.fingers_draw = fingers_draw

    def set_uses_pressure(self, uses_pressure: bool) -> None:
        """Let a pen's pressure go into its ink from the next stroke on, or not."""
        self.uses_pressure = uses_pressure

    def handle(self, event: PointerEvent) -> list[Change]:
        """Return what an event changes, in the order in which it does."""
        changes: list[Change] = []
        if event.pointer.kind in PEN_ENDS:
            changes += self._dismiss_palms(event)
        elif event.pointer.kind is PointerKind.TOUCH:
            changes += self._watch_fingers(event)
        if self.accepts(event):
            match event.phase:
                case Phase.PRESS:
                    changes += self._begin(event)
                case Phase.MOVE:
                    changes += self._go_to(event)
                case Phase.RELEASE:
                    changes += self._lift(event)
                case Phase.HOVER | Phase.LEAVE:  # the release got lost
                    changes += self.finish()
                case Phase.CANCEL:
                    changes += self.take_back()
        if self._ends_finger(event):
            self._drawing_finger = None
        return changes

    def finish(self) -> list[Change]:
        """End what is under way, if anything, and keep it.

        The pointer that did it is ignored until it presses again. This is for a page that changes
        beneath the pen.
        """
        if self._owner is None:
            return []
        changes = self._finish_stroke()
        changes.append(StepChange.ERASED if self._is_erasing else StepChange.DRAWN)
        is_finger = self._owner.kind is PointerKind.TOUCH
        self._finger_step_began_s = self._began_s if is_finger else None
        self._owner = None
        return changes

    def take_back(self) -> list[Change]:
        """End what is under way, if anything, as if it had never been.

        The pointer that did it is ignored until it presses again.
        """
        if self._owner is None:
            return []
        self._owner = self._stroke = None
        return [StepChange.TAKEN_BACK]

    # Who draws and who is ignored

    def accepts(self, event: PointerEvent) -> bool:
        """Whether an event counts: the rules on buttons, fingers, pens and who owns the pen."""
        kind = event.pointer.kind
        match event.phase:
            case Phase.PRESS:
                return event.is_main_button and self._may_press(kind, event.time_s)
            case Phase.RELEASE:
                return event.is_main_button and event.pointer == self._owner
            case Phase.MOVE | Phase.HOVER:
                return event.pointer == self._owner
            case Phase.LEAVE:
                return self._owner is not None and self._owner.kind in PEN_ENDS
            case Phase.CANCEL:
                return self._owner is not None and self._owner.kind is kind
            case Phase.ENTER:
                return False

    def _may_press(self, kind: PointerKind, time_s: float) -> bool:
        """Whether a pointer that presses takes the pen over."""
        if kind is PointerKind.TOUCH:
            # The first finger draws, and the others rest; near a pen, all of them are its hand.
            is_first = self._drawing_finger is None and self._owner is not _LIFTED_FINGER
            return self.fingers_draw and is_first and not self._pens.is_near(time_s)
        # Some systems make mouse events of what a pen does.
        return kind is not PointerKind.MOUSE or not self._pens.is_down(time_s)

    def _ends_finger(self, event: PointerEvent) -> bool:
        """Whether the drawing finger leaves the pad, even if the pen has another owner by now."""
        if event.phase is Phase.CANCEL:
            return event.pointer.kind is PointerKind.TOUCH
        return event.phase is Phase.RELEASE and event.pointer == self._drawing_finger

    def _dismiss_palms(self, event: PointerEvent) -> list[Change]:
        """Note that a pen is near; what a finger did just before was done by the pen's hand."""
        was_near = self._pens.is_near(event.time_s)
        self._pens.note(event)
        self._fingers.dismiss()
        if self._owner is not None and self._owner.kind is PointerKind.TOUCH:
            is_new = event.time_s - self._began_s <= PALM_S
            return self.take_back() if is_new or not self._fingers.has_moved else self.finish()
        began_s, self._finger_step_began_s = self._finger_step_began_s, None
        if began_s is None or was_near or event.time_s - began_s > PALM_S:
            return []
        return [StepChange.LAST_TAKEN_BACK]

    def _watch_fingers(self, event: PointerEvent) -> list[Change]:
        """Follow the fingers; a tap takes back what its first finger drew.

        While fingers may still be tapping, one that is lifted leaves its stroke unfinished.
        """
        fingers, owns = self._fingers, event.pointer == self._owner
        match event.phase:
            case Phase.PRESS:
                fingers.press(event)
                if self._pens.is_near(event.time_s):
                    fingers.dismiss()
            case Phase.MOVE:
                fingers.move(event)
            case Phase.CANCEL:
                fingers.forget()
                return []
            case Phase.RELEASE:
                if count := fingers.lift(event):
                    owner, tap = self._owner, _TAPS.get(count)
                    is_finger = owner is not None and owner.kind is PointerKind.TOUCH
                    return (self.take_back() if is_finger else []) + ([tap] if tap else [])
                if owns and fingers.may_tap(event.time_s):
                    self._owner = _LIFTED_FINGER
        if self._owner is _LIFTED_FINGER and not fingers.may_tap(event.time_s):
            return self.finish()
        return []

    # What the owner does

    def _begin(self, event: PointerEvent) -> list[Change]:
        changes = self.finish()
        kind = event.pointer.kind
        self._owner, self._began_s = event.pointer, event.time_s
        self._finger_step_began_s = None
        if kind is PointerKind.TOUCH:
            self._drawing_finger = event.pointer
        self._is_erasing = self.erases_with(kind)
        self._has_pressure = event.pressure is not None and self.uses_pressure
        self._at = None
        return changes + self._go_to(event)

    def _go_to(self, event: PointerEvent) -> list[Change]:
        """Go on with what is under way, unless the pointer is where it was."""
        before = self._at
        if before is not None and before[0] == event.x and before[1] == event.y:
            return []
        pressure = event.pressure if self._has_pressure else None
        point = (event.x, event.y, FULL_PRESSURE if pressure is None else pressure)
        self._at = point
        if self._is_erasing:
            return [EraserMoved((point if before is None else before)[:2], point[:2])]
        if before is None or (self._stroke is not None and is_on_pad(point)):
            return self._add(point) if is_on_pad(point) else []
        return self._cross_edge(before, point)

    def _cross_edge(self, before: InkPoint, point: InkPoint) -> list[Change]:
        """Draw what lies on the pad of a line that comes from beyond its edge, or goes there."""
        part = part_on_pad(before, point)
        if part is None:
            return []
        enters, leaves = part
        changes: list[Change] = []
        if self._stroke is None and (enters[:2] != leaves[:2] or is_on_pad(point)):
            changes += self._add(enters)
        if self._stroke is not None and self._stroke.last_points(1)[0][:2] != leaves[:2]:
            changes += self._add(leaves)
        return changes if is_on_pad(point) else changes + self._finish_stroke()

    def _add(self, point: InkPoint) -> list[Change]:
        if self._stroke is None:
            self._stroke = GrowingStroke(self._has_pressure)
        self._stroke.append(point)
        return [PointAdded(self._stroke.last_points(3))]

    def _finish_stroke(self) -> list[Change]:
        stroke, self._stroke = self._stroke, None
        return [] if stroke is None else [StrokeFinished(stroke.to_stroke())]

    def _lift(self, event: PointerEvent) -> list[Change]:
        if event.pressure is not None and not self._is_erasing:
            return self.finish()  # its pressure is 0 by now, and the ink would end in a hair
        return self._go_to(event) + self.finish()
