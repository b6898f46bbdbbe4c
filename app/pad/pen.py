"""The pen: makes strokes and erasures of what pointers do. It knows no widget and no Qt.

A `PointerEvent` goes in, and out come the changes it makes. Which pointer draws and which is
ignored is decided in `Pen._accepts`, and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from app.pad.ink_points import FULL_PRESSURE, GrowingStroke, InkPoint
from model.ink.drawing import Point, Stroke


class Tool(Enum):
    """What a pointer does to the page, but for a pen's eraser end, which always erases."""

    PEN = "pen"
    ERASER = "eraser"


# What goes in


class PointerKind(Enum):
    """What a pointer is."""

    MOUSE = "mouse"
    PEN = "pen"
    PEN_ERASER = "pen eraser"
    TOUCH = "touch"


class Phase(Enum):
    """What a pointer does. CANCEL: the system takes all pointers of the kind away."""

    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Pointer:
    """A mouse, an end of a pen, or a finger, which its touch id tells from the others."""

    kind: PointerKind
    touch_id: int | None = None


@dataclass(frozen=True)
class PointerEvent:
    """One event of one pointer; a CANCEL has neither a touch id nor a place.

    x, y: in pad px. pressure: in [0, 1], or None from a pointer without it. is_main_button: False
    for a press or release of another button than the mouse's left one or the pen's tip.
    """

    pointer: Pointer
    phase: Phase
    x: float = 0.0
    y: float = 0.0
    pressure: float | None = None
    is_main_button: bool = True


# What comes out


@dataclass(frozen=True)
class PointAdded:
    """The stroke under the pen has one more point; its first point begins it."""

    last_points: Sequence[InkPoint]
    """The stroke's last three points, the new one last; fewer where it has fewer."""


@dataclass(frozen=True)
class EraserMoved:
    """The eraser went straight from begin to end, which are the same place for its press."""

    begin: Point
    end: Point


@dataclass(frozen=True, eq=False)
class StrokeFinished:
    """The stroke under the pen is done."""

    stroke: Stroke


@dataclass(frozen=True)
class ErasingFinished:
    """The eraser was lifted."""


Change = PointAdded | EraserMoved | StrokeFinished | ErasingFinished


class Pen:
    """Holds the growing stroke, or the eraser's place, and which pointer owns it.

    A pointer that presses takes the pen over from any other, whose stroke is then done, and owns
    it until it is released.
    """

    def __init__(self) -> None:
        self.tool = Tool.PEN
        self._owner: Pointer | None = None
        self._stroke: GrowingStroke | None = None
        self._eraser_at: Point | None = None
        self._drawing_finger: Pointer | None = None  # from its press to its release

    @property
    def stroke(self) -> GrowingStroke | None:
        """The stroke that is being drawn, or None."""
        return self._stroke

    @property
    def is_down(self) -> bool:
        """Whether a stroke or an erasure is under way."""
        return self._stroke is not None or self._eraser_at is not None

    def handle(self, event: PointerEvent) -> list[Change]:
        """Return what an event changes, in the order in which it does."""
        changes: list[Change] = []
        if self._accepts(event):
            match event.phase:
                case Phase.PRESS:
                    changes = self._begin(event)
                case Phase.MOVE:
                    changes = self._go_to(event)
                case Phase.RELEASE:
                    changes = self._lift(event)
                case Phase.CANCEL:
                    changes = self.finish()
        if self._ends_finger(event):
            self._drawing_finger = None
        return changes

    def finish(self) -> list[Change]:
        """End the stroke or the erasure under way, if any, and keep it.

        The pointer that made it is ignored until it presses again. This is for a page that changes
        beneath the pen.
        """
        changes: list[Change] = []
        if self._stroke is not None:
            changes.append(StrokeFinished(self._stroke.to_stroke()))
        elif self._eraser_at is not None:
            changes.append(ErasingFinished())
        self._owner = self._stroke = self._eraser_at = None
        return changes

    # Who draws and who is ignored

    def _accepts(self, event: PointerEvent) -> bool:
        """Whether an event counts: the rules on mouse buttons, fingers and who owns the pen."""
        kind = event.pointer.kind
        if kind is PointerKind.MOUSE and not event.is_main_button:
            return False  # a mouse draws with its left button only
        match event.phase:
            case Phase.PRESS:  # the first finger draws, and the others rest
                return kind is not PointerKind.TOUCH or self._drawing_finger is None
            case Phase.MOVE | Phase.RELEASE:
                return event.pointer == self._owner
            case Phase.CANCEL:
                return self._owner is not None and self._owner.kind is kind

    def _ends_finger(self, event: PointerEvent) -> bool:
        """Whether the drawing finger leaves the pad, even if the pen has another owner by now."""
        if event.phase is Phase.CANCEL:
            return event.pointer.kind is PointerKind.TOUCH
        return event.phase is Phase.RELEASE and event.pointer == self._drawing_finger

    # What the owner does

    def _begin(self, event: PointerEvent) -> list[Change]:
        changes = self.finish()
        self._owner = event.pointer
        if event.pointer.kind is PointerKind.TOUCH:
            self._drawing_finger = event.pointer
        if self.tool is Tool.ERASER or event.pointer.kind is PointerKind.PEN_ERASER:
            self._eraser_at = (event.x, event.y)
            changes.append(EraserMoved(self._eraser_at, self._eraser_at))
            return changes
        self._stroke = GrowingStroke(has_pressure=event.pressure is not None)
        return changes + self._go_to(event)

    def _go_to(self, event: PointerEvent) -> list[Change]:
        """Lengthen what is under way, unless the pointer is where it was."""
        place = (event.x, event.y)
        if self._eraser_at is not None:
            begin, self._eraser_at = self._eraser_at, place
            return [] if begin == place else [EraserMoved(begin, place)]
        assert self._stroke is not None
        if len(self._stroke) and self._stroke.last_points(1)[0][:2] == place:
            return []
        self._stroke.append((*place, FULL_PRESSURE if event.pressure is None else event.pressure))
        return [PointAdded(self._stroke.last_points(3))]

    def _lift(self, event: PointerEvent) -> list[Change]:
        if event.pressure is not None:
            return self.finish()  # its pressure is 0 by now, and the ink would end in a hair
        return self._go_to(event) + self.finish()
