"""What is said of frames, and that it does not flicker."""

from dataclasses import replace

import numpy as np
import pytest

from app.camera.answers import (
    ADVICE,
    AGREEING,
    NOTHING,
    UNSURE,
    Answer,
    SteadyAnswer,
    answer_to,
)
from model.data.classes import DIGITS
from model.ink.picture import DOUBT_SENTENCES, Doubt, Picture
from model.reading.prediction import NumberPrediction, PartPrediction, Prediction

SEVEN, NINE = Answer("7"), Answer("9")


def prediction(label: str, is_known: float = 1.0) -> Prediction:
    probabilities = np.full(10, 0.01, np.float32)
    probabilities[DIGITS.names.index(label)] = 0.91
    return Prediction(DIGITS, probabilities, is_known)


@pytest.fixture
def inked() -> Picture:
    image = np.zeros((28, 28), np.uint8)
    image[8:20, 12:16] = 255
    return Picture.of_image(image)


def test_what_is_accepted_is_said_alone(inked: Picture) -> None:
    assert answer_to(inked, prediction("7")) == SEVEN


def test_what_is_refused_is_said_to_be_none_of_the_classes(inked: Picture) -> None:
    assert answer_to(inked, prediction("7", 0.1)) == Answer(UNSURE, "Not a digit.")


@pytest.mark.parametrize("doubt", Doubt)
def test_each_doubt_has_a_sentence_however_sure_the_network_is(
    inked: Picture, doubt: Doubt
) -> None:
    said = answer_to(replace(inked, doubt=doubt), prediction("7"))
    assert said.text == UNSURE
    # As the pad says it, and what to do about it.
    assert said.remark == f"{DOUBT_SENTENCES[doubt]} {ADVICE[doubt]}"


def test_a_number_that_is_read_is_said_although_there_are_several(inked: Picture) -> None:
    several = replace(inked, doubt=Doubt.SEVERAL)
    one = prediction("7")
    part = PartPrediction("7", 0.9, one, several.input, (0, 0, 1, 1))
    number = NumberPrediction(DIGITS, one.probabilities, 0.9, (part, part), 0.8)
    assert answer_to(several, number) == Answer("77")
    refused = replace(number, is_known=0.2)
    assert answer_to(several, refused).text == UNSURE


def test_where_there_is_no_ink_it_is_said_what_to_do() -> None:
    blank = Picture.of_image(np.zeros((28, 28), np.uint8))
    assert answer_to(blank, prediction("7")) == NOTHING
    assert "hold a page before the camera" in NOTHING.remark


def test_an_answer_is_shown_once_frames_in_a_row_agree() -> None:
    steady = SteadyAnswer()
    for _ in range(AGREEING - 1):
        assert not steady.see(SEVEN, 0.9)
        assert steady.shown == NOTHING
    assert steady.see(SEVEN, 0.9)
    assert steady.shown == SEVEN
    assert steady.confidence == pytest.approx(0.9)


def test_single_frames_that_say_otherwise_do_not_flicker() -> None:
    steady = SteadyAnswer()
    for _ in range(AGREEING):
        steady.see(SEVEN, 0.9)
    for _ in range(10):
        assert not steady.see(NINE, 0.6)
        assert steady.see(SEVEN, 0.9)
    for _ in range(AGREEING - 1):
        steady.see(NINE, 0.6)
    assert steady.shown == SEVEN
    steady.see(NOTHING, 0.1)
    for _ in range(AGREEING - 1):
        steady.see(NINE, 0.6)
    assert steady.shown == SEVEN


def test_the_confidence_follows_slowly() -> None:
    steady = SteadyAnswer()
    for _ in range(AGREEING):
        steady.see(SEVEN, 0.9)
    steady.see(SEVEN, 0.5)
    assert 0.7 < steady.confidence < 0.9
    for _ in range(40):
        steady.see(SEVEN, 0.5)
    assert steady.confidence == pytest.approx(0.5, abs=0.001)
