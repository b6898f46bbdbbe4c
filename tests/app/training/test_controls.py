"""The panel's controls: what can be done when, by hand, by key and by name."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.settings import Settings
from app.training.run_actions import RunActions
from app.training.run_state import State
from app.training.training_panel import TrainingPanel
from tests.app.conftest import WAIT_MS
from tests.app.training.conftest import (
    TRAINING_MS,
    Script,
    WaitForState,
    at_once,
    choose,
    click,
    finished,
    started,
    stepped,
    wait_for_steps,
)

NAMES = (
    *("trainButton", "pauseButton", "stopButton", "keepButton", "discardButton", "learnButton"),
    *("versionsButton", "advancedButton", "dataBox", "recipeBox", "deviceBox", "epochsBox"),
    *("learningRateBox", "batchSizeBox", "seedBox", "trainingProgress", "trainingStatus"),
    *("learningCurve", "runCard", "drawingCount", "codeButton"),
)


def test_choices_buttons_and_learning_are_held_while_a_run_goes_on(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    panel.show_drawing_count(5, 2)
    learning = panel.learning_panel
    idle = [
        panel.form.data_box,
        panel.form.seed_box,
        panel.train_button,
        learning.learn_button,
        learning.versions_button,
    ]
    busy = [panel.pause_button, panel.stop_button]
    script = Script(started(), finished())
    assert [widget.isEnabled() for widget in (*idle, *busy)] == [True] * 5 + [False] * 2
    panel.start(script)
    panel.show_drawing_count(6, 3)
    assert [widget.isEnabled() for widget in (*idle, *busy)] == [False] * 5 + [True] * 2
    script.allow(2)
    wait_for_state(State.DECIDING)
    assert not any(widget.isEnabled() for widget in (*idle, *busy))
    panel.discard()
    assert all(widget.isEnabled() for widget in idle)


def test_without_drawings_there_is_nothing_to_learn(panel: TrainingPanel) -> None:
    assert not panel.learning_panel.learn_button.isEnabled()
    panel.show_drawing_count(5, 2)
    assert panel.learning_panel.learn_button.isEnabled()
    assert panel.learning_panel.drawing_count.text() == "5 kept, 2 new"
    panel.show_drawing_count(0, 0)
    assert not panel.learning_panel.learn_button.isEnabled()


def test_versions_are_asked_for(panel: TrainingPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.versions_requested, timeout=WAIT_MS):
        click(panel.learning_panel.versions_button)


def test_choices_are_saved(panel: TrainingPanel) -> None:
    panel.form.epochs_box.setValue(7)
    panel.save_choices()
    assert Settings()["training/epochs"] == 7


def test_it_is_used_with_the_keyboard(panel: TrainingPanel, qtbot: QtBot) -> None:
    panel.show_drawing_count(5, 2)
    panel.form.advanced_button.click()
    panel.activateWindow()
    panel.form.data_box.setFocus()
    qtbot.waitUntil(panel.form.data_box.hasFocus, timeout=WAIT_MS)
    names = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == [
        "dataBox",
        "recipeBox",
        "deviceBox",
        "epochsBox",
        "learningRateBox",
        "batchSizeBox",
        "seedBox",
        "trainButton",
        "advancedButton",
        "learnButton",
        "versionsButton",
        "codeButton",
    ]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [(Qt.Key.Key_T, "train-images-idx3-ubyte"), (Qt.Key.Key_L, "There is no drawing")],
)
def test_shortcuts_train_and_learn(
    panel: TrainingPanel,
    qtbot: QtBot,
    said: list[str],
    small_mnist: Path,
    wait_for_state: WaitForState,
    key: Qt.Key,
    sentence: str,
) -> None:
    (small_mnist / "MNIST" / "raw" / "train-images-idx3-ubyte").write_bytes(b"damaged")
    choose(panel, small_mnist)
    RunActions(panel, lambda: panel, panel.show, panel.learn).follow(panel)
    panel.show_drawing_count(1, 1)  # though there is none: learning breaks off at once
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow, timeout=WAIT_MS)
    QTest.keyClick(panel, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(said), timeout=TRAINING_MS)
    assert sentence in said[0]
    wait_for_state(State.IDLE)


@pytest.mark.parametrize("width", [368, 560])
def test_nothing_is_cut_off(
    panel: TrainingPanel, qtbot: QtBot, wait_for_state: WaitForState, width: int
) -> None:
    panel.setStyleSheet(theme.style_sheet(panel.palette()))
    panel.resize(width, 620)
    panel.show_drawing_count(12_345, 678)
    panel.form.advanced_button.click()
    script = Script(started(12_345), stepped(12_344), finished(), allowed=2)
    assert_nothing_is_cut_off(panel)
    panel.start(script)
    wait_for_steps(panel, qtbot, 1)
    assert_nothing_is_cut_off(panel)
    click(panel.pause_button)
    assert_nothing_is_cut_off(panel)
    click(panel.pause_button)
    script.allow()
    wait_for_state(State.DECIDING)
    assert_nothing_is_cut_off(panel)


def test_automation_finds_every_part_by_its_name(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    panel.form.advanced_button.click()
    panel.start(at_once(started(), finished()))
    wait_for_state(State.DECIDING)
    assert panel.objectName() == "trainingPanel"
    for name in NAMES:
        part = panel.findChild(QWidget, name)
        assert isinstance(part, QWidget), name
        assert part.isVisible(), name


def assert_nothing_is_cut_off(panel: TrainingPanel) -> None:
    QApplication.sendPostedEvents()  # the layout's
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or not widget.objectName().isidentifier():
            continue
        corner = widget.mapTo(panel, QPoint(0, 0))
        end = corner + QPoint(widget.width() - 1, widget.height() - 1)
        assert panel.rect().contains(corner), widget.objectName()
        assert panel.rect().contains(end), widget.objectName()
        if isinstance(widget, QLabel | QPushButton):
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()
            assert widget.height() >= widget.heightForWidth(widget.width()), widget.objectName()
