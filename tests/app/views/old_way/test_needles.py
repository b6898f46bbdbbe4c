"""Needles lie as the edges do; components go up and down from the middle."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPalette
from pytestqt.qtbot import QtBot

from app import theme
from app.views.old_way.needles import paint_components, paint_needles
from model.shallow.gradients import OrientedGradients

SIDE = 140
CELL = SIDE // 7


def painted(array: np.ndarray) -> np.ndarray:
    """Return (SIDE, SIDE) which px differ from the paper once an array is painted."""
    palette = QPalette()
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(theme.paper(palette))
    paper = image.pixel(0, 0)
    painter = QPainter(image)
    paint = paint_needles if array.ndim == 3 else paint_components
    paint(painter, QRectF(0, 0, SIDE, SIDE), array.astype(np.float32), palette)
    painter.end()
    px = np.array([[image.pixel(x, y) for x in range(SIDE)] for y in range(SIDE)])
    different: np.ndarray = px != paper
    return different


@pytest.mark.parametrize(
    ("direction", "extent"),
    [(0, "upright"), (4, "upright"), (2, "level"), (6, "level"), (1, "rising"), (3, "falling")],
)
def test_a_needle_lies_across_the_way_in_which_the_ink_grows(
    qtbot: QtBot, direction: int, extent: str
) -> None:
    gradients = np.zeros((7, 7, 8))
    gradients[3, 2, direction] = 1
    marked = painted(gradients)
    rows, columns = np.nonzero(marked)
    assert rows.min() >= 3 * CELL
    assert rows.max() < 4 * CELL
    assert columns.min() >= 2 * CELL
    assert columns.max() < 3 * CELL
    down, across = np.ptp(rows), np.ptp(columns)
    slope = np.corrcoef(rows, columns)[0, 1] if down and across else 0
    found = {
        "upright": down > 3 * across,
        "level": across > 3 * down,
        "rising": slope < -0.8,
        "falling": slope > 0.8,
    }
    assert found[extent]


def test_of_an_upright_line_all_strong_needles_are_upright(qtbot: QtBot) -> None:
    image = np.zeros((1, 28, 28), np.float32)
    image[0, 4:24, 13:15] = 1
    marked = painted(OrientedGradients().apply(image)[0])
    column = marked[8 * 5 : SIDE - 8 * 5].sum(axis=0).max()
    row = marked[8 * 5 : SIDE - 8 * 5].sum(axis=1).max()
    assert column > 2 * row


def test_components_go_up_where_positive_and_down_where_negative(qtbot: QtBot) -> None:
    marked = painted(np.array([1.0, -1.0]))
    left, right = marked[:, : SIDE // 2 - 2], marked[:, SIDE // 2 + 2 :]
    assert left[: SIDE // 2 - 2].any()
    assert not left[SIDE // 2 + 2 :].any()
    assert right[SIDE // 2 + 2 :].any()
    assert not right[: SIDE // 2 - 2].any()
