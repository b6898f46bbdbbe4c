"""The walker: progress as it comes, the newest walk alone is heard of, and an end when asked."""

import threading
from collections.abc import Generator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.views.walker import Walker
from model.data.progress import Progress, Working
from model.errors import BadInput
from tests.app.conftest import WAIT_MS


class Heard:
    def __init__(self, walker: Walker) -> None:
        self.events: list[object] = []
        walker.progressed.connect(self.events.append)
        walker.done.connect(lambda result: self.events.append(("done", result)))
        walker.failed.connect(lambda message: self.events.append(("failed", message)))


@pytest.fixture
def walker(qtbot: QtBot) -> Walker:
    return Walker()


@pytest.fixture
def heard(walker: Walker) -> Heard:
    return Heard(walker)


def count_to(
    number: int, may_go_on: threading.Event | None = None
) -> Generator[Progress, None, int]:
    for step in range(number):
        yield Working("counting", step / number)
        if may_go_on is not None:
            assert may_go_on.wait(WAIT_MS / 1000)
    return number


def refuse() -> Generator[Progress, None, int]:
    yield Working("looking")
    raise BadInput("nothing is there")


def test_progress_and_the_result_come_in_order(walker: Walker, heard: Heard, qtbot: QtBot) -> None:
    walker.start("Counting", partial(count_to, 2))
    assert walker.is_walking
    qtbot.waitUntil(lambda: not walker.is_walking, timeout=WAIT_MS)
    assert heard.events == [Working("counting", 0.0), Working("counting", 0.5), ("done", 2)]


def test_a_refusal_comes_as_a_sentence(walker: Walker, heard: Heard, qtbot: QtBot) -> None:
    walker.start("Looking", refuse)
    qtbot.waitUntil(lambda: not walker.is_walking, timeout=WAIT_MS)
    assert heard.events == [Working("looking"), ("failed", "Nothing is there")]


def test_only_the_newest_walk_is_heard_of(walker: Walker, heard: Heard, qtbot: QtBot) -> None:
    may_go_on = threading.Event()
    walker.start("Counting", partial(count_to, 100, may_go_on))
    walker.start("Counting", partial(count_to, 1))
    qtbot.waitUntil(lambda: not walker.is_walking, timeout=WAIT_MS)
    may_go_on.set()
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    assert heard.events == [Working("counting", 0.0), ("done", 1)]


def test_a_cancelled_walk_ends_after_its_next_event_and_is_not_heard_of(
    walker: Walker, heard: Heard, qtbot: QtBot
) -> None:
    may_go_on, closed = threading.Event(), threading.Event()

    def walk() -> Generator[Progress, None, int]:
        try:
            return (yield from count_to(1000, may_go_on))
        except GeneratorExit:
            closed.set()
            raise

    walker.start("Counting", walk)
    qtbot.waitUntil(lambda: len(heard.events) == 1, timeout=WAIT_MS)
    walker.cancel()
    assert not walker.is_walking
    may_go_on.set()
    assert closed.wait(WAIT_MS / 1000)
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    assert len(heard.events) == 1


def test_events_that_were_under_way_to_the_gui_are_not_heard_of_after_a_cancel(
    walker: Walker, heard: Heard, qtbot: QtBot
) -> None:
    ended = threading.Event()

    def walk() -> Generator[Progress, None, int]:
        result = yield from count_to(2)
        ended.set()
        return result

    walker.start("Counting", walk)
    assert ended.wait(WAIT_MS / 1000)  # while the GUI thread is busy
    walker.cancel()
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    qtbot.wait(0)
    assert heard.events == []
