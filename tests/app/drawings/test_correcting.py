"""Saying what a drawing is: it is kept, and the pad is free for the next."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.prediction.bars import ROW_HEIGHT_PX
from model.data.folders import write_pictures
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.app.conftest import WAIT_MS, draw, draw_and_read, message, wait_for_message


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
