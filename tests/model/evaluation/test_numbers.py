"""Numbers against their labels: whole, digit by digit, and what it does to single digits."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BadInput
from model.evaluation.contact_sheet import NUMBER_PX, make_number_page
from model.evaluation.number_tally import NumberEvaluation, NumberTally, edit_distance
from model.evaluation.numbers import evaluate_ink_or_numbers, evaluate_numbers, is_number
from model.evaluation.tally import Evaluation
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.reading.prediction import Prediction
from tests.conftest import FOLDER, HAND_DRAWN
from tests.model.conftest import write_row


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


def evaluate_drawings(
    recognizer: Recognizer, folder: Path, drawings: list[Drawing]
) -> NumberEvaluation:
    path = folder / "numbers.jsonl"
    write_drawings(path, drawings)
    result = evaluate_ink_or_numbers(recognizer, path)
    assert isinstance(result, NumberEvaluation)
    return result


def test_clear_numbers_are_right(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    result = evaluate_drawings(
        recognizer, tmp_path, [write_row(hand_drawn[2:6]), write_row(hand_drawn[5:8])]
    )
    assert (result.count, result.strings_right, result.digits_right) == (2, 1, 1)
    assert (result.too_many, result.too_few, result.rejected, result.worst) == (0, 0, 0, [])
    assert 0.2 < result.interval[0] < result.interval[1] == 1
    assert 0 < result.ece < 0.5
    assert result.single_digits is None


def test_what_is_wrong_is_counted_by_kind_and_by_writer(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    number = replace(write_row(hand_drawn[5:8], writer="careless"), parts=())
    [scribble] = [number.strokes[0][:2]]
    drawings = [
        number,
        replace(number, label="568"),
        replace(number, label="5607"),
        replace(number, label="57", writer=None),
        Drawing((scribble,), "56", "careless"),
        replace(number, label="a word"),
        replace(number, label=None),
    ]
    result = evaluate_drawings(recognizer, tmp_path, drawings)
    assert result.count == 5
    assert result.strings_right == pytest.approx(1 / 5)
    assert result.digits_right == pytest.approx(1 - (0 + 1 + 1 + 1 + 2) / (3 + 3 + 4 + 2 + 2))
    assert (result.too_many, result.too_few, result.rejected) == (0.2, 0.2, 0.2)
    assert result.writers == {"careless": (4, 0.75)}
    confidences = [misread.confidence for misread in result.worst]
    assert confidences == sorted(confidences, reverse=True)
    assert {(m.drawing.label, m.text) for m in result.worst} == {
        ("568", "567"), ("5607", "567"), ("57", "567"), ("56", None),
    }  # fmt: skip


def test_a_file_without_numbers_is_measured_as_ever(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    assert isinstance(evaluate_ink_or_numbers(recognizer, HAND_DRAWN), Evaluation)
    path = tmp_path / "words.jsonl"
    write_drawings(path, [replace(hand_drawn[7], label="seven"), hand_drawn[7]])
    result = evaluate_ink_or_numbers(recognizer, path)
    assert isinstance(result, Evaluation)
    assert result.count == 1


def test_single_digits_are_read_with_numbers_on_beside_off(recognizer: Recognizer) -> None:
    result = evaluate_numbers(recognizer, HAND_DRAWN)
    assert (result.count, result.strings_right) == (10, 1)
    single = result.single_digits
    assert single is not None
    assert (single.count, single.taken_apart, single.error, single.error_single) == (10, 0, 0, 0)
    assert "single_digits" in result.to_json()


def test_a_digit_taken_apart_counts_as_misread(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    pair = replace(write_row(hand_drawn[5:7]), label="5", parts=())
    path = tmp_path / "single.jsonl"
    write_drawings(path, [pair, hand_drawn[5]])
    single = evaluate_numbers(recognizer, path).single_digits
    assert single is not None
    assert (single.count, single.taken_apart, single.error) == (2, 0.5, 0.5)


def test_ece_is_of_what_was_accepted(hand_drawn: list[Drawing], recognizer: Recognizer) -> None:
    probabilities = np.full(10, 0.02, np.float32)
    probabilities[7] = 0.82
    accepted, refused = (Prediction(recognizer.classes, probabilities, known) for known in (1, 0.1))
    tally = NumberTally()
    tally.add([hand_drawn[7], hand_drawn[3], hand_drawn[7]], [accepted, accepted, refused])
    assert tally.result().ece == pytest.approx(0.82 - 0.5, abs=1e-6)


def test_nothing_to_measure_is_refused(recognizer: Recognizer) -> None:
    with pytest.raises(BadInput, match="labelled with a number"):
        evaluate_numbers(recognizer, FOLDER / "ink" / "others.jsonl")


@pytest.mark.parametrize(
    ("label", "expected"),
    [("7", True), ("1973", True), ("12 34", True), (None, False), ("", False), ("1 ", False),
     ("1a", False), (" ", False), ("1.5", False)],
)  # fmt: skip
def test_a_number_is_digits_in_lines(label: str | None, expected: bool) -> None:
    assert is_number(label) is expected


@pytest.mark.parametrize(
    ("label", "text", "distance"),
    [("kitten", "sitting", 3), ("", "", 0), ("", "12", 2), ("12", "", 2), ("1973", "1973", 0),
     ("1973", "973", 1), ("1973", "19773", 1), ("12 34", "1234", 1), ("21", "12", 2)],
)  # fmt: skip
def test_the_edit_distance_is_levenshteins(label: str, text: str, distance: int) -> None:
    assert edit_distance(label, text) == distance


DIGIT_TEXTS = st.text("012", max_size=8)


@given(DIGIT_TEXTS, DIGIT_TEXTS, DIGIT_TEXTS)
def test_the_edit_distance_is_a_distance(one: str, other: str, third: str) -> None:
    distance = edit_distance(one, other)
    assert distance == edit_distance(other, one)
    assert (distance == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))
    assert distance <= edit_distance(one, third) + edit_distance(third, other)


def test_a_page_shows_numbers_as_ink_on_wide_tiles(hand_drawn: list[Drawing]) -> None:
    dot = Drawing((np.array([[5.0, 5.0]]),), "0")
    drawings = [write_row(hand_drawn[:4]), dot, Drawing()]
    page = np.asarray(make_number_page(drawings, ["", "", ""], columns=1))
    width, height = NUMBER_PX
    rows = page.shape[0] // 3
    tiles = [page[number * rows : number * rows + height, :width] for number in range(3)]
    ink = [int((tile < 128).sum()) for tile in tiles]
    assert ink[0] > 200 > ink[1] > 0 == ink[2]
    columns = np.flatnonzero((tiles[0] < 128).any(axis=0))
    assert np.ptp(columns) > 0.9 * width
