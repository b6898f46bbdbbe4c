"""Learning signs: what it emits, what comes of it, and what it takes for none of them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from model.data.classes import DIGITS
from model.errors import BadInput
from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.ink.variation import vary
from model.network.recognizer import Recognizer
from model.network.weights import Weights, default_weights
from model.training import learn_signs
from model.training.events import (
    Compared,
    Finished,
    Notice,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Working,
)
from model.training.signs_learning import _assign_folds

NAMES = ("heart", "bolt", "♞")
SHAPES = {
    "heart": [
        [(50, 90), (10, 45), (12, 15), (35, 10), (50, 30), (65, 10), (88, 15), (90, 45), (50, 90)]
    ],
    "bolt": [[(60, 0), (20, 55), (55, 50), (30, 100)]],
    "♞": [[(20, 100), (80, 100)], [(35, 95), (50, 50), (20, 55), (45, 15), (70, 30), (68, 95)]],
}  # fmt: skip


def draw(name: str, count: int, seed: int = 0) -> list[Drawing]:
    """Drawings of a made-up sign by one hand."""
    strokes = []
    for corners in SHAPES[name]:
        at = np.linspace(0, len(corners) - 1, 40)
        x, y = np.array(corners, float).T
        strokes.append(
            np.column_stack(
                [np.interp(at, np.arange(len(x)), x), np.interp(at, np.arange(len(y)), y)]
            )
        )
    return vary(Drawing(tuple(strokes), name), count, np.random.default_rng([seed, len(name)]))


def draw_all(count: int, seed: int = 0) -> list[Drawing]:
    return [drawing for name in NAMES for drawing in draw(name, count, seed)]


@pytest.fixture(scope="module")
def events() -> list[TrainingEvent]:
    """What is emitted while three drawings of each of three signs are learned."""
    return list(learn_signs(draw_all(3), NAMES, seed=5))


def learned(events: Sequence[TrainingEvent]) -> Weights:
    assert isinstance(events[-1], Finished)
    return events[-1].weights


def misread(weights: Weights, drawings: Sequence[Drawing]) -> float:
    predictions = Recognizer(weights).recognize(drawings)
    return float(np.mean([p.label != d.label for p, d in zip(predictions, drawings, strict=True)]))


def test_what_it_emits_is_in_order_and_on_the_card(events: list[TrainingEvent]) -> None:
    kinds = [type(event) for event in events]
    start = kinds.index(Started)
    started, compared = events[start], events[-2]

    assert {Notice, Working} >= set(kinds[:start])
    assert {Stepped, Snapshot, Working} >= set(kinds[start + 1 : -2])
    assert isinstance(started, Started)
    assert started.classes == NAMES
    assert started.train_count == 9
    assert started.least_loss is not None
    assert isinstance(compared, Compared)
    card = learned(events).card
    assert (card.recipe, card.seed, card.own_count) == ("signs", 5, 9)
    assert card.data == "9 of your drawings"
    assert card.own_error == compared.own_error_after
    assert card.known_threshold is not None


def test_the_signs_are_read_as_the_same_hand_draws_them_again(
    events: list[TrainingEvent],
) -> None:
    assert learned(events).classes.names == NAMES
    assert misread(learned(events), draw_all(20, seed=1)) < 0.1


def test_the_result_says_how_drawings_were_read_that_were_left_out(
    events: list[TrainingEvent],
) -> None:
    compared = next(event for event in events if isinstance(event, Compared))

    assert compared.own_error_before is None
    assert compared.own_error_after is not None
    assert compared.own_error_after < 0.3
    assert str(compared).startswith("yours ")
    assert "everyone" not in str(compared)


def test_what_is_none_of_the_signs_is_mostly_refused(events: list[TrainingEvent]) -> None:
    recognizer = Recognizer(learned(events))
    digits = synthesize_digits(100, seed=9)

    refused = np.mean([p.text is None for p in recognizer.recognize(digits)])
    own = np.mean([p.text is None for p in recognizer.recognize(draw_all(20, seed=1))])

    assert refused > 0.6
    assert own < 0.2


def test_each_snapshot_reads_the_signs(events: list[TrainingEvent]) -> None:
    snapshots = [event for event in events if isinstance(event, Snapshot)]

    assert snapshots
    assert all(snapshot.weights.classes.names == NAMES for snapshot in snapshots)
    drawing = draw("heart", 1)[0]
    for snapshot in snapshots:
        assert Recognizer(snapshot.weights).recognize([drawing])[0].probabilities.shape == (3,)


def test_digits_can_be_learned_beside() -> None:
    found = list(learn_signs(draw_all(1), NAMES, with_digits=True))

    assert learned(found).classes.names == (*DIGITS, *NAMES)
    assert misread(learned(found), draw_all(10, seed=1)) < 0.3
    assert misread(learned(found), synthesize_digits(300, seed=9)) < 0.25


@pytest.mark.usefixtures("small_training")
def test_of_one_drawing_each_nothing_can_be_left_out() -> None:
    found = list(learn_signs([*draw("heart", 1), *draw("bolt", 1)], NAMES))

    [compared] = [event for event in found if isinstance(event, Compared)]
    assert compared.own_error_after is None
    assert str(compared) == "yours: too few to tell"
    assert learned(found).classes.names == ("heart", "bolt")
    assert "♞" in next(str(event) for event in found if isinstance(event, Notice))


@pytest.mark.usefixtures("small_training")
def test_the_same_seed_gives_the_same_weights() -> None:
    first, again = (learned(list(learn_signs(draw_all(1), NAMES, seed=5))) for _ in range(2))

    for name, array in first.parameters.items():
        np.testing.assert_array_equal(again.parameters[name], array)


@pytest.mark.usefixtures("small_training")
def test_copies_count_once_and_other_labels_are_passed_over() -> None:
    drawings = [*draw("heart", 2), *draw("bolt", 2)]
    copies = [replace(drawing, writer="me") for drawing in drawings]
    events = learn_signs([*drawings, *copies, *draw("♞", 2)], ("heart", "bolt"))

    started = next(event for event in events if isinstance(event, Started))

    assert started.train_count == 4


@pytest.mark.parametrize(
    ("drawings", "fault"),
    [
        ([], "there is no drawing of a sign"),
        (draw("heart", 3), "all drawings are of one sign, heart: it takes two"),
        ([Drawing((), "heart"), *draw("bolt", 1)], "all drawings are of one sign, bolt"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(drawings: list[Drawing], fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        list(learn_signs(drawings, NAMES))


def test_more_classes_than_a_network_has_are_refused() -> None:
    names = [f"sign {number}" for number in range(1_001)]
    drawings = [replace(draw("heart", 1)[0], label=name) for name in names]

    with pytest.raises(BadInput, match="1001 classes are not within 2 and 1000"):
        list(learn_signs(drawings, names))


def test_no_sign_is_predicted_by_a_network_that_has_not_learned_it() -> None:
    folds = _assign_folds(torch.tensor([0, 0, 1, 2, 2, 2, 3, 3]))

    assert folds[2] == -1  # the only one of its sign is always learned
    for label, members in ((0, [0, 1]), (2, [3, 4, 5]), (3, [6, 7])):
        assert len(set(folds[members].tolist())) > 1, label


@pytest.mark.slow
def test_letters_of_a_writer_are_learned(pen_sets: Path) -> None:
    writer = "ibm/ibm0/r0411"
    names = ("A", "E", "b", "d", "m")
    learn: list[Drawing] = []
    others: list[Drawing] = []
    count = dict.fromkeys(names, 0)
    for drawing in read_drawings(pen_sets / "unipen-letters-dev.jsonl.gz"):
        if (drawing.writer or "").endswith(writer) and drawing.label in names:
            # Single strokes of letters that lost the others are none that anybody can read.
            if sum(map(len, drawing.strokes)) < 15:
                continue
            count[drawing.label] += 1
            (learn if count[drawing.label] <= 4 else others).append(drawing)

    weights = learned(list(learn_signs(learn, names, base=default_weights())))

    assert misread(weights, others) < 0.15
