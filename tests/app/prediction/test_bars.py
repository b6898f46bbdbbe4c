"""The bars of few classes: what is painted is what was read last, and no more than has changed."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.prediction.bars import ROW_HEIGHT_PX, ProbabilityBars
from model.data.classes import DIGITS
from model.reading.prediction import Prediction
from tests.app.conftest import WAIT_MS
from tests.app.prediction.test_many_classes import RegionWatch


def between(first: int, second: int, share: float) -> Prediction:
    """Return a prediction that is either of two digits, the first with this probability."""
    probabilities = np.zeros(10, np.float32)
    probabilities[[first, second]] = share, 1 - share
    return Prediction(DIGITS, probabilities, is_known=1.0)


@pytest.fixture
def bars(qtbot: QtBot) -> ProbabilityBars:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(360, bars.sizeHint().height())
    bars.show()
    qtbot.waitExposed(bars)
    return bars


def on_screen(bars: ProbabilityBars) -> QImage:
    """Return what the window shows, whatever was painted anew and whatever was not."""
    return bars.screen().grabWindow(bars.winId()).toImage()


def test_the_screen_is_as_if_all_rows_were_painted(bars: ProbabilityBars, qtbot: QtBot) -> None:
    shown: list[tuple[Prediction | None, bool]] = [
        (between(3, 5, 0.75), False),
        (between(3, 5, 0.5), False),
        (between(7, 5, 0.9), False),
        (between(7, 5, 0.9), True),
        (None, False),
        (between(2, 7, 0.6), False),
    ]
    for prediction, is_doubted in shown:
        bars.show_prediction(prediction, is_doubted=is_doubted)
        whole = bars.grab().toImage()
        qtbot.waitUntil(lambda: on_screen(bars) == whole, timeout=WAIT_MS)  # noqa: B023


def test_the_shortest_bars_are_on_the_screen_as_they_would_be_painted(
    bars: ProbabilityBars, qtbot: QtBot
) -> None:
    for share in np.linspace(0.002, 0, 40):
        bars.show_prediction(between(3, 5, 1 - share))
        whole = bars.grab().toImage()
        qtbot.waitUntil(lambda: on_screen(bars) == whole, timeout=WAIT_MS)  # noqa: B023


@pytest.mark.parametrize(
    ("then", "changed"),
    [
        (between(3, 5, 0.5), {3, 5}),
        (between(3, 8, 0.75), {5, 8}),
        (between(3, 5, 0.7500001), {0}),  # nothing is seen of it, and one is painted all the same
    ],
)
def test_only_rows_that_look_different_are_painted(
    bars: ProbabilityBars, qtbot: QtBot, then: Prediction, changed: set[int]
) -> None:
    bars.show_prediction(between(3, 5, 0.75))
    whole = bars.grab().toImage()
    qtbot.waitUntil(lambda: on_screen(bars) == whole, timeout=WAIT_MS)
    watch = RegionWatch(bars)
    bars.show_prediction(then)
    qtbot.waitUntil(lambda: not watch.painted.isEmpty(), timeout=WAIT_MS)
    rows = {row for row in range(10) if watch.painted.contains(bars.place_of(str(row)).center())}
    assert rows == changed
    assert watch.painted.boundingRect().height() % ROW_HEIGHT_PX == 0
