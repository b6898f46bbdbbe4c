"""The pad is read as it is drawn on."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pad.drawing_pad import PEN_WIDTHS
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from tests.app.conftest import WAIT_MS, draw_and_read, send_mouse, wait_for_answer


def test_ten_hand_drawn_digits_are_read(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    answers = [draw_and_read(window, qtbot, drawing).argmax() for drawing in hand_drawn]
    assert answers == list(range(10))


@pytest.mark.parametrize("digit", range(10))
def test_place_size_and_pen_change_nothing(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], digit: int
) -> None:
    drawing = hand_drawn[digit]
    expected = draw_and_read(window, qtbot, drawing)
    left, top, right, bottom = drawing.bounds()
    random = np.random.default_rng(digit)
    for size in (60, *random.uniform(60, 380, 4), 380):
        scale = size / max(right - left, bottom - top)
        room = 396 - np.array([right - left, bottom - top]) * scale
        corner = 2 + random.uniform(0, 1, 2) * room
        moved = tuple((stroke - (left, top)) * scale + corner for stroke in drawing.strokes)
        window.pad.set_pen_width(int(random.choice(list(PEN_WIDTHS.values()))))
        probabilities = draw_and_read(window, qtbot, replace(drawing, strokes=moved))
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
        assert window.prediction is not None
        seen.append(window.prediction.probabilities[7])  # the button is still down
    assert seen[-1] > 0.9 > 0.5 > seen[0]
    send_mouse(window.pad, QEvent.Type.MouseButtonRelease, tuple(points[-1]), False)


def test_pad_and_training_share_one_rasteriser(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[5])
    shown = window.network_input.grab().toImage()
    image = rasterize([hand_drawn[5]])[0, 0]
    for row, column in ((14, 14), (5, 14), (20, 10), (0, 0)):
        gray = shown.pixelColor(round((column + 0.5) * 86 / 28), round((row + 0.5) * 86 / 28))
        assert abs(gray.red() / 255 - image[row, column]) < 0.02


def test_empty_pad_has_no_prediction(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[3])
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.prediction is None, timeout=WAIT_MS)
    assert "nothing drawn" in window.findChild(QLabel, "certainty").text()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for_answer(window, qtbot, "3")
    QTest.keyClick(
        window,
        Qt.Key.Key_Z,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert window.pad.drawing.is_empty
