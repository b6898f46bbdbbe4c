"""A window and a hand to use it with."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QThreadPool
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.color_scheme import ColorScheme, use_color_scheme
from app.main_window import MainWindow
from model.ink.drawing import Drawing, Stroke

WAIT_MS = 30_000


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Fail a test that leaves a thread of its own running."""
    before = set(threading.enumerate())
    yield
    assert QThreadPool.globalInstance().waitForDone(WAIT_MS)
    left = {
        thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)
    }
    assert left <= before


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[[], MainWindow]]:
    """Open windows that are ready to read; they are closed at the end."""
    windows: list[MainWindow] = []

    def open_one() -> MainWindow:
        # What an earlier window still writes is written, and its locks are free.
        qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
        window = MainWindow()
        windows.append(window)
        window.show()
        qtbot.waitUntil(lambda: window.is_ready, timeout=WAIT_MS)
        return window

    yield open_one
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    """One window, ready to read."""
    return open_window()


@pytest.fixture
def system_colors() -> Iterator[None]:
    """Give the application the system's colours back."""
    yield
    use_color_scheme(ColorScheme.SYSTEM)


def send_mouse(widget: QWidget, kind: QEvent.Type, at: tuple[float, float], is_down: bool) -> None:
    """Send one mouse event of the left button, at unrounded px, through Qt's own dispatch."""
    place = QPointF(*at)
    down = Qt.MouseButton.LeftButton if is_down else Qt.MouseButton.NoButton
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, place, widget.mapToGlobal(place), button, down, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def draw_stroke(pad: QWidget, points: Stroke) -> None:
    """Draw one stroke with the mouse; points: (N, 2) in the widget's px."""
    places = [tuple(point) for point in np.asarray(points)[:, :2]]
    send_mouse(pad, QEvent.Type.MouseButtonPress, places[0], True)
    for place in places[1:]:
        send_mouse(pad, QEvent.Type.MouseMove, place, True)
    send_mouse(pad, QEvent.Type.MouseButtonRelease, places[-1], False)


def draw(pad: QWidget, strokes: tuple[Stroke, ...]) -> None:
    """Draw strokes given in px of a 400 x 400 pad, as large as the pad is on the screen."""
    for stroke in strokes:
        draw_stroke(pad, stroke[:, :2] * pad.width() / 400)


def draw_and_read(window: MainWindow, qtbot: QtBot, drawing: Drawing) -> np.ndarray:
    """Clear the pad, draw with the mouse, and return the probabilities that the window shows."""
    window.pad.clear()
    draw(window.pad, drawing.strokes)
    with qtbot.waitSignal(window.predicted, timeout=WAIT_MS):
        pass
    assert window.prediction is not None
    return window.prediction.probabilities


def message(window: MainWindow) -> str:
    """Return the sentence below the pad."""
    label = window.findChild(QLabel, "message")
    assert isinstance(label, QLabel)
    return label.text()


def wait_for_message(window: MainWindow, qtbot: QtBot, part: str) -> None:
    """Wait until the sentence below the pad holds this."""
    qtbot.waitUntil(lambda: part in message(window), timeout=WAIT_MS)


def wait_for_answer(window: MainWindow, qtbot: QtBot, text: str) -> None:
    """Wait until the window reads this."""
    qtbot.waitUntil(
        lambda: window.prediction is not None and window.prediction.text == text, timeout=WAIT_MS
    )
