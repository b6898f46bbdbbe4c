from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pad.drawing_pad import PEN_WIDTHS
from app.transfer.page_files import render_page
from model.home.versions import weights_folder
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from model.ink.raster import rasterize
from tests.app.conftest import WAIT_MS, draw, send_mouse

OpenWindow = Callable[[], MainWindow]


def read(window: MainWindow, qtbot: QtBot, drawing: Drawing) -> np.ndarray:
    """Clear the pad, draw by mouse, and return the probabilities that the window then shows."""
    window.pad.clear()
    draw(window.pad, drawing.strokes)
    with qtbot.waitSignal(window.predicted, timeout=WAIT_MS):
        pass
    assert window.prediction is not None
    return window.prediction.probabilities


def message(window: MainWindow) -> str:
    return window.findChild(QLabel, "message").text()


def wait_for_message(window: MainWindow, qtbot: QtBot, part: str) -> None:
    qtbot.waitUntil(lambda: part in message(window), timeout=WAIT_MS)


def test_what_the_design_names_is_there(window: MainWindow) -> None:
    for name in (
        "drawingPad networkInput predictionPanel trainingPanel trainButton pauseButton stopButton "
        "keepButton discardButton dataBox recipeBox deviceBox epochsBox trainingProgress "
        "learningCurve"
    ).split():
        widget = window.findChild(QWidget, name)
        assert widget is not None, name
        assert widget.accessibleName() or widget.text(), name
    actions = {action.objectName(): action for action in window.actions()}
    for name in "undo redo clear eraser open save".split():
        assert not actions[f"{name}Action"].icon().isNull()
        assert actions[f"{name}Action"].toolTip()


def test_ten_hand_drawn_digits_are_read(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    answers = [read(window, qtbot, drawing).argmax() for drawing in hand_drawn]
    assert answers == list(range(10))


@pytest.mark.parametrize("digit", range(10))
def test_place_size_and_pen_change_nothing(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], digit: int
) -> None:
    drawing = hand_drawn[digit]
    expected = read(window, qtbot, drawing)
    left, top, right, bottom = drawing.bounds()
    random = np.random.default_rng(digit)
    for size in (60, *random.uniform(60, 380, 4), 380):
        scale = size / max(right - left, bottom - top)
        room = 396 - np.array([right - left, bottom - top]) * scale
        corner = 2 + random.uniform(0, 1, 2) * room
        moved = tuple((stroke - (left, top)) * scale + corner for stroke in drawing.strokes)
        window.pad.set_pen_width(int(random.choice(list(PEN_WIDTHS.values()))))
        probabilities = read(window, qtbot, replace(drawing, strokes=moved))
        assert probabilities.argmax() == digit
        np.testing.assert_allclose(probabilities, expected, atol=0.001)


def test_prediction_follows_the_pen(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    points = hand_drawn[7].strokes[0] * window.pad.width() / 400
    send_mouse(window.pad, QEvent.Type.MouseButtonPress, tuple(points[0]), True)
    seen = []
    for point in points[1:]:
        with qtbot.waitSignal(window.predicted, timeout=WAIT_MS):
            send_mouse(window.pad, QEvent.Type.MouseMove, tuple(point), True)
        seen.append(window.prediction.probabilities[7])  # the button is still down
    assert seen[-1] > 0.9 > 0.5 > seen[0]
    send_mouse(window.pad, QEvent.Type.MouseButtonRelease, tuple(points[-1]), False)


def test_pad_and_training_share_one_rasteriser(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    read(window, qtbot, hand_drawn[5])
    shown = window.network_input.grab().toImage()
    image = rasterize([hand_drawn[5]])[0, 0]
    for row, column in ((14, 14), (5, 14), (20, 10), (0, 0)):
        gray = shown.pixelColor(round((column + 0.5) * 86 / 28), round((row + 0.5) * 86 / 28))
        assert abs(gray.red() / 255 - image[row, column]) < 0.02


def test_empty_pad_has_no_prediction(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    read(window, qtbot, hand_drawn[3])
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.prediction is None, timeout=WAIT_MS)
    assert "nothing drawn" in window.findChild(QLabel, "certainty").text()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.prediction is not None, timeout=WAIT_MS)
    assert window.prediction.label == "3"
    QTest.keyClick(
        window,
        Qt.Key.Key_Z,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert window.pad.drawing.is_empty


def test_ink_saved_is_the_ink_opened(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    read(window, qtbot, hand_drawn[4])
    path = tmp_path / "four.jsonl"
    saved = window.pad.drawing
    window.save_file(path)
    wait_for_message(window, qtbot, "Saved")
    assert list(read_drawings(path)) == [saved]
    window.pad.clear()
    window.open_file(path)
    qtbot.waitUntil(lambda: not window.pad.drawing.is_empty, timeout=WAIT_MS)
    assert window.pad.drawing == saved


@pytest.mark.parametrize("digit", range(10))
def test_a_png_saved_reads_as_the_ink_did(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path, digit: int
) -> None:
    read(window, qtbot, hand_drawn[digit])
    path = tmp_path / "digit.png"
    window.save_file(path)
    wait_for_message(window, qtbot, "Saved")
    window.open_file(path)
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: window.prediction.label == digit, timeout=WAIT_MS)
    window.pad.undo_stack.undo()
    assert window.pad.drawing.strokes


def test_drawing_takes_the_place_of_a_picture_and_undo_brings_it_back(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    path = tmp_path / "square.png"
    Image.new("L", (50, 50), 255).save(path)
    window.open_file(path)
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    draw(window.pad, hand_drawn[1].strokes)
    assert window.pad.page.picture is None
    window.pad.undo_stack.undo()
    assert window.pad.page.picture is not None


def test_copy_and_paste_keep_the_ink(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    read(window, qtbot, hand_drawn[6])
    copied = window.pad.drawing
    window.copy_action.trigger()
    window.clear_action.trigger()
    window.paste_action.trigger()
    assert window.pad.drawing == copied


def test_a_copy_is_a_picture_for_other_programs(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    read(window, qtbot, hand_drawn[6])
    window.copy_action.trigger()
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.mimeData().hasImage(), timeout=WAIT_MS)
    assert clipboard.image() == render_page(window.pad.page, window.pad.pen_width)


def test_a_pasted_picture_is_read(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    read(window, qtbot, hand_drawn[6])
    QGuiApplication.clipboard().setImage(render_page(window.pad.page, window.pad.pen_width))
    window.clear_action.trigger()
    window.paste_action.trigger()
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: window.prediction is not None, timeout=WAIT_MS)
    assert window.prediction.label == "6"


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
    read(window, qtbot, hand_drawn[0])
    before = window.pad.drawing
    if content is not None:
        (tmp_path / name).write_bytes(content)
    window.open_file(tmp_path / name)
    wait_for_message(window, qtbot, name)
    assert window.pad.drawing == before


def test_saving_where_nothing_can_be_written_says_so(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    read(window, qtbot, hand_drawn[0])
    (tmp_path / "file").write_text("in the way")
    window.save_file(tmp_path / "file" / "drawing.png")
    wait_for_message(window, qtbot, "annot write")


def test_damaged_kept_weights_are_told_and_the_built_in_ones_read(
    open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing], home: Path
) -> None:
    weights_folder().mkdir(parents=True)
    (weights_folder() / "20260101-000000-inkling.safetensors").write_bytes(b"broken")
    window = open_window()
    wait_for_message(window, qtbot, "built-in network")
    assert read(window, qtbot, hand_drawn[8]).argmax() == 8


def test_settings_and_size_are_remembered(open_window: OpenWindow) -> None:
    first = open_window()
    first.resize(780, 650)  # fits the offscreen screen
    first.pad.set_pen_width(PEN_WIDTHS["Thick"])
    panel = first.training_panel
    panel.recipe_box.setCurrentIndex(panel.recipe_box.findData("lecture"))
    panel.epochs_box.setValue(7)
    panel.advanced_button.click()
    panel.seed_box.setValue(5)
    first.close()
    second = open_window()
    assert (second.width(), second.height()) == (780, 650)
    assert second.pad.pen_width == PEN_WIDTHS["Thick"]
    assert second.training_panel.config().recipe == "lecture"
    assert second.training_panel.config().epochs == 7
    assert second.training_panel.config().seed == 5
    assert second.training_panel.advanced_button.isChecked()


@pytest.mark.parametrize("size", [(1180, 760), (900, 640)])
def test_nothing_is_cut_off(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()
    pad = window.pad
    assert pad.width() == pad.height() >= 420
    content = window.centralWidget().rect()
    for widget in window.centralWidget().findChildren(QWidget):
        if widget.isVisible() and widget.objectName() and widget.window() is window:
            corner = widget.mapTo(window.centralWidget(), QPoint(0, 0))
            assert content.contains(corner), widget.objectName()
            end = corner + QPoint(widget.width() - 1, widget.height() - 1)
            assert content.contains(end), widget.objectName()
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()


@pytest.fixture
def system_palette() -> Iterator[None]:
    """Give the application its palette back."""
    palette = QApplication.palette()
    yield
    QApplication.setPalette(palette)


@pytest.mark.usefixtures("system_palette")
def test_the_window_follows_when_the_system_goes_dark(window: MainWindow) -> None:
    palette = QPalette(QColor("#202124"), QColor("#202124"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    icon = window.open_action.icon().pixmap(20, 20).toImage()
    QApplication.setPalette(palette)
    QApplication.processEvents()
    assert window.open_action.icon().pixmap(20, 20).toImage() != icon
    assert window.pad.grab().toImage().pixelColor(40, 40) == QColor("black")
