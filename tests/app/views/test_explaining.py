"""Readings are explained off the GUI thread, the newest alone."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.pad.page import Page
from app.prediction.reading import Reading
from app.views.explaining import NEAREST, Explained, Explaining
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.insight.nearest import Neighbour
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.app.conftest import WAIT_MS

Read = Callable[[Page], Reading]


@pytest.fixture
def read() -> Read:
    """Reads pages, each time with another network of the same weights."""

    def read_page(page: Page) -> Reading:
        recognizer = Recognizer(default_weights())
        images = rasterize([page.drawing])
        return Reading(page, images, recognizer, recognizer.predict(images)[0])

    return read_page


@pytest.fixture
def explaining(qtbot: QtBot) -> Explaining:
    return Explaining()


@pytest.fixture
def explained(explaining: Explaining) -> list[Explained]:
    """What was explained so far."""
    found: list[Explained] = []
    explaining.explained.connect(found.append)
    return found


def finish_unheard(explaining: Explaining, qtbot: QtBot) -> None:
    """Let what is requested be done, but not be told yet."""
    qtbot.waitUntil(background_tasks_running, timeout=WAIT_MS)
    pool = explaining.findChild(QThreadPool)
    assert isinstance(pool, QThreadPool)
    assert pool.waitForDone(WAIT_MS)


def test_of_two_drawings_only_the_newer_is_told(
    explaining: Explaining,
    explained: list[Explained],
    read: Read,
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    older, newer = (read(Page(drawing)) for drawing in hand_drawn[:2])
    explaining.request(older)
    finish_unheard(explaining, qtbot)
    explaining.request(newer)
    qtbot.waitUntil(lambda: len(explained) > 0, timeout=WAIT_MS)
    assert [found.reading for found in explained] == [newer]


def test_what_is_dropped_is_not_told(
    explaining: Explaining,
    explained: list[Explained],
    read: Read,
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    explaining.request(read(Page(hand_drawn[0])))
    finish_unheard(explaining, qtbot)
    explaining.drop()
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    last = read(Page(hand_drawn[1]))
    explaining.request(last)
    qtbot.waitUntil(lambda: len(explained) > 0, timeout=WAIT_MS)
    assert [found.reading for found in explained] == [last]


def test_of_the_networks_of_a_run_what_is_under_way_is_told_and_then_the_newest(
    explaining: Explaining,
    explained: list[Explained],
    read: Read,
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    page = Page(hand_drawn[3])
    first, *between, newest = (read(page) for _ in range(5))
    explaining.request(first)
    finish_unheard(explaining, qtbot)
    for reading in (*between, newest):
        explaining.request(reading)
    qtbot.waitUntil(lambda: len(explained) == 2, timeout=WAIT_MS)
    assert [found.reading for found in explained] == [first, newest]


def test_the_nearest_are_found_for_what_is_explained(
    explaining: Explaining,
    explained: list[Explained],
    read: Read,
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    reading = read(Page(hand_drawn[5]))
    explaining.request(reading)
    qtbot.waitUntil(lambda: len(explained) == 1, timeout=WAIT_MS)
    assert reading.recognizer is not None
    features = reading.recognizer.activations(rasterize(hand_drawn)).hidden
    found: list[list[Neighbour]] = []
    explaining.nearest_found.connect(found.append)
    explaining.find_nearest(explained[0], features)
    qtbot.waitUntil(lambda: len(found) == 1, timeout=WAIT_MS)
    assert len(found[0]) == NEAREST
    assert found[0][0].example == 5
    np.testing.assert_allclose(explained[0].features, features[5], atol=1e-5)


def test_after_a_failure_the_newest_network_of_a_run_has_its_turn(
    explaining: Explaining,
    explained: list[Explained],
    read: Read,
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    page = Page(hand_drawn[3])
    newest = read(page)
    with qtbot.waitSignal(explaining.failed, timeout=WAIT_MS):
        explaining.request(unreadable(read(page)))
        finish_unheard(explaining, qtbot)
        explaining.request(newest)
    qtbot.waitUntil(lambda: len(explained) == 1, timeout=WAIT_MS)
    assert explained[0].reading is newest


def test_what_fails_after_it_was_dropped_is_not_told(
    explaining: Explaining,
    explained: list[Explained],
    read: Read,
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    failures: list[str] = []
    explaining.failed.connect(failures.append)
    explaining.request(unreadable(read(Page(hand_drawn[3]))))
    finish_unheard(explaining, qtbot)
    explaining.request(read(Page(hand_drawn[4])))
    qtbot.waitUntil(lambda: len(explained) == 1, timeout=WAIT_MS)
    assert failures == []


def unreadable(reading: Reading) -> Reading:
    """Return a reading that cannot be explained: its input is too small for the network."""
    return replace(reading, images=np.zeros((1, 1, 3, 3), np.float32))
