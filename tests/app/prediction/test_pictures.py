"""What the window says of a picture: what was found, what is read, and why it is not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import theme
from app.main_window import MainWindow
from app.pad.page import Page
from app.pad.pen import Tool
from app.prediction.bars import ROW_HEIGHT_PX
from app.transfer.page_files import render_page
from model.ink.drawing import Drawing
from model.ink.picture import Doubt, Picture, encode_png, find_picture
from tests.app.conftest import WAIT_MS, draw_stroke, wait_for_answer, wait_for_message
from tests.model.ink.helpers import paint
from tests.pictures import picture_in_pieces

SHORT = {
    Doubt.SEVERAL: "more than one?",
    Doubt.MANY: "too much to read",
    Doubt.SHADOW: "not sure: shadow?",
    Doubt.FAINT: "not sure: faint?",
}


def label(window: MainWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def put(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    with qtbot.waitSignal(window.predicted, timeout=WAIT_MS):
        window.pad.change_page(Page(picture=picture), "Open")


def bar_colors(window: MainWindow) -> set[str]:
    """Return the colours at the left end of the bars."""
    image = window.prediction_panel.bars.grab().toImage()
    ratio = image.devicePixelRatio()
    return {
        image.pixelColor(round(30 * ratio), round((row + 0.5) * ROW_HEIGHT_PX * ratio)).name()
        for row in range(10)
    }


def test_a_number_in_a_picture_is_read(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    row = Image.new("L", (500, 200), 255)
    for place, digit in enumerate((2, 7, 3)):
        row.paste(paint(hand_drawn[digit], 140), (20 + 160 * place, 30))
    picture = find_picture(row)
    assert picture.doubt is Doubt.SEVERAL
    put(window, qtbot, picture)
    assert label(window, "predictedText") == "273"
    assert label(window, "certainty").startswith("sure: ")


@pytest.mark.parametrize("doubt", Doubt)
def test_a_doubtful_picture_has_no_answer_but_a_reason(
    window: MainWindow, qtbot: QtBot, doubt: Doubt
) -> None:
    put(window, qtbot, picture_in_pieces(chosen=[2], doubt=doubt))
    assert window.prediction is not None
    assert window.prediction.text is None
    assert label(window, "predictedText") == "?"
    assert label(window, "certainty") == SHORT[doubt]
    assert window.prediction_panel.accessibleDescription() == SHORT[doubt]
    accent = theme.accent(window.palette()).name()
    assert accent not in bar_colors(window)
    assert window.pad.page.picture is not None
    put(window, qtbot, window.pad.page.picture.choosing([2]))
    assert label(window, "certainty") not in SHORT.values()
    assert accent in bar_colors(window)


def test_what_was_found_is_said_as_long_as_the_picture_lies_there(
    window: MainWindow, qtbot: QtBot
) -> None:
    put(window, qtbot, picture_in_pieces(chosen=[1, 2, 3], doubt=Doubt.SEVERAL))
    wait_for_message(
        window, qtbot, "Several characters were found. Click one to read it alone, or circle some."
    )
    window.pad.clear()
    qtbot.waitUntil(lambda: label(window, "message") == "", timeout=WAIT_MS)


def test_a_picture_with_two_digits_is_read_as_the_one_that_is_circled(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    page = Image.new("L", (800, 400), 255)
    for place, digit in ((0, 4), (400, 7)):
        for stroke in hand_drawn[digit].strokes:
            points = [(x + place, y) for x, y in stroke[:, :2].tolist()]
            ImageDraw.Draw(page).line(points, fill=0, width=16, joint="curve")
    page.save(tmp_path / "two.png")
    window.transfer.open_file(tmp_path / "two.png")
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    left, right = window.pad.width() * np.array([[0.06, 0.48], [0.52, 0.94]])
    top, bottom = window.pad.width() * np.array([0.27, 0.73])
    for x0, x1, answer in ((*left, "4"), (*right, "7")):
        loop = [(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top + 10)]
        draw_stroke(window.pad, np.array(loop))
        wait_for_answer(window, qtbot, answer)
        assert window.pad.undo_stack.undoText() == "Choose ink"


def test_a_choice_comes_back_at_the_next_start(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = open_window()
    qtbot.waitUntil(lambda: first.session.is_restored, timeout=WAIT_MS)
    put(first, qtbot, picture_in_pieces(doubt=Doubt.SEVERAL))
    first.pad.choice.choose(3, is_adding=False)
    qtbot.waitUntil(lambda: first.pad.undo_stack.undoText() == "Choose ink", timeout=WAIT_MS)
    first.close()
    second = open_window()
    qtbot.waitUntil(lambda: second.pad.page.picture is not None, timeout=WAIT_MS)
    picture = second.pad.page.picture
    assert picture is not None
    assert set(picture.chosen) == {3}
    assert picture.doubt is None
    second.tools.undo.trigger()
    assert second.pad.page.picture is not None
    assert second.pad.page.picture.doubt is Doubt.SEVERAL


def test_a_picture_is_copied_and_saved_without_marks(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    picture = picture_in_pieces()
    put(window, qtbot, picture)
    image = render_page(window.pad.page, window.pad.pen_width)
    assert image.pixelColor(15, 50) == QColor(Qt.GlobalColor.black)
    window.transfer.save_file(tmp_path / "picture.png")
    wait_for_message(window, qtbot, "Saved")
    saved = np.asarray(Image.open(tmp_path / "picture.png").convert("RGBA"))
    np.testing.assert_array_equal(saved, picture.preview)


def test_keys_of_the_window_work_with_a_picture_on_the_pad(
    window: MainWindow, qtbot: QtBot
) -> None:
    put(window, qtbot, picture_in_pieces(chosen=[2]))
    QTest.keyClick(window.pad, Qt.Key.Key_Right)
    QTest.keyClick(window.pad, Qt.Key.Key_Escape)
    assert window.pad.page.is_empty


def test_why_nothing_is_read_is_told_anew_where_the_reason_is_another(
    window: MainWindow, qtbot: QtBot
) -> None:
    put(window, qtbot, picture_in_pieces(chosen=[2], doubt=Doubt.SHADOW))
    put(window, qtbot, picture_in_pieces(chosen=[2], doubt=Doubt.FAINT))
    assert window.prediction_panel.accessibleDescription() == SHORT[Doubt.FAINT]


def test_of_several_files_that_are_dropped_it_is_said_that_one_is_opened(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    names = ("a.png", "b.png")
    for name in names:
        (tmp_path / name).write_bytes(encode_png(picture_in_pieces().preview))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
    with qtbot.waitSignal(window.pad.choice.described, timeout=WAIT_MS):
        window.transfer.take(data, "Drop")
    assert label(window, "message") == "a.png: the first of 2 files"


def test_the_eraser_says_that_it_leaves_a_picture(window: MainWindow, qtbot: QtBot) -> None:
    picture = picture_in_pieces()
    put(window, qtbot, picture)
    window.pad.set_tool(Tool.ERASER)
    draw_stroke(window.pad, np.array([[50, 50], [200, 200]]))
    wait_for_message(window, qtbot, "not what is on a picture")
    assert window.pad.page.picture is picture
