"""Mouse, pen and fingers on the pad, as Qt hands them over; each call is one event."""

from random import Random

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

BUTTONS = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.BackButton,
)
MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
)
PEN = (
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletRelease,
    QEvent.Type.TabletEnterProximity,
    QEvent.Type.TabletLeaveProximity,
)
STATES = (
    QEventPoint.State.Pressed,
    QEventPoint.State.Updated,
    QEventPoint.State.Stationary,
    QEventPoint.State.Released,
)
FAR_SHARE = 0.04
FINGERS = 4
STEP_PX = 30.0
NONE = Qt.MouseButton.NoButton


def make_pen(pointer: QPointingDevice.PointerType) -> QPointingDevice:
    """Return one end of a pen."""
    can = QInputDevice.Capability
    return QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus, pointer, can.Pressure | can.Position, 1, 3
    )


class Pointers:
    """All that points at one pad; each goes on from where it was."""

    def __init__(self, random: Random, pad: QWidget) -> None:
        self._random, self._pad = random, pad
        self._at = QPointF(100, 100)
        self._ends = [make_pen(QPointingDevice.PointerType.Pen) for _ in range(2)]
        self._ends.append(make_pen(QPointingDevice.PointerType.Eraser))
        self._screen = QTest.createTouchDevice()
        self._fingers: dict[int, QPointF] = {}

    def _go(self) -> QPointF:
        """Return where the pointer goes: near where it was, or anywhere, or far outside."""
        random, side = self._random, max(self._pad.width(), 1)
        chance = random.random()
        if chance < FAR_SHARE:
            self._at = QPointF(random.uniform(-1e6, 1e6), random.uniform(-1e6, 1e6))
        elif chance < 0.2:
            self._at = QPointF(random.uniform(0, side), random.uniform(0, side))
        else:
            self._at += QPointF(random.gauss(0, STEP_PX), random.gauss(0, STEP_PX))
        return self._at

    def mouse(self) -> None:
        """Press, move or release a button, or turn the wheel."""
        random, at = self._random, self._go()
        on_screen = self._pad.mapToGlobal(at)
        if random.random() < 0.03:
            turned = QPointF(0, 120).toPoint()
            phase = Qt.ScrollPhase.NoScrollPhase
            wheel = QWheelEvent(at, on_screen, turned, turned, NONE, MODIFIERS[0], phase, False)
            QApplication.sendEvent(self._pad, wheel)
            return
        kind = random.choice(MOUSE)
        button = NONE if kind is QEvent.Type.MouseMove else random.choice(BUTTONS)
        held = NONE if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        modifiers = random.choice(MODIFIERS)
        event = QMouseEvent(kind, at, on_screen, button, held, modifiers)
        QApplication.sendEvent(self._pad, event)

    def pen(self) -> None:
        """Press, move, hover, press a barrel button, use the other end, or leave."""
        random, at = self._random, self._go()
        kind = random.choice(PEN)
        pressure = random.choice((0.0, random.random(), 1.0))
        button = NONE if kind is QEvent.Type.TabletMove else random.choice(BUTTONS)
        held = random.choice((NONE, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton))
        tilt_x, tilt_y = random.uniform(-60, 60), random.uniform(-60, 60)
        event = QTabletEvent(
            kind,
            random.choice(self._ends),
            at,
            self._pad.mapToGlobal(at),
            pressure,
            tilt_x,
            tilt_y,
            0.0,
            random.uniform(0, 360),
            0.0,
            random.choice(MODIFIERS),
            button,
            held,
        )
        is_near = kind in (QEvent.Type.TabletEnterProximity, QEvent.Type.TabletLeaveProximity)
        application = QApplication.instance()
        assert application is not None
        QApplication.sendEvent(application if is_near else self._pad, event)

    def touch(self) -> None:
        """Put a finger down, move some, lift one; or have the system take all away."""
        random, chance = self._random, self._random.random()
        if chance < 0.05:
            self._fingers.clear()
            QApplication.sendEvent(self._pad, QTouchEvent(QEvent.Type.TouchCancel, self._screen))
        elif chance < 0.15:
            self._send_odd_touch()
        else:
            self._send_touch(random.randrange(FINGERS))

    def _send_touch(self, finger: int) -> None:
        touch = QTest.touchEvent(self._pad, self._screen)
        others = [other for other in self._fingers if other != finger]
        at = self._go()
        if finger not in self._fingers:
            touch.press(finger, at.toPoint(), self._pad)
            self._fingers[finger] = at
        elif self._random.random() < 0.3:
            touch.release(finger, at.toPoint(), self._pad)
            del self._fingers[finger]
        else:
            touch.move(finger, at.toPoint(), self._pad)
        for other in others:
            touch.stationary(other)
        touch.commit()

    def _send_odd_touch(self) -> None:
        """Send what no screen should: points in any state, of fingers that never came."""
        points = [
            QEventPoint(self._random.randrange(9), self._random.choice(STATES), at, at)
            for at in (self._go() for _ in range(self._random.randrange(4)))
        ]
        kinds = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd)
        event = QTouchEvent(self._random.choice(kinds), self._screen, MODIFIERS[0], points)
        QApplication.sendEvent(self._pad, event)
