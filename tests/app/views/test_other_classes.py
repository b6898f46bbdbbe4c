"""The views of a network that reads letters, or signs with long names."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.views.class_chips import MAX_CHIPS, ClassChips
from app.views.example_lookup import ExampleLookup
from app.views.inside.inside_view import InsideView
from app.views.inside.operator_graph import OperatorGraph
from app.views.old_way.old_way_view import OldWayView
from app.views.old_way.words import compare
from app.views.view import View
from model.bench.made_up import made_up_weights
from model.data.classes import DIGITS, Classes
from model.data.source import Folders
from model.insight.layers import SOFTMAX
from model.insight.offers import DataAtHand
from model.network.recognizer import Recognizer
from model.reading.prediction import Prediction
from tests.app.views.conftest import reading_with

Show = Callable[[View, Recognizer], None]


def sure_of(name: str, classes: Classes) -> Prediction:
    [blank] = Recognizer(made_up_weights(len(classes))).predict(
        reading_with(Recognizer(made_up_weights(10))).images
    )
    probabilities = blank.probabilities * 0
    probabilities[classes.index(name)] = 1
    return Prediction(classes, probabilities, 1.0)


def test_inside_has_all_classes_before_anything_is_drawn(qtbot: QtBot, show_view: Show) -> None:
    view = InsideView(ExampleLookup())
    show_view(view, Recognizer(made_up_weights(47)))
    graph = view.findChild(OperatorGraph)
    assert isinstance(graph, OperatorGraph)
    qtbot.waitUntil(lambda: graph.arrangement.blocks[SOFTMAX].layer.shape[0] == 47)


def test_the_old_way_says_that_it_knows_digits_alone(qtbot: QtBot, show_view: Show) -> None:
    view = OldWayView(Settings(), lambda: DataAtHand(Folders()))
    show_view(view, Recognizer(made_up_weights(26)))
    qtbot.waitUntil(lambda: "The old way here knows 0 to 9 alone." in view.sentence.text())
    read = compare(sure_of("7", DIGITS), sure_of("k", made_up_weights(62).classes))
    assert read == "The old way reads 7, the network k. The old way here knows 0 to 9 alone."
    assert "alone" not in compare(sure_of("7", DIGITS), sure_of("7", DIGITS))


def test_what_was_asked_about_has_a_chip_though_it_is_unlikely(qtbot: QtBot) -> None:
    chips = ClassChips()
    qtbot.addWidget(chips)
    classes = made_up_weights(62).classes
    chips.show_prediction(sure_of("k", classes), "Z")
    shown = chips.names
    assert len(shown) == MAX_CHIPS
    assert {"k", "Z"} <= set(shown)


def test_long_names_are_cut_where_chips_are_narrow_and_come_back(qtbot: QtBot) -> None:
    chips = ClassChips()
    qtbot.addWidget(chips)
    classes = Classes(["T-shirt/top", "Ankle boot", "Bag"])
    chips.show_prediction(sure_of("Bag", classes), "Bag")
    chips.resize(150, chips.sizeHint().height())
    chips.show()
    texts = chips.texts
    assert texts[2] == "Bag"
    assert texts[0].endswith("…")
    chips.resize(600, chips.height())
    qtbot.waitUntil(lambda: chips.texts == list(classes))
