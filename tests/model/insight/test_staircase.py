"""The staircase is kept, told in words, and read back only where it is whole."""

import json
from pathlib import Path

import pytest

from model.data import sources
from model.data.progress import Working
from model.data.source import Folders
from model.errors import BadInput
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.insight import old_way, staircase
from model.insight.staircase import (
    OWN,
    Staircase,
    describe_step,
    load_staircase,
    measure_staircase,
    save_staircase,
    staircase_path,
)
from model.network.weights import default_weights
from model.shallow.comparison import NETWORK_TITLE, Measured, Stair
from model.shallow.pipeline import PipelineChoice
from tests.conftest import HAND_DRAWN

STEPS = (
    Measured(
        PipelineChoice("raw", "knn"), "Raw + knn", "all images", 0.5, {"MNIST": 0.03, "pens": 0.2}
    ),
    Measured(None, NETWORK_TITLE, "features that are learned", None, {"MNIST": 0.004}),
)
KEPT = Staircase(("MNIST", "pens"), STEPS, "2026-11-25")


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [Stair(PipelineChoice(name, "template"), "a mean") for name in ("raw", "hog")]
    monkeypatch.setattr(staircase, "STAIRCASE", quick)
    monkeypatch.setattr(sources, "DRAWN_TEST_COUNT", 200)


def test_what_was_kept_comes_back() -> None:
    assert load_staircase() is None
    save_staircase(KEPT)
    assert load_staircase() == KEPT


@pytest.mark.parametrize(
    "damage",
    [
        {"steps": []},
        {"data": []},
        {"date": 3},
        {"steps": [{"title": "a"}]},
        {"steps": "none"},
    ],
)
def test_a_damaged_one_is_refused_by_name(damage: dict[str, object]) -> None:
    save_staircase(KEPT)
    kept = json.loads(staircase_path().read_text())
    staircase_path().write_text(json.dumps({**kept, **damage}))
    with pytest.raises(BadInput, match=r"staircase\.json: not a staircase"):
        load_staircase()


@pytest.mark.parametrize(
    ("field", "value"), [("seconds", -1.0), ("errors", {"MNIST": 1.5}), ("title", None)]
)
def test_numbers_that_nobody_can_have_measured_are_refused(field: str, value: object) -> None:
    save_staircase(KEPT)
    kept = json.loads(staircase_path().read_text())
    kept["steps"][0][field] = value
    staircase_path().write_text(json.dumps(kept))
    with pytest.raises(BadInput, match=r"staircase\.json"):
        load_staircase()


def test_a_step_is_told_in_words() -> None:
    assert describe_step(STEPS[0]) == (
        "Raw + knn: misreads 3.0 % of MNIST, 20.0 % of pens; fitted in 0.5 s. "
        "New in it: all images."
    )
    assert "fitted" not in describe_step(STEPS[1])  # nobody knows how long


def test_it_is_measured_on_mnist_on_ink_files_and_on_your_drawings(
    small_mnist: Path, hand_drawn: list[Drawing]
) -> None:
    DrawingCollection().add([Entry(drawing=one) for one in hand_drawn[:3]])
    measuring = measure_staircase(
        default_weights(), Folders(named={"mnist": small_mnist}), [HAND_DRAWN]
    )
    first = next(event for event in measuring if isinstance(event, Staircase))
    measuring.close()
    assert first.data == ("MNIST", HAND_DRAWN.stem, OWN)
    assert set(first.steps[0].errors) == set(first.data)
    assert first.steps[0].errors["MNIST"] == 0  # bright squares
    assert load_staircase() == first


def test_fewer_steps_do_not_take_the_place_of_more(small_mnist: Path) -> None:
    save_staircase(KEPT)
    measuring = measure_staircase(default_weights(), Folders(named={"mnist": small_mnist}), [])
    next(event for event in measuring if isinstance(event, Staircase))
    assert load_staircase() == KEPT
    second = next(event for event in measuring if isinstance(event, Staircase))
    measuring.close()
    assert load_staircase() == second


def test_without_mnist_built_in_ink_is_fitted_and_measured_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(old_way, "DRAWN_COUNT", 300)
    training = old_way.load_training(Folders(), 200)
    events = []
    while True:
        try:
            events.append(next(training))
        except StopIteration as end:
            loaded = end.value
            break
    assert all(isinstance(event, Working) for event in events)
    assert len(loaded.train) == 200
    assert loaded.title == "built-in ink"
