"""Saying what a drawing is: it is kept, and the pad is free for the next."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pad.page import Page
from app.prediction.bars import ROW_HEIGHT_PX
from model.data.folders_out import write_pictures
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.ink.picture import Doubt, Picture
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.app.conftest import (
    WAIT_MS,
    draw,
    draw_and_read,
    message,
    send_mouse,
    wait_for_message,
)
from tests.pictures import picture_in_pieces


def entries() -> list[Entry]:
    return DrawingCollection().entries()


@pytest.mark.parametrize("digit", [0, 4, 9])
def test_a_key_says_what_the_drawing_is(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], digit: int
) -> None:
    draw_and_read(window, qtbot, hand_drawn[7])
    drawn = window.pad.drawing
    QTest.keyClick(window.pad, Qt.Key(Qt.Key.Key_0.value + digit))
    assert window.pad.drawing.is_empty
    wait_for_message(window, qtbot, f"Kept as {digit}, read as 7")
    [entry] = entries()
    assert entry.drawing.label == str(digit)
    assert entry.drawing.strokes[0] == pytest.approx(drawn.strokes[0])
    assert entry.answer == "7"
    assert entry.time


def test_a_bar_says_it_too_and_a_right_answer_is_confirmed(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[3])
    place = QPointF(60, 3.5 * ROW_HEIGHT_PX).toPoint()
    QTest.mouseClick(window.prediction_panel.bars, Qt.MouseButton.LeftButton, pos=place)
    wait_for_message(window, qtbot, "Kept as 3, as it was read")
    assert [entry.drawing.label for entry in entries()] == ["3"]


def test_undo_takes_it_back_and_redo_keeps_it_again(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[5])
    drawn = window.pad.drawing
    window.correct("6")
    wait_for_message(window, qtbot, "Kept as 6")
    [kept] = entries()
    window.tools.undo.trigger()
    assert window.pad.drawing == drawn
    wait_for_message(window, qtbot, "no longer kept")
    assert entries() == []
    window.tools.redo.trigger()
    wait_for_message(window, qtbot, "Kept as 6")
    assert [entry.id for entry in entries()] == [kept.id]
    assert window.pad.drawing.is_empty


def test_many_are_kept_one_after_the_other_and_closing_waits_for_them(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    for digit, drawing in enumerate(hand_drawn):
        draw(window.pad, drawing.strokes)
        window.correct(str(digit))
    window.close()
    assert [entry.drawing.label for entry in entries()] == list("0123456789")


def test_an_empty_pad_has_nothing_to_keep(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window.pad, Qt.Key.Key_5)
    wait_for_message(window, qtbot, "Draw something first")
    assert entries() == []


def test_a_picture_is_kept_as_the_strokes_that_draw_it(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    write_pictures(tmp_path / "out", hand_drawn[8:9])
    window.transfer.open_file(tmp_path / "out" / "8" / "00000.png")
    qtbot.waitUntil(
        lambda: window.prediction is not None and window.prediction.label == "8", timeout=WAIT_MS
    )
    window.correct("8")
    wait_for_message(window, qtbot, "Kept as 8, as it was read")
    [entry] = entries()
    assert Recognizer(default_weights()).recognize([entry.drawing])[0].label == "8"
    window.tools.undo.trigger()
    assert window.pad.page.picture is not None


def put_doubtful_picture(window: MainWindow, qtbot: QtBot) -> Picture:
    """Put a picture on the pad of which it is not sure what is its ink; its middle piece is a 1."""
    picture = picture_in_pieces(chosen=[2], doubt=Doubt.SHADOW)
    window.pad.change_page(Page(picture=picture), "Open")
    qtbot.waitUntil(lambda: window.prediction is not None, timeout=WAIT_MS)
    return picture


def question_of(window: MainWindow) -> QMessageBox:
    box = window.findChild(QMessageBox, "keepQuestion")
    assert isinstance(box, QMessageBox)
    return box


def press(box: QMessageBox, text: str) -> None:
    [button] = [button for button in box.buttons() if button.text() == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_doubtful_picture_is_kept_only_where_the_user_says_so(
    window: MainWindow, qtbot: QtBot
) -> None:
    picture = put_doubtful_picture(window, qtbot)
    window.correct("1")
    box = question_of(window)
    assert box.text() == (
        "Not sure: what was found may be a shadow. Keep the ink marked blue as a 1?"
    )
    QTest.keyClick(box, Qt.Key.Key_Return)  # cancels, as Escape does
    assert window.pad.page.picture is picture
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "keepQuestion") is None, timeout=WAIT_MS)
    assert entries() == []
    window.correct("1")
    press(question_of(window), "Keep")
    wait_for_message(window, qtbot, "Kept as 1, it was not recognized")
    [entry] = entries()
    [stroke] = entry.drawing.strokes
    width, height = np.ptp(stroke, axis=0)
    assert height > 2 * width  # the middle piece alone
    assert window.pad.page.is_empty


def test_a_picture_whose_ink_a_person_chose_is_kept_without_a_question(
    window: MainWindow, qtbot: QtBot
) -> None:
    picture = put_doubtful_picture(window, qtbot)
    window.pad.change_page(Page(picture=picture.choosing([1])), "Choose ink")
    window.correct("1")
    wait_for_message(window, qtbot, "Kept as 1")
    assert len(entries()) == 1


def put_chosen_picture(window: MainWindow, qtbot: QtBot) -> Picture:
    picture = put_doubtful_picture(window, qtbot).choosing([2])
    window.pad.change_page(Page(picture=picture), "Choose ink")
    return picture


def test_what_is_drawn_while_a_picture_is_traced_stays(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    put_chosen_picture(window, qtbot)
    window.correct("1")  # traced in the background
    assert window.pad.page.is_empty
    window.pad.change_page(Page(hand_drawn[7]), "Paste")
    wait_for_message(window, qtbot, "Kept as 1")
    assert window.pad.drawing == hand_drawn[7]
    assert [entry.drawing.label for entry in entries()] == ["1"]


def test_a_key_pressed_twice_keeps_a_picture_once(window: MainWindow, qtbot: QtBot) -> None:
    put_chosen_picture(window, qtbot)
    window.correct("1")
    window.correct("1")
    window.close()
    assert len(entries()) == 1


def test_a_picture_whose_keeping_is_undone_at_once_is_not_kept(
    window: MainWindow, qtbot: QtBot
) -> None:
    picture = put_chosen_picture(window, qtbot)
    window.correct("1")
    window.tools.undo.trigger()
    wait_for_message(window, qtbot, "no longer kept")
    assert entries() == []
    assert window.pad.page.picture is picture


def test_a_picture_that_cannot_be_kept_comes_back_to_the_pad(
    window: MainWindow, qtbot: QtBot
) -> None:
    DrawingCollection().path.mkdir(parents=True)  # a folder where the file should be
    picture = put_chosen_picture(window, qtbot)
    window.correct("1")
    qtbot.waitUntil(lambda: window.pad.page.picture is picture, timeout=WAIT_MS)


def test_a_picture_without_ink_is_not_kept(window: MainWindow, qtbot: QtBot) -> None:
    window.pad.change_page(Page(picture=picture_in_pieces([], [])), "Open")
    window.correct("1")
    wait_for_message(window, qtbot, "There is no ink in this picture to keep.")
    assert window.pad.page.picture is not None
    assert entries() == []


def test_what_comes_while_it_is_asked_whether_to_keep_a_picture_stays(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    put_doubtful_picture(window, qtbot)
    window.correct("1")
    window.pad.change_page(Page(hand_drawn[7]), "Open")  # that was under way
    press(question_of(window), "Keep")
    wait_for_message(window, qtbot, "Nothing was kept")
    assert window.pad.drawing == hand_drawn[7]


def test_a_drawing_is_kept_while_the_pen_is_down_and_the_pad_is_free(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    [*whole, last] = hand_drawn[1].strokes
    draw(window.pad, tuple(whole))
    places = last[:, :2] * window.pad.width() / 400
    send_mouse(window.pad, QEvent.Type.MouseButtonPress, tuple(places[0]), True)
    for place in places[1:]:
        send_mouse(window.pad, QEvent.Type.MouseMove, tuple(place), True)
    window.correct("1")
    assert window.pad.page.is_empty
    wait_for_message(window, qtbot, "Kept as 1")
    [entry] = entries()
    assert len(entry.drawing.strokes) == len(hand_drawn[1].strokes)


def test_keeping_a_picture_can_be_undone_and_redone_after_a_restart(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = open_window()
    qtbot.waitUntil(lambda: first.session.is_restored, timeout=WAIT_MS)
    picture = put_doubtful_picture(first, qtbot).choosing([2])
    first.pad.change_page(Page(picture=picture), "Choose ink")
    first.correct("1")
    wait_for_message(first, qtbot, "Kept as 1")
    [kept] = entries()
    first.close()
    second = open_window()
    qtbot.waitUntil(second.pad.undo_stack.canUndo, timeout=WAIT_MS)
    second.tools.undo.trigger()
    wait_for_message(second, qtbot, "no longer kept")
    assert entries() == []
    assert second.pad.page.picture is not None
    second.tools.redo.trigger()
    wait_for_message(second, qtbot, "Kept as 1")
    [again] = entries()
    assert again.id == kept.id
    assert again.drawing == kept.drawing


def test_what_cannot_be_kept_comes_back_to_the_pad(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    DrawingCollection().path.mkdir(parents=True)  # a folder where the file should be
    draw_and_read(window, qtbot, hand_drawn[2])
    drawn = window.pad.drawing
    window.correct("2")
    qtbot.waitUntil(lambda: window.pad.drawing == drawn, timeout=WAIT_MS)
    assert "mine.jsonl" in message(window)


def test_digits_typed_into_a_box_are_not_corrections(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[2])
    box = window.training_panel.form.epochs_box
    box.setFocus()
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_8)
    assert box.value() == 8
    assert not window.pad.drawing.is_empty
