import numpy as np
import pytest

from model.data.classes import DIGITS, Classes
from model.data.source import Folders
from model.home.collection import DrawingCollection, Entry
from model.home.versions import current_weights
from model.ink.drawing import Drawing
from model.insight import examples as module
from model.insight.examples import Examples, Index, find_at_hand, index_examples, load_examples
from model.network.recognizer import Recognizer


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DRAWN_COUNT", 60)
    monkeypatch.setattr(module, "IMAGE_COUNT", 60)


@pytest.fixture
def seven() -> Drawing:
    return Drawing((np.array([[0.0, 0], [60, 0], [20, 100]]),), label="7")


@pytest.fixture
def found(few: None, seven: Drawing) -> tuple[Examples, Index]:
    DrawingCollection().add([Entry(seven)])
    examples = load_examples(find_at_hand(DIGITS, Folders()))
    index = index_examples(Recognizer(current_weights()), examples)
    assert index is not None
    return examples, index


def test_examples_are_the_users_own_and_those_of_their_classes(
    found: tuple[Examples, Index], seven: Drawing
) -> None:
    examples, index = found
    assert examples.sample(0).drawing == seven
    assert {examples.sample(i).label for i in range(len(examples))} <= set(DIGITS)
    assert index.features.shape == (len(examples), 200)


def test_other_classes_have_the_users_own_examples_alone(few: None) -> None:
    heart = Drawing((np.array([[0.0, 0], [60, 0], [20, 100]]),), label="heart")
    DrawingCollection().add([Entry(heart)])
    examples = load_examples(find_at_hand(Classes(("heart", "star")), Folders()))
    assert [examples.sample(i).label for i in range(len(examples))] == ["heart"]


@pytest.mark.parametrize(("layer", "maps"), [("conv1", 32), ("conv2", 64)])
def test_a_maps_strongest_examples_answer_where_it_says(
    found: tuple[Examples, Index], layer: str, maps: int
) -> None:
    examples, index = found
    recognizer = Recognizer(current_weights())
    for channel in range(maps):
        strongest = index.strongest(layer, channel)
        values = [place.value for place in strongest]
        assert values == sorted(values, reverse=True)
        for place in strongest[:2]:
            image = examples.image(place.example)[None, None]
            seen = recognizer.activations((image / 255).astype(np.float32))
            answer = getattr(seen, layer)[0, channel]
            assert answer.max() == answer[place.row, place.column]
            assert place.value == pytest.approx(answer.max(), abs=1e-5)


def test_what_is_no_longer_wanted_ends_early(few: None) -> None:
    examples = load_examples(find_at_hand(DIGITS, Folders()))
    assert index_examples(Recognizer(current_weights()), examples, lambda: False) is None
