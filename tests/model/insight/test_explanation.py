"""An explanation is one sentence, true of what was left out."""

import doctest
import re

import numpy as np
import pytest

import model.insight
from model.data.classes import Classes
from model.home.versions import current_weights
from model.ink.drawing import Drawing
from model.ink.picture import Picture
from model.ink.raster import rasterize
from model.insight.explanation import explain, trace_picture
from model.insight.occlusion import Occlusion
from model.insight.words import name_ink
from model.network.recognizer import Recognizer
from model.network.weights import Weights
from model.text import with_article
from tests.model.conftest import lines_drawing, make_weights


def names_read_without(occlusion: Occlusion, answer: str | None) -> set[str]:
    """Return what the ink is called without which this is read."""
    return {
        name_ink(occlusion.lines(run), occlusion.drawing)
        for run in occlusion.runs
        if run.prediction.text == answer
    }


def test_the_example_of_the_package_runs() -> None:
    found = doctest.testmod(model.insight)
    assert found.attempted > 5
    assert found.failed == 0


def test_a_seven_is_a_one_without_its_bar(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    explanation = explain(hand_drawn[7], recognizer)
    assert re.fullmatch(
        r"Without the bar at the top( left)? this would be read as 1\.", explanation.sentence()
    )
    assert explanation.sentence(1) == explanation.sentence()


def test_what_the_sentence_says_was_read(recognizer: Recognizer, hand_drawn: list[Drawing]) -> None:
    others = 0
    for drawing in hand_drawn:
        explanation = explain(drawing, recognizer)
        sentence = explanation.sentence()
        if found := re.fullmatch(r"Without (.+) this would be read as (\d)\.", sentence):
            others += 1
            ink, answer = found.groups()
            assert answer != drawing.label
            assert ink in names_read_without(explanation.occlusion, answer)
        elif found := re.fullmatch(r"Without (.+) this would be refused: not a digit\.", sentence):
            assert found[1] in names_read_without(explanation.occlusion, None)
        else:
            assert sentence.startswith(
                "No single piece decides: whichever is left out, this is still "
                f"{with_article(drawing.label or '')}"
            )
            assert explanation.occlusion.decisive_run() is None
    assert others > 3


def test_what_speaks_against_another_class_makes_it_rise_once_left_out(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    occlusion = explain(hand_drawn[9], recognizer).occlusion
    sentence = explain(hand_drawn[9], recognizer).sentence(6)
    found = re.fullmatch(
        r"Most speaks against 6: (.+)\. Without it, 6 rises from ([\d.]+) % to ([\d.]+) %\.",
        sentence,
    )
    assert found
    before, after = float(found[2]), float(found[3])
    assert before == pytest.approx(100 * occlusion.prediction.probabilities[6], abs=0.06)
    rises = -100 * occlusion.run_falls(6)
    assert after - before == pytest.approx(rises.max(), abs=0.6)


def test_each_piece_has_its_name(recognizer: Recognizer, hand_drawn: list[Drawing]) -> None:
    explanation = explain(hand_drawn[7], recognizer)
    occlusion = explanation.occlusion
    assert explanation.piece_names == tuple(
        name_ink(piece.lines, occlusion.drawing) for piece in occlusion.pieces
    )
    assert explanation.piece_names[0] == "the ink at the top left"


@pytest.mark.parametrize(("answer", "said"), [(3, "a 3"), (8, "an 8")])
def test_of_a_sure_drawing_it_says_that_nothing_decides(answer: int, said: str) -> None:
    # Weights that say this of everything, a little more where there is more ink.
    weights = make_weights()
    weights.parameters["fc2.bias"][answer] = 50
    explanation = explain(lines_drawing([(0, 0), (0, 100)]), Recognizer(weights))
    assert explanation.sentence() == (
        f"No single piece decides: whichever is left out, this is still {said}."
    )


def test_of_ink_drawn_twice_neither_decides(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    twice = Drawing(hand_drawn[9].strokes * 2)
    explanation = explain(twice, recognizer)
    assert explanation.sentence() == (
        "No single piece decides: whichever is left out, this is still a 9."
    )
    assert explanation.sentence(4) == (
        "No single piece speaks against 4: whichever is left out, it gains nothing."
    )


def test_a_dot_cannot_be_taken_apart(recognizer: Recognizer) -> None:
    explanation = explain(lines_drawing([(4, 4)]), recognizer)
    assert explanation.sentence() == "This is too little ink to be taken apart."
    assert explanation.sentence(5) == "This is too little ink to be taken apart."


def test_classes_of_other_names_are_said_so(hand_drawn: list[Drawing]) -> None:
    names = Classes([f"{digit}th" for digit in range(10)])
    shipped = current_weights()
    weights = Weights(shipped.parameters, shipped.card, names)
    explanation = explain(hand_drawn[7], Recognizer(weights))
    assert re.fullmatch(
        r"Without the bar at the top( left)? this would be read as 1th\.", explanation.sentence()
    )


def test_a_picture_is_traced_where_that_is_read_alike(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    image = np.round(255 * rasterize([hand_drawn[7]])[0, 0]).astype(np.uint8)
    picture = Picture.of_image(image)
    traced = trace_picture(picture, recognizer.predict(picture.input)[0], recognizer)
    assert traced is not None
    assert "1" in explain(traced, recognizer).sentence()


def test_a_picture_whose_ink_is_read_otherwise_is_not_explained(recognizer: Recognizer) -> None:
    blank = np.zeros((28, 28), np.uint8)
    thick_angle = blank.copy()
    thick_angle[4:24, 8:14] = thick_angle[18:24, 8:22] = 255
    for picture in map(Picture.of_image, (blank, thick_angle)):
        prediction = recognizer.predict(picture.input)[0]
        assert trace_picture(picture, prediction, recognizer) is None
