"""The tools above the pad: their actions, and what is remembered of them."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.camera.camera_command import CameraCommand
from app.color_scheme import ColorScheme, use_color_scheme
from app.drawings.own_drawings import OwnDrawings
from app.main_window import MainWindow
from app.pad.drawing_pad import PEN_WIDTHS, DrawingPad
from app.pad.pen import Tool
from app.settings import Settings
from app.tools import REST_BUTTON, PadTools
from app.transfer.pad_transfer import PadTransfer
from tests.app.conftest import WAIT_MS, send_mouse


class Desk(NamedTuple):
    """A pad and its tools in a window of their own."""

    window: QWidget
    pad: DrawingPad
    tools: PadTools

    def action(self, name: str) -> QAction:
        found = self.window.findChild(QAction, f"{name}Action")
        assert isinstance(found, QAction)
        return found


@pytest.fixture
def make_desk(qtbot: QtBot) -> Callable[[], Desk]:
    def make() -> Desk:
        window, pad = QWidget(), DrawingPad()
        qtbot.addWidget(window)
        tools = PadTools(
            window,
            pad,
            PadTransfer(pad, Settings(), window),
            CameraCommand(pad, lambda: None, Settings(), window),
            OwnDrawings(pad, window),
        )
        layout = QVBoxLayout(window)
        layout.addWidget(tools.make_toolbar())
        layout.addWidget(pad)
        tools.restore_choices(Settings())
        window.show()
        return Desk(window, pad, tools)

    return make


@pytest.fixture
def desk(make_desk: Callable[[], Desk]) -> Desk:
    return make_desk()


def test_the_key_for_undo_takes_back_the_stroke_under_the_pen(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitActive(desk.window):
        desk.window.activateWindow()
    pad, undo, redo = desk.pad, desk.action("undo"), desk.action("redo")
    assert not undo.isEnabled()
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 100), True)
    send_mouse(pad, QEvent.Type.MouseMove, (200, 100), True)
    assert undo.isEnabled()
    QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.drawing.is_empty
    assert not undo.isEnabled()
    assert redo.isEnabled()
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (200, 100), False)
    QTest.keyClick(desk.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert pad.drawing.point_count == 2
    assert not redo.isEnabled()


def test_a_tool_that_a_session_restores_is_the_checked_one(desk: Desk) -> None:
    pen, eraser = desk.action("pen"), desk.action("eraser")
    assert pen.isChecked()
    desk.pad.set_tool(Tool.ERASER)  # as the session does
    assert eraser.isChecked()
    assert not pen.isChecked()
    desk.pad.set_tool(Tool.PEN)
    assert pen.isChecked()
    assert not eraser.isChecked()


def test_the_pens_menu_offers_widths_pressure_and_fingers(desk: Desk) -> None:
    button = desk.window.findChild(QToolButton, "penWidthButton")
    assert isinstance(button, QToolButton)
    menu = button.menu()
    assert menu is not None
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert names == [
        *PEN_WIDTHS,
        "Pen pressure",
        "Draw with pen and finger",
        "Draw with pen only",
        "Pad on the right",
    ]


def test_choices_are_remembered(make_desk: Callable[[], Desk]) -> None:
    first = make_desk()
    assert first.pad.pen.uses_pressure
    assert first.pad.pen.fingers_draw
    assert first.action("penAndFinger").isChecked()
    first.tools.choose_width(PEN_WIDTHS["Thin"])
    for name in ("pressure", "penOnly", "padOnRight"):
        first.action(name).trigger()
    assert not first.pad.pen.uses_pressure
    assert not first.pad.pen.fingers_draw
    first.tools.save_choices(Settings())
    second = make_desk()
    assert second.pad.pen_width == PEN_WIDTHS["Thin"]
    assert not second.pad.pen.uses_pressure
    assert not second.pad.pen.fingers_draw
    assert second.action("padOnRight").isChecked()
    assert not second.action("pressure").isChecked()
    assert not second.action("penAndFinger").isChecked()
    second.action("penAndFinger").trigger()
    assert second.pad.pen.fingers_draw
    assert not second.action("penOnly").isChecked()


@pytest.mark.parametrize("scheme", [ColorScheme.LIGHT, ColorScheme.DARK])
def test_a_narrow_toolbar_shows_that_there_is_more(
    window: MainWindow, qtbot: QtBot, scheme: ColorScheme, system_colors: None
) -> None:
    use_color_scheme(scheme)
    is_dark = scheme is ColorScheme.DARK
    qtbot.waitUntil(lambda: theme.is_dark(window.palette()) == is_dark, timeout=WAIT_MS)
    window.resize(720, 560)
    button = window.findChild(QToolButton, REST_BUTTON)
    assert isinstance(button, QToolButton)
    qtbot.waitUntil(button.isVisible, timeout=WAIT_MS)
    image, palette = button.grab().toImage(), window.palette()
    ground = palette.window().color().lightness()
    seen = {
        image.pixelColor(x, y).lightness()
        for x in range(image.width())
        for y in range(image.height())
    }
    assert max(abs(lightness - ground) for lightness in seen) > 100
