"""Qt's events of pointers, translated for the pen; nothing is decided here."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.pad.pointers import Phase, Pointer, PointerEvent, PointerKind

_MAIN = Qt.MouseButton.LeftButton
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_MOUSE = Pointer(PointerKind.MOUSE)
_PEN = Pointer(PointerKind.PEN)
_PEN_ERASER = Pointer(PointerKind.PEN_ERASER)
_PROXIMITY_PHASES = {
    QEvent.Type.TabletEnterProximity: Phase.ENTER,
    QEvent.Type.TabletLeaveProximity: Phase.LEAVE,
}
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress)
_MOVES = (QEvent.Type.MouseMove, QEvent.Type.TabletMove)
_TOUCH_PHASES = {
    QEventPoint.State.Pressed: Phase.PRESS,
    QEventPoint.State.Updated: Phase.MOVE,
    QEventPoint.State.Stationary: Phase.MOVE,
    QEventPoint.State.Released: Phase.RELEASE,
}


def mouse_event(event: QMouseEvent, scale: float, time_s: float) -> PointerEvent:
    """Return what a mouse does; scale: logical px per pad px."""
    phase, is_main = _phase(event)
    x, y = _place(event.position(), scale)
    is_adding = bool(event.modifiers() & _ADDING)
    return PointerEvent(_MOUSE, phase, x, y, None, is_main, time_s, is_adding)


def pen_event(event: QTabletEvent, scale: float, time_s: float) -> PointerEvent:
    """Return what a pen does on the pad or above it; scale: logical px per pad px."""
    phase, is_main = _phase(event)
    x, y = _place(event.position(), scale)
    end, pressure = _end_of_pen(event), event.pressure()
    is_adding = bool(event.modifiers() & _ADDING)
    return PointerEvent(end, phase, x, y, pressure, is_main, time_s, is_adding)


def touch_events(event: QTouchEvent, scale: float, time_s: float) -> Iterator[PointerEvent]:
    """Yield what each finger does; scale: logical px per pad px."""
    if event.type() is QEvent.Type.TouchCancel:
        yield PointerEvent(Pointer(PointerKind.TOUCH), Phase.CANCEL, time_s=time_s)
        return
    for point in event.points():
        finger = Pointer(PointerKind.TOUCH, point.id())
        x, y = _place(point.position(), scale)
        phase, is_adding = _TOUCH_PHASES[point.state()], bool(event.modifiers() & _ADDING)
        yield PointerEvent(finger, phase, x, y, time_s=time_s, is_adding=is_adding)


def _phase(event: QMouseEvent | QTabletEvent) -> tuple[Phase, bool]:
    """Return the phase, and whether the main button is the one that is pressed or released.

    That button's state says which of both it is: where a pen's tip goes down as its side button
    comes up, Qt calls the one event a release.
    """
    is_down = _MAIN in event.buttons()
    kind = event.type()
    if kind in _MOVES:
        return (Phase.MOVE if is_down else Phase.HOVER), True
    if event.button() == _MAIN:
        return (Phase.PRESS if is_down else Phase.RELEASE), True
    return (Phase.PRESS if kind in _PRESSES else Phase.RELEASE), False


def _place(position: QPointF, scale: float) -> tuple[float, float]:
    return position.x() / scale, position.y() / scale


def _end_of_pen(event: QTabletEvent) -> Pointer:
    is_eraser = event.pointerType() is QPointingDevice.PointerType.Eraser
    return _PEN_ERASER if is_eraser else _PEN


class PenProximity(QObject):
    """Watches for pens that come near the screen or leave it: Qt tells only the application.

    It sees all events of the application, so it is best made once there is a pen.

    Signals:
        changed: an end of a pen came or left; with its Pointer and the Phase.
    """

    changed = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QCoreApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        phase = _PROXIMITY_PHASES.get(event.type())
        if phase is not None and isinstance(event, QTabletEvent):
            self.changed.emit(_end_of_pen(event), phase)
        return False


class PointedWidget(QWidget):
    """A widget that hears what pointers do on it, and which one is over it.

    Its subclasses say what comes of that.
    """

    def __init__(self, parent: QWidget | None, clock: Callable[[], float]) -> None:
        """clock: says in seconds when events come; their own times are not all by one clock."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setTabletTracking(True)  # a pen that hovers is told, too
        self.pointer_kind = PointerKind.MOUSE
        """Of the pointer that is over the widget."""
        self._clock = clock
        self._pen_proximity: PenProximity | None = None

    @property
    def scale(self) -> float:
        """Logical px on the screen per px that pointers are told in."""
        raise NotImplementedError

    def handle_pointer(self, event: PointerEvent) -> None:
        """Do what comes of an event."""
        raise NotImplementedError

    def update_cursor(self) -> None:
        """Show the cursor of the pointer that is over the widget."""
        raise NotImplementedError

    def _point_with(self, kind: PointerKind) -> None:
        if kind is not self.pointer_kind:
            self.pointer_kind = kind
            self.update_cursor()

    def _handle_mouse(self, event: QMouseEvent) -> None:
        self._point_with(PointerKind.MOUSE)
        self.handle_pointer(mouse_event(event, self.scale, self._clock()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._handle_mouse(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._handle_mouse(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._handle_mouse(event)

    @override
    def tabletEvent(self, event: QTabletEvent) -> None:
        if self._pen_proximity is None:
            self._pen_proximity = PenProximity(self)
            self._pen_proximity.changed.connect(self._note_proximity)
        told = pen_event(event, self.scale, self._clock())
        self._point_with(told.pointer.kind)
        self.handle_pointer(told)
        event.accept()  # or Qt sends it again as a mouse event

    def _note_proximity(self, end: Pointer, phase: Phase) -> None:
        self._point_with(end.kind if phase is Phase.ENTER else PointerKind.MOUSE)
        self.handle_pointer(PointerEvent(end, phase, time_s=self._clock()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point_with(PointerKind.MOUSE)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            for told in touch_events(event, self.scale, self._clock()):
                self.handle_pointer(told)
            return True
        return super().event(event)
