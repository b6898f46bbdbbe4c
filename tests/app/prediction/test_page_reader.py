"""What is read at once, and what in the background."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.pad.page import Page
from app.prediction.page_reader import MANY_IN_ALL, MANY_STROKES, PageRead, PageReader
from model.data.classes import Classes
from model.ink.drawing import Drawing
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.reading.expected import Expected
from tests.app.conftest import WAIT_MS

STROKES = tuple(
    np.column_stack([np.full(9, 40.0 * x), np.linspace(100, 200, 9)]) for x in range(1, 9)
)


@pytest.fixture
def reader(qtbot: QtBot) -> PageReader:
    reader = PageReader()
    reader.use(Recognizer(default_weights()))
    return reader


@pytest.fixture
def read(reader: PageReader) -> list[PageRead]:
    """What was read so far."""
    found: list[PageRead] = []
    reader.read.connect(found.append)
    return found


def page(count: int, begin: int = 0) -> Page:
    return Page(Drawing(STROKES[begin : begin + count]))


def wait_until_idle(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)


def test_what_grows_stroke_by_stroke_is_read_at_once(
    reader: PageReader, read: list[PageRead]
) -> None:
    for count in range(1, len(STROKES) + 1):
        reader.request(page(count), Expected.EITHER)
        assert len(read) == count


def test_much_that_is_new_is_read_in_the_background(
    reader: PageReader, read: list[PageRead], qtbot: QtBot
) -> None:
    wanted = page(MANY_STROKES)
    reader.request(wanted, Expected.EITHER)
    assert not read
    qtbot.waitUntil(lambda: bool(read), timeout=WAIT_MS)
    assert read[0].page is wanted
    reader.request(page(MANY_STROKES), Expected.SINGLE)  # it knows this ink by now
    assert len(read) == 2


def test_of_pages_that_come_meanwhile_the_newest_is_read(
    reader: PageReader, read: list[PageRead], qtbot: QtBot
) -> None:
    first, newest = page(4), page(3, begin=4)
    reader.request(first, Expected.EITHER)
    reader.request(page(2, begin=2), Expected.EITHER)
    reader.request(newest, Expected.EITHER)
    qtbot.waitUntil(lambda: bool(read), timeout=WAIT_MS)
    assert [found.page for found in read] == [newest]


def test_what_was_read_is_told_if_somebody_has_only_drawn_on(
    reader: PageReader, read: list[PageRead], qtbot: QtBot
) -> None:
    first, longer = page(4), page(5)
    reader.request(first, Expected.EITHER)
    reader.request(longer, Expected.EITHER)
    qtbot.waitUntil(lambda: len(read) == 2, timeout=WAIT_MS)
    assert [found.page for found in read] == [first, longer]


def test_what_is_dropped_or_lies_there_no_longer_is_not_told(
    reader: PageReader, read: list[PageRead], qtbot: QtBot
) -> None:
    reader.request(page(4), Expected.EITHER)
    reader.drop()
    wait_until_idle(qtbot)
    reader.request(page(4, begin=4), Expected.EITHER)
    other = Recognizer(default_weights())
    reader.use(other)
    reader.request(page(2), Expected.EITHER)
    qtbot.waitUntil(lambda: bool(read), timeout=WAIT_MS)
    [found] = read
    assert found.recognizer is other


def test_much_ink_is_read_in_the_background_however_little_is_new(
    reader: PageReader, read: list[PageRead], qtbot: QtBot
) -> None:
    strokes = tuple(STROKES[0] + (x, 0) for x in range(MANY_IN_ALL + 1))
    reader.request(Page(Drawing(strokes[:-1])), Expected.EITHER)
    qtbot.waitUntil(lambda: len(read) == 1, timeout=WAIT_MS)
    reader.request(Page(Drawing(strokes)), Expected.EITHER)
    assert len(read) == 1
    qtbot.waitUntil(lambda: len(read) == 2, timeout=WAIT_MS)


def test_what_was_taken_for_one_digit_is_new_where_a_number_is_expected(
    reader: PageReader, read: list[PageRead], qtbot: QtBot
) -> None:
    reader.request(page(MANY_STROKES), Expected.SINGLE)
    assert len(read) == 1
    reader.request(page(MANY_STROKES), Expected.NUMBER)
    assert len(read) == 1
    qtbot.waitUntil(lambda: len(read) == 2, timeout=WAIT_MS)


def test_networks_that_follow_faster_than_is_read_do_not_keep_all_from_being_told(
    reader: PageReader, read: list[PageRead], qtbot: QtBot
) -> None:
    wanted, other = page(MANY_STROKES), Recognizer(default_weights())
    reader.request(wanted, Expected.EITHER)
    reader.use(other)
    reader.request(wanted, Expected.EITHER)
    qtbot.waitUntil(lambda: len(read) == 2, timeout=WAIT_MS)
    assert read[0].recognizer is not other
    assert read[1].recognizer is other


def test_a_network_of_other_classes_ends_what_is_read(
    reader: PageReader, read: list[PageRead], qtbot: QtBot
) -> None:
    weights = default_weights()
    other = Recognizer(replace(weights, classes=Classes("ABCDEFGHIJ")))
    reader.request(page(MANY_STROKES), Expected.EITHER)
    reader.use(other)
    reader.request(page(MANY_STROKES), Expected.EITHER)
    qtbot.waitUntil(lambda: bool(read), timeout=WAIT_MS)
    assert [found.recognizer for found in read] == [other]
