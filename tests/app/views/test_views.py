"""The tabs: which view is shown, in a window of its own or not, and what is remembered."""

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.views.mistakes_view import MistakesView
from app.views.scale import ScaleLegend
from app.views.views import KINDS


def tabs(window: MainWindow) -> QTabWidget:
    found = window.findChild(QTabWidget, "views")
    assert isinstance(found, QTabWidget)
    return found


def press(window: MainWindow, kind: type[QWidget], name: str) -> None:
    button = window.findChild(kind, name)
    assert isinstance(button, QWidget)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_key_shows_each_view(window: MainWindow) -> None:
    for index, kind in enumerate(KINDS):
        number = Qt.Key(Qt.Key.Key_0 + int(kind.key[-1]))
        QTest.keyClick(window, number, Qt.KeyboardModifier.ControlModifier)
        assert tabs(window).currentIndex() == index
        assert tabs(window).tabText(index) == kind.title


def test_a_view_in_a_window_of_its_own_comes_back_when_that_closes(
    window: MainWindow, qtbot: QtBot
) -> None:
    panel = window.training_panel
    qtbot.waitUntil(panel.isVisible)
    press(window, QToolButton, "ownWindowButton")
    own_window = panel.window()
    assert own_window is not window
    assert own_window.windowTitle() == "Inkling: Train"
    assert panel.isVisible()
    press(window, QPushButton, "bringBackButton")
    assert panel.window() is window
    assert panel.isVisible()
    assert not own_window.isVisible()


def test_closing_the_window_closes_those_of_its_views(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = open_window()
    qtbot.waitUntil(window.training_panel.isVisible)
    press(window, QToolButton, "ownWindowButton")
    own_window: QWidget = window.training_panel.window()
    assert own_window.isVisible()
    window.close()
    assert not own_window.isVisible()


def test_a_view_that_is_asked_for_before_the_window_is_whole_stays(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    chosen = tabs(window).currentIndex()
    assert chosen != 0
    window.views.open()
    assert tabs(window).currentIndex() == chosen


def test_the_view_that_was_shown_is_shown_again(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = open_window()
    QTest.keyClick(first, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    first.close()
    hasty = MainWindow()  # which closes before it has shown it again
    hasty.show()
    hasty.close()
    hasty.deleteLater()
    second = open_window()
    qtbot.waitUntil(lambda: tabs(second).tabText(tabs(second).currentIndex()) == "Data")


def test_a_tab_chosen_before_the_window_is_whole_stays(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = open_window()
    QTest.keyClick(first, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    first.close()
    second = open_window()
    bar = tabs(second).tabBar()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    qtbot.waitUntil(lambda: second.is_settled or second.training_panel is not None)
    second.views.open()
    assert tabs(second).currentIndex() == 1


def test_a_window_of_its_own_follows_the_palette_and_the_classes(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(window.training_panel.isVisible)
    press(window, QToolButton, "ownWindowButton")
    own_window = window.training_panel.window()
    action = QAction("New", window)
    window.addAction(action)
    assert action in own_window.actions()
    content = window.training_panel.parentWidget()
    assert content is not None
    before = content.styleSheet()
    palette = own_window.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor("black"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    own_window.setPalette(palette)
    assert content.styleSheet() != before


def test_closing_the_window_leaves_no_view_at_work(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = open_window()
    window.views.show_view("mistakes")
    view = window.views.view("mistakes")
    assert isinstance(view, MistakesView)
    press(window, QToolButton, "ownWindowButton")
    qtbot.waitUntil(view.isVisible)
    window.close()
    assert view.progress.isHidden()


def test_each_part_is_found_by_a_name_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.training_panel.isVisible)
    for kind in KINDS:
        window.views.show_view(kind.name)
    kinds = (QAbstractButton, QComboBox, QProgressBar, ScaleLegend)
    names = [
        part.objectName()
        for kind in kinds
        for part in window.findChildren(kind)
        if part.objectName()[:1].islower() and not part.objectName().startswith("qt_")  # Qt's own
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert names.count("trainingProgress") == 1
