"""The view Inside, with a real mouse and real keys."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.main_window import MIN_RIGHT_WIDTH_PX, MainWindow
from app.pad.marks import Marks
from app.pad.page import Page
from app.prediction.reading import Reading
from app.views.example_lookup import ExampleLookup
from app.views.inside.figure import Figure, Grid, Lines
from app.views.inside.flows import Contributions
from app.views.inside.inside_view import TELLING_MS, InsideView
from model.data.classes import Classes
from model.ink.drawing import Drawing
from model.insight.layers import Cell, flow
from model.insight.sums import open_sum
from model.network.recognizer import Recognizer
from model.network.weights import Weights, default_weights
from model.text import whole_percent
from tests.app.conftest import WAIT_MS, draw_and_read, send_mouse
from tests.app.views.inside.conftest import STROKE, centre, choose, click, part, read, settle
from tests.model.insight.test_inside import untrained

pytestmark = pytest.mark.usefixtures("few_examples")


def hover(view: InsideView, cell: Cell) -> None:
    send_mouse(view.graph, QEvent.Type.MouseMove, centre(view, cell), False)


def figure(view: InsideView) -> Figure:
    found = part(view, "sumFigure")
    assert isinstance(found, Figure)
    return found


def lines(view: InsideView) -> dict[str, str]:
    """The lines of the sum that is shown: their values by their names."""
    return {
        line.name: line.value
        for piece in figure(view).pieces
        if isinstance(piece, Lines)
        for line in piece.lines
    }


def grids(view: InsideView) -> dict[str, np.ndarray]:
    return {p.caption: p.values for p in figure(view).pieces if isinstance(p, Grid)}


def contributions(view: InsideView) -> Contributions:
    found = part(view, "contributions")
    assert isinstance(found, Contributions)
    return found


def test_without_ink_it_says_what_to_do(qtbot: QtBot, recognizer: Recognizer) -> None:
    view = InsideView(ExampleLookup())
    qtbot.addWidget(view)
    view.show()
    view.show_reading(Reading(Page(), np.zeros((1, 1, 28, 28), np.float32), recognizer, None))
    assert view.sentence.text().startswith("Draw something")
    hover(view, STROKE)
    click(view, STROKE)
    assert view.graph.at is None
    assert not part(view, "sumPanel").isVisible()


def test_the_maps_change_with_the_ink(view: InsideView, digit: Callable[[int], Reading]) -> None:
    before = view.graph.grab().toImage()
    view.show_reading(digit(3))
    assert view.graph.grab().toImage() != before
    view.show_reading(digit(7))
    assert view.graph.grab().toImage() == before


def test_pointing_marks_the_ink_that_a_cell_comes_from(view: InsideView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.marks_changed) as marked:
        hover(view, STROKE)
    assert marked.args is not None
    assert marked.args[0].boxes == ((15, 11, 20, 16),)
    assert view.sentence.text().startswith("Map 1 looks for ")
    assert "Map 1 of the first conv, row 12, column 16" in view.graph.accessibleDescription()
    with qtbot.waitSignal(view.marks_changed) as unmarked:
        QTest.mouseMove(view.graph, view.graph.rect().bottomRight())
        send_mouse(view.graph, QEvent.Type.MouseMove, (1, 2), False)
    assert unmarked.args == [None]


def test_pointing_outlines_a_cell_and_what_it_is_made_of(view: InsideView) -> None:
    before = view.graph.grab().toImage()
    hover(view, Cell("conv2", 9, 1, 1))
    after = view.graph.grab().toImage()
    blocks = view.graph.arrangement.blocks
    for area in (blocks["input"].area, *(blocks["pool1"].tile(map_) for map_ in range(32))):
        part_of = area.toAlignedRect()
        assert before.copy(part_of) != after.copy(part_of)
    elsewhere = blocks["pool2"].tile(0).toAlignedRect()
    assert before.copy(elsewhere) == after.copy(elsewhere)


def test_a_tooltip_says_the_value(view: InsideView, qtbot: QtBot) -> None:
    at = QPointF(*centre(view, STROKE)).toPoint()
    view.graph.event(_help_at(view.graph, at))
    qtbot.waitUntil(lambda: "Map 1 of the first conv" in QToolTip.text())
    QToolTip.hideText()


def _help_at(widget: QWidget, at: QPoint) -> QHelpEvent:
    return QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))


def test_a_click_opens_the_sum_of_a_cell(
    view: InsideView, recognizer: Recognizer, digit: Callable[[int], Reading]
) -> None:
    click(view, STROKE)
    shown = grids(view)
    image = digit(7).images[0, 0]
    np.testing.assert_array_equal(shown["the ink"], image[11:16, 15:20])
    np.testing.assert_allclose(shown["the products"], shown["the ink"] * shown["the kernel"])
    value = flow(recognizer, digit(7).images).value(STROKE)
    total = (
        float(shown["the products"].sum())
        + open_sum(flow(recognizer, digit(7).images), STROKE).bias
    )
    assert total == pytest.approx(value, abs=1e-4)
    assert lines(view)["before pooling"] == f"{value:+.2f}".replace("-", "−")
    pooled = shown["its block"]
    assert pooled.shape == (3, 3)
    most = pooled.max()
    assert lines(view)["ReLU, no less than 0"] == (f"{most:+.2f}" if most > 0 else "0.00")
    assert "the ink: " in figure(view).accessibleDescription()


def test_an_open_sum_follows_the_pen(
    view: InsideView, digit: Callable[[int], Reading], qtbot: QtBot
) -> None:
    click(view, STROKE)
    before = figure(view).accessibleDescription()
    view.show_reading(digit(3))
    qtbot.waitUntil(lambda: figure(view).accessibleDescription() != before)
    np.testing.assert_array_equal(grids(view)["the ink"], digit(3).images[0, 0, 11:16, 15:20])


def test_what_is_hidden_marks_nothing(
    view: InsideView, digit: Callable[[int], Reading], qtbot: QtBot
) -> None:
    click(view, STROKE)
    marks: list[Marks | None] = []
    view.marks_changed.connect(marks.append)
    view.show_reading(digit(3))
    view.hide()
    qtbot.wait(3 * TELLING_MS)  # as long as it could take
    assert marks == [None]


def test_losing_the_focus_when_hidden_marks_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1900, 1000)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    view = window.findChild(InsideView)
    assert isinstance(view, InsideView)
    window.pad.change_page(Page(Drawing((np.array([[100.0, 50], [110, 350]]),))), "Draw")
    qtbot.waitUntil(lambda: view.sentence.text().startswith("From your ink"), timeout=WAIT_MS)
    view.pin(STROKE)
    view.graph.setFocus()
    QTest.keyClick(view.graph, Qt.Key.Key_Down)
    marks: list[Marks | None] = []
    view.marks_changed.connect(marks.append)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not view.isVisible(), timeout=WAIT_MS)
    assert view.graph.at is None
    assert marks[-1] is None
    settle(qtbot)


def test_what_is_pointed_at_may_be_gone_with_the_next_network(
    view: InsideView, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    hover(view, Cell("softmax", 9))
    with qtbot.waitSignal(view.marks_changed) as unmarked:
        view.show_reading(read(hand_drawn[7], untrained(Classes(["left", "right"]))))
    assert unmarked.args == [None]
    assert view.sentence.text().startswith("From your ink")


def test_what_adds_most_leads_back_to_the_ink(view: InsideView) -> None:
    view.pin(Cell("softmax", 7))
    assert view.sum.cell == Cell("softmax", 7)
    layers = []
    while contributions(view).isVisible():
        values = [abs(item.value) for item in contributions(view).items]
        assert values == sorted(values, reverse=True)
        choose(contributions(view), 0)
        assert view.sum.cell is not None
        layers.append(view.sum.cell.layer)
    assert layers == ["hidden", "pool2", "pool1"]
    assert "the ink" in grids(view)
    back = part(view, "backButton")
    for _ in range(4):
        QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert view.sum.cell is None
    assert view.graph.isVisible()


def test_the_contributions_to_a_second_layer_cell_add_up(
    view: InsideView, recognizer: Recognizer, digit: Callable[[int], Reading]
) -> None:
    cell = Cell("conv2", 22, 1, 2)
    view.pin(cell)
    seven = flow(recognizer, digit(7).images)
    shown = contributions(view).items
    left_out = 32 - len(shown)  # what adds less than 0.005 each
    total = sum(item.value for item in shown) + open_sum(seven, cell).bias
    assert total == pytest.approx(seven.value(cell), abs=0.005 * left_out + 1e-4)
    first = shown[0].name
    assert contributions(view).accessibleDescription().startswith(f"{first} adds ")


def test_all_is_done_by_keys(view: InsideView) -> None:
    view.activateWindow()
    view.graph.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.graph.at == Cell("input", 0)
    QTest.keyClick(view.graph, Qt.Key.Key_PageDown)
    below = view.graph.at
    assert below is not None
    assert below.layer == "conv1"
    QTest.keyClick(view.graph, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    for _ in range(3):
        QTest.keyClick(view.graph, Qt.Key.Key_Down)
    at = view.graph.at
    assert at == below._replace(channel=below.channel + 1, row=below.row + 3)
    QTest.keyClick(view.graph, Qt.Key.Key_Return)
    assert view.sum.cell == at
    assert not view.graph.isVisible()
    QTest.keyClick(view.sum, Qt.Key.Key_Escape)
    assert view.sum.cell is None
    assert view.graph.isVisible()


def test_escape_leaves_the_sum_and_not_the_ink(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    view = window.findChild(InsideView)
    assert isinstance(view, InsideView)
    window.pad.change_page(Page(Drawing((np.array([[100.0, 50], [110, 350]]),))), "Draw")
    qtbot.waitUntil(lambda: view.sentence.text().startswith("From your ink"), timeout=WAIT_MS)
    click(view, STROKE)
    assert view.sum.cell == STROKE
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert view.sum.cell is None
    assert not window.pad.page.is_empty
    settle(qtbot)


def test_the_input_can_be_seen_as_numbers(
    view: InsideView, digit: Callable[[int], Reading]
) -> None:
    QTest.mouseClick(part(view, "numbersButton"), Qt.MouseButton.LeftButton)
    assert view.numbers.isVisible()
    assert not view.graph.isVisible()
    said = np.array([row.split() for row in view.numbers.accessibleDescription().splitlines()], int)
    np.testing.assert_array_equal(said, np.round(digit(7).images[0, 0] * 99))
    marks: list[Marks] = []
    view.marks_changed.connect(marks.append)
    side = (view.numbers.width() - 2) / 28
    send_mouse(view.numbers, QEvent.Type.MouseMove, (side * 14.5, side * 10.3), False)
    assert marks[-1].boxes == ((14, 10, 15, 11),)
    QTest.keyClick(view.numbers, Qt.Key.Key_Left)
    assert marks[-1].boxes == ((13, 10, 14, 11),)


@pytest.mark.parametrize("size", [(430, 430), (1880, 1000)])
def test_it_fits_into_the_smallest_window_again(view: InsideView, size: tuple[int, int]) -> None:
    view.setStyleSheet(theme.style_sheet(view.palette()))
    view.resize(*size)
    assert view.minimumSizeHint().width() <= MIN_RIGHT_WIDTH_PX
    click(view, STROKE)
    assert view.sum.isVisible()
    assert view.graph.isVisible() == (size[0] > 1000)
    assert view.minimumSizeHint().width() <= MIN_RIGHT_WIDTH_PX


def test_without_centring_the_answer_is_said_beside_the_usual_one(
    view: InsideView, recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    aside = replace(
        hand_drawn[7], strokes=tuple(s * 0.3 + [250, 20] for s in hand_drawn[7].strokes)
    )
    view.show_reading(read(aside, recognizer))
    QTest.mouseClick(part(view, "uncentredButton"), Qt.MouseButton.LeftButton)
    answer = part(view, "uncentredAnswer")
    assert isinstance(answer, QLabel)
    assert answer.isVisible()
    assert answer.text().startswith("Without centring: ")
    usual = recognizer.recognize([aside])[0]
    said = f"7, {whole_percent(usual.confidence)}"
    assert answer.text().endswith(f"with: {said}")
    assert not answer.text().startswith(f"Without centring: {said}")
    marks: list[Marks] = []
    view.marks_changed.connect(marks.append)
    hover(view, Cell("conv1", 0, 3, 20))
    # What lies in the upper right of the pad is in the middle of the usual input.
    (box,) = marks[-1].boxes
    assert box.right - box.left > 10
    QTest.mouseClick(part(view, "uncentredButton"), Qt.MouseButton.LeftButton)
    assert not answer.isVisible()


def test_a_network_with_other_classes_is_shown(
    view: InsideView, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    click(view, Cell("conv1", 3, 3, 3))
    view.pin(Cell("softmax", 9))
    few = untrained(Classes(["left", "right"]))
    view.show_reading(read(hand_drawn[7], few))
    assert view.sum.cell is None  # there is no tenth class any more
    view.pin(Cell("softmax", 1))
    assert "Class right of softmax" in part(view, "cellTitle").property("text")


def test_a_kernel_of_zeros_is_shown(view: InsideView, hand_drawn: list[Drawing]) -> None:
    shipped = default_weights()
    kernels = shipped.parameters["conv1.weight"].copy()
    kernels[STROKE.channel] = 0
    silent = Weights({**shipped.parameters, "conv1.weight": kernels}, shipped.card)
    view.show_reading(read(hand_drawn[7], Recognizer(silent)))
    click(view, STROKE)
    assert not view.grab().isNull()
    assert not grids(view)["the kernel"].any()


def test_the_window_draws_and_the_view_follows(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    view = window.findChild(InsideView)
    assert isinstance(view, InsideView)
    draw_and_read(window, qtbot, hand_drawn[7])
    click(view, Cell("softmax", 7))
    probability = 100 * window.prediction.probabilities[7] if window.prediction else 0
    qtbot.waitUntil(lambda: lines(view)["its share"] == f"{probability:.1f} %")
    settle(qtbot)
