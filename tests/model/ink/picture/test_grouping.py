"""Which strokes are one character."""

import pytest
from PIL import Image, ImageDraw

from model.ink.picture import Doubt, find_picture


def five(gap_px: int) -> Image.Image:
    """Return a 5 of 200 px whose hat is so far above the rest of it."""
    image = Image.new("L", (400, 480), 255)
    draw = ImageDraw.Draw(image)
    draw.line([(140, 170 - gap_px), (260, 170 - gap_px)], 0, 16)
    draw.line([(145, 178), (145, 270)], 0, 16)
    draw.arc((120, 250, 260, 380), 210, 520, 0, 16)
    return image


@pytest.mark.parametrize("gap_px", [0, 12, 30, 45])
def test_a_hat_belongs_to_what_it_stands_over(gap_px: int) -> None:
    picture = find_picture(five(gap_px))
    assert picture.piece_count == 1
    assert picture.doubt is None


def test_a_line_far_above_is_no_hat() -> None:
    picture = find_picture(five(100))
    line, body = picture.piece_at(0.5, 70 / 480), picture.piece_at(145 / 400, 220 / 480)
    assert line != body
    assert picture.chosen == {body}


def test_a_digit_over_another_is_another() -> None:
    image = Image.new("L", (400, 400), 255)
    draw = ImageDraw.Draw(image)
    for top in (60, 220):
        draw.ellipse((150, top, 240, top + 130), None, 0, 16)
    picture = find_picture(image)
    assert picture.piece_count == 2
    assert picture.doubt is Doubt.SEVERAL
