"""One thing at a time, and the newest: what comes meanwhile is passed over."""

from threading import Event

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.camera.newest import Newest
from model.errors import BadInput
from tests.app.conftest import WAIT_MS


class Gate:
    """A function that waits until it is let go on; it notes what it was called with."""

    def __init__(self) -> None:
        self.called: list[int] = []
        self.open = Event()

    def __call__(self, thing: int) -> int:
        self.called.append(thing)
        assert self.open.wait(WAIT_MS / 1000)
        return 10 * thing


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def test_of_what_comes_meanwhile_only_the_newest_is_worked_on(owner: QObject, qtbot: QtBot) -> None:
    gate, results = Gate(), list[int]()
    newest = Newest("Trying", gate, owner)
    newest.done.connect(results.append)
    newest.request(1)
    qtbot.waitUntil(lambda: gate.called == [1], timeout=WAIT_MS)
    for thing in (2, 3, 4):
        newest.request(thing)
    gate.open.set()
    qtbot.waitUntil(lambda: results == [10, 40], timeout=WAIT_MS)
    assert gate.called == [1, 4]


def test_what_is_under_way_when_it_is_dropped_ends_unheard(owner: QObject, qtbot: QtBot) -> None:
    gate, results = Gate(), list[int]()
    newest = Newest("Trying", gate, owner)
    newest.done.connect(results.append)
    newest.request(1)
    qtbot.waitUntil(lambda: gate.called == [1], timeout=WAIT_MS)
    newest.request(2)
    newest.drop()
    newest.request(3)
    gate.open.set()
    qtbot.waitUntil(lambda: results == [30], timeout=WAIT_MS)
    assert gate.called == [1, 3]


def test_a_failure_is_one_sentence_and_the_next_is_worked_on(owner: QObject, qtbot: QtBot) -> None:
    def refuse(thing: int) -> int:
        if thing == 1:
            raise BadInput("the first cannot be read")
        return thing

    faults, results = list[str](), list[int]()
    newest = Newest("Trying", refuse, owner)
    newest.failed.connect(faults.append)
    newest.done.connect(results.append)
    newest.request(1)
    qtbot.waitUntil(lambda: faults == ["The first cannot be read"], timeout=WAIT_MS)
    newest.request(2)
    qtbot.waitUntil(lambda: results == [2], timeout=WAIT_MS)
