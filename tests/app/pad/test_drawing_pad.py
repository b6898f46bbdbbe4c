import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.pad.drawing_pad import DrawingPad
from app.pad.page import Page
from app.pad.pen import Tool
from model.ink.drawing import Drawing
from tests.app.conftest import WAIT_MS, draw_stroke, send_mouse

SIDE = 400
LINE = np.array([[100.0, 100.0], [200.0, 150.0], [300.0, 100.0]])


@pytest.fixture
def pad(qtbot: QtBot) -> DrawingPad:
    pad = DrawingPad()
    qtbot.addWidget(pad)
    pad.resize(SIDE, SIDE)
    with qtbot.waitExposed(pad):
        pad.show()
    return pad


def ink_at(pad: DrawingPad, x: float, y: float) -> bool:
    """Whether the pad shows ink rather than paper there."""
    color = pad.grab().toImage().pixelColor(round(x), round(y))
    return color != QColor(pad.grab().toImage().pixelColor(20, SIDE // 4))


def test_mouse_draws_the_stroke_it_went(pad: DrawingPad) -> None:
    draw_stroke(pad, LINE)
    assert len(pad.drawing.strokes) == 1
    np.testing.assert_allclose(pad.drawing.strokes[0], LINE)
    assert ink_at(pad, 150, 124)
    assert not ink_at(pad, 150, 300)


def test_ink_is_seen_and_told_while_the_button_is_down(pad: DrawingPad, qtbot: QtBot) -> None:
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 200), True)
    with qtbot.waitSignal(pad.page_changed):
        send_mouse(pad, QEvent.Type.MouseMove, (300, 200), True)
    assert pad.drawing.point_count == 2
    assert ink_at(pad, 290, 200)
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (300, 200), False)


def test_a_click_draws_a_dot(pad: DrawingPad) -> None:
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPointF(200, 200).toPoint())
    assert pad.drawing.point_count == 1
    assert ink_at(pad, 200, 200)


def test_other_buttons_draw_nothing(pad: DrawingPad) -> None:
    QTest.mouseClick(pad, Qt.MouseButton.RightButton, pos=QPointF(200, 200).toPoint())
    assert pad.drawing.is_empty


def test_stroke_painted_as_it_grows_looks_as_when_painted_whole(pad: DrawingPad) -> None:
    draw_stroke(pad, LINE)
    grown = pad.grab().toImage()
    pad.set_pen_width(pad.pen_width)  # paints everything afresh
    assert pad.grab().toImage() == grown


def test_resizing_keeps_the_drawing(pad: DrawingPad) -> None:
    draw_stroke(pad, LINE)
    before = pad.drawing
    pad.resize(2 * SIDE, 2 * SIDE)
    assert pad.drawing == before
    assert ink_at(pad, 2 * 150, 2 * 124)


def test_eraser_cuts_a_stroke_and_undo_mends_it(pad: DrawingPad) -> None:
    draw_stroke(pad, np.array([[50.0, 200.0], [350.0, 200.0]]))
    whole = pad.drawing
    pad.set_tool(Tool.ERASER)
    draw_stroke(pad, np.array([[200.0, 150.0], [200.0, 250.0]]))
    assert len(pad.drawing.strokes) == 2
    assert not ink_at(pad, 200, 200)
    assert ink_at(pad, 100, 200)
    pad.undo_stack.undo()
    assert pad.drawing == whole
    pad.undo_stack.redo()
    assert len(pad.drawing.strokes) == 2


def test_erasing_nothing_is_no_step_to_undo(pad: DrawingPad) -> None:
    pad.set_tool(Tool.ERASER)
    draw_stroke(pad, LINE)
    assert not pad.undo_stack.canUndo()


def scribble(points: int, strokes: int = 1) -> Drawing:
    """Return a drawing of many points, all over the pad."""
    walk = np.random.default_rng(0).normal(0, 12, (points, 2)).cumsum(axis=0)
    folded = np.abs((walk + 200) % 760 - 380) + 10  # to and fro between 10 and 390
    return Drawing(tuple(np.array_split(folded, strokes)))


def painted(pad: DrawingPad, qtbot: QtBot) -> QImage:
    """Return the pad as it looks once all of its ink is painted."""
    pad.grab()
    qtbot.waitUntil(lambda: pad.is_painted, timeout=WAIT_MS)
    return pad.grab().toImage()


def test_where_an_eraser_went_the_pad_looks_as_when_painted_whole(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    pad.change_page(Page(scribble(300, strokes=3)), "Open")
    painted(pad, qtbot)
    pad.set_tool(Tool.ERASER)
    draw_stroke(pad, np.array([[100.0, 150.0], [180.0, 200.0], [190.0, 320.0]]))
    mended = pad.grab().toImage()
    pad.set_pen_width(pad.pen_width)  # paints everything afresh
    assert painted(pad, qtbot) == mended


def test_much_ink_is_painted_without_holding_up_the_window(pad: DrawingPad, qtbot: QtBot) -> None:
    pad.change_page(Page(scribble(20_000, strokes=10)), "Open")
    pad.grab()
    assert not pad.is_painted  # it goes on while other events are served
    whole = painted(pad, qtbot)
    pad.resize(2 * SIDE, 2 * SIDE)
    x, y = (2 * pad.drawing.strokes[-1][-1]).round().astype(int).tolist()
    assert pad.grab().toImage().pixelColor(x, y) == theme.ink(pad.palette())  # the old ink
    assert not pad.is_painted
    pad.resize(SIDE, SIDE)
    assert painted(pad, qtbot) == whole


def test_a_stroke_on_much_ink_paints_no_more_than_itself(pad: DrawingPad, qtbot: QtBot) -> None:
    pad.change_page(Page(scribble(20_000)), "Open")
    painted(pad, qtbot)
    draw_stroke(pad, LINE)
    pad.grab()
    assert pad.is_painted


def send_pen(
    pad: DrawingPad,
    kind: QEvent.Type,
    at: tuple[float, float],
    pressure: float,
    pointer: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
) -> None:
    device = QPointingDevice(
        "stylus",
        1,
        QPointingDevice.DeviceType.Stylus,
        pointer,
        QPointingDevice.Capability.Pressure | QPointingDevice.Capability.Position,
        1,
        2,
    )
    down = kind is not QEvent.Type.TabletRelease
    event = QTabletEvent(
        kind,
        device,
        QPointF(*at),
        pad.mapToGlobal(QPointF(*at)),
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton if down else Qt.MouseButton.NoButton,
    )
    QApplication.sendEvent(pad, event)
    assert event.isAccepted()


def test_tablet_gives_pressure(pad: DrawingPad) -> None:
    send_pen(pad, QEvent.Type.TabletPress, (100, 200), 0.2)
    send_pen(pad, QEvent.Type.TabletMove, (200, 200), 0.6)
    send_pen(pad, QEvent.Type.TabletRelease, (200, 200), 0.0)
    np.testing.assert_allclose(
        pad.drawing.strokes[0], [[100, 200, 0.2], [200, 200, 0.6]], atol=1e-6
    )


def test_the_pens_other_end_erases(pad: DrawingPad) -> None:
    draw_stroke(pad, np.array([[190.0, 200.0], [210.0, 200.0]]))
    eraser = QPointingDevice.PointerType.Eraser
    send_pen(pad, QEvent.Type.TabletPress, (195, 200), 1, eraser)
    send_pen(pad, QEvent.Type.TabletMove, (205, 200), 1, eraser)
    send_pen(pad, QEvent.Type.TabletRelease, (205, 200), 0, eraser)
    assert pad.drawing.is_empty


def test_a_finger_draws_and_a_second_one_rests(pad: DrawingPad) -> None:
    finger = QTest.createTouchDevice()
    sequence = QTest.touchEvent(pad, finger)
    sequence.press(0, QPointF(100, 100).toPoint(), pad).commit()
    sequence.move(0, QPointF(200, 200).toPoint(), pad)
    sequence.press(1, QPointF(300, 50).toPoint(), pad).commit()
    sequence.release(0, QPointF(200, 200).toPoint(), pad)
    sequence.release(1, QPointF(300, 60).toPoint(), pad).commit()
    assert len(pad.drawing.strokes) == 1
    np.testing.assert_allclose(pad.drawing.strokes[0], [[100, 100], [200, 200]])


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("draw"), st.lists(st.tuples(*[st.integers(5, 395)] * 2), min_size=1)),
        st.tuples(st.just("erase"), st.lists(st.tuples(*[st.integers(5, 395)] * 2), min_size=1)),
        st.tuples(st.just("clear"), st.just([])),
    ),
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_undo_goes_back_and_redo_forth_through_every_page(
    pad: DrawingPad, steps: list[tuple[str, list[tuple[int, int]]]]
) -> None:
    pad.clear()
    pad.undo_stack.clear()
    pages: list[Drawing] = [pad.drawing]
    for what, points in steps:
        if what == "clear":
            pad.clear()
        else:
            pad.set_tool(Tool.PEN if what == "draw" else Tool.ERASER)
            draw_stroke(pad, np.array(points, float))
        if pad.undo_stack.count() == len(pages):  # what changes nothing is no step
            pages.append(pad.drawing)
    for page in reversed(pages[:-1]):
        pad.undo_stack.undo()
        assert pad.drawing == page
    for page in pages[1:]:
        pad.undo_stack.redo()
        assert pad.drawing == page
    assert not pad.undo_stack.canRedo()
