"""A pad of its own size on the screen, and ways to look at it."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app import theme
from app.pad.drawing_pad import DrawingPad
from app.pad.pen import Pen
from model.ink.drawing import Drawing
from model.ink.picture import Picture, picture_of
from tests.app.conftest import WAIT_MS

SIDE = 400
LINE = np.array([[100.0, 100.0], [200.0, 150.0], [300.0, 100.0]])
RED = (255, 0, 0, 255)


@pytest.fixture
def pad(qtbot: QtBot) -> DrawingPad:
    """A painted pad, shown so large that one logical px is one pad px."""
    pad = DrawingPad()
    qtbot.addWidget(pad)
    pad.resize(SIDE, SIDE)
    with qtbot.waitExposed(pad):
        pad.show()
    qtbot.waitUntil(lambda: pad.is_painted, timeout=WAIT_MS)
    return pad


@pytest.fixture
def picture() -> Picture:
    """A red square."""
    return picture_of(np.full((8, 8, 4), RED, np.uint8))


def color_at(image: QImage, x: float, y: float) -> QColor:
    """Return the colour at a place in logical px."""
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(x * ratio), round(y * ratio))


def image_of(pad: DrawingPad) -> QImage:
    """Return the pad as it looks now, which may lack ink that is not painted yet."""
    return pad.grab().toImage()


def ink_at(pad: DrawingPad, x: float, y: float) -> bool:
    """Whether the pad shows ink in full at a place in logical px, or paper; fails on others."""
    color = color_at(image_of(pad), x, y)
    ink, paper = theme.ink(pad.palette()), theme.paper(pad.palette())
    assert color in (ink, paper)
    return color == ink


def scribble(points: int, strokes: int = 1) -> Drawing:
    """Return a drawing of many points, all over the pad."""
    walk = np.random.default_rng(0).normal(0, 12, (points, 2)).cumsum(axis=0)
    folded: NDArray[np.float64] = np.abs((walk + 200) % 760 - 380) + 10  # between 10 and 390
    return Drawing(tuple(np.array_split(folded, strokes)))


@pytest.fixture
def pen() -> Pen:
    """A pen without a window."""
    return Pen()
