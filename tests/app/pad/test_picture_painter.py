"""How a picture looks on the pad, and what is marked of its ink."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import theme
from app.pad.drawing_pad import DrawingPad
from tests.app.conftest import WAIT_MS, send_mouse
from tests.app.pad.conftest import image_of
from tests.app.pad.on_picture import BESIDE, middle, place, show
from tests.pictures import LEFT, MIDDLE, RIGHT, SIDE_PX, picture_in_pieces

ON_WHITE, ON_BLACK = theme.accent_on(is_dark=False), theme.accent_on(is_dark=True)


@pytest.mark.parametrize(
    ("colors", "accent"),
    [((255, 0), ON_WHITE), ((0, 255), ON_BLACK), ((120, 60), ON_WHITE), ((90, 160), ON_BLACK)],
)
def test_what_is_read_is_seen_in_the_accent_colour_and_the_rest_faded(
    pad: DrawingPad, colors: tuple[int, int], accent: QColor
) -> None:
    show(pad, picture_in_pieces(colors=colors))
    image = image_of(pad)
    read, other, paper = (
        image.pixelColor(at) for at in (middle(LEFT), middle(RIGHT), place(90, 90))
    )
    assert read == accent
    assert other != accent
    assert max(abs(other.red() - other.blue()), abs(paper.red() - paper.blue())) <= 1  # no colour
    assert abs(other.lightness() - paper.lightness()) > 15
    for seen in (paper, other):  # the accent stands out against both
        assert abs(seen.blue() - accent.blue()) + abs(seen.red() - accent.red()) > 80


def test_ink_that_is_pointed_at_is_marked_until_the_pointer_leaves(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    show(pad, picture_in_pieces())
    before = image_of(pad)
    QTest.mouseMove(pad, place(*BESIDE))
    QTest.mouseMove(pad, middle(MIDDLE))
    qtbot.waitUntil(lambda: image_of(pad) != before, timeout=WAIT_MS)
    image = image_of(pad)
    assert image.pixelColor(middle(MIDDLE)).blue() > before.pixelColor(middle(MIDDLE)).blue() + 40
    assert image.pixelColor(middle(RIGHT)) == before.pixelColor(middle(RIGHT))
    QTest.mouseMove(pad, place(*BESIDE))
    qtbot.waitUntil(lambda: image_of(pad) == before, timeout=WAIT_MS)


def test_a_loop_is_seen_as_dashes_until_it_is_over(pad: DrawingPad) -> None:
    show(pad, picture_in_pieces())
    before = image_of(pad)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 30), True)
    send_mouse(pad, QEvent.Type.MouseMove, (300, 30), True)
    image = image_of(pad)
    row = [image.pixelColor(x, 30) for x in range(110, 290)]
    assert ON_WHITE in row  # dashes
    assert QColor("white") in row  # and gaps
    pad.undo()
    assert image_of(pad) == before


def test_a_clear_picture_with_dark_ink_lies_on_white_in_the_dark_too(pad: DrawingPad) -> None:
    picture = picture_in_pieces(colors=(0, 0))
    clear = picture.preview.copy()
    clear[picture.pieces == 0, 3] = 0
    dark = QPalette(QColor("#202124"), QColor("#202124"))
    dark.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    pad.setPalette(dark)
    show(pad, replace(picture, preview=clear))
    assert image_of(pad).pixelColor(place(90, 90)) == QColor("white")


@pytest.mark.parametrize("side", [28, 100, 1600])
def test_ink_of_any_size_is_marked_where_it_is(pad: DrawingPad, side: int) -> None:
    small = picture_in_pieces()
    at = np.arange(side) * SIDE_PX // side
    pieces, ink = (px[np.ix_(at, at)] for px in (small.pieces, small.ink))
    show(pad, replace(small, pieces=pieces, ink=ink))
    image = image_of(pad)
    assert image.pixelColor(middle(LEFT)) == ON_WHITE
    left, top, _, bottom = LEFT
    for x, y in ((left - 4, 50), (50, top - 14), (20, bottom + 5)):
        assert image.pixelColor(place(x, y)) != ON_WHITE
