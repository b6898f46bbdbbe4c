"""The learning curve as it is used: read out, marked, compared and saved."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.main_window import MainWindow
from app.pad.page import Page
from app.training import learning_curve
from app.training.curve_plot import Scale
from app.training.curve_saving import CSV
from app.training.learning_curve import AXIS_WIDTH_PX, EARLIER_RUNS, LearningCurve
from model.ink.drawing import Drawing
from model.ink.formats import PNG
from model.ink.picture import read_picture
from tests.app.conftest import WAIT_MS
from tests.app.training.conftest import click


def make_curve(qtbot: QtBot) -> LearningCurve:
    shown = LearningCurve()
    qtbot.addWidget(shown)
    shown.resize(500, 300)
    with qtbot.waitExposed(shown):  # the pointer leaves what comes to be seen later
        shown.show()
    shown.clearFocus()
    return shown


@pytest.fixture
def curve(qtbot: QtBot) -> LearningCurve:
    """A curve of 100 steps, with a loss each 10, and an error in the middle and at the end."""
    shown = make_curve(qtbot)
    fill(shown)
    return shown


def x_of(curve: LearningCurve, share: float) -> float:
    """Return where a step lies, given how far from the first to the last it is."""
    return AXIS_WIDTH_PX + share * (curve.width() - 2 * AXIS_WIDTH_PX)


def fill(curve: LearningCurve, loss: float = 2.0, error: float = 0.02) -> None:
    curve.clear(100, "quick on MNIST, seed 0", 0.28)
    for step in range(10, 101, 10):
        curve.add_loss(step, loss)
        if step in (50, 100):
            curve.add_validation_error(step, error)


def where(image: QImage, color: QColor) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) == color
    ]


def point(curve: LearningCurve, share: float) -> None:
    """Move the mouse over the curve."""
    QTest.mouseMove(curve, QPoint(round(x_of(curve, share)), 100))


# Reading values out


def test_values_are_read_out_under_the_pointer(curve: LearningCurve) -> None:
    before = curve.grab().toImage()
    point(curve, 0.31)
    assert curve.read_out == "step 30  ·  loss 2.000"
    assert curve.accessibleDescription() == curve.read_out
    point(curve, 0.99)
    assert curve.read_out == "step 100  ·  loss 2.000  ·  error 2.00 %"
    assert curve.grab().toImage() != before
    QApplication.sendEvent(curve, QEvent(QEvent.Type.Leave))
    assert curve.read_out == ""
    assert curve.grab().toImage() == before


def test_values_are_read_out_with_the_keyboard(curve: LearningCurve, qtbot: QtBot) -> None:
    curve.setFocus()
    steps = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End):
        QTest.keyClick(curve, key)
        steps.append(curve.read_out.split("  ·  ")[0])
    assert steps == ["step 90", "step 10", "step 20", "step 100"]
    QTest.keyClick(curve, Qt.Key.Key_Escape)
    assert curve.read_out == ""
    assert "cross-entropy" in curve.accessibleDescription()


def test_in_the_window_escape_ends_the_reading_out_and_the_pad_keeps_its_ink(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(window.training_panel.isVisible)
    window.pad.change_page(Page(Drawing((np.array([[100.0, 50], [110, 350]]),))), "Draw")
    curve = window.training_panel.learning_curve
    fill(curve)
    curve.setFocus()
    handle = window.windowHandle()
    assert isinstance(handle, QWindow)
    QTest.keyClick(handle, Qt.Key.Key_Left)
    assert curve.read_out
    QTest.keyClick(handle, Qt.Key.Key_Escape)
    assert curve.read_out == ""
    assert not window.pad.page.is_empty
    QTest.keyClick(handle, Qt.Key.Key_Escape)
    assert window.pad.page.is_empty


def test_before_the_first_loss_there_is_nothing_to_read_out_or_to_save(
    curve: LearningCurve,
) -> None:
    curve.clear(100)
    point(curve, 0.5)
    QTest.keyClick(curve, Qt.Key.Key_Left)
    assert curve.read_out == ""
    assert not curve.save_button.isVisible()


# What it shows


def test_it_says_what_the_loss_is_and_why_it_ends_where_it_does(curve: LearningCurve) -> None:
    assert "would end at 0.28, not at 0" in curve.toolTip()
    with_line = curve.grab().toImage()
    curve.clear(100)
    for step in range(10, 101, 10):
        curve.add_loss(step, 2.0)
    assert "0.28" not in curve.toolTip()
    assert curve.grab().toImage() != with_line


def test_loss_and_error_each_have_a_scale_of_their_own(qtbot: QtBot) -> None:
    plotted_ys = []
    for loss in (2.0, 200.0):  # the error's place does not depend on the loss
        curve = make_curve(qtbot)
        fill(curve, loss)
        image = curve.grab().toImage().copy(0, 0, 500, 250)
        plotted_ys.append({y for _, y in where(image, theme.accent(curve.palette()))})
    assert plotted_ys[0] == plotted_ys[1]


def test_a_scale_leaves_room_below_its_least_value() -> None:
    scale = Scale([0.3, 2.0], room=0.2)
    assert scale.share(0.3) == pytest.approx(0.2)
    assert scale.share(2.0) < 1
    assert scale.share(0.0) < 0.2


def test_a_scale_of_one_value_spans_some_way() -> None:
    scale = Scale([0.02], spread=10)
    assert scale.high / scale.low == pytest.approx(10)
    assert len(scale.ticks()) >= 2


def test_the_last_runs_are_shown_beside_the_present_one(qtbot: QtBot) -> None:
    def image_after(*losses: float) -> QImage:
        curve = make_curve(qtbot)
        for loss in losses:
            fill(curve, loss)
        return curve.grab().toImage()

    assert EARLIER_RUNS == 3
    shown = image_after(5.0, 4.0, 3.0, 2.0)
    assert image_after(9.0, 8.0, 5.0, 4.0, 3.0, 2.0) == shown  # those before are forgotten
    for other in ((4.0, 3.0, 2.0), (5.0, 2.5, 3.0, 2.0), (2.0,)):
        assert image_after(*other) != shown


def test_earlier_runs_are_fainter_than_the_present_one(curve: LearningCurve) -> None:
    def darkest(image: QImage) -> int:
        rows = range(image.height() - 60)
        return min(image.pixelColor(x, y).lightness() for x in range(60, 440) for y in rows)

    present = darkest(curve.grab().toImage())
    curve.clear(100)
    curve.add_loss(1, 2.0)  # a point alone has no line
    assert darkest(curve.grab().toImage()) > present + 30


def test_a_step_is_marked(curve: LearningCurve) -> None:
    before = curve.grab().toImage()
    curve.mark_step(30)
    after = curve.grab().toImage()
    xs = [x for x in range(500) for y in range(300) if after.pixel(x, y) != before.pixel(x, y)]
    assert len(xs) > 100
    assert all(abs(x - x_of(curve, 0.3)) <= 1.5 for x in xs)
    curve.mark_step(None)
    assert curve.grab().toImage() == before


# Saving


def test_it_is_saved_as_a_picture(
    curve: LearningCurve, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "curve.png"
    monkeypatch.setattr(learning_curve, "ask_where_to_save", lambda *_: (path, PNG))
    with qtbot.waitSignal(curve.said, timeout=WAIT_MS) as said:
        click(curve.save_button)
    assert said.args == [f"Saved {path}"]
    assert (QImage(str(path)).width(), QImage(str(path)).height()) == (1920, 1080)
    assert read_picture(path) is not None
    right_half = QImage(str(path)).copy(1000, 0, 100, 1080)
    assert where(right_half, theme.accent(curve.palette()))  # the error, between its two dots


def test_it_is_saved_as_a_table_with_the_runs_before(
    curve: LearningCurve, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(curve, loss=1.0)
    path = tmp_path / "curve.csv"
    monkeypatch.setattr(learning_curve, "ask_where_to_save", lambda *_: (path, CSV))
    with qtbot.waitSignal(curve.said, timeout=WAIT_MS):
        click(curve.save_button)
    lines = path.read_text().splitlines()
    assert lines[0] == "run,name,step,loss,mean_loss,validation_error"
    assert lines[1] == '1,"quick on MNIST, seed 0",10,2.0,2.0,'
    assert lines[-1] == '2,"quick on MNIST, seed 0",100,1.0,1.0,0.02'
    assert len(lines) == 21


def test_what_cannot_be_saved_is_said_and_leaves_nothing(
    curve: LearningCurve, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nowhere" / "curve.csv"
    (tmp_path / "nowhere").write_text("in the way")
    monkeypatch.setattr(learning_curve, "ask_where_to_save", lambda *_: (path, CSV))
    with qtbot.waitSignal(curve.said, timeout=WAIT_MS) as said:
        click(curve.save_button)
    [sentence] = said.args or []
    assert sentence.startswith("Cannot write")
    assert list(tmp_path.glob("*.csv")) == []


def test_cancelling_saves_nothing(
    curve: LearningCurve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning_curve, "ask_where_to_save", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    click(curve.save_button)
    assert list(tmp_path.iterdir()) == []


def test_saving_is_in_the_context_menu(curve: LearningCurve) -> None:
    assert [action.objectName() for action in curve.actions()] == ["saveCurveAction"]
    assert curve.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
