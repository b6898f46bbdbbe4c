"""Saying what was drawn where the network reads letters, or signs that have names."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.drawings.gallery import Gallery
from app.keys import first_keys_of, keys_of
from app.main_window import MainWindow
from app.pad.pen import Tool
from app.tour.keys_dialog import rows_of
from model.bench.made_up import made_up_weights
from model.data.classes import Classes
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.network.weights import Weights, default_weights
from tests.app.conftest import WAIT_MS, draw_and_read, wait_for_message

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier

Draw = Callable[[], None]


def labels() -> list[str | None]:
    return [entry.drawing.label for entry in DrawingCollection().entries()]


def of(names: str | list[str]) -> Weights:
    return Weights(made_up_weights(len(names)).parameters, classes=Classes(names))


@pytest.fixture
def draw_one(window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]) -> Draw:
    """Draws and has it read, the pad in focus."""

    def draw() -> None:
        draw_and_read(window, qtbot, hand_drawn[2])
        window.activateWindow()
        window.pad.setFocus()
        qtbot.waitUntil(window.pad.hasFocus, timeout=WAIT_MS)

    return draw


def type_in_line(keys: str | Qt.Key) -> QLineEdit:
    box = QApplication.focusWidget()
    assert isinstance(box, QLineEdit)
    if isinstance(keys, str):
        QTest.keyClicks(box, keys)
    else:
        QTest.keyClick(box, keys)
    return box


def test_a_letter_says_what_the_drawing_is_in_either_case(
    window: MainWindow, qtbot: QtBot, draw_one: Draw
) -> None:
    window.reading.keep(of(LETTERS))
    for key, modifier in ((Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_G, SHIFT)):
        draw_one()
        QTest.keyClick(window.pad, key, modifier)
        assert window.pad.page.is_empty
    wait_for_message(window, qtbot, "Kept as g")
    assert labels() == ["b", "g"]


def test_shift_is_for_capitals_where_both_are_classes(
    window: MainWindow, qtbot: QtBot, draw_one: Draw
) -> None:
    window.reading.keep(of(LETTERS + "BGQ"))
    for modifier in (Qt.KeyboardModifier.NoModifier, SHIFT):
        draw_one()
        QTest.keyClick(window.pad, Qt.Key.Key_G, modifier)
    wait_for_message(window, qtbot, "Kept as G")
    assert labels() == ["g", "G"]


def test_a_letter_that_is_a_class_chooses_no_tool_but_with_alt(
    window: MainWindow, qtbot: QtBot, draw_one: Draw
) -> None:
    window.reading.keep(of(LETTERS))
    draw_one()
    assert window.tools.eraser.toolTip() == "<qt>Eraser (Alt+E)</qt>"
    QTest.keyClick(window.pad, Qt.Key.Key_E, ALT)
    assert window.pad.pen.tool.name == Tool.ERASER.name
    assert not window.pad.page.is_empty
    QTest.keyClick(window.pad, Qt.Key.Key_P, ALT)
    assert window.pad.pen.tool.name == Tool.PEN.name
    QTest.keyClick(window.pad, Qt.Key.Key_E)
    assert window.pad.pen.tool.name == Tool.PEN.name
    wait_for_message(window, qtbot, "Kept as e")


def test_letters_choose_tools_again_once_digits_are_read(
    window: MainWindow, draw_one: Draw
) -> None:
    window.reading.keep(of(LETTERS))
    window.reading.keep(default_weights())
    draw_one()
    QTest.keyClick(window.pad, Qt.Key.Key_E)
    assert window.pad.pen.tool is Tool.ERASER
    assert "(E, Alt+E)" in window.tools.eraser.toolTip()


def test_the_first_letter_of_a_name_begins_a_line_that_completes_it(
    window: MainWindow, qtbot: QtBot, draw_one: Draw
) -> None:
    window.reading.keep(of(["heart", "star", "stairs", "Sun"]))
    draw_one()
    QTest.keyClick(window.pad, Qt.Key.Key_S)
    assert not window.pad.page.is_empty
    box = type_in_line("ta")
    assert box.text() == "star"
    assert box.selectedText() == "r"
    type_in_line("i")
    assert box.text() == "stairs"
    type_in_line(Qt.Key.Key_Return)
    wait_for_message(window, qtbot, "Kept as stairs")
    assert labels() == ["stairs"]


def test_a_name_is_found_in_either_case_and_nothing_else_can_be_typed(
    window: MainWindow, qtbot: QtBot, draw_one: Draw
) -> None:
    window.reading.keep(of(["heart", "star", "Sun"]))
    draw_one()
    QTest.keyClick(window.pad, Qt.Key.Key_S)
    box = type_in_line("x")
    type_in_line("U")
    assert box.text() == "Sun"
    type_in_line(Qt.Key.Key_Return)
    wait_for_message(window, qtbot, "Kept as Sun")


def test_what_is_completed_can_be_taken_back(window: MainWindow, draw_one: Draw) -> None:
    window.reading.keep(of(["heart", "star", "Sun"]))
    draw_one()
    QTest.keyClick(window.pad, Qt.Key.Key_H)
    box = type_in_line(Qt.Key.Key_Backspace)
    assert box.text() == "h"
    type_in_line(Qt.Key.Key_Escape)
    assert not window.pad.page.is_empty
    assert labels() == []


def test_what_is_no_name_yet_is_not_kept(window: MainWindow, draw_one: Draw) -> None:
    window.reading.keep(of(["heart", "star", "Sun"]))
    draw_one()
    QTest.keyClick(window.pad, Qt.Key.Key_H)
    type_in_line(Qt.Key.Key_Backspace)
    type_in_line(Qt.Key.Key_Return)
    assert not window.pad.page.is_empty
    assert labels() == []


def test_f2_opens_the_line_with_what_was_read(
    window: MainWindow, qtbot: QtBot, draw_one: Draw
) -> None:
    window.reading.keep(of(["heart", "star", "Sun"]))
    draw_one()
    QTest.keyClick(window.pad, Qt.Key.Key_F2)
    assert window.prediction is not None
    read = window.prediction.text or ""
    assert window.correcting.line.text == read
    type_in_line("star")
    type_in_line(Qt.Key.Key_Return)
    wait_for_message(window, qtbot, "Kept as star")


def test_letters_are_no_numbers(window: MainWindow, draw_one: Draw) -> None:
    keys = [row.keys for row in rows_of(window)]
    assert "Ctrl+B" in keys
    window.reading.keep(of(LETTERS))
    rows = list(rows_of(window))
    assert "Ctrl+B" not in [row.keys for row in rows]
    assert not any(row.text.startswith("On a number") for row in rows)
    draw_one()
    QTest.keyClick(window.pad, Qt.Key.Key_F2)
    line = window.correcting.line
    line.begin("")
    type_in_line("cat")
    assert line.label in (None, "c")
    assert not window.prediction_panel.expected_box.isVisible()


def test_the_gallery_has_buttons_for_what_is_there_alone(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    drawn = hand_drawn[0]
    DrawingCollection().add(
        [Entry(Drawing(drawn.strokes, label)) for label in ("b", "b", "q", "17", "204")]
    )
    window.reading.keep(made_up_weights(62))
    window.own_drawings.show_gallery()
    gallery = window.own_drawings.gallery
    assert isinstance(gallery, Gallery)
    qtbot.waitUntil(lambda: gallery.drawings.rowCount() == 5, timeout=WAIT_MS)
    texts = [button.text() for button in gallery.filter.buttons]
    assert texts == ["All · 5", "b · 2", "q · 1", "Numbers · 2"]


def test_keys_are_those_of_a_keyboard() -> None:
    classes = Classes(["a", "A", "Q", "é", "♥", "❤️", "😀", "heart", "Apple", "7", " "])
    keys = keys_of(tuple(classes))
    assert keys["a"] == ["A"]
    assert keys["A"] == ["Shift+A"]
    assert keys["Q"] == ["Q", "Shift+Q"]
    assert keys["é"] == ["É", "Shift+É"]
    assert keys["♥"] == ["♥"]
    assert keys["7"] == ["7"]
    assert keys.keys().isdisjoint({"❤️", "😀", "heart", "Apple", " "})
    assert first_keys_of(tuple(classes)) == {"h": ["H", "Shift+H"], "❤": ["❤"]}
