"""The menu bar: by mouse and keys, with the state that the same actions have elsewhere."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolBar
from pytestqt.qtbot import QtBot

from app import theme
from app.color_scheme import ColorScheme, use_color_scheme
from app.drawings import exchange
from app.drawings.exchange import AS_INK
from app.main_window import MainWindow
from app.training import network_export
from app.training.run_state import State
from app.views.views import TRAIN
from model import training
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.network.weights import WEIGHTS, default_weights, load_weights
from tests.app.conftest import WAIT_MS, draw, draw_and_read, message, wait_for_message
from tests.app.training.conftest import Script, finished, started

ALT = Qt.KeyboardModifier.AltModifier


def open_menu(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> QMenu:
    """Open a menu by its key, and return it."""
    with qtbot.waitActive(window, timeout=WAIT_MS):
        window.activateWindow()
    QTest.keyClick(window, key, ALT)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=WAIT_MS)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    """Go down to an entry by the arrow key, and press Return."""
    for _ in menu.actions():
        QTest.keyClick(menu, Qt.Key.Key_Down)
        active = menu.activeAction()
        if active is not None and active.text() == text:
            QTest.keyClick(menu, Qt.Key.Key_Return)
            return
    raise AssertionError(f"{text} cannot be chosen")


def actions_in(menu: QMenu) -> Iterator[QAction]:
    """Yield what can be chosen in a menu, and in those within it."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from actions_in(inner)
        elif not action.isSeparator():
            yield action


def menus_of(window: MainWindow) -> list[QMenu]:
    menus = [action.menu() for action in window.menuBar().actions()]
    return [menu for menu in menus if isinstance(menu, QMenu)]


def test_the_menus_hold_what_the_toolbar_and_the_tabs_have(window: MainWindow) -> None:
    assert [menu.title() for menu in menus_of(window)] == [
        "&File", "E&dit", "&View", "&Learn", "&Help",
    ]  # fmt: skip
    held = {action for menu in menus_of(window) for action in actions_in(menu)}
    toolbar = window.findChild(QToolBar)
    on_toolbar = {action for action in toolbar.actions() if action.shortcuts()}
    assert len(on_toolbar) > 8
    assert on_toolbar <= held
    assert {action.shortcut().toString() for action in held} >= {f"Ctrl+{n}" for n in range(1, 7)}


def test_no_key_belongs_to_two_actions(window: MainWindow) -> None:
    keys = Counter(key.toString() for action in window.actions() for key in action.shortcuts())
    titles = [menu.title() for menu in menus_of(window)]
    keys.update(f"Alt+{title[title.index('&') + 1].upper()}" for title in titles)
    assert {key: count for key, count in keys.items() if count > 1} == {}


def test_undo_is_chosen_by_keys_once_there_is_something_to_undo(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    edit = open_menu(window, qtbot, Qt.Key.Key_D)
    undo = edit.actions()[0]
    assert not undo.isEnabled()
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    draw(window.pad, hand_drawn[3].strokes)
    assert undo.isEnabled()
    choose(open_menu(window, qtbot, Qt.Key.Key_D), "Undo")
    assert len(window.pad.drawing.strokes) == len(hand_drawn[3].strokes) - 1


def test_the_pad_keeps_its_keys_after_a_menu_was_open(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw_and_read(window, qtbot, hand_drawn[7])
    menu = open_menu(window, qtbot, Qt.Key.Key_F)
    QTest.keyClick(menu, Qt.Key.Key_4)  # for the menu, which has nothing of that name
    assert not window.pad.drawing.is_empty
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert not window.pad.drawing.is_empty  # Escape alone clears the pad
    focus = QApplication.focusWidget()  # the menu bar has it, until the next Escape
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_4)
    wait_for_message(window, qtbot, "Kept as 4, read as 7")


def test_the_menu_bar_costs_the_pad_next_to_nothing(window: MainWindow) -> None:
    for width, height, side in ((1180, 760, 590), (900, 640, 470), (800, 600, 380)):
        window.resize(width, height)
        QApplication.processEvents()
        assert window.menuBar().isVisible()
        assert window.pad.width() == window.pad.height() >= side


@pytest.mark.usefixtures("system_colors")
def test_the_dark_theme_holds_at_once_and_at_the_next_start(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = open_window()
    icon = first.tools.open.icon().pixmap(20, 20).toImage()
    use(first, ColorScheme.DARK)
    assert theme.is_dark(first.palette())
    qtbot.waitUntil(
        lambda: first.tools.open.icon().pixmap(20, 20).toImage() != icon, timeout=WAIT_MS
    )
    first.close()
    use_color_scheme(ColorScheme.SYSTEM)  # as in a new process
    second = open_window()
    assert theme.is_dark(second.palette())
    assert second.findChild(QAction, "darkThemeAction").isChecked()
    use(second, ColorScheme.LIGHT)
    assert not theme.is_dark(second.palette())


def use(window: MainWindow, scheme: ColorScheme) -> None:
    window.findChild(QAction, f"{scheme.name.lower()}ThemeAction").trigger()
    QApplication.processEvents()


def test_a_run_is_begun_and_steered_from_everywhere(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script(started(), finished())
    monkeypatch.setattr(training, "train", lambda *_: script())
    run, panel = window.run_actions, window.training_panel
    window.views.show_view("inside")
    assert run.train.isEnabled()
    assert not run.pause.isEnabled()
    assert not run.keep.isVisible()
    with qtbot.waitActive(window, timeout=WAIT_MS):
        window.activateWindow()
    QTest.keyClick(window.pad, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert not run.train.isEnabled()
    assert window.views.shown_name == TRAIN
    run.pause.trigger()
    assert run.pause.text() == panel.pause_button.text() == "Resume"
    run.pause.trigger()
    script.allow(2)
    qtbot.waitUntil(lambda: panel.state is State.DECIDING, timeout=WAIT_MS)
    assert run.keep.isVisible()
    choose(open_menu(window, qtbot, Qt.Key.Key_L), "Discard the new network")
    assert panel.state is State.IDLE
    assert not run.keep.isVisible()
    assert run.train.isEnabled()


def test_learning_is_on_once_there_is_something_to_learn(window: MainWindow) -> None:
    learn = window.run_actions.learn
    panel = window.training_panel
    panel.show_drawing_count(0, 0)
    assert not learn.isEnabled()
    panel.show_drawing_count(5, 2)
    assert learn.isEnabled()


def test_a_view_gets_a_window_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    window.views.show_view("inside")
    choose(open_menu(window, qtbot, Qt.Key.Key_V), "Open this view in a window of its own")
    qtbot.waitUntil(
        lambda: any(w.objectName() == "insideWindow" for w in QApplication.topLevelWidgets()),
        timeout=WAIT_MS,
    )


def test_the_network_is_exported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.safetensors"
    monkeypatch.setattr(network_export, "ask_where_to_save", lambda *_: (path, WEIGHTS))
    window.menus.export_network.trigger()
    wait_for_message(window, qtbot, f"Saved the network as {path}")
    assert load_weights(path).card == default_weights().card
    monkeypatch.setattr(network_export, "ask_where_to_save", lambda *_: (tmp_path, WEIGHTS))
    window.menus.export_network.trigger()
    wait_for_message(window, qtbot, "Cannot write")


def test_all_drawings_are_exported(
    window: MainWindow,
    qtbot: QtBot,
    hand_drawn: list[Drawing],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "mine.jsonl"
    asked = []

    def ask(*_: object) -> tuple[Path, object]:
        asked.append(path)
        return path, AS_INK[0].format

    monkeypatch.setattr(exchange, "ask_where_to_save", ask)
    window.menus.export_drawings.trigger()
    wait_for_message(window, qtbot, "Nothing is kept yet")
    assert not asked
    draw_and_read(window, qtbot, hand_drawn[3])
    window.correct("3")
    wait_for_message(window, qtbot, "Kept as 3")
    window.menus.export_drawings.trigger()
    wait_for_message(window, qtbot, "Saved 1 drawings")
    assert [drawing.label for drawing in read_drawings(path)] == ["3"]


def test_quit_closes_the_window(window: MainWindow, qtbot: QtBot) -> None:
    choose(open_menu(window, qtbot, Qt.Key.Key_F), "Quit")
    assert not window.isVisible()
    assert message(window) == ""


@pytest.mark.parametrize("name", ["open", "save", "newSigns", "manageSigns", "exportNetwork"])
def test_an_entry_that_asks_for_more_says_so(window: MainWindow, name: str) -> None:
    action = window.findChild(QAction, f"{name}Action")
    assert isinstance(action, QAction)
    assert action.text().endswith("…")
