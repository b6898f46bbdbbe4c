"""Views without a window, and a hand to use them with."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from app.pad.page import Page
from app.prediction.reading import Reading
from app.views.mistakes_view import MistakesView
from app.views.sample_grid import SampleGrid
from app.views.view import View
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.insight import examples
from model.insight.mistakes import Mistakes
from model.network.recognizer import Recognizer
from model.network.weights import Weights, default_weights
from tests.app.conftest import send_mouse

LOADING_MS = 60_000


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The network that ships."""
    return Recognizer(default_weights())


@pytest.fixture
def few_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have views look for what is alike, and for what excites a map, among few examples."""
    monkeypatch.setattr(examples, "DRAWN_COUNT", 200)
    monkeypatch.setattr(examples, "IMAGE_COUNT", 200)


@pytest.fixture
def show_view(qtbot: QtBot) -> Callable[[View, Recognizer], None]:
    """Show a view in a window of its own, and tell it what the room for views would."""

    def show(view: View, recognizer: Recognizer) -> None:
        qtbot.addWidget(view)
        view.resize(430, 430)
        view.shown.connect(lambda: view.show_reading(reading_with(recognizer)))
        view.show()

    return show


def reading_with(recognizer: Recognizer) -> Reading:
    """Return what is read of an empty pad."""
    return Reading(Page(), np.zeros((1, 1, 28, 28), np.float32), recognizer, None)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click with the left button, in the middle unless a point is given."""
    place = widget.rect().center() if at is None else at
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def hover(widget: QWidget, at: QPointF) -> None:
    """Move the pointer to a point of a widget, without a button."""
    send_mouse(widget, QEvent.Type.MouseMove, (at.x(), at.y()), False)


def click_row(view: QAbstractItemView, row: int, column: int = 0) -> None:
    """Click an item of a list or a table."""
    index = view.model().index(row, column)
    view.scrollTo(index)
    click(view.viewport(), view.visualRect(index).center())


def click_tile(grid: SampleGrid, number: int) -> None:
    """Click a sample."""
    click_row(grid, number)


@pytest.fixture
def mislabelled(tmp_path: Path, hand_drawn: list[Drawing]) -> Path:
    """Ten digits, and a 4 that is labelled 9."""
    path = tmp_path / "mixed.jsonl"
    write_drawings(path, [*hand_drawn, Drawing(hand_drawn[4].strokes, "9", "somebody")])
    return path


def wait_for_mistakes(view: MistakesView, qtbot: QtBot) -> Mistakes:
    qtbot.waitUntil(lambda: view.mistakes is not None, timeout=LOADING_MS)
    assert view.mistakes is not None
    return view.mistakes


def other_network() -> Recognizer:
    """Return a network that misreads more."""
    parameters = {name: -array for name, array in default_weights().parameters.items()}
    return Recognizer(Weights(parameters))
