"""Sets of signs as a user makes them: typed, and drawn with the mouse."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.main_window import MainWindow
from app.signs.manage_signs import ManageSigns
from app.signs.new_signs import NewSigns
from app.signs.sign_list import SignList
from model.handwriting.styles import LETTERS
from model.handwriting.synthesis import synthesize_characters
from model.home.signs import SignSet, load_set
from model.ink.drawing import Drawing
from tests.app.conftest import WAIT_MS, draw

Letters = Callable[[str], Drawing]


@pytest.fixture
def letters() -> Letters:
    """Returns another drawing of a letter each time."""
    drawn: dict[str, Iterator[Drawing]] = {}

    def another(letter: str) -> Drawing:
        if letter not in drawn:
            styles = {letter: LETTERS[letter][:1]}
            drawn[letter] = iter(synthesize_characters(20, 3, styles))
        return replace(next(drawn[letter]), label=None)

    return another


def open_new(window: MainWindow, qtbot: QtBot) -> NewSigns:
    """Open the window of new signs, once it knows what there is."""
    window.findChild(QAction, "newSignsAction").trigger()
    settle(qtbot)
    found = window.findChildren(NewSigns)[-1]
    assert isinstance(found, NewSigns)
    return found


def open_manager(window: MainWindow, qtbot: QtBot) -> ManageSigns:
    """Open the window of all sets, once they are listed."""
    window.signs.open_manager()
    settle(qtbot)
    found = window.findChild(ManageSigns)
    assert isinstance(found, ManageSigns)
    return found


def choose(window: MainWindow, qtbot: QtBot, title: str) -> None:
    """Choose in the reader box what reads, and wait until it does."""
    box = window.prediction_panel.reader_box
    qtbot.waitUntil(lambda: box.findText(title) >= 0, timeout=WAIT_MS)
    box.setCurrentIndex(box.findText(title))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(
        lambda: window.reading.choice is not None and window.reading.choice.title == title,
        timeout=WAIT_MS,
    )


def settle(qtbot: QtBot) -> None:
    """Wait until nothing is under way in the background."""
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    qtbot.wait(1)  # what they have found is shown


def type_text(widget: QWidget, text: str) -> None:
    """Type a text and Return."""
    widget.setFocus()
    QTest.keyClicks(widget, text)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def name_signs(new: NewSigns, title: str, signs: str, each: int = 5) -> None:
    """Name a set and its signs, and go on to the drawing."""
    page = new.names_page
    page.title.selectAll()
    QTest.keyClicks(page.title, title)
    for sign in signs:
        type_text(page.signs.line, sign)
    page.each_box.setValue(each)
    page.draw_button.click()


def draw_next(new: NewSigns, letters: Letters) -> str:
    """Draw what is asked for with the mouse, go on by a key, and return what it was."""
    page = new.drawing_page
    name = page.prompt.text().split()[-1]
    draw(page.pad, letters(name).strokes)
    QTest.keyClick(page.pad, Qt.Key.Key_Space)
    return name


def the_set(new: NewSigns) -> SignSet:
    """Return the set that is drawn."""
    assert new.drawing_page.set_id is not None
    return load_set(new.drawing_page.set_id)


def rename(signs: SignList, row: int, new: str) -> None:
    """Edit the name of a sign in its place."""
    model = signs.table.model()
    model.setData(model.index(row, 0), new)
