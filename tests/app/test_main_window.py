"""The window: its parts, its look, and what it remembers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pad.drawing_pad import PEN_WIDTHS
from model.home.versions import weights_folder
from model.ink.drawing import Drawing
from tests.app.conftest import draw_and_read, wait_for_message

OpenWindow = Callable[[], MainWindow]


def test_what_the_design_names_is_there(window: MainWindow) -> None:
    for name in (
        "drawingPad networkInput predictionPanel trainingPanel trainButton pauseButton stopButton "
        "keepButton discardButton dataBox recipeBox deviceBox epochsBox trainingProgress "
        "learningCurve"
    ).split():
        widget = window.findChild(QWidget, name)
        assert widget is not None, name
        assert widget.accessibleName() or widget.text(), name
    actions = {action.objectName(): action for action in window.actions()}
    for name in "undo redo clear eraser open save".split():
        assert not actions[f"{name}Action"].icon().isNull()
        assert actions[f"{name}Action"].toolTip()


def test_damaged_kept_weights_are_told_and_the_built_in_ones_read(
    open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing], home: Path
) -> None:
    weights_folder().mkdir(parents=True)
    (weights_folder() / "20260101-000000-inkling.safetensors").write_bytes(b"broken")
    window = open_window()
    wait_for_message(window, qtbot, "built-in network")
    assert draw_and_read(window, qtbot, hand_drawn[8]).argmax() == 8


def test_settings_and_size_are_remembered(open_window: OpenWindow) -> None:
    first = open_window()
    first.resize(780, 650)  # fits the offscreen screen
    first.pad.set_pen_width(PEN_WIDTHS["Thick"])
    form = first.training_panel.form
    form.recipe_box.setCurrentIndex(form.recipe_box.findData("lecture"))
    form.epochs_box.setValue(7)
    form.advanced_button.click()
    form.seed_box.setValue(5)
    first.close()
    second = open_window()
    assert (second.width(), second.height()) == (780, 650)
    assert second.pad.pen_width == PEN_WIDTHS["Thick"]
    assert second.training_panel.form.config().recipe == "lecture"
    assert second.training_panel.form.config().epochs == 7
    assert second.training_panel.form.config().seed == 5
    assert second.training_panel.form.advanced_button.isChecked()


@pytest.mark.parametrize("size", [(1180, 760), (900, 640)])
def test_nothing_is_cut_off(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()
    pad = window.pad
    assert pad.width() == pad.height() >= 420
    central = window.centralWidget()
    assert central is not None
    content = central.rect()
    for widget in central.findChildren(QWidget):
        if widget.isVisible() and widget.objectName() and widget.window() is window:
            corner = widget.mapTo(central, QPoint(0, 0))
            assert content.contains(corner), widget.objectName()
            end = corner + QPoint(widget.width() - 1, widget.height() - 1)
            assert content.contains(end), widget.objectName()
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()


@pytest.fixture
def system_palette() -> Iterator[None]:
    """Give the application its palette back."""
    palette = QApplication.palette()
    yield
    QApplication.setPalette(palette)


@pytest.mark.usefixtures("system_palette")
def test_the_window_follows_when_the_system_goes_dark(window: MainWindow) -> None:
    palette = QPalette(QColor("#202124"), QColor("#202124"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    icon = window.tools.open.icon().pixmap(20, 20).toImage()
    QApplication.setPalette(palette)
    QApplication.processEvents()
    assert window.tools.open.icon().pixmap(20, 20).toImage() != icon
    assert window.pad.grab().toImage().pixelColor(40, 40) == QColor("black")
