"""Help: its button and keys, and the one line for who is new."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableWidget, QToolButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from model.ink.drawing import Drawing
from tests.app.conftest import WAIT_MS, draw

OpenWindow = Callable[[], MainWindow]


def open_whole(open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    window = open_window()
    qtbot.waitUntil(window.help.tour_action.isEnabled, timeout=WAIT_MS)
    return window


def newcomer_button(window: MainWindow) -> QToolButton | None:
    found = window.findChild(QToolButton, "newcomerButton")
    return found if isinstance(found, QToolButton) and found.isVisible() else None


def wait_for_offer(window: MainWindow, qtbot: QtBot) -> QToolButton:
    qtbot.waitUntil(lambda: newcomer_button(window) is not None, timeout=WAIT_MS)
    found = newcomer_button(window)
    assert found is not None
    return found


def test_the_tour_is_offered_to_a_newcomer_until_the_first_stroke_and_never_again(
    open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    first = open_whole(open_window, qtbot)
    offer = wait_for_offer(first, qtbot)
    assert "How a machine learns to read" in offer.text()
    draw(first.pad, hand_drawn[1].strokes)
    assert newcomer_button(first) is None
    first.pad.clear()
    assert newcomer_button(first) is None
    first.close()
    second = open_whole(open_window, qtbot)
    qtbot.waitUntil(second.training_panel.isVisible, timeout=WAIT_MS)
    assert newcomer_button(second) is None


def test_a_click_on_the_offer_begins_the_tour(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_whole(open_window, qtbot)
    offer = wait_for_offer(window, qtbot)
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert newcomer_button(window) is None
    qtbot.waitUntil(lambda: window.views.shown_name == "inside", timeout=WAIT_MS)


def test_the_offer_does_not_take_the_keys_from_the_pad(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_whole(open_window, qtbot)
    wait_for_offer(window, qtbot)
    assert window.focusWidget() is window.pad


def test_the_button_is_seen_in_a_small_window_and_offers_tour_keys_news_and_about(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_whole(open_window, qtbot)
    window.resize(900, 640)
    QApplication.processEvents()
    button = window.findChild(QToolButton, "helpButton")
    assert isinstance(button, QToolButton)
    assert button.isVisible()
    menu = button.menu()
    assert menu is not None
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == ["How a machine learns to read", "Keys", "What is new", "About Inkling"]


def test_the_keys_are_those_of_the_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_whole(open_window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    table = dialog.findChild(QTableWidget, "keysTable")
    assert isinstance(table, QTableWidget)
    model = table.model()
    rows = {
        model.index(row, 0).data(): model.index(row, 1).data() for row in range(model.rowCount())
    }
    assert rows["Ctrl+Z"] == "Undo"
    assert rows["F1"] == "How a machine learns to read"
    assert rows["Ctrl+T"] == "Train"
    assert rows["0 … 9"].startswith("Say what is drawn")
    assert rows["Shift+Click, Ctrl+Click"] == "On a picture: read this ink as well, or no longer"
    assert "8" not in rows  # spoken with another article, it is one of the labels, too
    assert rows["Drag around ink"] == "On a picture: read what is within"
    listed = {key for keys in rows for key in keys.split(", ")}
    shortcuts = {key.toString() for action in window.actions() for key in action.shortcuts()}
    assert shortcuts - set("0123456789") <= listed
    for column in range(table.columnCount()):
        assert table.sizeHintForColumn(column) <= table.columnWidth(column)  # no text is cut off
    dialog.close()
