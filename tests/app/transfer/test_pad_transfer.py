"""Files, the clipboard and what is dropped: onto the pad and off it."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.transfer.page_files import render_page
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from tests.app.conftest import (
    WAIT_MS,
    draw,
    draw_and_read,
    message,
    wait_for_answer,
    wait_for_message,
)


def test_ink_saved_is_the_ink_opened(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    draw_and_read(window, qtbot, hand_drawn[4])
    path = tmp_path / "four.jsonl"
    saved = window.pad.drawing
    window.transfer.save_file(path)
    wait_for_message(window, qtbot, "Saved")
    assert list(read_drawings(path)) == [saved]
    window.pad.clear()
    window.transfer.open_file(path)
    qtbot.waitUntil(lambda: not window.pad.drawing.is_empty, timeout=WAIT_MS)
    assert window.pad.drawing == saved


@pytest.mark.parametrize("digit", range(10))
def test_a_png_saved_reads_as_the_ink_did(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path, digit: int
) -> None:
    draw_and_read(window, qtbot, hand_drawn[digit])
    path = tmp_path / "digit.png"
    window.transfer.save_file(path)
    wait_for_message(window, qtbot, "Saved")
    window.transfer.open_file(path)
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    wait_for_answer(window, qtbot, str(digit))
    window.pad.undo_stack.undo()
    assert window.pad.drawing.strokes


def test_drawing_takes_the_place_of_a_picture_and_undo_brings_it_back(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    path = tmp_path / "square.png"
    Image.new("L", (50, 50), 255).save(path)
    window.transfer.open_file(path)
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    draw(window.pad, hand_drawn[1].strokes)
    assert window.pad.page.picture is None
    window.pad.undo_stack.undo()
    assert window.pad.page.picture is not None


def test_copy_and_paste_keep_the_ink(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[6])
    copied = window.pad.drawing
    window.tools.copy.trigger()
    window.tools.clear.trigger()
    window.tools.paste.trigger()
    assert window.pad.drawing == copied


def test_a_copy_is_a_picture_for_other_programs(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[6])
    window.tools.copy.trigger()
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.mimeData().hasImage(), timeout=WAIT_MS)
    assert clipboard.image() == render_page(window.pad.page, window.pad.pen_width)


def test_a_pasted_picture_is_read(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[6])
    QGuiApplication.clipboard().setImage(render_page(window.pad.page, window.pad.pen_width))
    window.tools.clear.trigger()
    window.tools.paste.trigger()
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    wait_for_answer(window, qtbot, "6")


def test_a_dropped_file_is_opened(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    path = tmp_path / "ink.jsonl"
    write_drawings(path, hand_drawn[2:5])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(100, 100), *how))
    QApplication.sendEvent(window, QDropEvent(QPointF(100, 100), *how))
    qtbot.waitUntil(lambda: window.pad.drawing.label == "2", timeout=WAIT_MS)
    assert "first of its 3 drawings" in message(window)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words.png", b"not a picture at all"),
        ("empty.png", b""),
        ("broken.jsonl", b'{"strokes": [[[1, 2]]]}\n{"strokes": '),
        ("absent.png", None),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_the_pad_stays(
    window: MainWindow,
    qtbot: QtBot,
    hand_drawn: list[Drawing],
    tmp_path: Path,
    name: str,
    content: bytes | None,
) -> None:
    draw_and_read(window, qtbot, hand_drawn[0])
    before = window.pad.drawing
    if content is not None:
        (tmp_path / name).write_bytes(content)
    window.transfer.open_file(tmp_path / name)
    wait_for_message(window, qtbot, name)
    assert window.pad.drawing == before


def test_saving_where_nothing_can_be_written_says_so(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    draw_and_read(window, qtbot, hand_drawn[0])
    (tmp_path / "file").write_text("in the way")
    window.transfer.save_file(tmp_path / "file" / "drawing.png")
    wait_for_message(window, qtbot, "annot write")
