"""The window that reads from a camera: what it shows, and when the camera is on."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.camera.camera_window import NO_CAMERA, CameraWindow
from app.camera.live_camera import NO_FRAMES
from app.settings import Settings
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.sample import Sample
from model.network.recognizer import Recognizer
from tests.app.camera.conftest import FRONT, NO_INK, USB, HeldPages, paint_page
from tests.app.conftest import WAIT_MS
from tests.app.numbers import number_of

OpenWindow = Callable[[HeldPages], CameraWindow]


@pytest.fixture
def open_window(qtbot: QtBot, recognizer: Recognizer) -> OpenWindow:
    parent = QWidget()
    qtbot.addWidget(parent)

    def open_one(camera: HeldPages, patience_ms: int = WAIT_MS) -> CameraWindow:
        window = CameraWindow(camera, lambda: recognizer, Settings(), parent, patience_ms)
        window.show()
        return window

    return open_one


def wait_for_answer(window: CameraWindow, qtbot: QtBot, text: str) -> None:
    qtbot.waitUntil(lambda: window.answer.text() == text, timeout=WAIT_MS)


def color_of(window: CameraWindow, at: QColor) -> bool:
    """Return whether a colour is seen in the picture."""
    image = window.picture.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    columns, rows = range(0, image.width(), 2), range(0, image.height(), 2)
    return any(image.pixelColor(x, y) == at for x in columns for y in rows)


@pytest.mark.parametrize("digit", [3, 7])
def test_a_page_held_before_the_camera_is_read_live_with_its_ink_over_it(
    camera: HeldPages,
    open_window: OpenWindow,
    qtbot: QtBot,
    hand_drawn: list[Drawing],
    digit: int,
) -> None:
    camera.hold(paint_page(hand_drawn[digit]))
    window = open_window(camera)
    wait_for_answer(window, qtbot, str(digit))
    assert window.remark.text().startswith("sure: ")
    assert window.answer.isEnabled()
    assert window.answer.accessibleDescription() == f"Reads {digit}"
    assert color_of(window, QColor("#e9e6df"))
    assert color_of(window, theme.accent_on(is_dark=False))


def test_a_number_is_seen_whole(
    camera: HeldPages, open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    camera.hold(paint_page(number_of(hand_drawn, "2738", height=80)))
    window = open_window(camera)
    height_px = window.answer.height()
    wait_for_answer(window, qtbot, "2738")
    assert window.answer.fontMetrics().horizontalAdvance("2738") <= window.answer.width()
    assert window.answer.height() == height_px


def test_ink_is_marked_to_be_seen_on_its_paper_in_dark_windows_too(
    camera: HeldPages, open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    camera.hold(paint_page(hand_drawn[7]))
    window = open_window(camera)
    dark = QPalette(QColor("#202124"), QColor("#202124"))
    dark.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    window.setPalette(dark)
    window.hide()
    window.show()
    wait_for_answer(window, qtbot, "7")
    assert color_of(window, theme.accent_on(is_dark=False))


def test_an_empty_page_is_asked_to_be_one_with_writing(
    camera: HeldPages, open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    camera.hold(paint_page(NO_INK))
    window = open_window(camera)
    qtbot.waitUntil(lambda: "hold a page" in window.remark.text(), timeout=WAIT_MS)
    assert not window.put_button.isEnabled()
    assert not window.answer.isEnabled()
    camera.hold(paint_page(hand_drawn[4]))
    wait_for_answer(window, qtbot, "4")
    assert window.put_button.isEnabled()
    camera.hold(paint_page(NO_INK))
    wait_for_answer(window, qtbot, "–")
    assert not window.put_button.isEnabled()


def test_the_camera_is_on_only_while_the_window_is_seen(
    camera: HeldPages, open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    camera.hold(paint_page(hand_drawn[3]))
    window = open_window(camera)
    assert camera.running == FRONT.id
    wait_for_answer(window, qtbot, "3")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert not camera.running
    assert window.answer.text() == "–"
    assert not window.put_button.isEnabled()
    # A frame that was on its way is neither shown nor read.
    camera.give_frame()
    assert not window.live.is_running
    window.show()
    assert camera.running == FRONT.id
    wait_for_answer(window, qtbot, "3")
    window.close_button.click()
    assert not camera.running


def test_what_was_read_is_put_on_the_pad_as_a_picture(
    camera: HeldPages, open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    chosen: list[Sample] = []
    camera.hold(paint_page(hand_drawn[8]))
    window = open_window(camera)
    window.sample_chosen.connect(chosen.append)
    wait_for_answer(window, qtbot, "8")
    QTest.keyClick(window, Qt.Key.Key_Return)
    (sample,) = chosen
    assert sample.origin == "camera"
    assert sample.label is None
    assert not isinstance(sample.content, Drawing)
    assert sample.content.chosen
    assert not window.isVisible()
    assert not camera.running


# Several cameras


def test_of_several_cameras_one_is_chosen_and_remembered(
    camera: HeldPages, open_window: OpenWindow
) -> None:
    camera.plug_in(USB)
    window = open_window(camera)
    assert window.choice.isVisible()
    assert camera.running == FRONT.id
    QTest.keyClick(window.choice, Qt.Key.Key_Down)
    assert camera.running == USB.id
    window.close()
    window.show()
    assert window.choice.currentText() == USB.name
    assert camera.running == USB.id
    assert Settings()["camera/id"] == USB.id


def test_a_single_camera_is_no_choice(camera: HeldPages, open_window: OpenWindow) -> None:
    window = open_window(camera)
    assert not window.choice.isVisible()


def test_a_camera_taken_out_is_told_and_one_plugged_in_is_read_from(
    camera: HeldPages, open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    camera.hold(paint_page(hand_drawn[3]))
    window = open_window(camera)
    wait_for_answer(window, qtbot, "3")
    camera.take_out(FRONT)
    assert window.picture.text == "The camera was taken out."
    assert window.answer.text() == "–"
    assert window.remark.text() == ""
    camera.plug_in(USB)
    assert camera.running == USB.id
    wait_for_answer(window, qtbot, "3")


def test_another_camera_taken_out_changes_nothing_but_the_choice(
    camera: HeldPages, open_window: OpenWindow
) -> None:
    camera.plug_in(USB)
    window = open_window(camera)
    starts = camera.starts
    camera.take_out(USB)
    assert camera.running == FRONT.id
    assert camera.starts == starts
    assert not window.choice.isVisible()


def test_the_camera_that_is_used_stays_chosen_when_a_preferred_one_is_plugged_in(
    camera: HeldPages, open_window: OpenWindow
) -> None:
    window = open_window(camera)
    camera.connected.insert(0, USB)
    camera.cameras_changed.emit()
    assert camera.running == FRONT.id
    assert window.choice.currentText() == FRONT.name


def test_a_machine_that_lost_its_cameras_meanwhile_says_so(
    camera: HeldPages, open_window: OpenWindow
) -> None:
    window = open_window(camera)
    window.hide()
    camera.take_out(FRONT)
    window.show()
    assert window.picture.text == NO_CAMERA
    assert not camera.running


# What fails


def test_a_camera_that_gives_no_picture_is_told_of(
    camera: HeldPages, qtbot: QtBot, recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    window = CameraWindow(camera, lambda: recognizer, Settings(), parent, patience_ms=1)
    window.show()
    qtbot.waitUntil(lambda: window.picture.text == NO_FRAMES, timeout=WAIT_MS)
    assert not camera.running
    # Asked for again, it begins again.
    camera.hold(paint_page(hand_drawn[3]))
    camera.plug_in(USB)
    assert camera.running


def test_frames_that_cannot_be_read_are_told_of_once_and_the_camera_is_turned_off(
    camera: HeldPages,
    open_window: OpenWindow,
    qtbot: QtBot,
    hand_drawn: list[Drawing],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(frame: object) -> None:
        raise BadInput("the camera's frames cannot be read")

    monkeypatch.setattr(camera, "px_of", refuse)
    camera.hold(paint_page(hand_drawn[3]))
    window = open_window(camera)
    faults: list[str] = []
    window.live.failed.connect(faults.append)
    qtbot.waitUntil(lambda: not camera.running, timeout=WAIT_MS)
    assert faults == ["The camera's frames cannot be read"]
    assert window.picture.text == faults[0]
    monkeypatch.undo()
    window.read()
    wait_for_answer(window, qtbot, "3")


def test_before_there_is_a_network_the_picture_is_shown(
    camera: HeldPages, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    window = CameraWindow(camera, lambda: None, Settings(), parent)
    camera.hold(paint_page(hand_drawn[3]))
    with qtbot.waitSignal(window.live.shown, timeout=WAIT_MS):
        window.show()
    assert color_of(window, QColor("#e9e6df"))
    assert window.answer.text() == "–"
