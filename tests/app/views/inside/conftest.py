"""Readings of the hand-drawn digits, as the window gives them to a view, and its parts."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from app.pad.page import Page
from app.prediction.reading import Reading
from app.views.inside.figure import Figure, Grid, Lines
from app.views.inside.flows import Contributions
from app.views.inside.inside_view import InsideView
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import default_weights


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


def read(drawing: Drawing, recognizer: Recognizer) -> Reading:
    """Return what the window reads of a drawing on the pad."""
    images = rasterize([drawing])
    return Reading(Page(drawing), images, recognizer, recognizer.predict(images)[0])


@pytest.fixture
def digit(recognizer: Recognizer, hand_drawn: list[Drawing]) -> Callable[[int], Reading]:
    """Return the reading of one of the hand-drawn digits."""
    return lambda index: read(hand_drawn[index], recognizer)


def part(view: QWidget, name: str) -> QWidget:
    found = view.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found


def figure(view: InsideView) -> Figure:
    found = part(view, "sumFigure")
    assert isinstance(found, Figure)
    return found


def lines(view: InsideView) -> dict[str, str]:
    """The lines of the sum that is shown: their values by their names."""
    return {
        line.name: line.value
        for piece in figure(view).pieces
        if isinstance(piece, Lines)
        for line in piece.lines
    }


def grids(view: InsideView) -> dict[str, np.ndarray]:
    return {p.caption: p.values for p in figure(view).pieces if isinstance(p, Grid)}


def contributions(view: InsideView) -> Contributions:
    found = part(view, "contributions")
    assert isinstance(found, Contributions)
    return found
