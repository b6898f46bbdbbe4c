"""Readings of the hand-drawn digits, as the window gives them to a view."""

from collections.abc import Callable

import pytest

from app.pad.page import Page
from app.prediction.reading import Reading
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
