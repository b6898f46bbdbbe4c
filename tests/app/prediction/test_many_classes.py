"""The panel of a network with many classes: a few steady bars, and a tile for each class."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app import theme
from app.main_window import MainWindow
from app.prediction.bars import MAX_ROWS, ProbabilityBars
from app.prediction.likeliest import ROWS
from app.prediction.tile_grid import HIGHEST_PX, TileGrid
from app.prediction.tile_painter import level_of
from model.bench.made_up import made_up_weights
from model.data.classes import Classes
from model.home.collection import DrawingCollection
from model.ink.drawing import Drawing
from model.network.weights import Weights, default_weights
from model.reading.prediction import Prediction
from tests.app.conftest import WAIT_MS, draw, draw_and_read, draw_stroke, wait_for_message

GARMENTS = Classes(
    "T-shirt/top Trouser Pullover Dress Coat Sandal Shirt Sneaker Bag Ankle\xa0boot".split(" ")
)


def sure_of(name: str, classes: Classes) -> Prediction:
    """Return a prediction that is sure of one class."""
    probabilities = np.zeros(len(classes), np.float32)
    probabilities[classes.index(name)] = 1
    return Prediction(classes, probabilities, is_known=1.0)


@pytest.fixture
def read_with(window: MainWindow) -> Callable[[Weights], ProbabilityBars]:
    """Reads with other weights from now on."""

    def use(weights: Weights) -> ProbabilityBars:
        window.reading.keep(weights)
        return window.prediction_panel.bars

    return use


@pytest.fixture
def bars(
    window: MainWindow,
    read_with: Callable[[Weights], ProbabilityBars],
    qtbot: QtBot,
    hand_drawn: list[Drawing],
) -> ProbabilityBars:
    """Those of 62 classes, with a drawing read."""
    bars = read_with(made_up_weights(62))
    draw_and_read(window, qtbot, hand_drawn[3])
    return bars


class RegionWatch(QObject):
    """Notes what of a widget is painted."""

    def __init__(self, widget: ProbabilityBars) -> None:
        super().__init__(widget)
        self.painted = QRegion()
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.painted += event.region()
        return False


@pytest.mark.parametrize("count", [26, 37, 47, 62])
def test_all_have_a_tile_in_the_room_of_ten_bars(
    read_with: Callable[[Weights], ProbabilityBars], count: int
) -> None:
    bars = read_with(made_up_weights(count))
    tiles = [bars.place_of(name) for name in made_up_weights(count).classes]
    assert all(bars.rect().contains(tile) for tile in tiles)
    assert bars.height() <= 200
    middles = {(tile.center().x(), tile.center().y()) for tile in tiles}
    assert len(middles) == count


def test_up_to_twelve_have_a_bar_each_in_their_order(
    read_with: Callable[[Weights], ProbabilityBars],
) -> None:
    bars = read_with(made_up_weights(MAX_ROWS))
    assert bars.rows == tuple(range(MAX_ROWS))
    assert len(read_with(made_up_weights(MAX_ROWS + 1)).rows) == 0  # nothing is read yet


def test_bars_stay_in_their_rows_while_the_pen_moves(
    window: MainWindow, bars: ProbabilityBars, qtbot: QtBot
) -> None:
    window.pad.clear()
    former: tuple[int, ...] = ()
    for step in range(1, 12):
        with qtbot.waitSignal(window.predicted, timeout=WAIT_MS):
            from_to = np.array([(60 + 20 * step, 80), (70 + 20 * step, 80 + 20 * step)], float)
            draw_stroke(window.pad, from_to)
        assert window.prediction is not None
        assert window.prediction.index in bars.rows
        assert len(set(bars.rows)) == ROWS
        stayed = set(former) & set(bars.rows)
        assert all(bars.rows.index(index) == former.index(index) for index in stayed)
        former = bars.rows


def test_a_click_on_a_tile_corrects_and_undo_takes_it_back(
    window: MainWindow, bars: ProbabilityBars, qtbot: QtBot
) -> None:
    drawn = window.pad.drawing
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.place_of("Q").center())
    wait_for_message(window, qtbot, "Kept as Q")
    assert [entry.drawing.label for entry in DrawingCollection().entries()] == ["Q"]
    window.tools.undo.trigger()
    assert window.pad.drawing == drawn


def test_a_right_click_on_a_tile_asks_why_not(
    window: MainWindow, bars: ProbabilityBars, qtbot: QtBot
) -> None:
    asked: list[str] = []
    bars.why_asked.connect(asked.append)
    at = bars.place_of("Q").center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, bars.mapToGlobal(at))
    QApplication.sendEvent(bars, event)
    menu = bars.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Why not Q?", "This is a Q"]
    menu.actions()[0].trigger()
    menu.close()
    assert asked == ["Q"]


def test_a_tile_is_reached_and_chosen_by_keys(
    window: MainWindow, bars: ProbabilityBars, qtbot: QtBot
) -> None:
    window.activateWindow()
    bars.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(bars.hasFocus, timeout=WAIT_MS)
    assert window.prediction is not None
    at = window.prediction.index
    for key, step in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Down, 13), (Qt.Key.Key_Right, 1)):
        QTest.keyClick(bars, key)
        at = at + step if 0 <= at + step < 62 else at
        assert bars.accessibleDescription().startswith(f"{window.prediction.classes[at]}: ")
    QTest.keyClick(bars, Qt.Key.Key_Return)
    wait_for_message(window, qtbot, f"Kept as {made_up_weights(62).classes[at]}")


def test_hovering_says_which_class_it_is_and_how_likely(bars: ProbabilityBars) -> None:
    at = bars.place_of("k").center()
    tip = QHelpEvent(QEvent.Type.ToolTip, at, bars.mapToGlobal(at))
    QApplication.sendEvent(bars, tip)
    assert "k: " in QToolTip.text()
    assert " %" in QToolTip.text()
    QToolTip.hideText()


def test_the_likeliest_tile_is_filled_in_the_accent_colour(bars: ProbabilityBars) -> None:
    names = made_up_weights(62).classes
    bars.show_prediction(sure_of("k", names))
    image = bars.grab().toImage()
    ratio = image.devicePixelRatio()

    def color_of(tile: QRect) -> str:
        at = (tile.topLeft() + QPoint(5, 4)) * ratio
        return image.pixelColor(at).name()

    accent = theme.accent(bars.palette()).name()
    filled = [name for name in names if color_of(bars.place_of(name)) == accent]
    assert filled == ["k"]


def test_only_tiles_that_look_otherwise_are_painted(
    window: MainWindow, bars: ProbabilityBars, qtbot: QtBot
) -> None:
    before = window.prediction
    assert before is not None
    names = before.classes
    probabilities = before.probabilities[::-1].copy()
    bars.grab()
    watch = RegionWatch(bars)
    bars.show_prediction(replace(before, probabilities=probabilities))
    qtbot.waitUntil(lambda: not watch.painted.isEmpty(), timeout=WAIT_MS)
    same = [
        name
        for name, old, new in zip(names, before.probabilities, probabilities, strict=True)
        if level_of(float(old)) == level_of(float(new))
    ]
    assert 0 < len(same) < len(names)
    for name in names:
        middle = bars.place_of(name).center()
        assert watch.painted.contains(middle) == (name not in same)


def test_an_empty_pad_empties_all_tiles(
    window: MainWindow, bars: ProbabilityBars, qtbot: QtBot
) -> None:
    filled = bars.grab().toImage()
    window.pad.clear()
    qtbot.waitUntil(lambda: window.prediction is None, timeout=WAIT_MS)
    emptied = bars.grab().toImage()
    assert emptied != filled
    bars.show_classes(made_up_weights(62).classes)
    assert bars.grab().toImage() == emptied
    assert bars.accessibleDescription() == ""


def test_long_names_fit_beside_their_bars(
    window: MainWindow,
    read_with: Callable[[Weights], ProbabilityBars],
    qtbot: QtBot,
    hand_drawn: list[Drawing],
) -> None:
    weights = Weights(made_up_weights(10).parameters, classes=GARMENTS)
    bars = read_with(weights)
    draw(window.pad, hand_drawn[7].strokes)
    qtbot.waitUntil(lambda: window.prediction is not None, timeout=WAIT_MS)
    label_px = bars.fontMetrics().horizontalAdvance("T-shirt/top")
    assert bars.label_width_px > label_px
    assert bars.label_width_px < bars.width() / 2


def test_the_bars_do_not_move_as_a_short_name_follows_a_long_one(
    window: MainWindow, read_with: Callable[[Weights], ProbabilityBars], qtbot: QtBot
) -> None:
    bars = read_with(Weights(made_up_weights(10).parameters, classes=GARMENTS))
    lefts = set()
    for name in ("Bag", "T-shirt/top"):
        window.prediction_panel.show_prediction(sure_of(name, GARMENTS))
        QApplication.sendPostedEvents()
        lefts.add(bars.mapTo(window, QPoint(0, 0)).x())
    assert len(lefts) == 1


def test_a_thousand_classes_have_tiles_in_the_same_room() -> None:
    grid = TileGrid.of(1000, 8).placed(0, 100, 240)
    assert grid.height <= HIGHEST_PX
    cells = {grid.at(grid.cell(index).center()) for index in range(1000)}
    assert cells == set(range(1000))


def test_digits_come_back_as_bars(
    window: MainWindow, bars: ProbabilityBars, read_with: Callable[[Weights], ProbabilityBars]
) -> None:
    height = bars.height()
    read_with(default_weights())
    assert bars.rows == tuple(range(10))
    assert not bars.has_tiles
    assert bars.sizeHint().height() < height
