"""The pad as Qt uses it: the mouse, tools, pages and signals."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.pad.drawing_pad import ERASER_RADIUS, PEN_WIDTHS, DrawingPad
from app.pad.page import Page
from app.pad.pen import Tool
from model.ink.drawing import Drawing
from model.ink.picture import Picture
from tests.app.conftest import WAIT_MS, draw_stroke, send_mouse
from tests.app.pad.conftest import LINE, SIDE, image_of, ink_at

ACROSS = np.array([[50.0, 200.0], [350.0, 200.0]])
DOWN_THE_MIDDLE = np.array([[200.0, 150.0], [200.0, 250.0]])
MIDDLE = QPointF(200, 200).toPoint()


# Mouse


def test_the_mouse_draws_the_stroke_it_went(pad: DrawingPad) -> None:
    draw_stroke(pad, LINE)
    (stroke,) = pad.drawing.strokes
    np.testing.assert_allclose(stroke, LINE)
    assert ink_at(pad, 150, 124)
    assert not ink_at(pad, 150, 300)


def test_ink_is_in_pad_px_however_large_the_pad_is(pad: DrawingPad) -> None:
    pad.resize(2 * SIDE, 2 * SIDE)
    draw_stroke(pad, 2 * LINE)
    np.testing.assert_allclose(pad.drawing.strokes[0], LINE)


def test_ink_is_shown_and_emitted_while_the_button_is_down(pad: DrawingPad, qtbot: QtBot) -> None:
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 200), True)
    with qtbot.waitSignal(pad.page_changed, timeout=WAIT_MS):
        send_mouse(pad, QEvent.Type.MouseMove, (300, 200), True)
    assert pad.drawing.point_count == 2
    assert ink_at(pad, 290, 200)
    assert not pad.undo_stack.canUndo()
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (300, 200), False)
    assert pad.undo_stack.canUndo()


def test_a_click_draws_a_dot(pad: DrawingPad) -> None:
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=MIDDLE)
    assert pad.drawing.point_count == 1
    assert ink_at(pad, 200, 200)


def test_a_double_click_draws_two_dots(pad: DrawingPad) -> None:
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=MIDDLE)
    QTest.mouseDClick(pad, Qt.MouseButton.LeftButton, pos=MIDDLE)  # the second press alone
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=MIDDLE)
    assert [len(stroke) for stroke in pad.drawing.strokes] == [1, 1]
    assert pad.undo_stack.count() == 2


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_other_buttons_draw_nothing(pad: DrawingPad, button: Qt.MouseButton) -> None:
    QTest.mouseClick(pad, button, pos=MIDDLE)
    assert pad.drawing.is_empty


def test_ink_ends_at_the_pads_edge_and_goes_on_where_the_mouse_comes_back(
    pad: DrawingPad,
) -> None:
    pad.resize(2 * SIDE, 2 * SIDE)
    there_and_back = [(700, 200), (900, 200), (900, 400), (700, 400)]
    draw_stroke(pad, np.array(there_and_back, float))
    first, second = pad.drawing.strokes
    np.testing.assert_allclose(first, [(350, 100), (400, 100)])
    np.testing.assert_allclose(second, [(400, 200), (350, 200)])
    assert pad.undo_stack.count() == 1  # one press, one step
    pad.undo_stack.undo()
    assert pad.drawing.is_empty


def test_what_the_mouse_does_outside_is_seen_nowhere(pad: DrawingPad) -> None:
    send_mouse(pad, QEvent.Type.MouseButtonPress, (390, 200), True)
    send_mouse(pad, QEvent.Type.MouseMove, (450, 200), True)
    before = image_of(pad)
    for y in (300, 100, 390):
        send_mouse(pad, QEvent.Type.MouseMove, (450, y), True)
    assert image_of(pad) == before
    assert pad.drawing.bounds() == (390, 200, 400, 200)
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (450, 390), False)
    assert pad.drawing.bounds() == (390, 200, 400, 200)


def test_other_buttons_do_not_end_a_stroke(pad: DrawingPad) -> None:
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 200), True)
    QTest.mouseClick(pad, Qt.MouseButton.RightButton, pos=MIDDLE)
    send_mouse(pad, QEvent.Type.MouseMove, (300, 200), True)
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (300, 200), False)
    np.testing.assert_allclose(pad.drawing.strokes, [[(100, 200), (300, 200)]])


# Tools


def test_choosing_a_tool_is_emitted_once(pad: DrawingPad) -> None:
    spy = QSignalSpy(pad.tool_changed)
    pad.set_tool(Tool.ERASER)
    pad.set_tool(Tool.ERASER)
    assert pad.tool is Tool.ERASER
    assert [spy.at(index) for index in range(spy.count())] == [[Tool.ERASER]]


def test_the_erasers_cursor_is_as_large_as_what_it_takes(pad: DrawingPad) -> None:
    assert pad.cursor().shape() is Qt.CursorShape.CrossCursor
    pad.set_tool(Tool.ERASER)
    assert abs(pad.cursor().pixmap().width() - 2 * ERASER_RADIUS) <= 4
    pad.resize(2 * SIDE, 2 * SIDE)
    assert abs(pad.cursor().pixmap().width() - 4 * ERASER_RADIUS) <= 4
    pad.set_tool(Tool.PEN)
    assert pad.cursor().shape() is Qt.CursorShape.CrossCursor


def test_the_pens_width_is_that_of_all_ink(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    pad.set_pen_width(PEN_WIDTHS["Thin"])
    assert pad.pen_width == PEN_WIDTHS["Thin"]
    assert not ink_at(pad, 200, 200 + 0.4 * PEN_WIDTHS["Medium"])
    pad.set_pen_width(PEN_WIDTHS["Medium"])
    assert ink_at(pad, 200, 200 + 0.4 * PEN_WIDTHS["Medium"])


def test_the_eraser_cuts_a_stroke_and_undo_brings_it_back(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    whole = pad.drawing
    pad.set_tool(Tool.ERASER)
    draw_stroke(pad, DOWN_THE_MIDDLE)
    assert len(pad.drawing.strokes) == 2
    assert not ink_at(pad, 200, 200)
    assert ink_at(pad, 100, 200)
    pad.undo_stack.undo()
    assert pad.drawing == whole
    assert ink_at(pad, 200, 200)
    pad.undo_stack.redo()
    assert len(pad.drawing.strokes) == 2
    assert not ink_at(pad, 200, 200)


def test_erasing_is_one_step_however_far_the_eraser_goes(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    pad.set_tool(Tool.ERASER)
    draw_stroke(pad, np.array([[100.0, 200.0], [150.0, 200.0], [200.0, 200.0]]))
    assert [pad.undo_stack.text(index) for index in range(pad.undo_stack.count())] == [
        "Draw",
        "Erase",
    ]


def test_erasing_is_shown_and_emitted_while_the_eraser_is_down(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    draw_stroke(pad, ACROSS)
    pad.set_tool(Tool.ERASER)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (200, 150), True)
    with qtbot.waitSignal(pad.page_changed, timeout=WAIT_MS):
        send_mouse(pad, QEvent.Type.MouseMove, (200, 250), True)
    assert not ink_at(pad, 200, 200)
    assert pad.undo_stack.count() == 1
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (200, 250), False)
    assert pad.undo_stack.count() == 2


def test_erasing_nothing_is_no_step(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    pad.set_tool(Tool.ERASER)
    draw_stroke(pad, LINE)
    assert pad.undo_stack.count() == 1


# Pages


def test_ink_takes_a_pictures_place_and_undo_brings_it_back(
    pad: DrawingPad, picture: Picture
) -> None:
    pad.change_page(Page(picture=picture), "Open")
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 200), True)
    assert pad.page.picture is None
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (100, 200), False)
    assert pad.page.picture is None
    pad.undo_stack.undo()
    assert pad.page.picture is picture


def test_a_page_that_is_put_under_the_pen_ends_its_stroke_as_a_step_of_its_own(
    pad: DrawingPad,
) -> None:
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 200), True)
    pad.change_page(Page(Drawing((LINE,))), "Open")
    send_mouse(pad, QEvent.Type.MouseMove, (300, 200), True)
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (300, 200), False)
    assert pad.drawing == Drawing((LINE,))
    pad.undo_stack.undo()
    np.testing.assert_allclose(pad.drawing.strokes, [[(100, 200)]])
    pad.undo_stack.undo()
    assert pad.page.is_empty


def test_what_goes_with_a_change_of_the_page_is_undone_and_redone_with_it(pad: DrawingPad) -> None:
    called: list[str] = []
    pad.change_page(
        Page(Drawing((LINE,))),
        "Keep",
        (
            lambda: called.append(f"redone, {pad.drawing.point_count} points"),
            lambda: called.append(f"undone, {pad.drawing.point_count} points"),
        ),
    )
    pad.undo_stack.undo()
    pad.undo_stack.redo()
    assert called == ["redone, 3 points", "undone, 0 points", "redone, 3 points"]
    assert pad.undo_stack.undoText() == "Keep"


def test_every_change_of_the_page_is_emitted(pad: DrawingPad) -> None:
    spy = QSignalSpy(pad.page_changed)
    changes: list[Callable[[], object]] = [
        lambda: draw_stroke(pad, ACROSS),
        pad.clear,
        pad.undo_stack.undo,
        pad.undo_stack.redo,
        lambda: pad.change_page(Page(Drawing((LINE,))), "Open"),
    ]
    for change in changes:
        before = spy.count()
        change()
        assert spy.count() > before


def test_clearing_an_empty_pad_is_no_step(pad: DrawingPad) -> None:
    pad.clear()
    assert pad.undo_stack.count() == 0


# Start


def test_the_first_painting_is_emitted_once(qtbot: QtBot) -> None:
    pad = DrawingPad()
    qtbot.addWidget(pad)
    spy = QSignalSpy(pad.first_painted)
    with qtbot.waitSignal(pad.first_painted, timeout=WAIT_MS):
        pad.show()
    pad.grab()
    draw_stroke(pad, LINE)
    pad.grab()
    QApplication.processEvents()
    assert spy.count() == 1
