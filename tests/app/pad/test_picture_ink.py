"""The ink found in a picture, as an image to be laid over it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.pad.picture_ink import OTHERS_SHARE, ink_image
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


def test_chosen_ink_has_the_color_as_opaque_as_it_is_strong(picture: Picture) -> None:
    image = ink_image(picture, BLUE)
    assert (image.width(), image.height()) == (5, 2)
    assert image.pixelColor(0, 0) == BLUE
    weak = image.pixelColor(1, 0)
    assert weak.alpha() == 100
    assert abs(weak.blue() - BLUE.blue()) <= 3


def test_other_ink_is_fainter_and_paper_is_transparent(picture: Picture) -> None:
    image = ink_image(picture, BLUE)
    assert image.pixelColor(4, 1).alpha() == round(255 * OTHERS_SHARE)
    assert image.pixelColor(2, 1).alpha() == 0


def test_without_a_choice_all_ink_is_faint(picture: Picture) -> None:
    image = ink_image(replace(picture, chosen=frozenset()), BLUE)
    assert image.pixelColor(0, 0).alpha() == round(255 * OTHERS_SHARE)
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
