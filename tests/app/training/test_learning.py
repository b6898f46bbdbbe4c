"""Learning a hand, all the way: from drawings to a version; and what the window makes of a run."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.training.run_state import State
from app.training.training_panel import TrainingPanel
from app.training.training_thread import TrainingThread
from app.training.versions_dialog import VersionsDialog
from model.handwriting.synthesis import synthesize_digits
from model.home.collection import DrawingCollection, Entry
from model.home.versions import (
    BUILT_IN,
    current_version,
    keep_weights,
    kept_weights,
    load_version,
)
from model.ink.drawing import Drawing
from model.network.weights import Weights, default_weights
from model.training.events import Finished, Snapshot
from tests.app.conftest import WAIT_MS, draw
from tests.app.training.conftest import TRAINING_MS, Script, click, started, stepped


def keep_drawings(count: int) -> None:
    DrawingCollection().add([Entry(drawing) for drawing in synthesize_digits(count, seed=4)])


def blind_weights() -> Weights:
    """Return a network that finds every digit as likely as any other."""
    weights = default_weights()
    blind = {name: np.zeros_like(array) for name, array in weights.parameters.items()}
    return replace(weights, parameters=blind)


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def wait_for_confidence(
    window: MainWindow, qtbot: QtBot, is_expected: Callable[[float], bool]
) -> None:
    """Wait until what is on the pad is read with such a confidence."""

    def is_read() -> bool:
        prediction = window.prediction
        return prediction is not None and is_expected(prediction.confidence)

    qtbot.waitUntil(is_read, timeout=WAIT_MS)


def probabilities(window: MainWindow) -> NDArray[np.float32]:
    assert window.prediction is not None
    return window.prediction.probabilities


def wait_for_text(label: QLabel, qtbot: QtBot, text: str) -> None:
    qtbot.waitUntil(lambda: label.text() == text, timeout=WAIT_MS)


# The panel


@pytest.mark.usefixtures("small_training")
def test_the_report_is_honest_and_keeping_makes_a_version(
    panel: TrainingPanel, wait_for_state: Callable[[State], None]
) -> None:
    keep_drawings(10)
    panel.show_drawing_count(10, 10)
    click(panel.learning_panel.learn_button)
    wait_for_state(State.DECIDING)
    report = panel.run_card.text()
    assert "Yours" in report
    assert "everyone&#x27;s" in report
    assert "10 of your drawings, each left out in its turn" in report
    assert panel.learning_curve.losses[0]
    assert kept_weights() == []
    click(panel.keep_button)
    wait_for_state(State.IDLE)
    card = load_version(current_version()).card
    assert (card.recipe, card.base, card.own_count) == ("learned", BUILT_IN, 10)


# In the window


def test_learning_is_offered_after_a_few_corrections(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    window.show()
    offer = button(window, "offerButton")
    count = window.findChild(QLabel, "drawingCount")
    for digit in range(5):
        assert not offer.isVisible()
        draw(window.pad, hand_drawn[digit].strokes)
        QTest.keyClick(window.pad, Qt.Key(Qt.Key.Key_0.value + digit))
        wait_for_text(count, qtbot, f"{digit + 1} kept")
    qtbot.waitUntil(offer.isVisible, timeout=WAIT_MS)
    assert offer.text() == "Learn 5 new drawings"
    click(offer)
    assert not offer.isVisible()
    assert window.training_panel.state is State.RUNNING
    click(window.training_panel.stop_button)
    qtbot.waitUntil(lambda: window.training_panel.state is State.IDLE, timeout=TRAINING_MS)
    assert kept_weights() == []


def test_the_pad_is_read_with_what_the_run_has_learned_until_it_is_discarded(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw(window.pad, hand_drawn[3].strokes)
    wait_for_confidence(window, qtbot, lambda confidence: confidence > 0.5)
    before = probabilities(window)
    script = Script(started(), Snapshot(blind_weights()), Finished(default_weights()), allowed=2)
    panel = window.training_panel
    panel.start(script)
    wait_for_confidence(window, qtbot, lambda confidence: confidence < 0.2)
    script.allow()
    qtbot.waitUntil(lambda: panel.state is State.DECIDING, timeout=WAIT_MS)
    wait_for_confidence(window, qtbot, lambda confidence: confidence > 0.5)
    click(panel.discard_button)
    panel.start(Script(Snapshot(blind_weights()), allowed=1))
    qtbot.waitUntil(lambda: panel.state is State.IDLE, timeout=WAIT_MS)
    wait_for_confidence(window, qtbot, lambda confidence: confidence > 0.5)
    np.testing.assert_array_equal(probabilities(window), before)


def test_what_is_drawn_while_a_run_goes_on_is_read(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    script = Script(started(), stepped(1), stepped(2), allowed=2)
    panel = window.training_panel
    panel.start(script)
    draw(window.pad, hand_drawn[3].strokes)
    qtbot.waitUntil(
        lambda: window.prediction is not None and window.prediction.text == "3", timeout=WAIT_MS
    )
    assert panel.state is State.RUNNING
    script.allow()


def test_closing_the_window_ends_the_run(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = open_window()
    panel = window.training_panel
    script = Script(started(), stepped(1), stepped(2), stepped(3), allowed=2)
    panel.start(script)
    qtbot.waitUntil(lambda: script.asked_count == 3, timeout=WAIT_MS)
    thread = panel.findChild(TrainingThread)
    assert isinstance(thread, TrainingThread)
    window.close()  # does not wait for the event that is under way
    assert thread.isRunning()
    script.allow()
    qtbot.waitUntil(thread.isFinished, timeout=WAIT_MS)
    assert script.is_closed
    assert panel.state is not State.DECIDING


def test_the_pad_is_read_with_the_version_that_one_goes_back_to(
    open_window: Callable[[], MainWindow], qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    keep_weights(blind_weights(), datetime(2026, 1, 2))
    window = open_window()
    draw(window.pad, hand_drawn[7].strokes)
    wait_for_confidence(window, qtbot, lambda confidence: confidence < 0.2)
    click(button(window, "versionsButton"))
    dialog = window.findChild(VersionsDialog)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2, timeout=WAIT_MS)
    click(button(window, f"use-{BUILT_IN}"))
    qtbot.waitUntil(
        lambda: window.prediction is not None and window.prediction.text == "7", timeout=WAIT_MS
    )
    assert current_version() == BUILT_IN
