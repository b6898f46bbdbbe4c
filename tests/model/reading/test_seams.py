"""Where ink that touches may be parted."""

import numpy as np
from PIL import Image, ImageDraw

from model.reading.seams import find_seams


def mask(draw_on: str) -> np.ndarray:
    """Return (120, 300): two rings side by side, joined as `draw_on` says."""
    image = Image.new("1", (300, 120))
    pen = ImageDraw.Draw(image)
    gap = 40 if draw_on == "ligature" else -6
    for left in (10, 110 + gap):
        pen.ellipse((left, 10, left + 100, 110), outline=1, width=10)
    if draw_on == "ligature":
        pen.line((108, 60, 152, 60), 1, 10)
    return np.asarray(image)


def test_rings_that_touch_are_parted_where_they_do() -> None:
    seams = find_seams(mask("touching"), 10, 110)
    assert any(abs(seam.mean() - 107) < 10 for seam in seams)


def test_a_ligature_is_cut() -> None:
    seams = find_seams(mask("ligature"), 10, 110)
    assert any(112 <= seam.mean() <= 150 for seam in seams)


def test_seams_come_from_the_left_and_lie_apart() -> None:
    places = [float(seam.mean()) for seam in find_seams(mask("ligature"), 10, 110)]
    assert places == sorted(places)
    assert (np.diff(places) > 0.15 * 110).all()


def test_a_single_stroke_is_not_cut_to_slivers() -> None:
    upright = np.zeros((120, 14), bool)
    upright[:, 2:12] = True
    assert find_seams(upright, 10, 120) == []


def test_ink_too_small_to_be_cut_is_left() -> None:
    assert find_seams(np.ones((2, 3), bool), 2, 20) == []
