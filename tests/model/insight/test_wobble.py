"""A drawing is read drawn otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from model.ink.drawing import Drawing
from model.ink.picture import Picture
from model.ink.raster import rasterize
from model.insight.wobble import WOBBLES, apply, wobble
from model.network.recognizer import Recognizer
from tests.model.conftest import lines_drawing, unsteady_drawing


def test_there_are_twenty_ways_each_with_a_name() -> None:
    assert len({one.name for one in WOBBLES}) == len(WOBBLES) == 20


@pytest.mark.parametrize("digit", range(10))
def test_each_way_changes_what_the_network_sees(
    recognizer: Recognizer, hand_drawn: list[Drawing], digit: int
) -> None:
    drawing = hand_drawn[digit]
    strip = wobble(drawing, recognizer.recognize([drawing])[0], recognizer)
    seen = 255 * rasterize([drawing])[0, 0]
    images = [one.image.astype(float) for one in strip.wobbled]
    for index, image in enumerate(images):
        assert np.abs(image - seen).max() > 20
        assert all(np.abs(image - other).max() > 20 for other in images[:index])


def test_what_the_strip_shows_is_read_so_once_it_is_on_the_pad(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    drawing = hand_drawn[7]
    for one in wobble(drawing, recognizer.recognize([drawing])[0], recognizer).wobbled:
        if one.wobble.changes_ink:
            found = recognizer.recognize([one.drawing])[0]
        else:
            found = recognizer.predict(Picture.of_image(one.image).input)[0]
        np.testing.assert_allclose(found.probabilities, one.prediction.probabilities, atol=0.01)


def test_where_and_how_large_it_was_drawn_changes_nothing(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    drawing = hand_drawn[3]
    moved = replace(drawing, strokes=tuple(2 * stroke[:, :2] + 50 for stroke in drawing.strokes))
    prediction = recognizer.recognize([drawing])[0]
    first, second = (wobble(one, prediction, recognizer).wobbled for one in (drawing, moved))
    for before, after in zip(first, second, strict=True):
        assert np.abs(before.image.astype(int) - after.image).max() <= 2


def test_right_is_right_and_turning_goes_clockwise() -> None:
    upright = lines_drawing([(50, 0), (50, 100)])
    by_name = {one.name: one for one in WOBBLES}
    top = {
        name: float(apply(by_name[name], upright).strokes[0][0, 0])
        for name in ("leaned right", "leaned left", "turned right 10°", "turned left 10°")
    }
    assert top["leaned right"] > 50 > top["leaned left"]
    assert top["turned right 10°"] > 50 > top["turned left 10°"]
    bar = apply(by_name["wider"], lines_drawing([(0, 0), (100, 0)])).strokes[0]
    assert np.ptp(bar[:, 0]) == pytest.approx(125)


def test_it_counts_what_is_read_the_same(recognizer: Recognizer) -> None:
    drawing = unsteady_drawing(recognizer)
    strip = wobble(drawing, recognizer.recognize([drawing])[0], recognizer)
    same = sum(one.prediction.text == strip.text for one in strip.wobbled)
    assert 0 < same < 20
    assert strip.sentence == f"Read the same in {same} of 20"
