"""What the networks of letters that ship are promised to read."""

from pathlib import Path

import numpy as np
import pytest

from model.data.classes import Classes
from model.evaluation.measure import drawings_batch, evaluate
from model.handwriting.styles import CHARACTERS, LETTERS, LOWER
from model.handwriting.synthesis import synthesize_characters, synthesize_digits
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import SHIPPED, default_weights, shipped_weights

EVERY = 4
"""Of so many real drawings one is read, which takes a second or two."""


@pytest.fixture(scope="module")
def letters() -> Recognizer:
    return Recognizer(shipped_weights("letters"))


def bar(*points: tuple[float, float]) -> Drawing:
    return Drawing((np.array(points, float),))


def test_each_is_found_by_its_name_and_says_how_it_came_to_be() -> None:
    assert shipped_weights("digits").classes == default_weights().classes
    assert shipped_weights("letters").classes == Classes(LETTERS)
    assert shipped_weights("characters").classes == Classes(CHARACTERS)
    for name, network in SHIPPED.items():
        card = shipped_weights(name).card
        assert network.title
        assert card.recipe
        assert card.known_threshold is not None
        assert card.test_error is not None
    assert shipped_weights("letters").card.data == "built-in letters"
    assert shipped_weights("characters").card.data == "built-in digits, letters and signs"


def test_a_bar_is_a_small_l(letters: Recognizer) -> None:
    leaning = [bar((50 + lean, 10), (50, 60), (50 - lean, 110)) for lean in (0, 4, 8)]
    assert [prediction.label for prediction in letters.recognize(leaning)] == ["l"] * 3


@pytest.mark.parametrize(("name", "limit"), [("letters", 0.15), ("characters", 0.25)])
def test_they_read_built_in_letters(name: str, limit: float) -> None:
    recognizer = Recognizer(shipped_weights(name))
    drawings = synthesize_characters(1000, seed=77, styles=LETTERS)
    assert evaluate(recognizer, [drawings_batch(drawings, recognizer.classes)]).error < limit


def test_scribbles_are_known_for_less_than_letters_are(letters: Recognizer) -> None:
    rng = np.random.default_rng(0)
    scribbles = [bar(*map(tuple, rng.uniform(0, 100, (60, 2)))) for _ in range(40)]
    known = [p.is_known for p in letters.predict(rasterize(scribbles))]
    assert np.mean(np.array(known) < 0.5) > 0.8


@pytest.mark.slow
@pytest.mark.parametrize(("name", "limit"), [("letters", 0.15), ("characters", 0.25)])
def test_they_read_small_letters_of_people(pen_sets: Path, name: str, limit: float) -> None:
    recognizer = Recognizer(shipped_weights(name))
    inked = (d for d in read_drawings(pen_sets / "unipen-letters-dev.jsonl.gz") if not d.is_empty)
    small = [drawing for drawing in inked if drawing.label in LOWER][::EVERY]
    result = evaluate(recognizer, [drawings_batch(small, recognizer.classes)])
    print(f"{name}: {result.error:.2%} of {result.count} small letters misread")
    assert result.count > 5_000
    assert result.error <= limit


def test_characters_know_digits_too() -> None:
    recognizer = Recognizer(shipped_weights("characters"))
    digits = synthesize_digits(500, seed=78)
    # A 0, a 1, a 5 and more have a letter that looks alike.
    read = [prediction.label for prediction in recognizer.recognize(digits)]
    right = [label == digit.label for label, digit in zip(read, digits, strict=True)]
    assert np.mean(right) > 0.5
