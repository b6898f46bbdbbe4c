"""Mistakes: when it measures, with which network, and what is fetched for it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.settings import Settings
from app.views.mistakes_view import MistakesView
from app.views.view import View
from model.data.source import Folders
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.insight.offers import OWN_DRAWINGS, DataAtHand
from model.network.recognizer import Recognizer
from tests.app.conftest import WAIT_MS
from tests.app.views.conftest import (
    LOADING_MS,
    click,
    other_network,
    reading_with,
    wait_for_mistakes,
)

Show = Callable[[View, Recognizer], None]


@pytest.fixture
def view(qtbot: QtBot, mislabelled: Path) -> MistakesView:
    """A view that measures on an ink file, not shown yet."""
    settings = Settings()
    settings["views/mistakes_data"] = str(mislabelled)
    return MistakesView(settings)


def test_the_users_own_drawings_are_measured_anew_each_time_it_is_seen(
    qtbot: QtBot, show_view: Show, recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    settings = Settings()
    settings["views/mistakes_data"] = OWN_DRAWINGS
    view = MistakesView(settings)
    show_view(view, recognizer)
    qtbot.waitUntil(lambda: "Nothing is kept yet" in view.sentence.text(), timeout=WAIT_MS)
    view.hide()
    DrawingCollection().add([Entry(drawing) for drawing in hand_drawn])
    view.show()
    assert wait_for_mistakes(view, qtbot).evaluation.count == 10
    view.hide()
    DrawingCollection().add([Entry(hand_drawn[3])])
    view.show()
    qtbot.waitUntil(lambda: "of 11 misread" in view.sentence.text(), timeout=WAIT_MS)


@pytest.mark.parametrize(
    ("own_error", "told"),
    [
        (None, "It has learned these drawings; it will misread more of new ones."),
        (0.021, "It has learned these drawings; of such as it had not, it misread 2.10 %."),
    ],
)
def test_a_network_that_has_learned_the_drawings_is_said_to_know_them(
    qtbot: QtBot,
    show_view: Show,
    recognizer: Recognizer,
    hand_drawn: list[Drawing],
    own_error: float | None,
    told: str,
) -> None:
    DrawingCollection().add([Entry(drawing) for drawing in hand_drawn])
    settings = Settings()
    settings["views/mistakes_data"] = OWN_DRAWINGS
    view = MistakesView(settings)
    card = replace(recognizer.weights.card, own_count=10, own_error=own_error)
    show_view(view, Recognizer(replace(recognizer.weights, card=card)))
    wait_for_mistakes(view, qtbot)
    assert view.sentence.text().endswith(told)


def test_another_network_is_measured_when_the_user_asks(
    view: MistakesView, show_view: Show, recognizer: Recognizer, qtbot: QtBot
) -> None:
    show_view(view, recognizer)
    before = wait_for_mistakes(view, qtbot)
    view.show_reading(reading_with(other_network()))
    assert view.mistakes is before
    assert view.again_button.isVisible()
    click(view.again_button)
    qtbot.waitUntil(lambda: view.mistakes is not before, timeout=LOADING_MS)
    assert wait_for_mistakes(view, qtbot).misread_count > before.misread_count
    assert not view.again_button.isVisible()


def test_what_is_under_way_ends_when_it_is_no_longer_seen_and_begins_again(
    view: MistakesView,
    show_view: Show,
    recognizer: Recognizer,
    qtbot: QtBot,
    mislabelled: Path,
    hand_drawn: list[Drawing],
) -> None:
    write_drawings(mislabelled, hand_drawn * 300)
    show_view(view, recognizer)
    assert view.progress.isVisible()
    view.hide()
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    assert view.mistakes is None
    view.show()
    assert wait_for_mistakes(view, qtbot).evaluation.count == 3000


def test_cancel_ends_it_and_it_can_be_asked_for_again(
    view: MistakesView,
    show_view: Show,
    recognizer: Recognizer,
    qtbot: QtBot,
    mislabelled: Path,
    hand_drawn: list[Drawing],
) -> None:
    write_drawings(mislabelled, hand_drawn * 300)
    show_view(view, recognizer)
    click(view.progress.button)
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    assert view.mistakes is None
    view.show_reading(reading_with(other_network()))  # as a run tries many
    assert not background_tasks_running()
    click(view.again_button)
    assert wait_for_mistakes(view, qtbot).evaluation.count == 3000


def test_after_a_failure_other_networks_are_not_measured_until_it_is_asked_for(
    view: MistakesView,
    show_view: Show,
    recognizer: Recognizer,
    qtbot: QtBot,
    mislabelled: Path,
    hand_drawn: list[Drawing],
) -> None:
    mislabelled.write_text("damaged\n")
    show_view(view, recognizer)
    qtbot.waitUntil(lambda: "mixed.jsonl, line 1" in view.sentence.text(), timeout=WAIT_MS)
    view.show_reading(reading_with(other_network()))
    assert not view.progress.isVisible()
    assert "mixed.jsonl, line 1" in view.sentence.text()
    write_drawings(mislabelled, hand_drawn)
    click(view.again_button)
    assert wait_for_mistakes(view, qtbot).evaluation.count == 10
    assert not view.again_button.isVisible()


def test_what_was_measured_before_stays_that_of_its_own_network(
    view: MistakesView, show_view: Show, recognizer: Recognizer, qtbot: QtBot
) -> None:
    show_view(view, recognizer)
    before = wait_for_mistakes(view, qtbot)
    other = reading_with(other_network())
    view.show_reading(other)
    click(view.again_button)
    view.hide()  # before the other network is measured
    view.show()
    view.show_reading(other)
    assert view.mistakes is before
    assert view.again_button.isVisible()
    click(view.again_button)
    qtbot.waitUntil(lambda: view.mistakes is not before, timeout=LOADING_MS)
    assert not view.again_button.isVisible()


def test_a_source_that_is_not_on_disk_can_be_fetched(
    qtbot: QtBot, show_view: Show, recognizer: Recognizer, tmp_path: Path, small_mnist: Path
) -> None:
    settings = Settings()
    settings["views/mistakes_data"] = "mnist"
    empty = tmp_path / "empty"
    view = MistakesView(settings, lambda: DataAtHand(Folders(datasets=empty)))
    show_view(view, recognizer)
    assert view.sentence.text() == (
        "MNIST is not on this disk: fetch it, or choose something else."
    )
    assert view.fetch_button.isVisible()
    assert not background_tasks_running()
    small_mnist.rename(empty)  # as somebody may put it there; then there is nothing to download
    click(view.fetch_button)
    assert wait_for_mistakes(view, qtbot).evaluation.count == 200
    assert not view.fetch_button.isVisible()


def test_what_is_fetched_goes_on_when_it_is_no_longer_seen_and_is_measured_when_it_is(
    qtbot: QtBot, show_view: Show, recognizer: Recognizer, tmp_path: Path, small_mnist: Path
) -> None:
    settings = Settings()
    settings["views/mistakes_data"] = "mnist"
    empty = tmp_path / "empty"
    view = MistakesView(settings, lambda: DataAtHand(Folders(datasets=empty)))
    show_view(view, recognizer)
    small_mnist.rename(empty)
    click(view.fetch_button)
    view.show_reading(reading_with(other_network()))  # which has nothing to be measured on yet
    assert view.progress.isVisible()
    assert not view.fetch_button.isVisible()
    view.hide()
    assert not view.progress.isHidden()
    qtbot.waitUntil(view.progress.isHidden, timeout=LOADING_MS)
    assert view.mistakes is None
    view.show()
    assert wait_for_mistakes(view, qtbot).evaluation.count == 200
