import numpy as np
import pytest

from model.handwriting.skeleton import Style, parse_skeleton
from model.handwriting.styles import (
    CHARACTERS,
    DIGITS,
    LETTERS,
    LOWER,
    SIGNS,
    UNLIKE_DIGITS,
    UNLIKE_LETTERS,
)
from model.handwriting.synthesis import synthesize_characters
from model.ink.raster import rasterize

ALL_STYLES = [
    pytest.param(style, id=f"{name}-{number}")
    for name, styles in [*CHARACTERS.items(), *UNLIKE_DIGITS.items(), ("sign", SIGNS)]
    for number, style in enumerate(styles)
]
LOOK_ALIKES = set("bBdDgGiIjJlLoOqQsStTuUyYzZ")


def test_the_ten_digits_have_styles() -> None:
    assert list(DIGITS) == list("0123456789")
    assert all(DIGITS.values())


def test_no_letter_looks_like_a_digit() -> None:
    assert all(label.isalpha() and len(label) == 1 for label in UNLIKE_DIGITS)
    assert not set(UNLIKE_DIGITS) & LOOK_ALIKES


def test_every_letter_has_styles_and_capitals_that_differ_in_size_alone_are_small_letters() -> None:
    assert list(LOWER) == list("abcdefghijklmnopqrstuvwxyz")
    assert list(LETTERS) == [*LOWER, *"ABDEFGHIJLMNQRT"]
    assert all(len(styles) >= 3 for styles in LETTERS.values())


def test_what_is_drawn_as_no_letter_is_none() -> None:
    assert not set(UNLIKE_LETTERS) & set(LETTERS)
    assert set(UNLIKE_LETTERS) < set(CHARACTERS)


def test_every_character_is_drawn_with_ink_that_a_network_sees_whole() -> None:
    drawings = synthesize_characters(4 * len(CHARACTERS), seed=1, styles=CHARACTERS)
    assert {drawing.label for drawing in drawings} == set(CHARACTERS)
    images = rasterize(drawings)[:, 0]
    assert images.sum(axis=(1, 2)).min() > 8
    # The ink's box is 20 px of the 28: seldom does its mass lie so far aside that it is cut off.
    edges = np.maximum(images[:, [0, -1]].max((1, 2)), images[:, :, [0, -1]].max((1, 2)))
    assert (edges > 0.5).mean() < 0.02


@pytest.mark.parametrize("style", ALL_STYLES)
def test_a_styles_skeletons_agree_and_stay_near_the_box(style: Style) -> None:
    first, *others = map(parse_skeleton, style.skeletons)
    assert style.weight > 0
    for other in others:
        assert other.points.shape == first.points.shape
        assert other.strokes == first.strokes
        assert other.corners == first.corners
    for skeleton in (first, *others):
        assert all(end - begin >= 2 for begin, end in skeleton.strokes)
        assert skeleton.points.min() >= -0.4
        assert skeleton.points.max() <= 1.2
