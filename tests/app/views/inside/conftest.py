"""Inside, as it shows readings of the hand-drawn digits, and a hand to use it with."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.pad.page import Page
from app.prediction.reading import Reading
from app.views.example_lookup import ExampleLookup
from app.views.inside.inside_view import InsideView
from app.views.inside.item_flow import ItemFlow
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.insight.layers import Cell
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.app.conftest import WAIT_MS

STROKE = Cell("conv1", 0, 11, 15)
"""Where the first map answers most to the hand-drawn 7."""


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


@pytest.fixture
def view(qtbot: QtBot, digit: Callable[[int], Reading]) -> Iterator[InsideView]:
    """The view as it shows a hand-drawn 7, as large as in the window."""
    made = InsideView(ExampleLookup())
    qtbot.addWidget(made)
    made.resize(430, 430)
    made.show()
    made.show_reading(digit(7))
    yield made
    settle(qtbot)


def centre(view: InsideView, cell: Cell) -> tuple[float, float]:
    at = view.graph.arrangement.blocks[cell.layer].cell(cell).center()
    return at.x(), at.y()


def click(view: InsideView, cell: Cell) -> None:
    at = QPointF(*centre(view, cell)).toPoint()
    QTest.mouseClick(view.graph, Qt.MouseButton.LeftButton, pos=at)


def choose(items: ItemFlow, index: int) -> None:
    at = items.item_area(index).center().toPoint()
    QTest.mouseClick(items, Qt.MouseButton.LeftButton, pos=at)


def settle(qtbot: QtBot) -> None:
    """Wait for the examples that an open sum asks for, however busy the machine is."""
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=6 * WAIT_MS)


def part(view: QWidget, name: str) -> QWidget:
    found = view.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found
