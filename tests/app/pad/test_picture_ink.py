"""The ink found in a picture, as an image to be laid over it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.pad.picture_ink import (
    OTHERS_OPACITY,
    POINTED_OPACITY,
    ink_image,
    piece_image,
)
from model.ink.picture import Picture

BLUE = QColor("#2563eb")


@pytest.fixture
def picture() -> Picture:
    """Two pieces, the first of them chosen: one strong px each, and one weak px of the first."""
    made = Picture.of_image(np.zeros((28, 28), np.uint8))
    ink, pieces = np.zeros((2, 5), np.uint8), np.zeros((2, 5), np.uint8)
    ink[0, 0], ink[0, 1], ink[1, 4] = 255, 100, 255
    pieces[0, 0] = pieces[0, 1] = 1
    pieces[1, 4] = 2
    return replace(made, ink=ink, pieces=pieces, chosen=frozenset({1}))


def test_ink_that_is_read_has_the_color_the_more_opaque_the_stronger_it_is(
    picture: Picture,
) -> None:
    image = ink_image(picture, BLUE)
    assert (image.width(), image.height()) == (5, 2)
    assert image.pixelColor(0, 0) == BLUE
    weak = image.pixelColor(1, 0)
    assert 100 < weak.alpha() < 255
    assert abs(weak.blue() - BLUE.blue()) <= 3


def test_other_ink_is_gray_and_paper_is_transparent(picture: Picture) -> None:
    image = ink_image(picture, BLUE)
    other = image.pixelColor(4, 1)
    assert other.alpha() == OTHERS_OPACITY
    assert other.red() == other.green() == other.blue()
    assert image.pixelColor(2, 1).alpha() == 0


def test_without_a_choice_all_ink_is_gray(picture: Picture) -> None:
    image = ink_image(replace(picture, chosen=frozenset()), BLUE)
    assert image.pixelColor(0, 0).alpha() == OTHERS_OPACITY
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied


def test_a_thin_line_of_large_ink_is_still_seen(picture: Picture) -> None:
    ink = np.zeros((1600, 1200), np.uint8)
    ink[:, 601] = 255
    large = replace(picture, ink=ink, pieces=(ink > 0).astype(np.uint8))
    image = ink_image(large, BLUE)
    assert image.height() == 800
    assert all(image.pixelColor(300, y) == BLUE for y in range(0, 800, 7))


def test_a_piece_comes_with_where_it_lies(picture: Picture) -> None:
    image, box = piece_image(picture, 1, BLUE)
    assert box == (0, 0, 2 / 5, 1 / 2)
    assert (image.width(), image.height()) == (2, 1)
    assert image.pixelColor(0, 0).alpha() == POINTED_OPACITY
