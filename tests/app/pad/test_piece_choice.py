"""Choosing the ink of a picture that is read: by mouse, pen, finger and keys."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.pad.drawing_pad import DrawingPad
from app.pad.pen import Tool
from app.pad.picture_words import in_order
from model.ink.drawing import Drawing
from model.ink.picture import Doubt, Picture
from tests.app.conftest import WAIT_MS, draw_stroke, send_mouse
from tests.app.pad.conftest import LINE
from tests.app.pad.on_picture import BESIDE, loop, middle, place, show
from tests.app.pad.test_pens_and_fingers import send_pen
from tests.pictures import LEFT, MIDDLE, RIGHT, picture_in_pieces

LEFT_BUTTON = Qt.MouseButton.LeftButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def chosen(pad: DrawingPad) -> set[int]:
    assert pad.page.picture is not None
    return set(pad.page.picture.chosen)


def wait_for_choice(pad: DrawingPad, qtbot: QtBot, *numbers: int) -> None:
    qtbot.waitUntil(lambda: chosen(pad) == set(numbers), timeout=WAIT_MS)


# Pointers


def test_a_click_on_ink_reads_it_alone_as_a_step_that_can_be_undone(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    show(pad, picture_in_pieces())
    before = pad.page.picture
    QTest.mouseClick(pad, LEFT_BUTTON, pos=middle(MIDDLE))
    wait_for_choice(pad, qtbot, 2)
    after = pad.page.picture
    assert after is not None
    assert before is not None
    assert not np.array_equal(after.input, before.input)
    assert pad.undo_stack.undoText() == "Choose ink"
    pad.undo()
    assert pad.page.picture is before
    pad.redo()
    assert pad.page.picture is after


def test_undo_takes_back_a_choice_that_is_not_made_yet_and_no_more(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    show(pad, picture_in_pieces())
    pad.choice.choose(2, is_adding=False)
    wait_for_choice(pad, qtbot, 2)
    pad.choice.choose(3, is_adding=False)
    pad.undo()
    pad.choice.choose(1, is_adding=True)  # made after the other, if that were
    wait_for_choice(pad, qtbot, 1, 2)
    pad.undo()
    assert chosen(pad) == {2}


@pytest.mark.parametrize("key", [SHIFT, CTRL])
def test_shift_and_ctrl_add_ink_and_take_it_out(
    pad: DrawingPad, qtbot: QtBot, key: Qt.KeyboardModifier
) -> None:
    show(pad, picture_in_pieces())
    QTest.mouseClick(pad, LEFT_BUTTON, key, middle(RIGHT))
    wait_for_choice(pad, qtbot, 1, 3)
    QTest.mouseClick(pad, LEFT_BUTTON, key, middle(LEFT))
    wait_for_choice(pad, qtbot, 3)


def test_clicks_in_a_row_are_all_done(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    for box in (MIDDLE, RIGHT):  # the second, before the first can be done
        QTest.mouseClick(pad, LEFT_BUTTON, SHIFT, middle(box))
    wait_for_choice(pad, qtbot, 1, 2, 3)
    assert pad.undo_stack.count() == 3


def test_the_last_ink_stays_read(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    QTest.mouseClick(pad, LEFT_BUTTON, SHIFT, middle(LEFT))
    QTest.mouseClick(pad, LEFT_BUTTON, SHIFT, middle(MIDDLE))
    wait_for_choice(pad, qtbot, 1, 2)
    assert pad.undo_stack.count() == 2


def test_a_click_on_what_is_read_alone_changes_nothing_unless_there_was_doubt(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    show(pad, picture_in_pieces(doubt=Doubt.SHADOW))
    QTest.mouseClick(pad, LEFT_BUTTON, pos=middle(LEFT))
    qtbot.waitUntil(
        lambda: pad.page.picture is not None and pad.page.picture.doubt is None, timeout=WAIT_MS
    )
    QTest.mouseClick(pad, LEFT_BUTTON, pos=middle(LEFT))
    QTest.mouseClick(pad, LEFT_BUTTON, pos=middle(RIGHT))
    wait_for_choice(pad, qtbot, 3)
    assert pad.undo_stack.count() == 3


def test_a_tap_beside_all_ink_only_says_what_to_do(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    with qtbot.waitSignal(pad.choice.said, timeout=WAIT_MS) as said:
        QTest.mouseClick(pad, LEFT_BUTTON, pos=place(*BESIDE))
    assert said.args == ["No ink was found there. Click ink, or circle it."]
    assert pad.undo_stack.count() == 1
    assert not pad.pen.is_down


def test_a_loop_reads_the_ink_within(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces(doubt=Doubt.SEVERAL))
    draw_stroke(pad, loop(RIGHT))
    qtbot.waitUntil(lambda: pad.undo_stack.count() == 2, timeout=WAIT_MS)
    picture = pad.page.picture
    assert picture is not None
    assert picture.doubt is None
    np.testing.assert_allclose(picture.input, picture_in_pieces(chosen=[3]).input)


def test_a_loop_around_a_part_of_a_piece_reads_that_part(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    upper = (45, 20, 55, 50)
    draw_stroke(pad, loop((40, 15, 60, 50), margin=0))
    qtbot.waitUntil(lambda: pad.undo_stack.count() == 2, timeout=WAIT_MS)
    picture = pad.page.picture
    assert picture is not None
    assert picture.piece_count == 4
    rows = np.flatnonzero(picture.chosen_ink.any(axis=1))
    assert (rows[0], rows[-1]) == pytest.approx((upper[1], upper[3]), abs=2)


def test_a_loop_with_shift_adds_to_what_is_read(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    points = [QPointF(*at).toPoint() for at in loop(RIGHT)]
    QTest.mousePress(pad, LEFT_BUTTON, SHIFT, points[0])
    for point in points[1:]:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, LEFT_BUTTON, SHIFT, points[-1])
    qtbot.waitUntil(lambda: len(chosen(pad)) == 2, timeout=WAIT_MS)
    picture = pad.page.picture
    assert picture is not None
    both = picture_in_pieces(chosen=[1, 3])
    np.testing.assert_array_equal(picture.chosen_ink, both.chosen_ink)


def test_a_loop_may_go_over_the_edge_of_the_pad(pad: DrawingPad, qtbot: QtBot) -> None:
    at_edge = (85, 40, 100, 50)
    show(pad, picture_in_pieces([LEFT, at_edge]))
    draw_stroke(pad, loop(at_edge, margin=8))
    wait_for_choice(pad, qtbot, 2)
    assert pad.page.picture is not None


def test_a_picture_stays_while_a_loop_is_drawn(pad: DrawingPad) -> None:
    show(pad, picture_in_pieces())
    changed = QSignalSpy(pad.page_changed)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 20), True)
    send_mouse(pad, QEvent.Type.MouseMove, (300, 20), True)
    assert pad.page.picture is not None
    assert pad.growing_stroke is None
    assert changed.count() == 0  # so that nothing is read anew
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (300, 20), False)


def test_an_open_stroke_is_ink_that_takes_the_pictures_place(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    with qtbot.waitSignal(pad.choice.said, timeout=WAIT_MS) as said:
        draw_stroke(pad, LINE)
    assert pad.drawing == Drawing((LINE,))
    assert "Undo brings it back" in said.args[0]
    pad.undo()
    assert pad.page.picture is not None


def test_a_loop_around_nothing_is_ink(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    with qtbot.waitSignal(pad.choice.said, timeout=WAIT_MS) as said:
        draw_stroke(pad, loop((25, 10, 35, 20), margin=0))
    assert said.args[0].startswith("No ink was found within")
    assert len(pad.drawing.strokes) == 1


def test_undo_takes_a_loop_under_way_back_and_leaves_the_picture(pad: DrawingPad) -> None:
    show(pad, picture_in_pieces())
    picture = pad.page.picture
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 20), True)
    send_mouse(pad, QEvent.Type.MouseMove, (300, 20), True)
    pad.undo()
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (300, 20), False)
    assert pad.page.picture is picture
    assert pad.undo_stack.count() == 1


def test_the_eraser_leaves_a_picture_alone(pad: DrawingPad) -> None:
    show(pad, picture_in_pieces())
    pad.set_tool(Tool.ERASER)
    QTest.mouseClick(pad, LEFT_BUTTON, pos=middle(MIDDLE))
    draw_stroke(pad, loop(RIGHT))
    assert pad.undo_stack.count() == 1
    assert chosen(pad) == {1}


def test_a_finger_taps_ink(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    device = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
    QTest.touchEvent(pad, device).press(0, middle(RIGHT), pad).commit()
    QTest.touchEvent(pad, device).release(0, middle(RIGHT), pad).commit()
    wait_for_choice(pad, qtbot, 3)


def test_a_pen_circles_ink(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    points = [(float(x), float(y)) for x, y in loop(MIDDLE)]
    send_pen(pad, QEvent.Type.TabletPress, points[0])
    for point in points[1:]:
        send_pen(pad, QEvent.Type.TabletMove, point)
    send_pen(pad, QEvent.Type.TabletRelease, points[-1], 0.0)
    qtbot.waitUntil(lambda: pad.undo_stack.undoText() == "Choose ink", timeout=WAIT_MS)
    assert pad.page.picture is not None
    columns = np.flatnonzero(pad.page.picture.chosen_ink.any(axis=0))
    assert (columns[0], columns[-1] + 1) == (MIDDLE[0], MIDDLE[2])


def test_what_was_asked_for_on_another_picture_is_not_done(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    QTest.mouseClick(pad, LEFT_BUTTON, pos=middle(MIDDLE))
    other = picture_in_pieces([MIDDLE, RIGHT])
    show(pad, other)
    QTest.mouseClick(pad, LEFT_BUTTON, pos=middle(RIGHT))
    wait_for_choice(pad, qtbot, 2)
    assert [pad.undo_stack.text(index) for index in range(pad.undo_stack.count())] == [
        "Open",
        "Open",
        "Choose ink",
    ]


def test_a_choice_waits_for_the_pen_to_be_lifted(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    QTest.mouseClick(pad, LEFT_BUTTON, SHIFT, middle(RIGHT))
    line = [tuple(at) for at in loop(MIDDLE)]
    send_mouse(pad, QEvent.Type.MouseButtonPress, line[0], True)
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    for at in line[1:]:
        QApplication.processEvents()
        send_mouse(pad, QEvent.Type.MouseMove, at, True)
    assert chosen(pad) == {1}
    send_mouse(pad, QEvent.Type.MouseButtonRelease, line[-1], False)
    qtbot.waitUntil(lambda: pad.undo_stack.count() == 3, timeout=WAIT_MS)
    picture = pad.page.picture
    assert picture is not None
    np.testing.assert_array_equal(picture.chosen_ink, picture_in_pieces(chosen=[2]).chosen_ink)
    pad.undo()
    assert chosen(pad) == {1, 3}


def test_what_a_palm_chose_is_taken_back_when_the_pen_comes(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    device = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
    QTest.touchEvent(pad, device).press(0, middle(RIGHT), pad).commit()
    QTest.touchEvent(pad, device).release(0, middle(RIGHT), pad).commit()
    send_pen(pad, QEvent.Type.TabletMove, (200, 10), 0.0, buttons=Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: not pad.choice.is_busy, timeout=WAIT_MS)
    assert chosen(pad) == {1}
    assert pad.undo_stack.count() == 1


# Pointing


def wait_for_cursor(pad: DrawingPad, qtbot: QtBot, shape: Qt.CursorShape) -> None:
    qtbot.waitUntil(lambda: pad.cursor().shape() is shape, timeout=WAIT_MS)


def test_the_cursor_says_what_can_be_clicked(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    for at, shape in (
        (middle(MIDDLE), Qt.CursorShape.PointingHandCursor),
        (place(*BESIDE), Qt.CursorShape.CrossCursor),
        (middle(LEFT), Qt.CursorShape.CrossCursor),  # it is read alone already
    ):
        QTest.mouseMove(pad, at)
        wait_for_cursor(pad, qtbot, shape)


def test_nothing_is_pointed_at_once_the_picture_is_gone(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    QTest.mouseMove(pad, middle(MIDDLE))
    qtbot.waitUntil(lambda: pad.choice.pointed == 2, timeout=WAIT_MS)
    pad.clear()
    assert pad.choice.pointed is None
    assert pad.cursor().shape() is Qt.CursorShape.CrossCursor


# Keys


def test_keys_point_at_ink_and_read_it(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces())
    pad.setFocus()
    pointed = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(pad, key)
        pointed.append(pad.choice.pointed)
    assert pointed == [1, 2, 3, 2]  # at first what is read
    QTest.keyClick(pad, Qt.Key.Key_Return)
    wait_for_choice(pad, qtbot, 2)
    QTest.keyClick(pad, Qt.Key.Key_Right)
    QTest.keyClick(pad, Qt.Key.Key_Space)
    wait_for_choice(pad, qtbot, 2, 3)
    QTest.keyClick(pad, Qt.Key.Key_Space)
    wait_for_choice(pad, qtbot, 2)


def test_a_screen_reader_is_told_which_ink_is_read(pad: DrawingPad, qtbot: QtBot) -> None:
    drawing = pad.accessibleDescription()
    show(pad, picture_in_pieces())
    qtbot.waitUntil(lambda: "Read: piece 1 of 3." in pad.accessibleDescription(), timeout=WAIT_MS)
    QTest.keyClick(pad, Qt.Key.Key_Left)
    QTest.keyClick(pad, Qt.Key.Key_Left)
    qtbot.waitUntil(
        lambda: pad.accessibleDescription().startswith("Piece 3 of 3 is not read."), timeout=WAIT_MS
    )
    pad.clear()
    qtbot.waitUntil(lambda: pad.accessibleDescription() == drawing, timeout=WAIT_MS)


def test_keys_on_a_drawing_stay_the_windows(pad: DrawingPad) -> None:
    draw_stroke(pad, LINE)
    before = pad.drawing
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(pad, key)
    assert pad.choice.pointed is None
    assert pad.drawing == before


# What is said


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (picture_in_pieces([]), "No ink was found in this picture."),
        (picture_in_pieces([MIDDLE]), "The ink marked blue is read. Circle a part"),
        (picture_in_pieces(), "The ink marked blue is read. Click other ink"),
        (picture_in_pieces(chosen=[1, 2, 3]), "All ink, marked blue, is read."),
        (
            picture_in_pieces(chosen=[1, 2, 3], doubt=Doubt.SEVERAL),
            "Several characters were found. Click one to read it alone, or circle some.",
        ),
        (
            picture_in_pieces([MIDDLE], doubt=Doubt.SEVERAL),
            "Several characters were found. Circle those that are to be read.",
        ),
        (picture_in_pieces(doubt=Doubt.SHADOW), "Not sure: what was found may be a shadow. Click"),
        (picture_in_pieces([LEFT], doubt=Doubt.FAINT), "Not sure: what was found is faint"),
    ],
)
def test_what_was_found_is_said(pad: DrawingPad, qtbot: QtBot, picture: Picture, said: str) -> None:
    with qtbot.waitSignal(pad.choice.described, timeout=WAIT_MS) as described:
        show(pad, replace(picture))
    assert described.args[0].startswith(said)
    with qtbot.waitSignal(pad.choice.described, timeout=WAIT_MS) as described:
        pad.clear()
    assert described.args == [""]


def test_pieces_are_counted_line_by_line_from_left_to_right() -> None:
    first = [(10, 12, 20, 30), (30, 10, 40, 32), (50, 14, 60, 28)]
    second = [(12, 50, 22, 70), (35, 48, 45, 71)]
    shuffled = [second[1], first[2], first[0], second[0], first[1]]
    assert in_order(picture_in_pieces(shuffled)) == (3, 5, 2, 4, 1)


def test_of_a_doubtful_picture_nothing_is_said_to_be_read(pad: DrawingPad, qtbot: QtBot) -> None:
    show(pad, picture_in_pieces(doubt=Doubt.SHADOW))
    qtbot.waitUntil(lambda: "Marked: piece 1 of 3." in pad.accessibleDescription(), timeout=WAIT_MS)
    assert "ead: piece" not in pad.accessibleDescription()
