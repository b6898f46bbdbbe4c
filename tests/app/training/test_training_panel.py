import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.training.training_panel import State, TrainingPanel, format_duration
from app.training.training_thread import TrainingThread
from model.data import datasets
from model.home.versions import kept_weights
from model.network.weights import default_weights, load_weights
from model.training.events import (
    Finished,
    Notice,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Validated,
)
from tests.app.conftest import WAIT_MS, draw

TRAINING_MS = 60_000


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(panel: TrainingPanel, mnist: Path, epochs: int, batch_size: int = 20) -> None:
    panel.data_box.setCurrentIndex(panel.data_box.findData("mnist"))
    panel.use_mnist_folder(mnist)
    panel.device_box.setCurrentIndex(panel.device_box.findData("cpu"))
    panel.epochs_box.setValue(epochs)
    panel.batch_size_box.setValue(batch_size)


def wait_for_state(panel: TrainingPanel, qtbot: QtBot, state: State) -> None:
    qtbot.waitUntil(lambda: panel.state is state, timeout=TRAINING_MS)


def wait_for_first_step(panel: TrainingPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(panel.learning_curve.losses[0]), timeout=TRAINING_MS)


def message(window: MainWindow) -> str:
    return window.findChild(QLabel, "message").text()


def test_training_is_shown_and_can_be_kept(
    window: MainWindow, qtbot: QtBot, small_mnist: Path, hand_drawn: list
) -> None:
    draw(window.pad, hand_drawn[3].strokes)
    panel = window.training_panel
    choose(panel, small_mnist, epochs=4)
    seen: list[float] = []
    window.predicted.connect(lambda prediction: seen.append(prediction.confidence))
    click(panel.train_button)
    assert not panel.train_button.isEnabled()
    assert panel.stop_button.isEnabled()
    wait_for_state(panel, qtbot, State.DECIDING)
    assert panel.progress.value() == panel.progress.maximum()
    assert len(panel.learning_curve.losses[0]) > 1
    assert len(panel.learning_curve.validation_errors[0]) == 8  # twice an epoch
    assert len({round(confidence, 4) for confidence in seen}) > 2  # the bars moved
    card = panel.run_card.text()
    assert "test error" in card
    assert "cpu" in card
    assert "seed 0" in card
    assert kept_weights() == []
    click(panel.keep_button)
    wait_for_state(panel, qtbot, State.IDLE)
    [kept] = kept_weights()
    assert load_weights(kept).card.recipe == "inkling"
    assert not panel.keep_button.isVisible()


def test_discard_goes_back_to_the_network_before(
    window: MainWindow, qtbot: QtBot, small_mnist: Path, hand_drawn: list
) -> None:
    draw(window.pad, hand_drawn[3].strokes)
    qtbot.waitUntil(lambda: window.prediction is not None, timeout=WAIT_MS)
    before = window.prediction.probabilities
    panel = window.training_panel
    choose(panel, small_mnist, epochs=1)
    click(panel.train_button)
    wait_for_state(panel, qtbot, State.DECIDING)
    qtbot.waitUntil(
        lambda: not np.array_equal(window.prediction.probabilities, before), timeout=WAIT_MS
    )
    click(panel.discard_button)
    qtbot.waitUntil(
        lambda: np.array_equal(window.prediction.probabilities, before), timeout=WAIT_MS
    )
    assert panel.state is State.IDLE
    assert kept_weights() == []


def test_pause_holds_and_resume_goes_on(
    window: MainWindow, qtbot: QtBot, small_mnist: Path
) -> None:
    panel = window.training_panel
    choose(panel, small_mnist, epochs=200)
    click(panel.train_button)
    wait_for_first_step(panel, qtbot)
    click(panel.pause_button)
    assert panel.pause_button.text() == "Resume"
    qtbot.wait(200)  # what was on its way arrives
    held = list(panel.learning_curve.losses[0])
    qtbot.wait(300)
    assert panel.learning_curve.losses[0] == held
    assert panel.state is State.PAUSED
    assert panel.status.text().startswith("Paused")
    click(panel.pause_button)
    qtbot.waitUntil(lambda: len(panel.learning_curve.losses[0]) > len(held), timeout=TRAINING_MS)
    assert not panel.status.text().startswith("Paused")
    click(panel.stop_button)
    wait_for_state(panel, qtbot, State.IDLE)


@pytest.mark.parametrize("paused", [False, True])
def test_stop_ends_the_run_and_changes_nothing(
    window: MainWindow, qtbot: QtBot, small_mnist: Path, paused: bool
) -> None:
    panel = window.training_panel
    choose(panel, small_mnist, epochs=500)
    click(panel.train_button)
    wait_for_first_step(panel, qtbot)
    if paused:
        click(panel.pause_button)
    clock = QElapsedTimer()
    clock.start()
    click(panel.stop_button)
    wait_for_state(panel, qtbot, State.IDLE)
    print(f"Stop took {clock.elapsed()} ms")
    assert panel.train_button.isEnabled()
    assert not panel.keep_button.isVisible()
    assert kept_weights() == []


def test_closing_the_window_ends_the_training(
    open_window: Callable[[], MainWindow], qtbot: QtBot, small_mnist: Path
) -> None:
    window = open_window()
    panel = window.training_panel
    choose(panel, small_mnist, epochs=500)
    click(panel.train_button)
    wait_for_first_step(panel, qtbot)
    thread = panel.findChild(TrainingThread)
    assert thread.isRunning()
    window.close()
    assert thread.isFinished()


def test_no_mnist_and_no_network_is_one_sentence_with_another_source(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "MNIST_MIRRORS", ("http://127.0.0.1:9/",))
    panel = window.training_panel
    click(panel.train_button)
    wait_for_state(panel, qtbot, State.RUNNING)
    wait_for_state(panel, qtbot, State.IDLE)
    assert "MNIST could not be downloaded" in message(window)
    assert "ink" in message(window)
    assert panel.train_button.isEnabled()


def test_damaged_mnist_is_refused_by_name(
    window: MainWindow, qtbot: QtBot, small_mnist: Path
) -> None:
    labels = small_mnist / "MNIST" / "raw" / "train-labels-idx1-ubyte"
    labels.write_bytes(labels.read_bytes()[:100])
    panel = window.training_panel
    choose(panel, small_mnist, epochs=1)
    click(panel.train_button)
    wait_for_state(panel, qtbot, State.IDLE)
    assert "train-labels-idx1-ubyte" in message(window)


def test_a_run_that_breaks_is_told_without_a_traceback_and_logged(
    window: MainWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down() -> Iterator[TrainingEvent]:
        yield Notice("about to break")
        raise RuntimeError("the device is on fire")

    panel = window.training_panel
    panel.start(break_down)
    wait_for_state(panel, qtbot, State.IDLE)
    assert "the device is on fire" in message(window)
    assert "Traceback" in caplog.text
    assert panel.train_button.isEnabled()


def test_a_failed_keep_loses_nothing(window: MainWindow, qtbot: QtBot, home: Path) -> None:
    def finish() -> Iterator[TrainingEvent]:
        yield Finished(default_weights())

    panel = window.training_panel
    panel.start(finish)
    wait_for_state(panel, qtbot, State.DECIDING)
    home.mkdir(exist_ok=True)
    (home / "weights").write_text("in the way")
    click(panel.keep_button)
    qtbot.waitUntil(lambda: "annot write" in message(window), timeout=WAIT_MS)
    wait_for_state(panel, qtbot, State.DECIDING)
    (home / "weights").unlink()
    click(panel.keep_button)
    wait_for_state(panel, qtbot, State.IDLE)
    assert len(kept_weights()) == 1


def test_events_arrive_in_order_on_the_gui_thread(qtbot: QtBot) -> None:
    weights = default_weights()
    events = [
        Notice("hello"),
        Started("inkling", "mnist", "cpu", 0, 1, 100, 1, 1, 1),
        *(Stepped(step, 1.0, 0.0, 0.0) for step in range(1, 101)),
        Validated(100, 0.5),
        Snapshot(weights),
        Finished(weights),
    ]
    thread = TrainingThread(lambda: iter_events(events))
    told: list[TrainingEvent] = []
    threads: set[int] = set()

    class Receiver(QLabel):
        def receive(self, event: TrainingEvent) -> None:
            told.append(event)
            threads.add(threading.get_ident())

    receiver = Receiver()
    qtbot.addWidget(receiver)
    thread.told.connect(receiver.receive)
    with qtbot.waitSignals([thread.started, thread.finished], order="strict", timeout=WAIT_MS):
        thread.start()
    qtbot.waitUntil(lambda: len(told) == len(events), timeout=WAIT_MS)
    assert all(a is b for a, b in zip(told, events, strict=True))
    assert threads == {threading.get_ident()}


def iter_events(events: list[TrainingEvent]) -> Iterator[TrainingEvent]:
    yield from events


def test_recipes_fill_in_their_values(window: MainWindow) -> None:
    panel = window.training_panel
    panel.recipe_box.setCurrentIndex(panel.recipe_box.findData("lecture"))
    config = panel.config()
    assert (config.epochs, config.batch_size, config.learning_rate) == (10, 100, 0.1)
    assert not config.shuffle
    assert config.augmentation is None


def test_durations_read_like_a_clock() -> None:
    assert [format_duration(s) for s in (0, 6.4, 65, 3600)] == [
        "00:00",
        "00:06",
        "01:05",
        "1:00:00",
    ]


@pytest.mark.slow
def test_the_window_stays_alive_while_real_mnist_trains(
    window: MainWindow, qtbot: QtBot, mnist: Path, hand_drawn: list
) -> None:
    draw(window.pad, hand_drawn[5].strokes)
    panel = window.training_panel
    choose(panel, mnist, epochs=1, batch_size=128)
    gaps: list[int] = []
    clock = QElapsedTimer()

    def tick() -> None:
        gaps.append(clock.restart())

    timer = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    click(panel.train_button)
    wait_for_first_step(panel, qtbot)
    clock.start()
    timer.start()
    qtbot.waitUntil(lambda: len(panel.learning_curve.losses[0]) > 60, timeout=TRAINING_MS)
    timer.stop()
    click(panel.stop_button)
    wait_for_state(panel, qtbot, State.IDLE)
    p50, p99 = np.percentile(gaps, [50, 99])
    print(f"gaps of the GUI thread: p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {max(gaps)} ms")
    assert len(gaps) > 50
