"""The panel: runs that it shows, what can be done with them, and what it says to the window."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.background import closing_deadline_s
from app.settings import Settings
from app.training import training_panel
from app.training.run_state import State
from app.training.training_panel import TrainingPanel
from app.training.training_thread import TrainingThread
from model.data import sources
from model.data.download import Publication
from model.data.sources import MNIST
from model.home.versions import kept_weights
from model.network.weights import WEIGHTS, RunCard, Weights, default_weights, load_weights
from model.training.events import Compared, Finished, Notice, Snapshot, TrainingEvent, Validated
from tests.app.conftest import WAIT_MS
from tests.app.training.conftest import (
    STEPS,
    TRAINING_MS,
    Script,
    at_once,
    click,
    started,
    stepped,
)

WaitForState = Callable[[State], None]
CARD = RunCard(recipe="quick", data="MNIST", seed=0, device="cpu", seconds=75.0, test_error=0.01)
NAMES = (
    *("trainButton", "pauseButton", "stopButton", "keepButton", "discardButton", "learnButton"),
    *("versionsButton", "advancedButton", "dataBox", "recipeBox", "deviceBox", "epochsBox"),
    *("learningRateBox", "batchSizeBox", "seedBox", "trainingProgress", "trainingStatus"),
    *("learningCurve", "runCard", "drawingCount"),
)
NOBODY = "http://127.0.0.1:9/"


def finished(card: RunCard = CARD) -> Finished:
    return Finished(replace(default_weights(), card=card))


def choose(panel: TrainingPanel, mnist: Path, epochs: int = 1) -> None:
    """Choose a short run on the CPU."""
    form = panel.form
    form.data_box.choose_mixture(["mnist"])
    form.use_folder(MNIST, mnist)
    form.device_box.setCurrentIndex(form.device_box.findData("cpu"))
    form.epochs_box.setValue(epochs)
    form.batch_size_box.setValue(20)


def steps_shown(panel: TrainingPanel) -> list[int]:
    return panel.learning_curve.losses[0]


def thread_of(panel: TrainingPanel) -> TrainingThread:
    thread = panel.findChild(TrainingThread)
    assert isinstance(thread, TrainingThread)
    return thread


def wait_for_steps(panel: TrainingPanel, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: len(steps_shown(panel)) == count, timeout=WAIT_MS)


@pytest.fixture
def changes(panel: TrainingPanel) -> list[Weights | None]:
    """The weights to read with that the panel has named so far."""
    weights: list[Weights | None] = []
    panel.weights_changed.connect(weights.append)
    return weights


# A real run


def test_training_is_shown_and_can_be_kept(
    panel: TrainingPanel, small_mnist: Path, wait_for_state: WaitForState
) -> None:
    choose(panel, small_mnist, epochs=2)
    click(panel.train_button)
    assert not panel.train_button.isEnabled()
    wait_for_state(State.DECIDING)
    assert panel.progress.value() == panel.progress.maximum()
    assert len(steps_shown(panel)) > 1
    assert len(panel.learning_curve.validation_errors[0]) == 4  # twice an epoch
    card = panel.run_card.text()
    assert "test error" in card
    assert "inkling on MNIST" in card
    assert "cpu" in card
    assert kept_weights() == []
    click(panel.keep_button)
    wait_for_state(State.IDLE)
    [kept] = kept_weights()
    assert load_weights(kept).card.recipe == "inkling"


def test_without_mnist_and_network_built_in_ink_is_offered_where_train_is(
    panel: TrainingPanel,
    qtbot: QtBot,
    said: list[str],
    wait_for_state: WaitForState,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def publish(_: str, byte_count: int) -> Publication:
        assert MNIST.publication is not None
        return Publication((NOBODY,), MNIST.publication.md5, byte_count)

    monkeypatch.setattr(sources, "look_up", publish)
    panel.show()
    assert not panel.built_in_button.isVisible()
    click(panel.train_button)
    wait_for_state(State.IDLE)
    assert said == []  # not in a corner, but here
    assert panel.status.text().startswith(
        "MNIST could not be downloaded: 127.0.0.1:9 cannot be reached; built-in ink needs no"
    )
    click(panel.built_in_button)
    qtbot.waitUntil(lambda: bool(panel.learning_curve.losses[0]), timeout=TRAINING_MS)
    assert not panel.built_in_button.isVisible()
    assert panel.form.data_box.sources() == ("ink",)
    click(panel.stop_button)
    wait_for_state(State.IDLE)
    assert not panel.built_in_button.isVisible()


def test_damaged_mnist_is_refused_by_name(
    panel: TrainingPanel, said: list[str], small_mnist: Path, wait_for_state: WaitForState
) -> None:
    labels = small_mnist / "MNIST" / "raw" / "train-labels-idx1-ubyte"
    labels.write_bytes(labels.read_bytes()[:100])
    choose(panel, small_mnist)
    click(panel.train_button)
    wait_for_state(State.IDLE)
    [sentence] = said
    assert labels.name in sentence


# Events


def test_events_are_shown_as_they_come(panel: TrainingPanel, qtbot: QtBot) -> None:
    script = Script(started(), stepped(25), stepped(50), Validated(50, 0.1), finished(), allowed=2)
    panel.start(script)
    wait_for_steps(panel, qtbot, 1)
    assert panel.progress.value() == panel.progress.maximum() // 4
    assert panel.status.text() == "01:05 left  ·  step 25 of 100  ·  loss 0.500"
    script.allow(2)
    qtbot.waitUntil(lambda: bool(panel.learning_curve.validation_errors[0]), timeout=WAIT_MS)
    assert steps_shown(panel) == [25, 50]
    assert panel.learning_curve.validation_errors == ([50], [0.1])
    assert panel.progress.value() == panel.progress.maximum() // 2
    script.allow()


def test_the_plot_is_as_long_as_the_run(panel: TrainingPanel, wait_for_state: WaitForState) -> None:
    panel.start(at_once(started(), stepped(10), Validated(10, 0.1), finished()))
    wait_for_state(State.DECIDING)
    curve = panel.learning_curve
    image, accent = curve.grab().toImage(), theme.accent(curve.palette())
    dot = [
        x
        for x in range(image.width())
        for y in range(image.height() - 30)  # above the legend
        if image.pixelColor(x, y) == accent
    ]
    assert dot
    assert max(dot) < image.width() / 3  # step 10 of 100


def test_a_notice_is_said(
    panel: TrainingPanel, said: list[str], wait_for_state: WaitForState
) -> None:
    panel.start(at_once(Notice("The GPU cannot be used"), finished()))
    wait_for_state(State.DECIDING)
    assert said == ["The GPU cannot be used"]


def test_the_weights_to_read_with_follow_the_run(
    panel: TrainingPanel, changes: list[Weights | None], wait_for_state: WaitForState
) -> None:
    snapshot, end = Snapshot(default_weights()), finished()
    panel.start(at_once(started(), snapshot, end))
    wait_for_state(State.DECIDING)
    assert changes == [snapshot.weights, end.weights]


def test_the_next_run_begins_with_an_empty_plot(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    panel.start(at_once(started(), stepped(50), finished()))
    wait_for_state(State.DECIDING)
    assert steps_shown(panel) == [50]
    panel.discard()
    script = Script(started())
    panel.start(script)
    assert steps_shown(panel) == []
    assert panel.progress.value() == 0
    assert panel.status.text() == "Starting…"
    script.allow()


# Pause and stop


def test_a_pause_holds_the_run_until_it_is_resumed(
    panel: TrainingPanel, qtbot: QtBot, wait_for_state: WaitForState
) -> None:
    script = Script(started(), *map(stepped, range(1, STEPS)), allowed=2)
    panel.start(script)
    wait_for_steps(panel, qtbot, 1)
    qtbot.waitUntil(lambda: script.asked_count == 3, timeout=WAIT_MS)
    click(panel.pause_button)
    assert panel.state is State.PAUSED
    assert panel.pause_button.text() == "Resume"
    script.allow(STEPS)  # only the pause holds them
    wait_for_steps(panel, qtbot, 2)  # was on its way
    assert script.asked_count == 3
    assert panel.status.text().startswith("Paused  ·  01:05 left")
    click(panel.pause_button)
    assert panel.pause_button.text() == "Pause"
    assert panel.status.text().startswith("01:05 left")
    wait_for_state(State.IDLE)
    assert steps_shown(panel) == list(range(1, STEPS))


@pytest.mark.parametrize("is_paused", [False, True])
def test_stop_ends_the_run_and_changes_nothing(
    panel: TrainingPanel,
    qtbot: QtBot,
    changes: list[Weights | None],
    said: list[str],
    wait_for_state: WaitForState,
    is_paused: bool,
) -> None:
    script = Script(started(), stepped(1), finished(), stepped(2), allowed=2)
    panel.start(script)
    wait_for_steps(panel, qtbot, 1)
    qtbot.waitUntil(lambda: script.asked_count == 3, timeout=WAIT_MS)
    if is_paused:
        click(panel.pause_button)
    click(panel.stop_button)
    assert panel.state is State.STOPPING
    assert panel.status.text() == "Stopping…"
    script.allow(2)
    wait_for_state(State.IDLE)
    assert script.is_closed
    assert panel.status.text() == "Stopped; nothing has changed"
    assert panel.progress.value() == 0
    assert changes == [None]
    assert said == []
    assert kept_weights() == []


def test_what_was_on_its_way_when_the_run_was_stopped_is_not_shown(
    panel: TrainingPanel, changes: list[Weights | None], wait_for_state: WaitForState
) -> None:
    script = at_once(started(), stepped(1), finished())
    panel.start(script)
    thread = thread_of(panel)
    assert thread.wait(WAIT_MS)  # all events wait for the event loop
    panel.stop()
    wait_for_state(State.IDLE)
    assert steps_shown(panel) == []
    assert changes == [None]


def test_closing_ends_the_run_and_its_thread(panel: TrainingPanel, qtbot: QtBot) -> None:
    script = Script(started(), *map(stepped, range(1, STEPS)), allowed=2)
    panel.start(script)
    wait_for_steps(panel, qtbot, 1)
    qtbot.waitUntil(lambda: script.asked_count == 3, timeout=WAIT_MS)
    thread = thread_of(panel)
    assert thread.isRunning()
    script.allow()
    panel.close_run(closing_deadline_s())
    assert thread.isFinished()
    assert script.is_closed


def test_there_is_one_run_at_a_time(
    panel: TrainingPanel, said: list[str], wait_for_state: WaitForState
) -> None:
    first, second = Script(started(), finished(), allowed=1), at_once(finished())
    panel.start(first)
    panel.start(second)
    assert said == ["A run is under way, or waits for Keep or Discard: end it first."]
    first.allow()
    wait_for_state(State.DECIDING)
    panel.start(second)
    assert len(said) == 2
    assert second.asked_count == 0


# Failures


def test_a_run_that_breaks_off_is_told_in_a_sentence_and_logged(
    panel: TrainingPanel,
    changes: list[Weights | None],
    said: list[str],
    wait_for_state: WaitForState,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down() -> Iterator[TrainingEvent]:
        yield started()
        yield stepped(50)
        raise RuntimeError("the device is on fire")

    panel.start(break_down)
    wait_for_state(State.IDLE)
    [sentence] = said
    assert "the device is on fire" in sentence
    assert "Traceback" not in sentence
    assert "Traceback" in caplog.text
    assert panel.status.text() == "Training failed"
    assert panel.progress.value() == 0
    assert changes == [None]
    assert panel.train_button.isEnabled()


# The decision


def test_kept_weights_are_on_disk_before_the_window_hears_of_it(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    kept: list[tuple[Weights, int]] = []
    panel.weights_kept.connect(lambda weights: kept.append((weights, len(kept_weights()))))
    end = finished()
    panel.start(at_once(started(), end))
    wait_for_state(State.DECIDING)
    click(panel.keep_button)
    assert panel.state is State.KEEPING
    wait_for_state(State.IDLE)
    assert kept == [(end.weights, 1)]
    assert not panel.keep_button.isVisible()
    assert not panel.run_card.isVisible()
    assert panel.status.text() == "Kept: the pad now reads with this network"


def test_what_cannot_be_kept_is_said_before_and_lost_by_no_means(
    panel: TrainingPanel, said: list[str], wait_for_state: WaitForState, home: Path
) -> None:
    home.mkdir()
    (home / "weights").write_text("in the way")
    panel.show()
    panel.start(at_once(started(), finished()))
    wait_for_state(State.DECIDING)
    assert said[0].startswith("The network could not be kept: cannot write")
    assert not panel.save_button.isVisible()
    click(panel.keep_button)
    wait_for_state(State.DECIDING)
    assert "annot write" in said[1]
    assert panel.save_button.isVisible()
    (home / "weights").unlink()
    click(panel.keep_button)
    wait_for_state(State.IDLE)
    assert len(kept_weights()) == 1
    assert not panel.save_button.isVisible()


def test_what_cannot_be_kept_is_saved_elsewhere(
    panel: TrainingPanel,
    wait_for_state: WaitForState,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.mkdir()
    (home / "weights").write_text("in the way")
    panel.start(at_once(started(), finished()))
    wait_for_state(State.DECIDING)
    click(panel.keep_button)
    wait_for_state(State.DECIDING)
    path = tmp_path / "mine.safetensors"
    monkeypatch.setattr(training_panel, "ask_where_to_save", lambda *_: (path, WEIGHTS))
    click(panel.save_button)
    wait_for_state(State.IDLE)
    assert load_weights(path).card.recipe is not None
    assert panel.status.text().startswith(f"Saved as {path}")


def test_discard_goes_back_to_the_weights_before(
    panel: TrainingPanel, changes: list[Weights | None], wait_for_state: WaitForState
) -> None:
    end = finished()
    panel.start(at_once(started(), end))
    wait_for_state(State.DECIDING)
    click(panel.discard_button)
    assert panel.state is State.IDLE
    assert changes == [end.weights, None]
    assert kept_weights() == []
    assert not panel.discard_button.isVisible()


def test_the_run_card_says_what_learning_has_changed(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    panel.start(at_once(started(), Compared(10, 0.2, 0.1, "MNIST", 0.004, 0.005), finished()))
    wait_for_state(State.DECIDING)
    assert panel.run_card.isVisible()
    assert "Yours 80 % → 90 %" in panel.run_card.text()


def test_what_cannot_be_done_now_is_not_done(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    close_run = partial(panel.close_run, closing_deadline_s())
    for do in (panel.toggle_pause, panel.stop, panel.keep, panel.discard, close_run):
        do()
        assert panel.state is State.IDLE
    script = Script(started())
    panel.start(script)
    panel.keep()
    panel.discard()
    wait_for_state(State.RUNNING)
    panel.stop()
    panel.toggle_pause()
    panel.keep()
    wait_for_state(State.STOPPING)
    script.allow()


# Controls


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
    for _ in range(11):
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
