"""Examples are looked through once a network, and anew where there are others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.views.example_lookup import ExampleLookup, Lookup
from model.data.image_sets import MNIST
from model.data.source import Folders
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.insight.offers import DataAtHand
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.app.conftest import WAIT_MS

LOOKING_MS = 6 * WAIT_MS
LOADED = "MNIST, training image 1"

pytestmark = pytest.mark.usefixtures("few_examples")


@pytest.fixture
def folders() -> dict[str, Path]:
    """The folders that the user has chosen, by the names of sources."""
    return {}


@pytest.fixture
def lookup(qtbot: QtBot, folders: dict[str, Path]) -> ExampleLookup:
    return ExampleLookup(lambda: DataAtHand(Folders(named=dict(folders))))


@pytest.fixture
def look(lookup: ExampleLookup, qtbot: QtBot) -> Callable[[Recognizer], Lookup]:
    """Asks for what a network makes of the examples, and waits for it."""

    def ask(recognizer: Recognizer) -> Lookup:
        with qtbot.waitSignal(lookup.ready, timeout=LOOKING_MS):
            lookup.request(recognizer)
        found = lookup.found(recognizer)
        assert found is not None
        return found

    return ask


def new_recognizer() -> Recognizer:
    return Recognizer(default_weights())


def origins(found: Lookup) -> set[str]:
    return {found.examples.sample(index).origin for index in range(len(found.examples))}


def test_it_is_known_whose_the_index_is(
    lookup: ExampleLookup, look: Callable[[Recognizer], Lookup], recognizer: Recognizer
) -> None:
    found = look(recognizer)
    other = new_recognizer()
    assert lookup.found(other) is None
    assert look(other).examples is found.examples
    assert lookup.found(recognizer) is None


def test_examples_come_from_the_folder_that_the_user_chose(
    look: Callable[[Recognizer], Lookup],
    recognizer: Recognizer,
    folders: dict[str, Path],
    small_mnist: Path,
) -> None:
    assert LOADED not in origins(look(recognizer))
    folders[MNIST.name] = small_mnist
    assert LOADED in origins(look(new_recognizer()))


def test_a_drawing_that_was_kept_is_among_the_examples(
    lookup: ExampleLookup,
    look: Callable[[Recognizer], Lookup],
    recognizer: Recognizer,
    hand_drawn: list[Drawing],
) -> None:
    before = look(recognizer)
    DrawingCollection().add([Entry(hand_drawn[7])])
    lookup.outdate()
    assert lookup.found(recognizer) is before
    after = look(recognizer)
    assert len(after.examples) == len(before.examples) + 1
    assert after.examples.sample(0).label == "7"


def test_what_is_under_way_when_a_drawing_is_kept_begins_again(
    lookup: ExampleLookup, recognizer: Recognizer, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(lookup.ready, timeout=LOOKING_MS):
        lookup.request(recognizer)
        DrawingCollection().add([Entry(hand_drawn[7])])
        lookup.outdate()
    found = lookup.found(recognizer)
    assert found is not None
    assert found.examples.sample(0).label == "7"


def test_after_a_failure_it_is_tried_again(
    lookup: ExampleLookup,
    look: Callable[[Recognizer], Lookup],
    recognizer: Recognizer,
    folders: dict[str, Path],
    small_mnist: Path,
    qtbot: QtBot,
) -> None:
    folders[MNIST.name] = small_mnist
    images = small_mnist / "MNIST" / "raw" / "train-images-idx3-ubyte"
    whole = images.read_bytes()
    images.write_bytes(whole[:1000])
    with qtbot.waitSignal(lookup.failed, timeout=LOOKING_MS) as failed:
        lookup.request(recognizer)
    assert failed.args is not None
    assert images.name in failed.args[0]
    images.write_bytes(whole)
    assert LOADED in origins(look(recognizer))


def test_a_failure_does_not_hold_up_the_network_that_was_asked_for_next(
    lookup: ExampleLookup,
    recognizer: Recognizer,
    folders: dict[str, Path],
    small_mnist: Path,
    qtbot: QtBot,
) -> None:
    folders[MNIST.name] = small_mnist
    images = small_mnist / "MNIST" / "raw" / "train-images-idx3-ubyte"
    images.write_bytes(images.read_bytes()[:1000])
    newer = new_recognizer()
    lookup.request(recognizer)
    del folders[MNIST.name]
    with qtbot.waitSignal(lookup.ready, timeout=LOOKING_MS):
        lookup.request(newer)
    assert lookup.found(newer) is not None
