"""The plot of a run, looked at."""

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app import theme
from app.training.curve_data import SMOOTHING
from app.training.curve_plot import step_ticks, value_ticks
from app.training.learning_curve import LearningCurve

LEGEND_PX = 20
"""The height of the legend, at the bottom."""
AXIS_PX = 30
"""Less than the height of all that is below the axis."""
BELOW_PX = 50
"""More than the height of all that is below the axis."""


@pytest.fixture
def curve(qtbot: QtBot) -> LearningCurve:
    shown = LearningCurve()
    qtbot.addWidget(shown)
    shown.resize(500, 300)
    shown.show()
    return shown


def grab(curve: LearningCurve) -> QImage:
    return curve.grab().toImage()


def plotted(curve: LearningCurve, color: QColor) -> list[tuple[int, int]]:
    """Return where this very colour is above the legend, from left to right."""
    image = grab(curve)
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height() - LEGEND_PX)
        if image.pixelColor(x, y) == color
    ]


def painted(image: QImage) -> list[tuple[int, int]]:
    """Return where an image is not as at its first px, which is empty."""
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixel(x, y) != image.pixel(0, 0)
    ]


def test_the_validation_error_falls_from_left_to_right(curve: LearningCurve) -> None:
    curve.clear(1000)
    curve.add_loss(1, 2.3)
    for step, error in ((200, 0.1), (400, 0.01), (800, 0.001)):
        curve.add_validation_error(step, error)
    dots = plotted(curve, theme.accent(curve.palette()))
    first, last = dots[0], dots[-1]
    assert first[0] < 0.35 * curve.width() < 0.7 * curve.width() < last[0]
    assert first[1] < last[1] - 80


def test_before_the_first_loss_there_is_a_hint_in_the_middle_and_no_axis(
    curve: LearningCurve,
) -> None:
    curve.clear(1000)
    hint = painted(grab(curve))
    assert len(hint) > 100
    assert min(x for x, _ in hint) > 0.2 * curve.width()
    assert min(y for _, y in hint) > 0.4 * curve.height()
    assert max(y for _, y in hint) < 0.6 * curve.height()


def test_the_curves_are_named_in_their_colours(curve: LearningCurve) -> None:
    curve.clear(1000)
    curve.add_loss(1, 2.3)
    curve.add_validation_error(1, 0.1)
    in_accent, others = legend_of(curve)
    assert min(others) < min(in_accent) < max(in_accent) < max(others)


def test_no_curve_is_named_that_is_not_there(curve: LearningCurve) -> None:
    curve.clear(100)
    curve.add_loss(1, 2.3)
    in_accent, others = legend_of(curve)
    assert others
    assert not in_accent
    curve.add_validation_error(1, 0.1)
    assert legend_of(curve)[0]
    curve.clear(100)  # that run is still seen, as an earlier one
    curve.add_loss(1, 2.3)
    assert legend_of(curve)[0]


def legend_of(curve: LearningCurve) -> tuple[set[int], set[int]]:
    """Return where from left to right the legend is painted: in the accent's colour, and not."""
    image = grab(curve)
    legend = image.copy(0, image.height() - LEGEND_PX, image.width(), LEGEND_PX)
    in_accent = {x for x, y in painted(legend) if is_blue(legend.pixelColor(x, y))}
    return in_accent, {x for x, _ in painted(legend)} - in_accent


def is_blue(color: QColor) -> bool:
    return color.blue() > color.red() + 60


@pytest.mark.parametrize("error", [1e-3, 1e-9, 0.0])
def test_even_an_error_of_nothing_has_a_place_above_the_axis(
    curve: LearningCurve, error: float
) -> None:
    curve.clear(2)
    curve.add_loss(1, 2.3)
    curve.add_validation_error(1, error)
    dots = plotted(curve, theme.accent(curve.palette()))
    assert len(dots) >= 9  # a whole dot
    middle_x = sum(x for x, _ in dots) / len(dots)
    assert middle_x == pytest.approx(curve.width() / 2, abs=40)  # step 1 of 2
    middle_y = sum(y for _, y in dots) / len(dots)
    assert 200 < middle_y < curve.height() - AXIS_PX


def test_a_long_run_is_painted_to_its_last_step(curve: LearningCurve) -> None:
    curve.clear(20_000)
    for step in range(20_000):
        curve.add_loss(step + 1, 1 / (step + 1) ** 0.5)
    curve.add_validation_error(1, 0.0)  # below the loss
    image = grab(curve)
    paper = curve.palette().window().color().lightness()
    at_the_end = [
        abs(image.pixelColor(x, y).lightness() - paper)
        for x in range(round(0.9 * image.width()), image.width())
        for y in range(image.height() - BELOW_PX)
    ]
    assert max(at_the_end) > 80  # darker than the hairlines


def test_a_jumping_loss_is_smoothed(curve: LearningCurve) -> None:
    curve.add_loss(1, 1.0)
    curve.add_loss(2, 2.0)
    assert curve.losses == ([1, 2], [1.0, 1.0 + SMOOTHING])


def test_the_next_run_begins_with_an_empty_plot(curve: LearningCurve) -> None:
    curve.clear(100)
    empty = grab(curve)
    curve.add_loss(1, 2.3)
    curve.add_validation_error(1, 0.9)
    assert grab(curve) != empty
    curve.clear(100)
    assert grab(curve) == empty
    assert curve.losses == curve.validation_errors == ([], [])


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
