"""Learning one's hand in the window: offered, shown, kept or discarded, and gone back from."""

from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.training.training_panel import State
from app.training.versions_dialog import VersionsDialog
from model.handwriting.synthesis import synthesize_digits
from model.home.collection import DrawingCollection, Entry
from model.home.versions import (
    BUILT_IN,
    current_version,
    keep_weights,
    kept_weights,
    load_version,
    version_path,
    weights_folder,
)
from model.ink.drawing import Drawing
from model.network.weights import Weights, default_weights
from tests.app.conftest import WAIT_MS, draw

LEARNING_MS = 60_000


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None
    return found


def keep_some(count: int = 10) -> None:
    DrawingCollection().add([Entry(drawing) for drawing in synthesize_digits(count, seed=4)])


def learn(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(button(window, "learnButton").isEnabled, timeout=WAIT_MS)
    button(window, "learnButton").click()
    qtbot.waitUntil(lambda: window.training_panel.state is State.DECIDING, timeout=LEARNING_MS)


@pytest.fixture
def taught(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window that has learned ten drawings and asks what to do."""
    keep_some()
    window.own_drawings.count()
    learn(window, qtbot)
    return window


def open_versions(window: MainWindow, qtbot: QtBot, count: int) -> VersionsDialog:
    button(window, "versionsButton").click()
    dialog = window.findChild(VersionsDialog)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == count, timeout=WAIT_MS)
    return dialog


def texts(dialog: VersionsDialog, row: int) -> list[str]:
    return [dialog.table.item(row, column).text() for column in range(4)]


def test_without_drawings_there_is_nothing_to_learn(window: MainWindow, qtbot: QtBot) -> None:
    label = window.findChild(QLabel, "drawingCount")
    qtbot.waitUntil(lambda: label.text() == "none kept yet", timeout=WAIT_MS)
    assert not button(window, "learnButton").isEnabled()


def test_learning_is_offered_after_a_few_corrections(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    window.show()
    offer = button(window, "offerButton")
    label = window.findChild(QLabel, "drawingCount")
    for digit in range(5):
        assert not offer.isVisible()
        draw(window.pad, hand_drawn[digit].strokes)
        QTest.keyClick(window.pad, Qt.Key(Qt.Key.Key_0.value + digit))
        qtbot.waitUntil(lambda n=digit: label.text() == f"{n + 1} kept", timeout=WAIT_MS)
    qtbot.waitUntil(offer.isVisible, timeout=WAIT_MS)
    assert offer.text() == "Learn 5 new drawings"
    offer.click()
    assert not offer.isVisible()
    qtbot.waitUntil(lambda: window.training_panel.state is State.DECIDING, timeout=LEARNING_MS)


def test_the_report_is_honest_and_keeping_makes_a_version(taught: MainWindow, qtbot: QtBot) -> None:
    report = taught.training_panel.run_card.text()
    assert "Yours" in report
    assert "everyone's" in report
    assert "10 of your drawings, each left out in its turn" in report
    assert taught.training_panel.learning_curve.losses[0]
    taught.training_panel.keep_button.click()
    qtbot.waitUntil(lambda: taught.training_panel.state is State.IDLE, timeout=WAIT_MS)
    card = load_version(current_version()).card
    assert (card.recipe, card.base, card.own_count) == ("learned", BUILT_IN, 10)
    label = taught.findChild(QLabel, "drawingCount")
    qtbot.waitUntil(lambda: label.text() == "10 kept", timeout=WAIT_MS)


def test_discarding_changes_nothing(taught: MainWindow, qtbot: QtBot) -> None:
    taught.training_panel.discard_button.click()
    assert kept_weights() == []
    assert current_version() == BUILT_IN
    assert DrawingCollection().count() == 10


def test_the_versions_are_listed_and_one_click_goes_back(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    keep_some()
    weights = default_weights()
    blind = {name: np.zeros_like(array) for name, array in weights.parameters.items()}
    name = keep_weights(Weights(blind, weights.card), datetime(2026, 1, 2))
    dialog = open_versions(window, qtbot, 2)
    assert texts(dialog, 1)[:2] == ["Built in", "thorough on MNIST + built-in ink"]
    assert texts(dialog, 1)[2].endswith(" %")
    assert texts(dialog, 0)[3] == "90.00 %"  # the blind one reads all ten as 0
    assert not button(window, f"use-{name}").isEnabled()
    button(window, f"use-{BUILT_IN}").click()
    qtbot.waitUntil(lambda: current_version() == BUILT_IN, timeout=WAIT_MS)
    draw(window.pad, hand_drawn[7].strokes)
    qtbot.waitUntil(
        lambda: window.prediction is not None and window.prediction.label == "7", timeout=WAIT_MS
    )


def test_a_damaged_version_is_shown_and_cannot_be_used(window: MainWindow, qtbot: QtBot) -> None:
    weights_folder().mkdir(parents=True)
    version_path("20260101-000000-000000-inkling").write_bytes(b"broken")
    dialog = open_versions(window, qtbot, 2)
    assert "damaged" in texts(dialog, 0)[1]
    assert not button(window, "use-20260101-000000-000000-inkling").isEnabled()
    dialog.close()


def test_what_is_drawn_meanwhile_is_read(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    keep_some(30)
    window.own_drawings.count()
    qtbot.waitUntil(button(window, "learnButton").isEnabled, timeout=WAIT_MS)
    button(window, "learnButton").click()
    read: list[int] = []
    window.predicted.connect(lambda p: read.append(p.label) if p is not None else None)
    draw(window.pad, hand_drawn[3].strokes)
    qtbot.waitUntil(lambda: bool(read), timeout=WAIT_MS)
    assert window.training_panel.state is State.RUNNING
    window.training_panel.stop_button.click()
    qtbot.waitUntil(lambda: window.training_panel.state is State.IDLE, timeout=LEARNING_MS)
    assert kept_weights() == []
