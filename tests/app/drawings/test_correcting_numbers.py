"""Saying which number was drawn: it is kept part by part, whichever way it was said."""

from collections.abc import Callable, Sequence

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pad.page import Page
from app.prediction.bars import ROW_HEIGHT_PX
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing, Part
from model.ink.parts import characters_of
from model.ink.picture import Doubt, find_picture
from tests.app.conftest import WAIT_MS, draw, wait_for_answer, wait_for_message
from tests.app.numbers import number_of
from tests.model.ink.helpers import paint


@pytest.fixture
def number(window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]) -> Drawing:
    """A 204, drawn on the pad of the window and read."""
    qtbot.waitUntil(lambda: window.session.is_restored, timeout=WAIT_MS)
    return put(window, qtbot, number_of(hand_drawn, "204"))


def put(window: MainWindow, qtbot: QtBot, digits: Drawing) -> Drawing:
    """Draw a number, and wait until it is read."""
    draw(window.pad, digits.strokes)
    qtbot.waitUntil(lambda: window.pad.parts.can_regroup, timeout=WAIT_MS)
    assert window.pad.parts.has_brackets
    window.activateWindow()
    window.pad.setFocus()
    qtbot.waitUntil(window.pad.hasFocus, timeout=WAIT_MS)
    return window.pad.drawing


def type_in_line(key: Qt.Key | str) -> None:
    box = QApplication.focusWidget()
    assert isinstance(box, QLineEdit)
    if isinstance(key, str):
        QTest.keyClicks(box, key)
    else:
        QTest.keyClick(box, key)


def kept() -> Entry:
    [entry] = DrawingCollection().entries()
    return entry


def shapes(drawings: Sequence[Drawing]) -> list[list[int]]:
    return [[len(stroke) for stroke in drawing.strokes] for drawing in drawings]


def test_typing_the_right_number_labels_the_drawing_part_by_part(
    window: MainWindow, qtbot: QtBot, number: Drawing, hand_drawn: list[Drawing]
) -> None:
    QTest.keyClick(window.pad, Qt.Key.Key_2)
    assert window.pad.drawing is number  # nothing is kept yet
    assert window.correcting.line.text == "2"
    type_in_line("94")
    type_in_line(Qt.Key.Key_Return)
    assert window.pad.page.is_empty
    wait_for_message(window, qtbot, "Kept as 294, read as 204. Undo takes it back.")
    characters = characters_of(kept().drawing)
    assert [character.label for character in characters] == list("294")
    assert shapes(characters) == shapes([hand_drawn[digit] for digit in (2, 0, 4)])
    assert kept().answer == "204"
    assert window.pad.hasFocus()


def test_escape_leaves_the_drawing_as_it_is(window: MainWindow, number: Drawing) -> None:
    QTest.keyClick(window.pad, Qt.Key.Key_7)
    type_in_line("77")
    type_in_line(Qt.Key.Key_Escape)
    assert window.pad.drawing is number
    assert not window.correcting.is_open
    assert window.pad.hasFocus()
    assert DrawingCollection().entries() == []


def test_the_answer_is_confirmed_by_f2_and_return(
    window: MainWindow, qtbot: QtBot, number: Drawing
) -> None:
    QTest.keyClick(window.pad, Qt.Key.Key_F2)
    assert window.correcting.line.text == "204"
    type_in_line(Qt.Key.Key_Return)
    wait_for_message(window, qtbot, "Kept as 204, as it was read")
    assert len(kept().drawing.parts) == 3


def test_a_bar_corrects_the_digit_in_focus_and_keeps_the_whole(
    window: MainWindow, qtbot: QtBot, number: Drawing
) -> None:
    window.pad.parts.select(1)
    at = QPoint(60, int(6.5 * ROW_HEIGHT_PX))
    QTest.mouseClick(window.prediction_panel.bars, Qt.MouseButton.LeftButton, pos=at)
    wait_for_message(window, qtbot, "Kept as 264, read as 204")
    assert [part.label for part in kept().drawing.parts] == list("264")


def test_the_button_is_there_while_several_digits_are(
    window: MainWindow, qtbot: QtBot, number: Drawing
) -> None:
    button = window.correcting.button
    qtbot.waitUntil(button.isVisible, timeout=WAIT_MS)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isVisible()
    assert window.correcting.line.text == "204"
    window.pad.clear()
    assert not window.correcting.is_open
    qtbot.waitUntil(lambda: window.prediction is None, timeout=WAIT_MS)
    assert not button.isVisible()


def test_what_was_not_read_yet_is_found_in_the_ink(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    window.pad.change_page(Page(number_of(hand_drawn, "17")), "Paste")
    window.correct("1 7")
    wait_for_message(window, qtbot, "Kept as 1 7")
    characters = characters_of(kept().drawing)
    assert [character.label for character in characters] == ["1", "7"]
    assert shapes(characters) == shapes([hand_drawn[1], hand_drawn[7]])


def test_what_the_user_said_is_one_digit_stays_one(
    window: MainWindow, qtbot: QtBot, number: Drawing
) -> None:
    window.pad.parts.join(0, 2)
    qtbot.waitUntil(lambda: len(window.pad.parts.parts) == 2, timeout=WAIT_MS)
    joined = window.pad.parts.parts[0].traces
    window.correct("64")
    wait_for_message(window, qtbot, "Kept as 64")
    assert kept().drawing.parts[0] == Part("6", joined)


def test_what_cannot_be_in_the_ink_is_kept_without_parts_and_it_is_said(
    window: MainWindow, qtbot: QtBot, number: Drawing
) -> None:
    window.correct("123456789")
    wait_for_message(
        window,
        qtbot,
        "Kept as 123456789, read as 204; which ink is which digit could not be told, "
        "so it is not learned.",
    )
    assert (kept().drawing.label, kept().drawing.parts) == ("123456789", ())


def test_one_digit_is_one_whatever_was_read(
    window: MainWindow, qtbot: QtBot, number: Drawing
) -> None:
    QTest.keyClick(window.pad, Qt.Key.Key_8)
    type_in_line(Qt.Key.Key_Return)
    wait_for_message(window, qtbot, "Kept as 8, read as 204")
    assert (kept().drawing.label, kept().drawing.parts) == ("8", ())


def test_undo_and_redo_keep_the_parts(window: MainWindow, qtbot: QtBot, number: Drawing) -> None:
    window.correct("294")
    wait_for_message(window, qtbot, "Kept as 294")
    before = kept().drawing
    window.tools.undo.trigger()
    wait_for_message(window, qtbot, "no longer kept")
    assert window.pad.drawing == number
    window.tools.redo.trigger()
    wait_for_message(window, qtbot, "Kept as 294")
    assert kept().drawing == before


def test_a_kept_number_can_be_taken_back_and_kept_again_after_a_restart(
    open_window: Callable[[], MainWindow], qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    first = open_window()
    qtbot.waitUntil(lambda: first.session.is_restored, timeout=WAIT_MS)
    put(first, qtbot, number_of(hand_drawn, "20"))
    first.correct("26")
    wait_for_message(first, qtbot, "Kept as 26")
    before = kept().drawing
    first.close()
    second = open_window()
    qtbot.waitUntil(second.pad.undo_stack.canUndo, timeout=WAIT_MS)
    second.tools.undo.trigger()
    wait_for_message(second, qtbot, "no longer kept")
    assert DrawingCollection().entries() == []
    second.tools.redo.trigger()
    wait_for_message(second, qtbot, "Kept as 26")
    assert [part.label for part in kept().drawing.parts] == ["2", "6"]
    assert shapes(characters_of(kept().drawing)) == shapes(characters_of(before))


def test_a_kept_number_on_the_pad_again_is_read_anew(
    window: MainWindow, qtbot: QtBot, number: Drawing
) -> None:
    window.correct("204")
    wait_for_message(window, qtbot, "Kept as 204")
    window.pad.show_sample(kept().sample)
    wait_for_answer(window, qtbot, "204")
    assert (window.pad.drawing.label, window.pad.drawing.parts) == (None, ())


def test_the_line_takes_nothing_but_digits_and_spaces(window: MainWindow, number: Drawing) -> None:
    QTest.keyClick(window.pad, Qt.Key.Key_2)
    type_in_line("x 9-4")
    assert window.correcting.line.text == "2 94"
    type_in_line(Qt.Key.Key_Escape)


def test_keys_pressed_on_the_pad_go_on_with_the_number(window: MainWindow, number: Drawing) -> None:
    for key in (Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_4):
        QTest.keyClick(window.pad, key)
    assert window.correcting.line.text == "294"
    assert window.pad.drawing is number


def test_what_is_typed_is_not_said_of_what_is_opened_meanwhile(
    window: MainWindow, number: Drawing, hand_drawn: list[Drawing]
) -> None:
    QTest.keyClick(window.pad, Qt.Key.Key_2)
    draw(window.pad, (number.strokes[0] + (0, 120),))
    assert window.correcting.is_open  # it is the same number still
    window.pad.change_page(Page(number_of(hand_drawn, "17")), "Open")
    assert not window.correcting.is_open


def test_a_label_that_cannot_be_what_was_joined_has_its_parts(
    window: MainWindow, qtbot: QtBot, number: Drawing
) -> None:
    window.pad.parts.join(0, 3)
    qtbot.waitUntil(lambda: len(window.pad.parts.parts) == 1, timeout=WAIT_MS)
    window.correct("204")
    wait_for_message(window, qtbot, "Kept as 204")
    assert [part.label for part in kept().drawing.parts] == list("204")


def test_a_picture_of_a_number_is_kept_without_asking_whether_it_is_several(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    image = Image.new("L", (500, 220), 230)
    for place, digit in enumerate((2, 7, 3)):
        ink = paint(hand_drawn[digit], 120, 16, paper=0, ink=255)
        image.paste(40, (50 + 140 * place, 50), ink)
    picture = find_picture(image)
    assert picture.doubt is Doubt.SEVERAL
    window.pad.change_page(Page(picture=picture), "Open")
    wait_for_answer(window, qtbot, "273")
    window.correct("278")
    wait_for_message(window, qtbot, "Kept as 278, read as 273")
    assert [part.label for part in kept().drawing.parts] == list("278")
