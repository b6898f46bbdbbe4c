"""Mistakes: what is misread for what, with the samples behind it, in numbers and in words."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from model.data.classes import DIGITS, Classes
from model.data.progress import Throttle, complete
from model.data.source import Folders
from model.data.sources import BUILT_IN_INK
from model.errors import BadInput
from model.evaluation.measure import batches_of, evaluate, evaluate_ink
from model.ink.drawing import Drawing
from model.ink.sample import Sample
from model.insight import mistakes
from model.insight.mistakes import (
    KEPT_A_CELL,
    SURE,
    Mistakes,
    describe_cell,
    describe_confidence,
    describe_doubts,
    describe_mistakes,
    find_mistakes,
)
from model.insight.offers import find_offers
from model.insight.shelves import SampleShelf, at_once, open_file
from model.network.recognizer import Recognizer
from model.network.weights import RunCard, Weights, default_weights, parameter_shapes
from tests.conftest import HAND_DRAWN


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


def found(recognizer: Recognizer, drawings: list[Drawing]) -> Mistakes:
    shelf = SampleShelf([Sample(drawing, drawing.label, "here") for drawing in drawings])
    return complete(find_mistakes(recognizer, at_once(lambda: shelf), "these"))


def labelled(drawing: Drawing, *labels: str) -> list[Drawing]:
    return [Drawing(drawing.strokes, label) for label in labels]


def test_good_drawings_have_no_mistake(recognizer: Recognizer) -> None:
    good = complete(find_mistakes(recognizer, partial(open_file, HAND_DRAWN), "digits"))
    assert good.misread_count == 0
    assert good.commonest() is None
    assert good.doubted() == []
    assert describe_mistakes(good) == (
        "None of 10 misread (0.0 %, 95 %: 0.0 to 27.8 %)."  # Wilson, 1927
    )
    assert describe_cell(good, 3, 3) == "1 of 1 labelled 3 read as such (100.00 %)."
    assert describe_doubts(good.doubted_count, 0) == (
        "No label is doubted: nothing was misread with a confidence of 90 % or more."
    )


def test_a_cell_holds_the_samples_behind_it(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    drawings = [*hand_drawn, *labelled(hand_drawn[4], "9", "9"), *labelled(hand_drawn[8], "3")]
    measured = found(recognizer, drawings)
    assert (measured.misread_count, measured.evaluation.count) == (3, 13)
    assert measured.commonest() == (9, 4)
    nines = measured.cells[9, 4]
    assert [case.sample.drawing for case in nines] == labelled(hand_drawn[4], "9", "9")
    assert [(case.label, case.predicted) for case in nines] == [("9", "4")] * 2
    assert measured.count(9, 4) == 2
    assert [case.is_right for case in measured.cells[9, 9]] == [True]
    assert "most often a 9 taken for a 4 (2)." in describe_mistakes(measured)
    assert describe_cell(measured, 9, 4) == "2 of 3 labelled 9 taken for 4 (66.67 %)."
    assert describe_cell(measured, 9, 0) == "0 of 3 labelled 9 taken for 0 (0.00 %)."


def test_the_samples_of_a_cell_come_worst_first_and_not_without_end(
    recognizer: Recognizer, pen_sets: Path
) -> None:
    path = pen_sets / "pendigits-test.jsonl.gz"
    measured = complete(find_mistakes(recognizer, partial(open_file, path), "pens"))
    for (label, predicted), cases in measured.cells.items():
        assert len(cases) == min(measured.count(label, predicted), KEPT_A_CELL)
        badness = [case.badness for case in cases]
        assert badness == sorted(badness, reverse=True)
        assert {DIGITS.index(case.label) for case in cases} == {label}
    of_command = evaluate_ink(recognizer, path)
    assert np.array_equal(measured.evaluation.confusion, of_command.confusion)
    assert measured.evaluation.ece == pytest.approx(of_command.ece)


def test_built_in_ink_is_measured_on_what_the_command_measures_on(recognizer: Recognizer) -> None:
    offer = next(offer for offer in find_offers(Folders()) if offer.name == BUILT_IN_INK.name)
    measured = complete(find_mistakes(recognizer, offer.open_test, offer.test_title))
    dataset = complete(BUILT_IN_INK.load_test(Folders()))
    of_command = evaluate(recognizer, batches_of(dataset, DIGITS))
    # The command's images have whole grays, these have the px as they are drawn.
    assert np.abs(measured.evaluation.confusion - of_command.confusion).sum() <= 6
    assert all(case.sample.drawing for cases in measured.cells.values() for case in cases)


def test_what_the_network_is_sure_of_may_be_labelled_wrongly(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    wrong = labelled(hand_drawn[3], "5")
    measured = found(recognizer, [*hand_drawn, *wrong])
    assert measured.doubted_count == 1
    (doubt,) = measured.doubted()
    assert doubt.sample.drawing == wrong[0]
    assert (doubt.label, doubt.predicted) == ("5", "3")
    assert doubt.confidence >= SURE
    assert describe_doubts(measured.doubted_count, 1).startswith("1 may be labelled wrongly")


def test_all_doubted_labels_are_counted_though_not_all_are_kept(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    wrong = [*labelled(hand_drawn[3], *"5" * 70), *labelled(hand_drawn[7], *"2" * 70)]
    measured = found(recognizer, wrong)
    assert measured.doubted_count == 140
    assert len(measured.doubted()) == 100
    assert describe_doubts(140, 100) == (
        "140 may be labelled wrongly: the network is sure that they are something else. "
        "100 are shown, the likeliest first."
    )
    assert describe_doubts(2, 2).endswith("something else.")


def test_a_network_that_is_not_sure_or_refuses_doubts_no_label(
    hand_drawn: list[Drawing],
) -> None:
    weights = default_weights()
    hot = Recognizer(Weights(weights.parameters, RunCard(temperature=50.0)))
    assert found(hot, labelled(hand_drawn[3], "5", "6")).doubted_count == 0
    card = weights.card
    refusing = RunCard(temperature=card.temperature, known_threshold=1e3, known_slope=1.0)
    reader = Recognizer(Weights(weights.parameters, refusing))
    assert found(reader, labelled(hand_drawn[3], "5")).doubted_count == 0


def test_labels_that_the_network_does_not_know_are_passed_over_and_counted(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    measured = found(recognizer, [*hand_drawn, *labelled(hand_drawn[0], "O", "Q")])
    assert (measured.evaluation.count, measured.passed_over) == (10, 2)
    with pytest.raises(BadInput, match="nothing in these is labelled 0 to 9"):
        found(recognizer, labelled(hand_drawn[0], "O"))


def test_any_classes_will_do(hand_drawn: list[Drawing]) -> None:
    classes = Classes("abcdefghijklmnopqrstuvwxyz")
    random = np.random.default_rng(0)
    parameters = {
        name: random.normal(0, 0.08, shape).astype(np.float32)
        for name, shape in parameter_shapes(len(classes)).items()
    }
    reader = Recognizer(Weights(parameters, RunCard(), classes))
    measured = found(reader, labelled(hand_drawn[0], *classes))
    assert measured.evaluation.confusion.shape == (26, 26)
    assert measured.evaluation.count == 26


def test_confidence_is_judged_by_what_came_true(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    sure_and_wrong = found(recognizer, labelled(hand_drawn[3], "3", "5"))
    assert describe_confidence(sure_and_wrong.evaluation).startswith("It is surer than it may be")
    weights = default_weights()
    hot = Recognizer(Weights(weights.parameters, RunCard(temperature=50.0)))
    modest = found(hot, hand_drawn).evaluation
    assert describe_confidence(modest).startswith("It is more modest than it need be")
    assert "is right in 100.00 %" in describe_confidence(modest)


def test_progress_is_shown_and_the_work_can_be_ended_between(
    recognizer: Recognizer, hand_drawn: list[Drawing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mistakes, "AT_ONCE", 10)
    monkeypatch.setattr(mistakes, "Throttle", partial(Throttle, 0.0))
    shelf = SampleShelf([Sample(drawing, drawing.label) for drawing in hand_drawn * 20])
    walk = find_mistakes(recognizer, at_once(lambda: shelf), "these")
    shares = [getattr(next(walk), "share", None) for _ in range(3)]
    walk.close()
    assert shares[0] is None
    assert shares[2] is not None
    assert 0 < shares[2] < 1
