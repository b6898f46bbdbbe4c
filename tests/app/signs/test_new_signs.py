"""Making a set: it is named, and drawn one sign after the other; nothing confirmed is lost."""

import os
import signal
import subprocess
import sys

import pytest
from filelock import FileLock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.signs.new_signs import NewSigns
from model.home import collection
from model.home.signs import create_set, list_sets, load_set
from tests.app.conftest import WAIT_MS, draw
from tests.app.signs.conftest import (
    Letters,
    draw_next,
    name_signs,
    open_new,
    rename,
    settle,
    the_set,
    type_text,
)
from tests.signs import learned_set


@pytest.fixture
def new(window: MainWindow, qtbot: QtBot) -> NewSigns:
    """The window of new signs, on its first page."""
    return open_new(window, qtbot)


@pytest.fixture
def drawing(new: NewSigns, qtbot: QtBot) -> NewSigns:
    """The window of new signs, on the page that asks for drawings: three of each of two signs."""
    name_signs(new, "Two", "fm", each=3)
    qtbot.waitUntil(lambda: new.drawing_page.isVisible(), timeout=WAIT_MS)
    return new


def wait_for_kept(new: NewSigns, qtbot: QtBot, text: str) -> None:
    qtbot.waitUntil(lambda: new.drawing_page.kept.text() == text, timeout=WAIT_MS)


# Naming


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (["f"], "Name at least two signs."),
        (["f", "f"], "There is a sign f already."),
        (["f", " f "], "There is a sign f already."),
        (["x" * 33], "A sign's name has 33 characters, not 1 to 32."),
    ],
)
def test_what_is_wrong_with_names_is_said_in_place(
    new: NewSigns, names: list[str], fault: str
) -> None:
    page = new.names_page
    for name in names:
        type_text(page.signs.line, name)
    page.draw_button.click()
    assert page.signs.fault.text() == fault
    assert page.isVisible()
    assert list_sets() == []


def test_a_set_without_a_title_is_not_made(new: NewSigns) -> None:
    name_signs(new, " ", "fm")
    assert new.names_page.signs.fault.text() == "A set's title has 0 characters, not 1 to 80"
    assert list_sets() == []


def test_signs_are_renamed_and_removed_before_they_are_drawn(new: NewSigns, qtbot: QtBot) -> None:
    signs = new.names_page.signs
    for name in "abc":
        type_text(signs.line, name)
    signs.table.setCurrentCell(0, 0)
    rename(signs, 0, "♥")
    assert signs.names == ["♥", "b", "c"]
    signs.table.setCurrentCell(1, 0)
    QTest.keyClick(signs.table, Qt.Key.Key_Delete)
    assert signs.names == ["♥", "c"]
    rename(signs, 1, "♥")
    assert signs.names == ["♥", "c"]
    assert signs.table.model().index(1, 0).data() == "c"
    assert signs.fault.text() == "There is a sign ♥ already."


def test_one_sign_is_enough_beside_digits(new: NewSigns, qtbot: QtBot) -> None:
    new.names_page.digits_box.setChecked(True)
    name_signs(new, "More", "m")
    qtbot.waitUntil(lambda: new.drawing_page.isVisible(), timeout=WAIT_MS)
    assert the_set(new).read_card().classes == (*"0123456789", "m")


def test_a_name_that_is_typed_but_not_added_counts(new: NewSigns, qtbot: QtBot) -> None:
    type_text(new.names_page.signs.line, "f")
    QTest.keyClicks(new.names_page.signs.line, "m")
    new.names_page.draw_button.click()
    qtbot.waitUntil(lambda: new.drawing_page.isVisible(), timeout=WAIT_MS)
    assert the_set(new).read_card().names == ("f", "m")


def test_a_free_title_is_suggested(window: MainWindow, qtbot: QtBot) -> None:
    learned_set("My signs", "a", "b")
    assert open_new(window, qtbot).names_page.title.text() == "My signs 2"


# Drawing


def test_each_sign_is_asked_for_round_by_round_and_kept(
    drawing: NewSigns, letters: Letters, qtbot: QtBot
) -> None:
    page = drawing.drawing_page
    assert (page.prompt.text(), page.number.text()) == ("Draw an f", "1 of 3")
    assert not page.learn_button.isEnabled()
    assert [draw_next(drawing, letters) for _ in range(6)] == list("fmfmfm")
    wait_for_kept(drawing, qtbot, "6 drawings kept")
    assert page.prompt.text() == "All are drawn"
    assert page.learn_button.isEnabled()
    assert page.learn_button.isDefault()
    assert the_set(drawing).counts() == {"f": 3, "m": 3}


def test_enter_goes_on_as_space_does_and_an_empty_pad_goes_nowhere(
    drawing: NewSigns, letters: Letters
) -> None:
    page = drawing.drawing_page
    QTest.keyClick(page.pad, Qt.Key.Key_Return)
    assert page.message.text() == "Draw it first, or skip it."
    assert page.prompt.text() == "Draw an f"
    draw(page.pad, letters("f").strokes)
    QTest.keyClick(page.pad, Qt.Key.Key_Return)
    assert page.prompt.text() == "Draw an m"
    assert page.pad.page.is_empty


def test_undo_takes_strokes_back_and_skip_keeps_nothing(
    drawing: NewSigns, letters: Letters, qtbot: QtBot
) -> None:
    page = drawing.drawing_page
    drawn = letters("f").strokes
    draw(page.pad, drawn)
    QTest.keyClick(page.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(page.pad.drawing.strokes) == len(drawn) - 1
    page.skip_button.click()
    assert page.prompt.text() == "Draw an m"
    settle(qtbot)
    assert the_set(drawing).counts() == {"f": 0, "m": 0}


def test_back_shows_what_was_kept_and_another_takes_its_place(
    drawing: NewSigns, letters: Letters, qtbot: QtBot
) -> None:
    page = drawing.drawing_page
    draw_next(drawing, letters)
    wait_for_kept(drawing, qtbot, "1 drawing kept")
    page.back_button.click()
    (before,) = the_set(drawing).entries()
    assert len(page.pad.drawing.strokes) == len(before.drawing.strokes)
    draw(page.pad, letters("m").strokes)  # more ink
    page.next_button.click()
    settle(qtbot)
    (after,) = the_set(drawing).entries()
    assert after.id == before.id
    assert len(after.drawing.strokes) > len(before.drawing.strokes)
    assert page.kept.text() == "1 drawing kept"


def test_undo_takes_apart_what_is_shown_again(
    drawing: NewSigns, letters: Letters, qtbot: QtBot
) -> None:
    page = drawing.drawing_page
    draw_next(drawing, letters)
    wait_for_kept(drawing, qtbot, "1 drawing kept")
    page.back_button.click()
    while not page.pad.page.is_empty:
        QTest.keyClick(page.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not page.undo_button.isEnabled()
    assert len(the_set(drawing).entries()) == 1  # until there is another
    anew = letters("f")
    draw(page.pad, anew.strokes)
    page.next_button.click()
    settle(qtbot)
    (after,) = the_set(drawing).entries()
    assert len(after.drawing.strokes) == len(anew.strokes)


def test_what_was_skipped_is_told_at_the_end(drawing: NewSigns, letters: Letters) -> None:
    page = drawing.drawing_page
    page.skip_button.click()
    for _ in range(5):
        draw_next(drawing, letters)
    assert page.prompt.text() == "All but 1 are drawn"


def test_what_cannot_be_kept_is_put_back_on_the_pad(
    drawing: NewSigns, letters: Letters, qtbot: QtBot
) -> None:
    page = drawing.drawing_page
    the_set(drawing).delete()
    draw_next(drawing, letters)
    qtbot.waitUntil(lambda: "this set of signs is gone" in page.message.text(), timeout=WAIT_MS)
    assert page.prompt.text() == "Draw an f"
    assert not page.pad.page.is_empty
    assert page.kept.text() == "0 drawings kept"


def test_nothing_waits_while_another_window_holds_the_lock(
    drawing: NewSigns, letters: Letters, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "ADDING_TIMEOUT_S", 0.2)
    made = the_set(drawing)
    with FileLock(made.folder / "drawings.lock"):
        for _ in range(3):  # all are asked for, though none is on disk yet
            draw_next(drawing, letters)
        assert drawing.drawing_page.prompt.text() == "Draw an m"
        wait_for_kept(drawing, qtbot, "3 drawings kept")
    assert made.counts() == {"f": 2, "m": 1}


# Leaving


def test_escape_leaves_and_what_was_drawn_is_gone_on_with(
    window: MainWindow, drawing: NewSigns, letters: Letters, qtbot: QtBot
) -> None:
    for _ in range(3):
        draw_next(drawing, letters)
    QTest.keyClick(drawing.drawing_page.pad, Qt.Key.Key_Escape)
    assert not drawing.isVisible()
    settle(qtbot)
    again = open_new(window, qtbot)
    page = again.names_page
    assert page._unfinished.text() == "“Two” has not been learned yet: 3 drawings of 2 signs."
    page.go_on_button.click()
    assert [draw_next(again, letters) for _ in range(3)] == list("mfm")
    settle(qtbot)
    assert the_set(again).counts() == {"f": 3, "m": 3}


@pytest.mark.parametrize("how", ["Later", "Escape", "closed"])
def test_a_drawing_that_lies_on_the_pad_is_kept_by_who_leaves(
    drawing: NewSigns, letters: Letters, how: str, qtbot: QtBot
) -> None:
    page = drawing.drawing_page
    draw(page.pad, letters("f").strokes)
    if how == "Later":
        page.later_button.click()
    elif how == "Escape":
        QTest.keyClick(page.pad, Qt.Key.Key_Escape)
    else:
        drawing.close()
    assert not drawing.isVisible()
    settle(qtbot)
    assert the_set(drawing).counts() == {"f": 1, "m": 0}


KILLED = """
import os, signal, sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from app.application import make_application
from app.main_window import MainWindow
from model.ink.ink_file import read_drawings
from tests.app.conftest import draw
from tests.conftest import HAND_DRAWN

application = make_application()
window = MainWindow()
window.show()
window.signs.open_new()
new = window.signs._new
for name in ("one", "two"):
    QTest.keyClicks(new.names_page.signs.line, name)
    QTest.keyClick(new.names_page.signs.line, Qt.Key.Key_Return)
new.names_page.draw_button.click()
page, drawings = new.drawing_page, list(read_drawings(HAND_DRAWN))
while page.set_id is None:
    application.processEvents()
for number in range(1, 4):
    draw(page.pad, drawings[number].strokes)
    page.next_button.click()
while page.kept.text() != "3 drawings kept":
    application.processEvents()
draw(page.pad, drawings[4].strokes)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_program_that_is_killed_loses_no_confirmed_drawing(
    window: MainWindow, qtbot: QtBot
) -> None:
    process = subprocess.run([sys.executable, "-c", KILLED], env=os.environ, timeout=60)
    assert process.returncode == -signal.SIGKILL
    (listed,) = list_sets()
    assert load_set(listed.id).counts() == {"one": 2, "two": 1}
    page = open_new(window, qtbot).names_page
    assert "3 drawings of 2 signs" in page._unfinished.text()


def test_a_set_that_was_learned_is_finished(window: MainWindow, qtbot: QtBot) -> None:
    learned_set("Learned", "a", "b")
    new = open_new(window, qtbot)
    assert not new.names_page.go_on_button.isVisible()
    new.reject()
    create_set("Begun", ["a", "b"])
    assert open_new(window, qtbot).names_page.go_on_button.isVisible()
