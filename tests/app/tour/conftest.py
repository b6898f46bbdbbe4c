"""A window in which the tour is led, and a hand to go through it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.training.run_state import State
from tests.app.conftest import WAIT_MS
from tests.app.training.conftest import TRAINING_MS


class Guided:
    """A window, and somebody who clicks through its tour."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self._qtbot = qtbot

    def start(self) -> None:
        """Press F1, and wait for the first step."""
        QTest.keyClick(self.window, Qt.Key.Key_F1)
        self._qtbot.waitUntil(lambda: "numbers" in self.sentence, timeout=WAIT_MS)

    def text(self, name: str) -> str:
        found = self.window.findChild(QLabel, name)
        assert isinstance(found, QLabel)
        return found.text()

    @property
    def title(self) -> str:
        return self.text("tourTitle")

    @property
    def sentence(self) -> str:
        return self.text("tourSentence")

    @property
    def is_on(self) -> bool:
        panel = self.window.findChild(QLabel, "tourTitle")
        return panel is not None and panel.isVisible()

    def click(self, name: str) -> None:
        button = self.window.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key) -> None:
        """Press a key on what has the focus."""
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)

    def go_on(self, count: int = 1) -> None:
        for _ in range(count):
            self.click("tourNextButton")

    def go_back(self) -> None:
        self.click("tourBackButton")

    def leave(self) -> None:
        self.click("tourCloseButton")

    def wait_for_sentence(self, part: str) -> None:
        self._qtbot.waitUntil(lambda: part in self.sentence, timeout=TRAINING_MS)

    def wait_for_state(self, state: State) -> None:
        panel = self.window.training_panel
        self._qtbot.waitUntil(lambda: panel.state is state, timeout=TRAINING_MS)

    def wait_for_ink(self) -> None:
        """Wait until something lies on the pad."""
        self._qtbot.waitUntil(lambda: not self.window.pad.page.is_empty, timeout=WAIT_MS)


@pytest.fixture
def guided(
    open_window: Callable[[], MainWindow],
    qtbot: QtBot,
    small_mnist: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Guided:
    """A window that is whole, with a small MNIST on disk."""
    monkeypatch.setenv("INKLING_MNIST", str(small_mnist))
    window = open_window()
    qtbot.waitUntil(window.help.tour_action.isEnabled, timeout=WAIT_MS)
    qtbot.waitUntil(window.training_panel.isVisible, timeout=WAIT_MS)
    return Guided(window, qtbot)
