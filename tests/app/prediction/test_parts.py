"""The parts of a number as they lie on the pad, and each as a reading of its own."""

import numpy as np
import pytest

from app.pad.page import Page
from app.pad.picture_painter import picture_box
from app.prediction.parts import PartReader, parts_on_pad, several_parts
from model.data.classes import DIGITS
from model.ink.drawing import Drawing, Trace
from model.ink.picture import Picture
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.reading.prediction import NumberPrediction, PartPrediction, Prediction

PICTURE = Picture.unparted(
    np.pad(np.ones((1, 1, 20, 20), np.float32), ((0, 0), (0, 0), (4, 4), (4, 4))),
    np.full((28, 28, 4), 255, np.uint8),
)


def prediction(known: float = 0.9) -> Prediction:
    return Prediction(DIGITS, np.full(10, 0.1, np.float32), known)


def part(
    label: str, box: tuple[float, float, float, float], *traces: Trace, confidence: float = 0.9
) -> PartPrediction:
    images = np.full((1, 1, 28, 28), 0.5, np.float32)
    return PartPrediction(label, confidence, prediction(), images, box, traces=traces)


def number(*parts: PartPrediction) -> NumberPrediction:
    return NumberPrediction(DIGITS, np.full(10, 0.1, np.float32), 0.9, parts, 0.9)


def test_a_drawings_part_lies_where_its_ink_does() -> None:
    read = number(part("2", (10, 20, 30, 60)), part("6", (50, 20, 90, 60), confidence=0.4))
    first, second = parts_on_pad(Page(Drawing((np.zeros((2, 2)),))), read)
    assert first.box.getRect() == (10, 20, 20, 40)
    assert (first.label, first.is_unsure) == ("2", False)
    assert (second.label, second.is_unsure) == ("6", True)


def test_a_pictures_part_lies_over_the_picture() -> None:
    read = number(part("2", (0, 0, 14, 28)), part("6", (14, 7, 28, 21)))
    whole = picture_box(PICTURE)
    first, second = parts_on_pad(Page(picture=PICTURE), read)
    assert first.box.topLeft() == whole.topLeft()
    assert first.box.width() == pytest.approx(whole.width() / 2)
    assert second.box.center().y() == pytest.approx(whole.center().y())
    assert second.box.height() == pytest.approx(whole.height() / 2)


def test_one_character_is_one_part_with_all_ink_and_nothing_is_none() -> None:
    page = Page(Drawing((np.array([[1.0, 2.0], [5.0, 9.0]]), np.array([[3.0, 1.0]]))))
    [only] = parts_on_pad(page, prediction())
    assert only.traces == (Trace(0, 0, 2), Trace(1, 0, 1))
    assert only.box.getRect() == (1, 1, 4, 8)
    assert not several_parts(prediction())
    assert not parts_on_pad(Page(), None)


def test_a_part_is_read_as_a_page_of_its_own_which_stays_while_its_ink_does() -> None:
    strokes = tuple(np.random.default_rng(0).random((3, 5, 2)))
    page, recognizer = Page(Drawing(strokes[:2])), Recognizer(default_weights())
    parts = [part("2", (0, 0, 1, 1), Trace(0, 0, 5)), part("6", (0, 0, 1, 1), Trace(1, 1, 4))]
    reader = PartReader()
    first, second = (reader.read(page, recognizer, parts, index) for index in (0, 1))
    assert first.prediction is parts[0].prediction
    assert first.images is parts[0].images
    assert second.page.drawing == Drawing((strokes[1][1:4],))
    longer = Page(Drawing(strokes))
    more = [*parts, part("7", (0, 0, 1, 1), Trace(2, 0, 5))]
    assert reader.read(longer, recognizer, more, 0).page is first.page
    other = [part("2", (0, 0, 1, 1), Trace(0, 0, 3)), *more[1:]]
    assert reader.read(longer, recognizer, other, 0).page is not first.page


def test_a_part_of_a_picture_is_read_as_what_the_network_sees_of_it() -> None:
    parts = [part("2", (0, 0, 14, 28)), part("6", (14, 7, 28, 21))]
    reading = PartReader().read(Page(picture=PICTURE), None, parts, 1)
    assert reading.page.picture is not None
    assert reading.page.picture.input == pytest.approx(parts[1].images, abs=0.01)
