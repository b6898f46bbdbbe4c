from dataclasses import replace

import numpy as np
import pytest

from model.ink.drawing import Drawing
from model.ink.picture import Doubt, Picture, picture_of
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.reading.pictures import predict_picture
from tests.model.ink.helpers import paint


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


@pytest.fixture
def seven(hand_drawn: list[Drawing]) -> Picture:
    """A picture of a 7, of whose ink there is no doubt."""
    return replace(picture_of(np.asarray(paint(hand_drawn[7]).convert("RGBA"))), doubt=None)


def test_a_picture_without_doubt_is_read_as_its_ink_is(
    recognizer: Recognizer, seven: Picture
) -> None:
    prediction = predict_picture(recognizer, seven)
    assert prediction.text == "7"
    assert prediction.is_known == recognizer.predict(seven.input)[0].is_known


@pytest.mark.parametrize("doubt", Doubt)
def test_a_picture_in_doubt_is_refused_until_somebody_chooses(
    recognizer: Recognizer, seven: Picture, doubt: Doubt
) -> None:
    doubtful = replace(seven, doubt=doubt)
    refused = predict_picture(recognizer, doubtful)
    assert refused.text is None
    assert refused.label == "7"
    assert predict_picture(recognizer, doubtful.choosing(doubtful.chosen)).text == "7"


def test_a_blank_picture_stays_blank(recognizer: Recognizer) -> None:
    blank = replace(picture_of(np.full((40, 40, 4), 255, np.uint8)), doubt=Doubt.FAINT)
    assert predict_picture(recognizer, blank).is_blank
