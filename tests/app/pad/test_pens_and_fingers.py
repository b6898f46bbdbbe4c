"""Pens and fingers at the pad, by Qt's own events."""

from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.pad.drawing_pad import ERASER_RADIUS, DrawingPad
from app.pad.hands import NEAR_S, TAP_S
from app.pad.pen import Tool
from tests.app.conftest import WAIT_MS, draw_stroke, send_mouse
from tests.app.pad.conftest import SIDE, image_of, ink_at

TIP = Qt.MouseButton.LeftButton
SIDE_BUTTON = Qt.MouseButton.RightButton
NO_BUTTON = Qt.MouseButton.NoButton
PEN, ERASER = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
ACROSS = np.array([[50.0, 200.0], [350.0, 200.0]])


class Clock:
    """Tells the pad the time that a test sets."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pad(qtbot: QtBot, clock: Clock) -> DrawingPad:
    """A painted pad by that clock; one logical px is one pad px."""
    pad = DrawingPad(clock=clock)
    qtbot.addWidget(pad)
    pad.resize(SIDE, SIDE)
    with qtbot.waitExposed(pad):
        pad.show()
    qtbot.waitUntil(lambda: pad.is_painted, timeout=WAIT_MS)
    return pad


# Pen


@cache
def stylus(pointer: QPointingDevice.PointerType) -> QPointingDevice:
    """Return a pen's end as a device; Qt's events do not keep theirs alive."""
    return QPointingDevice(
        "stylus",
        1,
        QPointingDevice.DeviceType.Stylus,
        pointer,
        QPointingDevice.Capability.Pressure | QPointingDevice.Capability.Position,
        1,
        2,
    )


def tablet_event(
    pad: DrawingPad,
    kind: QEvent.Type,
    at: tuple[float, float],
    pressure: float,
    pointer: QPointingDevice.PointerType,
    button: Qt.MouseButton,
    buttons: Qt.MouseButton,
) -> QTabletEvent:
    place = QPointF(*at)
    event = QTabletEvent(
        kind,
        stylus(pointer),
        place,
        pad.mapToGlobal(place),
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        button,
        buttons,
    )
    event.setAccepted(False)  # as the platform hands it over
    return event


def send_pen(
    pad: DrawingPad,
    kind: QEvent.Type,
    at: tuple[float, float],
    pressure: float = 0.5,
    pointer: QPointingDevice.PointerType = PEN,
    button: Qt.MouseButton = TIP,
    buttons: Qt.MouseButton | None = None,
) -> None:
    """Send a pen's event; buttons: those that are down after it, where not just the tip."""
    is_move, is_release = kind is QEvent.Type.TabletMove, kind is QEvent.Type.TabletRelease
    if buttons is None:
        buttons = NO_BUTTON if is_release else TIP
    event = tablet_event(
        pad, kind, at, pressure, pointer, NO_BUTTON if is_move else button, buttons
    )
    QApplication.sendEvent(pad, event)
    assert event.isAccepted()  # else Qt sends it again, as the mouse's


def hover(
    pad: DrawingPad, at: tuple[float, float], pointer: QPointingDevice.PointerType = PEN
) -> None:
    send_pen(pad, QEvent.Type.TabletMove, at, 0.0, pointer, buttons=NO_BUTTON)


def send_proximity(
    pad: DrawingPad, kind: QEvent.Type, pointer: QPointingDevice.PointerType = PEN
) -> None:
    """Have a pen come near the screen or leave it; Qt sends that to the application."""
    application = QCoreApplication.instance()
    assert application is not None
    event = tablet_event(pad, kind, (0, 0), 0, pointer, NO_BUTTON, NO_BUTTON)
    QApplication.sendEvent(application, event)


def test_a_pen_draws_with_its_pressure(pad: DrawingPad) -> None:
    send_pen(pad, QEvent.Type.TabletPress, (100, 200), 0.2)
    send_pen(pad, QEvent.Type.TabletMove, (200, 200), 0.6)
    send_pen(pad, QEvent.Type.TabletRelease, (210, 200), 0.0)
    (stroke,) = pad.drawing.strokes
    np.testing.assert_allclose(stroke, [[100, 200, 0.2], [200, 200, 0.6]], atol=1e-6)


def test_a_pens_pressure_can_be_left_out(pad: DrawingPad) -> None:
    assert pad.pen.uses_pressure
    pad.pen.set_uses_pressure(False)
    send_pen(pad, QEvent.Type.TabletPress, (100, 200), 0.2)
    send_pen(pad, QEvent.Type.TabletMove, (200, 200), 0.6)
    send_pen(pad, QEvent.Type.TabletRelease, (210, 200), 0.0)
    (stroke,) = pad.drawing.strokes
    np.testing.assert_allclose(stroke, [[100, 200], [200, 200]])


def test_a_pen_that_hovers_draws_nothing(pad: DrawingPad) -> None:
    before = image_of(pad)
    hover(pad, (200, 200))
    hover(pad, (300, 200))
    assert pad.drawing.is_empty
    assert image_of(pad) == before


def test_a_pens_side_buttons_draw_nothing(pad: DrawingPad) -> None:
    send_pen(pad, QEvent.Type.TabletPress, (100, 200), 0.0, PEN, SIDE_BUTTON, SIDE_BUTTON)
    send_pen(pad, QEvent.Type.TabletMove, (200, 200), 0.0, PEN, buttons=SIDE_BUTTON)
    send_pen(pad, QEvent.Type.TabletRelease, (200, 200), 0.0, PEN, SIDE_BUTTON, NO_BUTTON)
    assert pad.drawing.is_empty
    assert pad.undo_stack.count() == 0


def test_a_side_button_does_not_split_a_stroke_nor_lose_the_rest(pad: DrawingPad) -> None:
    both = TIP | SIDE_BUTTON
    send_pen(pad, QEvent.Type.TabletPress, (100, 200))
    send_pen(pad, QEvent.Type.TabletMove, (150, 200))
    send_pen(pad, QEvent.Type.TabletPress, (150, 200), button=SIDE_BUTTON, buttons=both)
    send_pen(pad, QEvent.Type.TabletMove, (200, 200), buttons=both)
    send_pen(pad, QEvent.Type.TabletRelease, (200, 200), button=SIDE_BUTTON, buttons=TIP)
    send_pen(pad, QEvent.Type.TabletMove, (250, 200))
    send_pen(pad, QEvent.Type.TabletRelease, (250, 200), 0.0)
    (stroke,) = pad.drawing.strokes
    assert stroke[:, 0].tolist() == [100, 150, 200, 250]


def test_a_tip_that_goes_down_as_the_side_button_comes_up_draws(pad: DrawingPad) -> None:
    send_pen(pad, QEvent.Type.TabletPress, (100, 200), 0.0, PEN, SIDE_BUTTON, SIDE_BUTTON)
    send_pen(pad, QEvent.Type.TabletRelease, (100, 200), 0.5, PEN, TIP, TIP)  # as Qt says it
    send_pen(pad, QEvent.Type.TabletMove, (200, 200))
    send_pen(pad, QEvent.Type.TabletRelease, (200, 200), 0.0)
    assert pad.drawing.point_count == 2


def test_a_pens_other_end_erases(pad: DrawingPad) -> None:
    draw_stroke(pad, np.array([[190.0, 200.0], [210.0, 200.0]]))
    send_pen(pad, QEvent.Type.TabletPress, (195, 200), 1, ERASER)
    send_pen(pad, QEvent.Type.TabletMove, (205, 200), 1, ERASER)
    send_pen(pad, QEvent.Type.TabletRelease, (205, 200), 0, ERASER)
    assert pad.drawing.is_empty
    assert pad.tool is Tool.PEN


def test_the_cursor_is_the_erasers_while_that_end_of_the_pen_is_near(pad: DrawingPad) -> None:
    hover(pad, (100, 100))
    assert pad.cursor().shape() is Qt.CursorShape.CrossCursor
    hover(pad, (100, 100), ERASER)
    assert abs(pad.cursor().pixmap().width() - 2 * ERASER_RADIUS) <= 4
    send_proximity(pad, QEvent.Type.TabletLeaveProximity, ERASER)
    assert pad.cursor().shape() is Qt.CursorShape.CrossCursor
    send_proximity(pad, QEvent.Type.TabletEnterProximity, ERASER)
    assert pad.cursor().shape() is Qt.CursorShape.BitmapCursor
    hover(pad, (100, 100))
    assert pad.cursor().shape() is Qt.CursorShape.CrossCursor
    hover(pad, (100, 100), ERASER)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 200), True)
    assert pad.cursor().shape() is Qt.CursorShape.CrossCursor
    hover(pad, (100, 100), ERASER)
    QApplication.sendEvent(pad, QEvent(QEvent.Type.Leave))
    assert pad.cursor().shape() is Qt.CursorShape.CrossCursor


# Fingers


@pytest.fixture(scope="session")
def touch_screen(qapp: QApplication) -> QPointingDevice:
    return QTest.createTouchDevice()


def touch(pad: DrawingPad, screen: QPointingDevice, *fingers: tuple[str, int, int, int]) -> None:
    """Send one touch event of what each finger does: press, move or release; its id; where."""
    sequence = QTest.touchEvent(pad, screen, False)
    for verb, finger, x, y in fingers:
        getattr(sequence, verb)(finger, QPointF(x, y).toPoint(), pad)
    sequence.commit()


def test_a_finger_draws_and_a_second_one_rests(
    pad: DrawingPad, touch_screen: QPointingDevice
) -> None:
    touch(pad, touch_screen, ("press", 0, 100, 100))
    touch(pad, touch_screen, ("move", 0, 200, 200), ("press", 1, 300, 50))
    touch(pad, touch_screen, ("move", 0, 200, 200), ("move", 1, 300, 60))
    touch(pad, touch_screen, ("release", 0, 200, 200), ("release", 1, 300, 60))
    (stroke,) = pad.drawing.strokes
    np.testing.assert_allclose(stroke, [[100, 100], [200, 200]])


def test_a_touch_the_system_takes_away_takes_its_stroke_back(
    pad: DrawingPad, touch_screen: QPointingDevice
) -> None:
    draw_stroke(pad, ACROSS)
    before = image_of(pad)
    touch(pad, touch_screen, ("press", 0, 100, 100))
    touch(pad, touch_screen, ("move", 0, 200, 100))
    assert ink_at(pad, 150, 100)
    QApplication.sendEvent(pad, QTouchEvent(QEvent.Type.TouchCancel, touch_screen))
    assert image_of(pad) == before
    touch(pad, touch_screen, ("move", 0, 300, 300))
    touch(pad, touch_screen, ("release", 0, 300, 300))
    np.testing.assert_allclose(pad.drawing.strokes, [ACROSS])
    assert pad.undo_stack.count() == 1


def test_a_touch_the_system_takes_away_erases_nothing(
    pad: DrawingPad, touch_screen: QPointingDevice, qtbot: QtBot
) -> None:
    draw_stroke(pad, ACROSS)
    pad.set_tool(Tool.ERASER)
    touch(pad, touch_screen, ("press", 0, 200, 200))
    assert not ink_at(pad, 200, 200)
    QApplication.sendEvent(pad, QTouchEvent(QEvent.Type.TouchCancel, touch_screen))
    qtbot.waitUntil(lambda: ink_at(pad, 200, 200), timeout=WAIT_MS)
    touch(pad, touch_screen, ("release", 0, 200, 200))
    assert pad.undo_stack.count() == 1


def test_a_palm_beside_the_pen_that_draws_is_ignored(
    pad: DrawingPad, touch_screen: QPointingDevice
) -> None:
    send_pen(pad, QEvent.Type.TabletPress, (100, 200))
    touch(pad, touch_screen, ("press", 0, 300, 300))
    send_pen(pad, QEvent.Type.TabletMove, (150, 200))
    touch(pad, touch_screen, ("move", 0, 320, 320))
    send_pen(pad, QEvent.Type.TabletMove, (200, 200))
    touch(pad, touch_screen, ("release", 0, 320, 320))
    send_pen(pad, QEvent.Type.TabletRelease, (200, 200), 0.0)
    (stroke,) = pad.drawing.strokes
    np.testing.assert_allclose(stroke[:, :2], [[100, 200], [150, 200], [200, 200]])


def test_a_palm_put_down_just_before_the_pen_leaves_nothing(
    pad: DrawingPad, touch_screen: QPointingDevice, clock: Clock
) -> None:
    empty = image_of(pad)
    touch(pad, touch_screen, ("press", 0, 300, 300))
    touch(pad, touch_screen, ("move", 0, 320, 320))
    clock.now_s += 0.2
    hover(pad, (100, 200))
    assert pad.drawing.is_empty
    assert image_of(pad) == empty
    touch(pad, touch_screen, ("release", 0, 320, 320))
    assert pad.undo_stack.count() == 0


def test_a_palm_that_touched_for_a_moment_before_the_pen_came_leaves_nothing(
    pad: DrawingPad, touch_screen: QPointingDevice, clock: Clock
) -> None:
    draw_stroke(pad, ACROSS)
    touch(pad, touch_screen, ("press", 0, 300, 300))
    touch(pad, touch_screen, ("release", 0, 300, 300))
    clock.now_s += 0.2
    hover(pad, (100, 200))
    np.testing.assert_allclose(pad.drawing.strokes, [ACROSS])
    assert pad.undo_stack.count() == 1
    pad.undo()
    assert pad.drawing.is_empty
    pad.redo()
    np.testing.assert_allclose(pad.drawing.strokes, [ACROSS])


def test_what_changed_the_page_since_is_no_palms(
    pad: DrawingPad, touch_screen: QPointingDevice, clock: Clock
) -> None:
    touch(pad, touch_screen, ("press", 0, 300, 300))
    touch(pad, touch_screen, ("release", 0, 300, 300))
    pad.clear()
    pad.undo()
    clock.now_s += 0.2
    hover(pad, (100, 200))
    assert not pad.drawing.is_empty
    pad.redo()
    assert pad.drawing.is_empty


def test_a_pen_above_another_widget_is_near(
    pad: DrawingPad, touch_screen: QPointingDevice, clock: Clock
) -> None:
    hover(pad, (100, 200))  # from the first pen on
    send_proximity(pad, QEvent.Type.TabletEnterProximity)
    clock.now_s += 5 * NEAR_S
    touch(pad, touch_screen, ("press", 0, 100, 100))
    touch(pad, touch_screen, ("release", 0, 100, 100))
    assert pad.drawing.is_empty
    send_proximity(pad, QEvent.Type.TabletLeaveProximity)
    clock.now_s += NEAR_S + 0.01
    touch(pad, touch_screen, ("press", 0, 100, 100))
    touch(pad, touch_screen, ("release", 0, 100, 100))
    assert pad.drawing.point_count == 1


def test_fingers_draw_only_where_they_may(pad: DrawingPad, touch_screen: QPointingDevice) -> None:
    assert pad.pen.fingers_draw
    pad.pen.set_fingers_draw(False)
    touch(pad, touch_screen, ("press", 0, 100, 100))
    touch(pad, touch_screen, ("release", 0, 100, 100))
    assert pad.drawing.is_empty
    assert pad.undo_stack.count() == 0


@pytest.mark.parametrize("fingers_draw", [True, False])
def test_two_fingers_undo_and_three_redo(
    pad: DrawingPad, touch_screen: QPointingDevice, fingers_draw: bool
) -> None:
    pad.pen.set_fingers_draw(fingers_draw)
    draw_stroke(pad, ACROSS)
    whole = pad.drawing
    touch(pad, touch_screen, ("press", 0, 100, 100), ("press", 1, 200, 100))
    touch(pad, touch_screen, ("release", 0, 100, 100), ("move", 1, 201, 100))
    touch(pad, touch_screen, ("release", 1, 200, 100))
    assert pad.drawing.is_empty
    touch(pad, touch_screen, *(("press", finger, 100, 100) for finger in range(3)))
    touch(pad, touch_screen, *(("release", finger, 100, 100) for finger in range(3)))
    assert pad.drawing == whole
    assert pad.undo_stack.count() == 1


def test_two_fingers_that_stay_down_do_not_undo(
    pad: DrawingPad, touch_screen: QPointingDevice, clock: Clock
) -> None:
    draw_stroke(pad, ACROSS)
    pad.pen.set_fingers_draw(False)
    touch(pad, touch_screen, ("press", 0, 100, 100), ("press", 1, 200, 100))
    clock.now_s += TAP_S + 0.01
    touch(pad, touch_screen, ("release", 0, 100, 100), ("release", 1, 200, 100))
    assert pad.undo_stack.count() == pad.undo_stack.index() == 1
