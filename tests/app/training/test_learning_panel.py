"""Learning the user's drawings: what is said of them, and what the buttons ask for."""

import pytest
from pytestqt.qtbot import QtBot

from app.training.learning_panel import LearningPanel, learn_drawings
from model.data.progress import Working
from model.data.source import Folders
from model.errors import BadInput
from model.home.chosen import VERSION
from model.home.collection import DrawingCollection
from tests.app.training.conftest import click


@pytest.fixture
def learning_panel(qtbot: QtBot) -> LearningPanel:
    shown = LearningPanel()
    qtbot.addWidget(shown)
    shown.show()
    return shown


@pytest.mark.parametrize(
    ("count", "new", "text"),
    [
        (0, 0, "none kept yet"),
        (1, 1, "1 kept"),
        (1234, 0, "1,234 kept"),
        (1234, 5, "1,234 kept, 5 new"),
        (5, 5, "5 kept"),  # nothing was learned so far: all are new
    ],
)
def test_it_says_how_many_drawings_there_are(
    learning_panel: LearningPanel, count: int, new: int, text: str
) -> None:
    learning_panel.show_count(count, new)
    assert learning_panel.drawing_count.text() == text


def test_before_anybody_has_counted_there_are_none(learning_panel: LearningPanel) -> None:
    assert learning_panel.drawing_count.text() == "none kept yet"


def test_each_button_asks_for_its_own(learning_panel: LearningPanel, qtbot: QtBot) -> None:
    asked: list[str] = []
    learning_panel.learning_requested.connect(lambda: asked.append("learning"))
    learning_panel.versions_requested.connect(lambda: asked.append("versions"))
    click(learning_panel.learn_button)
    assert asked == ["learning"]
    click(learning_panel.versions_button)
    assert asked == ["learning", "versions"]


def test_drawings_are_read_when_the_first_event_is_asked_for() -> None:
    events = learn_drawings(VERSION, Folders())
    path = DrawingCollection().path
    path.mkdir(parents=True)  # a folder where the file should be
    with pytest.raises(BadInput, match=path.name):
        next(events)


def test_it_begins_with_the_first_event_of_learning() -> None:
    events = learn_drawings(VERSION, Folders())
    assert next(events) == Working("reading your drawings")
    events.close()  # type: ignore[attr-defined]
