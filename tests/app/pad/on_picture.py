"""Places on a picture that lies on a pad of 400 px."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF

from app.pad.drawing_pad import DrawingPad
from app.pad.page import Page
from model.ink.picture import Picture
from tests.pictures import SIDE_PX

BESIDE = (33, 10)
"""Where there is no ink, in px of the picture."""
Box = tuple[int, int, int, int]


def place(x: float, y: float) -> QPoint:
    """Return where on a pad of 400 px a px of the picture is."""
    return QPointF(20 + 360 * x / SIDE_PX, 20 + 360 * y / SIDE_PX).toPoint()


def middle(box: Box) -> QPoint:
    left, top, right, bottom = box
    return place((left + right) / 2, (top + bottom) / 2)


def loop(box: Box, margin: float = 4) -> np.ndarray:
    """Return a line around a box, in px of the pad; its end does not quite meet its beginning."""
    left, top, right, bottom = np.array(box) + np.array([-margin, -margin, margin, margin])
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top + 5)]
    return np.array([20 + 360 * np.array(corner) / SIDE_PX for corner in corners])


def show(pad: DrawingPad, picture: Picture) -> None:
    pad.change_page(Page(picture=picture), "Open")
