"""The bars of two readers side by side: what is painted is what was told last."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.views.old_way.paired_bars import PairedBars, Told
from model.data.classes import DIGITS, Classes
from model.reading.prediction import Prediction

LETTERS = Classes("abcdefghijklmnopqrstuvwxyz")


def sure_of(name: str, share: float = 0.91, classes: Classes = DIGITS) -> Prediction:
    rest = (1 - share) / (len(classes) - 1)
    shares = [share if one == name else rest for one in classes]
    return Prediction(classes, np.array(shares, np.float32), 1.0)


@pytest.fixture
def bars(qtbot: QtBot) -> PairedBars:
    bars = PairedBars()
    qtbot.addWidget(bars)
    bars.resize(bars.sizeHint())
    bars.show()
    qtbot.waitExposed(bars)
    return bars


def on_screen(bars: PairedBars) -> QImage:
    """Return what the window shows, whatever was painted anew and whatever was not."""
    screen = bars.screen()
    return screen.grabWindow(bars.winId()).toImage()


def test_only_rows_that_change_are_painted_and_the_screen_is_as_if_all_were(
    bars: PairedBars, qtbot: QtBot
) -> None:
    bars.show_told((Told("old", sure_of("3")), Told("network", sure_of("3"))))
    qtbot.waitUntil(lambda: on_screen(bars) == bars.grab().toImage())
    bars.show_told((Told("old", sure_of("8")), Told("network", sure_of("3", 0.5))))
    whole = bars.grab().toImage()
    qtbot.waitUntil(lambda: on_screen(bars) == whole)


def test_it_says_in_words_what_both_say(bars: PairedBars) -> None:
    bars.show_told((Told("old", sure_of("8")), Told("network", sure_of("3"))))
    said = bars.accessibleDescription()
    assert said.startswith("old: 0: 1 %, 1: 1 %")
    assert "; network: 0: 1 %" in said
    assert "8: 91 %" in said
    bars.show_told((Told("old", None), Told("network", None)))
    assert bars.accessibleDescription() == ""


def test_of_many_classes_the_likeliest_of_either_are_shown(bars: PairedBars) -> None:
    height = bars.sizeHint().height()
    bars.show_told((Told("old", sure_of("7")), Told("network", sure_of("x", classes=LETTERS))))
    said = bars.accessibleDescription()
    assert "7: 91 %" in said
    assert "x: 91 %" in said
    assert said.count("%") == 2 * 12
    assert bars.sizeHint().height() > height
