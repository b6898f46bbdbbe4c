"""Mistakes: measured while it is seen; the drawings behind a cell go onto the pad."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QTabWidget
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.main_window import MainWindow
from app.pad.page import Page
from app.settings import Settings
from app.views.mistakes_view import MistakesView
from app.views.view import View
from model.home.collection import DrawingCollection
from model.ink.drawing import Drawing
from model.ink.sample import Sample
from model.network.recognizer import Recognizer
from tests.app.conftest import WAIT_MS
from tests.app.views.conftest import (
    LOADING_MS,
    click,
    click_tile,
    wait_for_mistakes,
)
from tests.conftest import HAND_DRAWN

Show = Callable[[View, Recognizer], None]


@pytest.fixture
def view(qtbot: QtBot, mislabelled: Path) -> MistakesView:
    """A view that measures on an ink file, not shown yet."""
    settings = Settings()
    settings["views/mistakes_data"] = str(mislabelled)
    return MistakesView(settings)


@pytest.fixture
def chosen(view: MistakesView) -> list[Sample]:
    samples: list[Sample] = []
    view.sample_chosen.connect(samples.append)
    return samples


def click_cell(view: MistakesView, label: int, predicted: int) -> None:
    matrix = view.matrix_page.matrix
    click(matrix.viewport(), matrix.cell_rect(label, predicted).center().toPoint())


def show_tab(view: MistakesView, number: int) -> None:
    click(view.tabs, view.tabs.tabRect(number).center())


def test_nothing_is_measured_before_it_is_seen(view: MistakesView) -> None:
    assert not background_tasks_running()
    assert view.mistakes is None


def test_it_measures_what_was_remembered_and_sums_it_up(
    view: MistakesView, show_view: Show, recognizer: Recognizer, qtbot: QtBot
) -> None:
    show_view(view, recognizer)
    assert view.progress.isVisible()
    wait_for_mistakes(view, qtbot)
    assert view.sentence.text() == (
        "1 of 11 misread (9.1 %, 95 %: 1.6 to 37.7 %); such as a 9 taken for a 4 (1)."
    )
    assert "0.00 % were answered “not a digit”." in view.sentence.toolTip()
    assert not view.progress.isVisible()
    assert not view.again_button.isVisible()


def test_a_cell_opens_the_drawings_behind_it_and_a_click_chooses_one(
    view: MistakesView,
    show_view: Show,
    recognizer: Recognizer,
    qtbot: QtBot,
    chosen: list[Sample],
    hand_drawn: list[Drawing],
) -> None:
    show_view(view, recognizer)
    wait_for_mistakes(view, qtbot)
    click_cell(view, 9, 4)
    page = view.matrix_page
    assert page.cell_sentence.text() == "1 of 2 labelled 9 taken for 4 (50.00 %)."
    (tile,) = page.grid.tiles
    assert "Labelled 9, read as 4 with" in tile.tip
    assert "mixed.jsonl, no. 11, by somebody" in tile.tip
    click_tile(page.grid, 0)
    (sample,) = chosen
    assert sample.drawing is not None
    assert sample.drawing.strokes[0].tolist() == hand_drawn[4].strokes[0].tolist()
    click(page.panes.back_button)
    assert page.matrix.isVisible()


def test_all_of_it_works_by_keyboard(
    view: MistakesView,
    show_view: Show,
    recognizer: Recognizer,
    qtbot: QtBot,
    chosen: list[Sample],
) -> None:
    show_view(view, recognizer)
    wait_for_mistakes(view, qtbot)
    page = view.matrix_page
    page.matrix.setFocus()
    QTest.keyClick(page.matrix, Qt.Key.Key_Down)  # to the commonest mistake
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    assert page.grid.isVisible()
    QTest.keyClick(page.grid, Qt.Key.Key_Home)
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert [sample.label for sample in chosen] == ["9"]
    QTest.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.matrix.isVisible()
    view.tabs.setFocus()
    QTest.keyClick(view.tabs, Qt.Key.Key_Right)
    assert view.confidence_page.isVisible()


def test_confidence_is_shown_with_its_bins_as_text(
    view: MistakesView, show_view: Show, recognizer: Recognizer, qtbot: QtBot
) -> None:
    show_view(view, recognizer)
    wait_for_mistakes(view, qtbot)
    show_tab(view, 1)
    page = view.confidence_page
    assert "ECE" in page.summary.text()
    assert re.search(
        r"93 to 100 %: \d+ of \d+ right, \d+\.\d %", page.diagram.accessibleDescription()
    )
    page.diagram.setFocus()
    QTest.keyClick(page.diagram, Qt.Key.Key_Left)
    assert page.read_out.text().startswith("Confidence 93 to 100 %: ")
    QTest.mouseMove(page.diagram, page.diagram.bin_middle(7).toPoint())
    assert page.read_out.text() == "Confidence 47 to 53 %: nothing was read with that."


def test_what_is_read_out_is_not_of_bins_that_are_no_longer_shown(
    view: MistakesView, show_view: Show, recognizer: Recognizer, qtbot: QtBot
) -> None:
    show_view(view, recognizer)
    measured = wait_for_mistakes(view, qtbot)
    show_tab(view, 1)
    page = view.confidence_page
    page.diagram.setFocus()
    QTest.keyClick(page.diagram, Qt.Key.Key_Left)
    assert page.read_out.text().startswith("Confidence 93 to 100 %: ")
    page.show_mistakes(measured)  # as after a measurement that was asked for anew
    assert page.read_out.text() == "On the dashed line it is right as often as it says."


def test_labels_that_may_be_wrong_are_listed(
    view: MistakesView,
    show_view: Show,
    recognizer: Recognizer,
    qtbot: QtBot,
    chosen: list[Sample],
) -> None:
    show_view(view, recognizer)
    wait_for_mistakes(view, qtbot)
    show_tab(view, 2)
    assert view.labels_page.summary.text().startswith("1 may be labelled wrongly")
    assert [tile.caption for tile in view.labels_page.grid.tiles] == ["9, or 4?"]
    click_tile(view.labels_page.grid, 0)
    assert [sample.label for sample in chosen] == ["9"]


def test_another_choice_is_measured_and_remembered(
    view: MistakesView,
    show_view: Show,
    recognizer: Recognizer,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show_view(view, recognizer)
    wait_for_mistakes(view, qtbot)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(HAND_DRAWN), ""))
    view.box.setFocus()
    QTest.keyClick(view.box, Qt.Key.Key_I)  # Ink file...
    qtbot.waitUntil(lambda: "of 10 misread" in view.sentence.text(), timeout=LOADING_MS)
    assert view.box.currentText() == HAND_DRAWN.name
    assert Settings()["views/mistakes_data"] == str(HAND_DRAWN)


def test_a_cancelled_dialog_changes_nothing(
    view: MistakesView,
    show_view: Show,
    recognizer: Recognizer,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show_view(view, recognizer)
    before = wait_for_mistakes(view, qtbot)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    view.box.setFocus()
    QTest.keyClick(view.box, Qt.Key.Key_End)  # Folder of pictures...
    assert view.box.currentText() == "mixed.jsonl"
    assert view.mistakes is before


def test_a_damaged_file_is_refused_in_one_sentence(
    view: MistakesView, show_view: Show, recognizer: Recognizer, qtbot: QtBot, tmp_path: Path
) -> None:
    show_view(view, recognizer)
    wait_for_mistakes(view, qtbot)
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps({"strokes": [[[1, "x"]]], "label": "7"}) + "\n")
    view.box.use_file(path)
    qtbot.waitUntil(lambda: "bad.jsonl, line 1" in view.sentence.text(), timeout=WAIT_MS)
    assert view.mistakes is None


@pytest.fixture
def view_in_window(window: MainWindow, qtbot: QtBot, mislabelled: Path) -> MistakesView:
    """The view in the main window, with what it has measured."""
    qtbot.waitUntil(window.training_panel.isVisible)
    window.training_panel.form.data_box.use_ink_file(mislabelled)
    window._settings["views/mistakes_data"] = str(mislabelled)
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    tabs = window.findChild(QTabWidget, "views")
    assert isinstance(tabs, QTabWidget)
    view = tabs.findChild(MistakesView, "mistakesView")
    assert isinstance(view, MistakesView)
    wait_for_mistakes(view, qtbot)
    return view


def press(window: MainWindow, key: Qt.Key) -> None:
    """Press a key where the focus is; shortcuts come first, as they do for a user."""
    handle = window.windowHandle()
    assert isinstance(handle, QWindow)
    QTest.keyClick(handle, key)


def test_in_the_window_the_matrix_has_its_keys_and_the_pad_keeps_its_ink(
    window: MainWindow, view_in_window: MistakesView, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    window.pad.change_page(Page(hand_drawn[7]), "Draw")
    page = view_in_window.matrix_page
    page.matrix.setFocus()
    width = page.matrix.cell_rect(0, 0).width()
    press(window, Qt.Key.Key_Plus)
    assert page.matrix.cell_rect(0, 0).width() > width
    press(window, Qt.Key.Key_0)  # which labels the drawing elsewhere
    assert page.matrix.cell_rect(0, 0).width() == width
    assert not window.pad.page.is_empty
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert page.grid.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert not page.grid.isVisible()
    assert page.matrix.hasFocus()
    assert not window.pad.page.is_empty
    press(window, Qt.Key.Key_Escape)  # there is nothing left to lead back from
    assert window.pad.page.is_empty
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    assert not DrawingCollection().entries()


def test_in_the_window_a_drawing_goes_onto_the_pad(
    window: MainWindow, qtbot: QtBot, view_in_window: MistakesView
) -> None:
    view = view_in_window
    click_cell(view, 9, 4)
    click_tile(view.matrix_page.grid, 0)
    qtbot.waitUntil(
        lambda: window.prediction is not None and window.prediction.text == "4", timeout=WAIT_MS
    )
    assert isinstance(view.findChild(QLabel, "sentence"), QLabel)
