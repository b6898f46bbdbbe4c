"""The worker thread: events in order, held in a pause, and no more of them after a stop."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.training.training_thread import StartTraining, TrainingThread
from model.errors import BadInput
from model.network.weights import default_weights
from model.training.events import (
    Finished,
    Notice,
    Snapshot,
    TrainingEvent,
    Validated,
)
from tests.app.conftest import WAIT_MS
from tests.app.training.conftest import Script, at_once, started, stepped

NUMBERED = [Notice(str(number)) for number in range(5)]


class Receiver(QObject):
    """Collects what a thread emits, as the panel does: by methods of a QObject."""

    def __init__(self, thread: TrainingThread) -> None:
        super().__init__()
        self.events: list[TrainingEvent] = []
        self.failures: list[str] = []
        self.threads: set[int] = set()
        thread.emitted.connect(self.take)
        thread.failed.connect(self.fail)

    def take(self, event: TrainingEvent) -> None:
        self.events.append(event)
        self.threads.add(threading.get_ident())

    def fail(self, failure: str) -> None:
        self.failures.append(failure)
        self.threads.add(threading.get_ident())


Begin = Callable[[StartTraining], tuple[TrainingThread, Receiver]]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Begin runs; they are over at the end."""
    threads: list[TrainingThread] = []

    def begin_one(start_training: StartTraining) -> tuple[TrainingThread, Receiver]:
        thread = TrainingThread(start_training)
        threads.append(thread)
        receiver = Receiver(thread)
        thread.start()
        return thread, receiver

    yield begin_one
    for thread in threads:
        thread.stop()
        assert thread.wait(WAIT_MS)


def begin_second(script: Script, begin: Begin, qtbot: QtBot) -> tuple[TrainingThread, Receiver]:
    """Begin a script that is allowed one event, and wait until it was asked for the second."""
    thread, receiver = begin(script)
    wait_for_events(receiver, qtbot, 1)
    qtbot.waitUntil(lambda: script.asked_count == 2, timeout=WAIT_MS)
    return thread, receiver


def wait_for_events(receiver: Receiver, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: len(receiver.events) == count, timeout=WAIT_MS)


def test_events_arrive_in_order_on_the_gui_thread(begin: Begin, qtbot: QtBot) -> None:
    weights = default_weights()
    events: list[TrainingEvent] = [
        Notice("hello"),
        started(100),
        *(stepped(step) for step in range(1, 101)),
        Validated(100, 0.5),
        Snapshot(weights),
        Finished(weights),
    ]
    _, receiver = begin(at_once(*events))
    wait_for_events(receiver, qtbot, len(events))
    assert all(a is b for a, b in zip(receiver.events, events, strict=True))
    assert receiver.threads == {threading.get_ident()}


def test_the_run_goes_on_elsewhere(begin: Begin, qtbot: QtBot) -> None:
    threads: list[int] = []

    def start() -> Iterator[TrainingEvent]:
        threads.append(threading.get_ident())
        return walk()

    def walk() -> Iterator[TrainingEvent]:
        threads.append(threading.get_ident())
        yield NUMBERED[0]

    _, receiver = begin(start)
    wait_for_events(receiver, qtbot, 1)
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


def test_a_pause_holds_the_run_after_its_next_event(begin: Begin, qtbot: QtBot) -> None:
    script = Script(*NUMBERED, allowed=1)
    thread, receiver = begin_second(script, begin, qtbot)
    thread.pause()
    script.allow(4)  # all the others: only the pause holds them
    wait_for_events(receiver, qtbot, 2)
    assert script.asked_count == 2
    assert receiver.events == NUMBERED[:2]
    thread.resume()
    wait_for_events(receiver, qtbot, 5)
    assert receiver.events == NUMBERED


def test_a_stopped_run_emits_nothing_more_and_is_closed(begin: Begin, qtbot: QtBot) -> None:
    script = Script(*NUMBERED, allowed=1)
    thread, receiver = begin_second(script, begin, qtbot)
    with qtbot.waitSignal(thread.finished, timeout=WAIT_MS):
        thread.stop()
        script.allow(4)
    assert script.is_closed
    assert script.asked_count == 2
    assert receiver.events == NUMBERED[:1]
    assert receiver.failures == []


def test_a_paused_run_can_be_stopped(begin: Begin, qtbot: QtBot) -> None:
    script = Script(*NUMBERED, allowed=1)
    thread, receiver = begin_second(script, begin, qtbot)
    thread.pause()
    script.allow()
    wait_for_events(receiver, qtbot, 2)
    with qtbot.waitSignal(thread.finished, timeout=WAIT_MS):
        thread.stop()
    assert script.is_closed
    assert receiver.events == NUMBERED[:2]


def test_a_run_that_ends_by_itself_is_not_broken_off(begin: Begin, qtbot: QtBot) -> None:
    script = at_once(*NUMBERED)
    thread, receiver = begin(script)
    wait_for_events(receiver, qtbot, 5)
    assert thread.wait(WAIT_MS)
    assert not script.is_closed


def fail_at_once() -> Iterator[TrainingEvent]:
    raise BadInput("digits.jsonl: line 3 is damaged")


def fail_later() -> Iterator[TrainingEvent]:
    yield NUMBERED[0]
    raise BadInput("digits.jsonl: line 3 is damaged")


@pytest.mark.parametrize("start", [fail_at_once, fail_later])
def test_bad_input_is_a_sentence_for_the_user_and_not_logged(
    begin: Begin, qtbot: QtBot, caplog: pytest.LogCaptureFixture, start: StartTraining
) -> None:
    thread, receiver = begin(start)
    qtbot.waitUntil(lambda: bool(receiver.failures), timeout=WAIT_MS)
    assert receiver.failures == ["Digits.jsonl: line 3 is damaged"]
    assert receiver.threads == {threading.get_ident()}
    assert caplog.text == ""
    assert thread.wait(WAIT_MS)


def test_what_nobody_expects_is_logged_with_its_traceback(
    begin: Begin, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down() -> Iterator[TrainingEvent]:
        yield NUMBERED[0]
        raise RuntimeError("the device is on fire")

    _, receiver = begin(break_down)
    qtbot.waitUntil(lambda: bool(receiver.failures), timeout=WAIT_MS)
    assert receiver.events == NUMBERED[:1]
    assert receiver.failures[0].startswith("Training failed: the device is on fire")
    assert "Traceback" in caplog.text


def test_a_failure_is_known_before_the_run_is_over(qtbot: QtBot) -> None:
    thread = TrainingThread(fail_later)
    order = [thread.emitted, thread.failed, thread.finished]
    with qtbot.waitSignals(order, order="strict", timeout=WAIT_MS):
        thread.start()
    assert thread.wait(WAIT_MS)
