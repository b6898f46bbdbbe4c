"""What a run is doing, and what can be done when: all of it without a window."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.training.run_state import Controls, RunState, State, WrongState
from model.network.weights import RunCard, Weights
from model.training.events import (
    Compared,
    Fetching,
    Finished,
    Notice,
    Snapshot,
    TrainingEvent,
    Validated,
    Working,
)
from tests.app.training.conftest import started, stepped

ROOT = Path(__file__).parents[3]
WEIGHTS = Weights({}, RunCard(seconds=75.0))
COMPARED = Compared(10, 0.2, 0.1, "MNIST", 0.004, 0.005)

WAYS: dict[State, tuple[str, ...]] = {
    State.IDLE: (),
    State.RUNNING: ("start",),
    State.PAUSED: ("start", "pause"),
    State.STOPPING: ("start", "stop"),
    State.DECIDING: ("start", "finish", "end"),
    State.KEEPING: ("start", "finish", "end", "keep"),
}
"""How a run comes to each state."""
CHANGES: dict[str, dict[State, State]] = {
    "start": {State.IDLE: State.RUNNING},
    "pause": {State.RUNNING: State.PAUSED},
    "resume": {State.PAUSED: State.RUNNING},
    "stop": {State.RUNNING: State.STOPPING, State.PAUSED: State.STOPPING},
    "end": {
        State.RUNNING: State.IDLE,
        State.PAUSED: State.IDLE,
        State.STOPPING: State.IDLE,
    },
    "keep": {State.DECIDING: State.KEEPING},
    "discard": {State.DECIDING: State.IDLE},
    "end_keeping": {State.KEEPING: State.IDLE},
    "fail_keeping": {State.KEEPING: State.DECIDING},
}


def run_in(state: State, own_count: int = 0) -> RunState:
    """Return a run that has come to a state."""
    run = RunState()
    run.own_count = own_count
    for change in WAYS[state]:
        if change == "finish":
            run.take(Finished(WEIGHTS))
        else:
            getattr(run, change)()
    assert run.state is state
    return run


def after(*events: TrainingEvent) -> RunState:
    """Return a run that is under way and has brought these events."""
    run = run_in(State.RUNNING)
    for event in events:
        assert run.take(event)
    return run


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_made_where_it_is_possible_and_refused_elsewhere(
    change: str, state: State
) -> None:
    run = run_in(state)
    if state in CHANGES[change]:
        getattr(run, change)()
        assert run.state is CHANGES[change][state]
    else:
        weights, status = run.weights, run.status
        with pytest.raises(WrongState, match=state.name):
            getattr(run, change)()
        assert (run.state, run.weights, run.status) == (state, weights, status)


@pytest.mark.parametrize("state", [State.RUNNING, State.PAUSED])
def test_a_run_that_has_finished_asks_for_a_decision(state: State) -> None:
    run = run_in(state)
    run.take(Finished(WEIGHTS))
    assert run.state is state  # its thread is not over yet
    run.end()
    assert run.state is State.DECIDING
    assert run.weights is WEIGHTS
    assert run.share == 1
    assert run.status == "Done in 01:15"


def test_a_run_that_was_stopped_as_it_finished_changes_nothing() -> None:
    run = after(started(), stepped(50), Finished(WEIGHTS))
    run.stop()
    run.end()
    assert run.state is State.IDLE
    assert run.weights is None
    assert run.share == 0
    assert run.status == "Stopped; nothing has changed"


# Controls

OFF = Controls(
    choices=False,
    train=False,
    learn=False,
    versions=False,
    pause=False,
    pause_text="Pause",
    stop=False,
    save_elsewhere=False,
    built_in_offer=False,
    result=False,
    keep=False,
    discard=False,
)


@pytest.mark.parametrize(
    ("state", "controls"),
    [
        (State.IDLE, replace(OFF, choices=True, train=True, learn=True, versions=True)),
        (State.RUNNING, replace(OFF, pause=True, stop=True)),
        (State.PAUSED, replace(OFF, pause=True, pause_text="Resume", stop=True)),
        (State.STOPPING, OFF),
        (State.DECIDING, replace(OFF, result=True, keep=True, discard=True)),
        (State.KEEPING, replace(OFF, result=True)),
    ],
)
def test_each_state_has_its_controls(state: State, controls: Controls) -> None:
    assert run_in(state, own_count=3).controls == controls


def test_without_drawings_there_is_nothing_to_learn() -> None:
    run = run_in(State.IDLE)
    assert not run.controls.learn
    assert run.controls.train
    run.own_count = 1
    assert run.controls.learn


# Events


def test_a_run_says_at_once_that_it_starts() -> None:
    run = run_in(State.RUNNING)
    assert run.status == "Starting…"
    assert run.share == 0


def test_a_download_shows_how_far_it_is() -> None:
    run = after(Fetching("MNIST", 2_900_000, 11_600_000))
    assert run.status == "Downloading data: 2.9 of 11.6 MB"
    assert run.share == 0.25


def test_what_has_no_steps_shows_its_share_where_it_is_known() -> None:
    run = after(Working("drawing built-in ink", 0.5))
    assert (run.status, run.share) == ("Drawing built-in ink…", 0.5)
    run.take(Working("moving data to the device"))
    assert (run.status, run.share) == ("Moving data to the device…", 0.5)


def test_the_first_step_begins_the_progress_anew() -> None:
    run = after(Working("drawing built-in ink", 1.0), started(200))
    assert run.share == 0
    run.take(stepped(50, loss=0.1234))
    assert run.share == 0.25
    assert run.status == "01:05 left  ·  step 50 of 200  ·  loss 0.123"


@pytest.mark.parametrize("event", [Notice("hello"), Snapshot(WEIGHTS), Validated(50, 0.1)])
def test_other_events_leave_the_progress_as_it_is(event: TrainingEvent) -> None:
    run = after(started(), stepped(50))
    status = run.status
    assert run.take(event)
    assert (run.status, run.share, run.weights) == (status, 0.5, None)


def test_progress_that_was_on_its_way_is_shown_in_a_pause() -> None:
    run = after(started(), stepped(50))
    run.pause()
    run.take(stepped(51))
    assert run.status == "Paused  ·  01:05 left  ·  step 51 of 100  ·  loss 0.500"
    run.resume()
    assert run.status.startswith("01:05 left")


def test_what_learning_has_changed_is_kept_for_the_decision() -> None:
    run = after(COMPARED, Finished(WEIGHTS))
    run.end()
    assert run.comparison is COMPARED


def test_an_event_that_was_on_its_way_when_the_run_was_stopped_does_not_count() -> None:
    run = after(started(), stepped(50))
    run.stop()
    assert not run.take(Finished(WEIGHTS))
    assert run.weights is None
    assert (run.share, run.status) == (0.5, "Stopping…")


@pytest.mark.parametrize("state", [State.IDLE, State.DECIDING, State.KEEPING])
def test_without_a_run_there_are_no_events_and_no_failures(state: State) -> None:
    run = run_in(state)
    with pytest.raises(WrongState):
        run.take(Notice("hello"))
    with pytest.raises(WrongState):
        run.fail("the device is on fire")
    assert run.failure is None


@pytest.mark.parametrize("state", [State.RUNNING, State.PAUSED, State.STOPPING])
def test_a_failure_ends_the_run_and_is_remembered(state: State) -> None:
    run = run_in(state)
    run.fail("The device is on fire")
    run.end()
    assert run.state is State.IDLE
    assert run.status == "Training failed"
    assert run.failure == "The device is on fire"


def test_the_next_run_knows_nothing_of_the_last() -> None:
    run = after(started(), stepped(50), COMPARED)
    run.fail("The device is on fire")
    run.end()
    run.start()
    assert (run.failure, run.comparison, run.weights) == (None, None, None)
    assert (run.share, run.status) == (0, "Starting…")


# The decision


def test_kept_weights_are_no_longer_to_be_decided_on() -> None:
    run = run_in(State.KEEPING)
    run.end_keeping()
    assert run.weights is None
    assert run.status == "Kept: the pad now reads with this network"


def test_weights_that_could_not_be_saved_are_still_there() -> None:
    run = run_in(State.KEEPING)
    run.fail_keeping()
    assert run.weights is WEIGHTS
    assert run.controls.keep
    assert run.status == "Done in 01:15"


def test_discarded_weights_are_gone() -> None:
    run = run_in(State.DECIDING)
    run.discard()
    assert run.weights is None
    assert run.status == "Discarded; the network is the one before"


def test_it_knows_no_qt() -> None:
    script = "import sys, app.training.run_state; print('PySide6' in sys.modules)"
    output = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert output.strip() == "False"
