"""The results of a run, as text that a person reads."""

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from app.training.run_card import RunCardLabel, format_run_card
from model.network.weights import RunCard
from model.training.events import Compared

pytestmark = pytest.mark.usefixtures("qapp")

CARD = RunCard(
    recipe="quick",
    data="MNIST",
    seed=3,
    device="cpu",
    seconds=12.34,
    validation_error=0.0123,
    test_error=0.0098,
)
LEARNED = RunCard(data="10 of your drawings", seconds=3.21)
COMPARED = Compared(10, 0.2, 0.1, "MNIST", 0.004, 0.0053)


def lines(card: RunCard, comparison: Compared | None = None) -> list[str]:
    """Return what is read of a run card, line by line."""
    document = QTextDocument()
    document.setHtml(format_run_card(card, comparison))
    return document.toPlainText().split("\n")


def test_a_run_shows_its_error_first_and_then_how_it_came_by_it() -> None:
    assert lines(CARD) == [
        "0.98 % test error",
        "quick on MNIST · cpu, 12.3 s · validation error 1.23 % · seed 3",
    ]


def test_what_was_not_measured_is_not_made_up() -> None:
    card = RunCard(recipe="lecture", data="MNIST", seed=0, device="cpu", seconds=1.0)
    assert lines(card) == ["unknown test error", "lecture on MNIST · cpu, 1.0 s · seed 0"]


def test_a_learned_hand_shows_what_it_has_changed_for_whom() -> None:
    assert lines(LEARNED, COMPARED) == [
        "Yours 80 % → 90 % read right",
        "everyone's 99.60 % → 99.47 % (MNIST) · "
        "10 of your drawings, each left out in its turn to measure · 3.2 s",
    ]


def test_errors_that_could_not_be_measured_are_said_to_be_so() -> None:
    comparison = Compared(1, None, None, None, None, None)
    first, second = lines(LEARNED, comparison)
    assert first == "Yours: too few to tell"
    assert second.startswith("everyone's: nothing to measure on · ")


def test_a_name_of_a_file_is_no_markup() -> None:
    card = RunCard(recipe="quick", data="a<b>&c.jsonl", device="cpu", seconds=1.0, seed=0)
    assert "quick on a<b>&c.jsonl" in lines(card)[1]


@pytest.mark.parametrize("width", [200, 400])
def test_nothing_of_it_is_cut_off(qtbot: QtBot, width: int) -> None:
    label = RunCardLabel()
    qtbot.addWidget(label)
    label.show_run(LEARNED, COMPARED)
    label.resize(width, label.heightForWidth(width))
    label.show()
    image = label.grab().toImage()
    paper = image.pixelColor(0, 0)
    right, bottom = image.width() - 1, image.height() - 1
    edge = [image.pixelColor(right, y) for y in range(image.height())]
    edge += [image.pixelColor(x, bottom) for x in range(image.width())]
    assert all(color == paper for color in edge)
    painted = {
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) != paper
    }
    assert len(painted) > 500
