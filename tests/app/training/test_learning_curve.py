"""The plot of a run."""

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app import theme
from app.training.learning_curve import LearningCurve, step_ticks, value_ticks


@pytest.fixture
def curve(qtbot: QtBot) -> LearningCurve:
    shown = LearningCurve()
    qtbot.addWidget(shown)
    shown.resize(500, 300)
    shown.show()
    return shown


def places_of(image: QImage, color: QColor) -> list[tuple[int, int]]:
    """Return where the image has this very colour."""
    return [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y) == color
    ]


def test_the_validation_error_falls_from_left_to_right(curve: LearningCurve) -> None:
    curve.clear(1000)
    curve.add_loss(1, 2.3)
    for step, error in ((200, 0.1), (400, 0.01), (800, 0.001)):
        curve.add_validation_error(step, error)
    image = curve.grab().toImage()
    dots = places_of(image, theme.accent(curve.palette()))
    # The legend, below, is in the same colour.
    plotted = [(x, y) for x, y in dots if y < image.height() - 50]
    first, last = min(plotted), max(plotted)
    assert first[0] < 0.35 * image.width() < 0.7 * image.width() < last[0]
    assert first[1] < last[1] - 80


def test_before_the_first_loss_there_is_a_hint_and_no_axis(curve: LearningCurve) -> None:
    curve.clear(1000)
    blank = curve.grab().toImage()
    assert not places_of(blank, theme.accent(curve.palette()))
    curve.add_loss(1, 2.3)
    assert curve.grab().toImage() != blank


@pytest.mark.parametrize("loss", [2.3, 1e-9, 0.0])
def test_any_loss_has_a_place(curve: LearningCurve, loss: float) -> None:
    curve.add_loss(1, loss)
    curve.add_validation_error(1, 0.0)
    assert not curve.grab().isNull()


def test_a_long_run_is_painted_to_its_last_step(curve: LearningCurve) -> None:
    curve.clear(20_000)
    for step in range(20_000):
        curve.add_loss(step + 1, 1 / (step + 1) ** 0.5)
    curve.add_validation_error(1, 0.0)  # below the loss
    image = curve.grab().toImage()
    paper = curve.palette().window().color().lightness()
    at_the_end = [
        abs(image.pixelColor(x, y).lightness() - paper)
        for x in range(round(0.9 * image.width()), image.width())
        for y in range(image.height() - 50)
    ]
    assert max(at_the_end) > 80  # darker than the hairlines


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.008, 3.0, [0.01, 0.1, 1.0]),
        (0.09, 2.5, [0.1, 0.2, 0.5, 1.0, 2.0]),
        (0.24, 0.75, [0.3, 0.4, 0.5, 0.6, 0.7]),
        (0.31, 0.42, [0.31, 0.42]),
    ],
)
def test_numbers_beside_the_plot_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert value_ticks(low, high) == ticks


@pytest.mark.parametrize(
    ("steps", "ticks"),
    [(1, [0, 1]), (60, [0, 10, 20, 30, 40, 50, 60]), (2579, [0, 500, 1000, 1500, 2000, 2500])],
)
def test_numbers_below_the_plot_are_round_and_few(steps: int, ticks: list[int]) -> None:
    assert step_ticks(steps) == ticks
