"""All sets side by side: changed, shared, deleted; and what reads follows."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.signs.manage_signs import NOTHING, ManageSigns
from app.signs.new_signs import NewSigns
from model.home.collection import Entry
from model.home.signs import SignSet, list_sets, load_set
from model.ink.drawing import Drawing
from tests.app.conftest import WAIT_MS, draw_and_read, wait_for_message
from tests.app.signs.conftest import choose, open_manager, rename, settle, type_text
from tests.signs import learned_set


@pytest.fixture
def shapes(hand_drawn: list[Drawing]) -> SignSet:
    """A learned set of three signs, with two drawings of the first and one of the second."""
    made = learned_set("Shapes", "heart", "star", "moon")
    labels = ("heart", "heart", "star")
    drawings = zip(labels, hand_drawn, strict=False)
    made.add([Entry(Drawing(drawing.strokes, label)) for label, drawing in drawings])
    return made


@pytest.fixture
def manager(shapes: SignSet, window: MainWindow, qtbot: QtBot) -> ManageSigns:
    """The window of all sets, where that set reads."""
    choose(window, qtbot, "Shapes")
    return open_manager(window, qtbot)


def classes(window: MainWindow) -> tuple[str, ...]:
    """Return the classes that are read."""
    assert window.reading.recognizer is not None
    return window.reading.recognizer.classes.names


def answer_question(manager: ManageSigns, button: str) -> str:
    """Press a button of the question that is asked, and return its text."""
    box = manager.findChild(QMessageBox, "signsQuestion")
    assert isinstance(box, QMessageBox)
    text = box.text()
    next(one for one in box.buttons() if one.text() == button).click()
    return text


def test_without_a_set_it_says_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    manager = open_manager(window, qtbot)
    assert manager.message.text() == NOTHING
    assert not manager.form.signs.isEnabled()
    assert not manager.form.learn_button.isEnabled()


def test_it_shows_the_set_that_reads(manager: ManageSigns) -> None:
    assert manager.form.title.text() == "Shapes"
    assert manager.form.signs.names == ["heart", "star", "moon"]
    assert manager.form.state.text() == "3 drawings; 3 of them new."


def test_a_sign_is_added(manager: ManageSigns, shapes: SignSet, qtbot: QtBot) -> None:
    type_text(manager.form.signs.line, "sun")
    settle(qtbot)
    assert shapes.read_card().names == ("heart", "star", "moon", "sun")
    assert manager.form.signs.current == "sun"
    assert manager.form.signs.line.text() == ""
    type_text(manager.form.signs.line, "sun")
    settle(qtbot)
    assert manager.form.signs.fault.text() == "There is a sign sun already"
    assert manager.form.signs.names.count("sun") == 1


def test_a_renamed_sign_is_read_by_its_new_name(
    manager: ManageSigns, window: MainWindow, shapes: SignSet, qtbot: QtBot
) -> None:
    rename(manager.form.signs, 0, "♥")
    qtbot.waitUntil(lambda: classes(window) == ("♥", "star", "moon"), timeout=WAIT_MS)
    assert shapes.counts() == {"♥": 2, "star": 1, "moon": 0}
    settle(qtbot)
    assert manager.form.signs.names == ["♥", "star", "moon"]


def test_a_removed_sign_is_asked_about_and_no_longer_read(
    manager: ManageSigns, window: MainWindow, shapes: SignSet, qtbot: QtBot
) -> None:
    manager.form.signs.table.setCurrentCell(0, 0)
    manager.form.remove_button.click()
    question = "Remove heart with its 2 drawings? This cannot be undone."
    assert answer_question(manager, "Cancel") == question
    settle(qtbot)
    assert len(shapes.entries()) == 3
    manager.form.remove_button.click()
    answer_question(manager, "Remove")
    qtbot.waitUntil(lambda: classes(window) == ("star", "moon"), timeout=WAIT_MS)
    assert shapes.counts() == {"star": 1, "moon": 0}


def test_merged_signs_are_one(manager: ManageSigns, shapes: SignSet, qtbot: QtBot) -> None:
    manager.form.signs.table.setCurrentCell(1, 0)
    manager.form.merge_menu.aboutToShow.emit()
    (into_heart, _) = manager.form.merge_menu.actions()
    into_heart.trigger()
    answer_question(manager, "Merge")
    settle(qtbot)
    assert shapes.counts() == {"heart": 3, "moon": 0}


def test_a_set_gets_another_title(
    manager: ManageSigns, window: MainWindow, shapes: SignSet, qtbot: QtBot
) -> None:
    manager.form.title.setText("Figures")
    manager.form.title.editingFinished.emit()
    settle(qtbot)
    box = window.prediction_panel.reader_box
    qtbot.waitUntil(lambda: box.currentText() == "Figures", timeout=WAIT_MS)
    assert shapes.read_card().title == "Figures"


def test_where_the_set_that_reads_is_deleted_the_digits_read(
    manager: ManageSigns, window: MainWindow, qtbot: QtBot
) -> None:
    manager.form.delete_button.click()
    assert answer_question(manager, "Delete").startswith("Delete “Shapes” with 3 drawings?")
    qtbot.waitUntil(lambda: classes(window) == tuple("0123456789"), timeout=WAIT_MS)
    settle(qtbot)
    assert list_sets() == []
    box = window.prediction_panel.reader_box
    assert box.currentText() == "Digits"
    assert box.findText("Shapes") < 0


def test_more_of_a_sign_is_drawn(manager: ManageSigns, window: MainWindow) -> None:
    manager.form.signs.table.setCurrentCell(1, 0)
    manager.form.draw_button.click()
    page = window.findChildren(NewSigns)[-1].drawing_page
    assert (page.prompt.text(), page.number.text()) == ("Draw a star", "2 of 6")
    page.skip_button.click()
    assert (page.prompt.text(), page.number.text()) == ("Draw a star", "3 of 6")


def test_a_damaged_set_is_shown_and_can_only_be_deleted(
    shapes: SignSet, window: MainWindow, qtbot: QtBot
) -> None:
    (shapes.folder / "set.json").write_text("damaged")
    manager = open_manager(window, qtbot)
    assert manager.list.item(0).text() == "(damaged)"
    assert "not a set of signs" in manager.form.state.text()
    assert not manager.form.export_button.isEnabled()
    manager.form.delete_button.click()
    answer_question(manager, "Delete")
    settle(qtbot)
    assert list_sets() == []


def test_an_exported_set_is_imported_elsewhere_and_reads_the_same_to_the_bit(
    manager: ManageSigns,
    open_window: Callable[[], MainWindow],
    window: MainWindow,
    hand_drawn: list[Drawing],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "shapes.signs"
    manager.export_to(path)
    qtbot.waitUntil(lambda: manager.message.text() == f"Saved as {path}.", timeout=WAIT_MS)
    manager.reject()
    before = draw_and_read(window, qtbot, hand_drawn[3])
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "elsewhere"))
    other = open_window()
    settle(qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    other.transfer.take(data, "Drop")
    wait_for_message(other, qtbot, "“Shapes” was added, with 3 signs.")
    qtbot.waitUntil(lambda: classes(other) == ("heart", "star", "moon"), timeout=WAIT_MS)
    assert np.array_equal(draw_and_read(other, qtbot, hand_drawn[3]), before)
    (listed,) = list_sets()
    assert load_set(listed.id).counts() == {"heart": 2, "star": 1, "moon": 0}


def test_a_damaged_file_is_refused_in_one_sentence(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "broken.signs"
    path.write_bytes(b"PK damaged")
    window.transfer.open_file(path)
    wait_for_message(window, qtbot, "not a whole set of signs")
    assert list_sets() == []
