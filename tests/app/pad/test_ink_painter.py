"""How ink looks, in the picture of it that is saved and copied."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.pad.ink_painter import LIGHTEST_WIDTH, PAD_SIDE, render
from model.ink.drawing import Drawing
from tests.app.pad.conftest import LINE

ACROSS = np.array([[100.0, 200.0], [200.0, 200.0], [300.0, 200.0]])
PEN_WIDTH = 20.0
INK, PAPER = QColor("black"), QColor("white")

pytestmark = pytest.mark.usefixtures("qapp")


def height_at(image: QImage, x: int) -> float:
    """Return how much ink stands in a column of a picture, in px."""
    return sum(1 - image.pixelColor(x, y).lightnessF() for y in range(image.height()))


def with_pressure(pressure: float) -> Drawing:
    return Drawing((np.column_stack([ACROSS, np.full(len(ACROSS), pressure)]),))


def test_no_ink_is_white_paper() -> None:
    image = render(Drawing(), PEN_WIDTH)
    blank = image.copy()
    blank.fill(PAPER)
    assert image == blank
    assert (image.width(), image.height()) == (PAD_SIDE, PAD_SIDE)


def test_a_dot_is_as_wide_as_the_pen() -> None:
    image = render(Drawing((np.array([[200.0, 200.0]]),)), PEN_WIDTH)
    assert height_at(image, 200) == pytest.approx(PEN_WIDTH, abs=1)
    assert image.pixelColor(200, 200 + 12) == PAPER


def test_a_stroke_is_bent_between_its_points_and_ends_at_the_last() -> None:
    image = render(Drawing((LINE,)), PEN_WIDTH)
    assert image.pixelColor(200, 150 - 14) == INK  # on the curve's inner side
    assert image.pixelColor(200, 150 + 8) == PAPER  # a corner would reach here
    assert image.pixelColor(299, 100) == INK


@pytest.mark.parametrize("pressure", [0.0, 0.5, 1.0])
def test_ink_is_as_wide_as_the_pressure_says(pressure: float) -> None:
    width = PEN_WIDTH * (LIGHTEST_WIDTH + (1 - LIGHTEST_WIDTH) * pressure)
    assert height_at(render(with_pressure(pressure), PEN_WIDTH), 200) == pytest.approx(width, abs=1)


def test_ink_without_pressure_is_as_wide_as_with_all_of_it() -> None:
    assert render(Drawing((ACROSS,)), PEN_WIDTH) == render(with_pressure(1.0), PEN_WIDTH)


def test_a_picture_of_any_size_shows_the_whole_pad() -> None:
    image = render(Drawing((ACROSS,)), PEN_WIDTH, side_px=2 * PAD_SIDE)
    assert (image.width(), image.height()) == (2 * PAD_SIDE, 2 * PAD_SIDE)
    assert height_at(image, 2 * 200) == pytest.approx(2 * PEN_WIDTH, abs=1)
