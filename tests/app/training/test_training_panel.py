"""The panel: the runs that it shows, how they are held and ended, and what it says of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import theme
from app.background import closing_deadline_s
from app.training.run_state import State
from app.training.training_panel import TrainingPanel
from app.training.training_thread import TrainingThread
from model.data import source
from model.data.download import Publication
from model.data.image_sets import MNIST
from model.home.versions import kept_weights
from model.network.weights import Weights, default_weights, load_weights
from model.training.events import Notice, Snapshot, TrainingEvent, Validated
from tests.app.conftest import WAIT_MS
from tests.app.training.conftest import (
    STEPS,
    TRAINING_MS,
    Script,
    WaitForState,
    at_once,
    choose,
    click,
    finished,
    started,
    stepped,
    steps_shown,
    wait_for_steps,
)

NOBODY = "http://127.0.0.1:9/"


def thread_of(panel: TrainingPanel) -> TrainingThread:
    thread = panel.findChild(TrainingThread)
    assert isinstance(thread, TrainingThread)
    return thread


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


@pytest.mark.usefixtures("small_training")
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

    monkeypatch.setattr(source, "look_up", publish)
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
