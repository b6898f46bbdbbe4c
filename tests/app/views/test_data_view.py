"""Data: the table of sources, pages of what each holds, and how what is missing is come by."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTabWidget
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.main_window import MainWindow
from app.settings import Settings
from app.views.browser import PAGE_LENGTH
from app.views.data_view import DataView
from app.views.view import View
from model.data.source import Folders
from model.data.sources import CATALOGUE
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.ink.picture import Picture
from model.ink.sample import Sample
from model.insight.offers import DataAtHand
from model.insight.shelves import inputs_of
from model.network.recognizer import Recognizer
from tests.app.conftest import WAIT_MS
from tests.app.views.conftest import LOADING_MS, click, click_row, click_tile
from tests.conftest import HAND_DRAWN, load_mnist

Show = Callable[[View, Recognizer], None]


@pytest.fixture
def view(qtbot: QtBot, small_mnist: Path) -> DataView:
    """A view of small data, not shown yet."""
    return DataView(Settings(), lambda: DataAtHand(Folders(datasets=small_mnist), [HAND_DRAWN]))


@pytest.fixture
def shown(view: DataView, show_view: Show, recognizer: Recognizer, qtbot: QtBot) -> DataView:
    """The view on the screen, with the user's drawings counted."""
    show_view(view, recognizer)
    qtbot.waitUntil(lambda: text(view, "Your drawings", 2) != "…", timeout=WAIT_MS)
    return view


@pytest.fixture
def chosen(view: DataView) -> list[Sample]:
    samples: list[Sample] = []
    view.sample_chosen.connect(samples.append)
    return samples


def row_of(view: DataView, title: str) -> int:
    (found,) = view.table.findItems(title, Qt.MatchFlag.MatchExactly)
    return found.row()


def text(view: DataView, title: str, column: int) -> str:
    item = view.table.item(row_of(view, title), column)
    assert item is not None
    return item.text()


def look_at(view: DataView, title: str, qtbot: QtBot) -> None:
    click_row(view.table, row_of(view, title))
    click(view.look_button)
    qtbot.waitUntil(lambda: bool(view.grid.tiles), timeout=LOADING_MS)


def captions(view: DataView) -> list[str]:
    return [tile.caption for tile in view.grid.tiles]


def choose(view: DataView, box_name: str, entry: int, qtbot: QtBot) -> None:
    """Choose an entry of a box with the keyboard, and wait for other drawings."""
    box = {"order": view.browser.order_box, "class": view.browser.class_box}[box_name]
    before = view.grid.tiles
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(entry):
        QTest.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.grid.tiles not in (before, ()), timeout=LOADING_MS)
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=LOADING_MS)
    qtbot.wait(0)


def test_nothing_is_read_before_it_is_seen(view: DataView) -> None:
    assert not background_tasks_running()


def test_the_table_says_what_each_source_is(
    shown: DataView, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    assert [text(shown, "MNIST", column) for column in range(7)] == [
        "MNIST",
        "1998",
        "60,000 + 10,000",
        "28 × 28 px",
        "0 to 9",
        "yes",
        "CC BY-SA 3.0",
    ]
    assert text(shown, "Built-in ink", 2) == "without end"
    assert text(shown, "EMNIST balanced", 4) == "47 classes"
    assert text(shown, "Your drawings", 2) == "0"
    assert text(shown, HAND_DRAWN.name, 2) == "…"
    assert f"{len(CATALOGUE) + 2} things to learn from" in shown.sentence.text()
    click_row(shown.table, row_of(shown, "Built-in ink"))
    assert "licence: MIT" in shown.facts.text()
    shown.hide()
    DrawingCollection().add([Entry(drawing) for drawing in hand_drawn])
    shown.show()
    qtbot.waitUntil(lambda: text(shown, "Your drawings", 2) == "10", timeout=WAIT_MS)


def test_drawings_that_cannot_be_read_are_not_counted_as_none(
    view: DataView, show_view: Show, recognizer: Recognizer, qtbot: QtBot
) -> None:
    DrawingCollection().path.mkdir(parents=True)  # where a file belongs
    show_view(view, recognizer)
    qtbot.waitUntil(lambda: "mine.jsonl" in view.sentence.text(), timeout=WAIT_MS)
    assert text(view, "Your drawings", 2) == "…"


def test_the_columns_fit_the_width(shown: DataView, qtbot: QtBot) -> None:
    assert shown.table.isColumnHidden(6)
    shown.resize(1500, 700)
    qtbot.waitUntil(lambda: not shown.table.isColumnHidden(6), timeout=WAIT_MS)
    assert shown.browser.isVisible()


def test_where_there_is_room_the_selected_source_is_looked_at_at_once(
    shown: DataView, qtbot: QtBot
) -> None:
    click_row(shown.table, row_of(shown, HAND_DRAWN.name))
    assert not shown.grid.tiles
    shown.resize(1500, 700)
    qtbot.waitUntil(lambda: len(shown.grid.tiles) == 10, timeout=WAIT_MS)
    click_row(shown.table, row_of(shown, "MNIST"))
    qtbot.waitUntil(lambda: len(shown.grid.tiles) == PAGE_LENGTH, timeout=WAIT_MS)


def test_what_was_ended_goes_on_when_it_is_seen_again(shown: DataView, qtbot: QtBot) -> None:
    click_row(shown.table, row_of(shown, "Built-in ink"))
    click(shown.look_button)
    shown.hide()
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    assert not shown.grid.tiles
    shown.show()
    qtbot.waitUntil(lambda: len(shown.grid.tiles) == PAGE_LENGTH, timeout=LOADING_MS)


def test_what_is_kept_meanwhile_is_seen_when_the_view_is_seen_again(
    shown: DataView, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    DrawingCollection().add([Entry(hand_drawn[3])])
    look_at(shown, "Your drawings", qtbot)
    shown.hide()
    DrawingCollection().add([Entry(hand_drawn[5])])
    shown.show()
    qtbot.waitUntil(lambda: captions(shown) == ["5", "3"], timeout=WAIT_MS)


def test_images_are_paged_through_and_one_goes_onto_the_pad(
    shown: DataView, small_mnist: Path, chosen: list[Sample], qtbot: QtBot
) -> None:
    whole = load_mnist(small_mnist, train=True)
    look_at(shown, "MNIST", qtbot)
    assert shown.sentence.text() == (
        "MNIST, training images: 600 drawings; a click puts one on the pad."
    )
    assert captions(shown) == [str(label) for label in whole.labels[:PAGE_LENGTH]]
    assert shown.browser.where.text() == "1–60"
    click(shown.browser.next_button)
    second = [str(label) for label in whole.labels[PAGE_LENGTH : 2 * PAGE_LENGTH]]
    qtbot.waitUntil(lambda: captions(shown) == second, timeout=WAIT_MS)
    assert shown.browser.where.text() == "61–120"
    click_tile(shown.grid, 3)
    (sample,) = chosen
    assert isinstance(sample.content, Picture)
    assert (inputs_of([sample])[0] * 255 == whole.images[PAGE_LENGTH + 3]).all()


def test_a_class_and_another_part_can_be_chosen(
    shown: DataView, small_mnist: Path, qtbot: QtBot
) -> None:
    test = load_mnist(small_mnist, train=False)
    look_at(shown, "MNIST", qtbot)
    choose(shown, "order", 1, qtbot)
    assert captions(shown) == [str(label) for label in test.labels[:PAGE_LENGTH]]
    choose(shown, "class", 8, qtbot)  # after "all"
    count = int((test.labels == 7).sum())
    assert captions(shown) == ["7"] * count
    assert shown.browser.class_box.currentText() == f"7 · {count}"
    assert f"{count} drawings labelled 7" in shown.sentence.text()


def test_the_keys_turn_pages(shown: DataView, qtbot: QtBot) -> None:
    look_at(shown, "MNIST", qtbot)
    first = captions(shown)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        QTest.keyClick(shown.grid, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: captions(shown) == first, timeout=WAIT_MS)
    assert not shown.browser.previous_button.isEnabled()
    QTest.keyClick(shown.grid, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: captions(shown) not in (first, []), timeout=WAIT_MS)


def test_built_in_ink_is_looked_at_by_style_and_by_writer(
    shown: DataView, chosen: list[Sample], qtbot: QtBot
) -> None:
    look_at(shown, "Built-in ink", qtbot)
    assert captions(shown)[0] == "0 · style 1"
    click_tile(shown.grid, 0)
    assert chosen[0].drawing is not None
    choose(shown, "order", 1, qtbot)
    assert {tile.tip.partition("; ")[2] for tile in shown.grid.tiles[:20]} == {
        "writer 1. A click puts it on the pad."
    }
    choose(shown, "order", 2, qtbot)
    assert shown.grid.tiles[0].tip.startswith("No character: ")


def test_own_drawings_and_files_are_looked_at(
    shown: DataView, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    look_at(shown, HAND_DRAWN.name, qtbot)
    assert captions(shown) == list("0123456789")
    assert not shown.browser.next_button.isVisible()
    QTest.keyClick(shown.grid, Qt.Key.Key_Escape)
    assert text(shown, HAND_DRAWN.name, 2) == "10"
    click_row(shown.table, row_of(shown, "Your drawings"))
    click(shown.look_button)
    qtbot.waitUntil(lambda: "Nothing is kept yet" in shown.sentence.text(), timeout=WAIT_MS)
    click(shown.panes.back_button)
    DrawingCollection().add([Entry(drawing) for drawing in hand_drawn])
    look_at(shown, "Your drawings", qtbot)
    assert captions(shown) == list("9876543210")


def test_enter_opens_a_source(shown: DataView, qtbot: QtBot) -> None:
    click_row(shown.table, row_of(shown, HAND_DRAWN.name))
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(shown.grid.tiles) == 10, timeout=WAIT_MS)


def test_another_file_is_looked_at(
    shown: DataView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    styles = HAND_DRAWN.with_name("styles.jsonl")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(styles), ""))
    click(shown.file_button)
    qtbot.waitUntil(lambda: bool(shown.grid.tiles), timeout=WAIT_MS)
    assert "styles.jsonl" in shown.sentence.text()
    assert Settings()["views/data"] == str(styles)


def test_a_damaged_file_is_refused_in_one_sentence(
    shown: DataView, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"strokes": 7}\n')
    shown.use_file(bad)
    qtbot.waitUntil(lambda: "bad.jsonl, line 1" in shown.sentence.text(), timeout=WAIT_MS)
    assert not shown.grid.tiles


def test_what_is_not_on_disk_says_so_and_can_be_fetched(
    qtbot: QtBot, show_view: Show, recognizer: Recognizer, tmp_path: Path, small_mnist: Path
) -> None:
    empty = tmp_path / "empty"
    view = DataView(Settings(), lambda: DataAtHand(Folders(datasets=empty)))
    show_view(view, recognizer)
    click_row(view.table, row_of(view, "MNIST"))
    assert text(view, "MNIST", 5) == "no"
    assert "of them can be fetched" in view.sentence.text()
    assert "It is not on this disk." in view.facts.text()
    assert not view.look_button.isVisible()
    assert view.fetch_button.text() == "Fetch it (11.6 MB)"
    small_mnist.rename(empty)  # as somebody may put it there; then there is nothing to download
    click(view.fetch_button)
    qtbot.waitUntil(lambda: text(view, "MNIST", 5) == "yes", timeout=LOADING_MS)
    look_at(view, "MNIST", qtbot)


def test_what_is_fetched_goes_on_when_it_is_no_longer_seen(
    qtbot: QtBot, show_view: Show, recognizer: Recognizer, tmp_path: Path, small_mnist: Path
) -> None:
    empty = tmp_path / "empty"
    view = DataView(Settings(), lambda: DataAtHand(Folders(datasets=empty)))
    show_view(view, recognizer)
    click_row(view.table, row_of(view, "MNIST"))
    small_mnist.rename(empty)
    click(view.fetch_button)
    view.hide()
    assert not view.progress.isHidden()
    qtbot.waitUntil(lambda: text(view, "MNIST", 5) == "yes", timeout=LOADING_MS)
    assert view.progress.isHidden()
    view.show()
    look_at(view, "MNIST", qtbot)


def test_a_fetch_ends_with_the_window(
    qtbot: QtBot, show_view: Show, recognizer: Recognizer, tmp_path: Path, small_mnist: Path
) -> None:
    empty = tmp_path / "empty"
    view = DataView(Settings(), lambda: DataAtHand(Folders(datasets=empty)))
    show_view(view, recognizer)
    click_row(view.table, row_of(view, "MNIST"))
    small_mnist.rename(empty)
    click(view.fetch_button)
    view.finish()
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    assert view.progress.isHidden()
    assert text(view, "MNIST", 5) == "no"  # as nobody was told


def test_in_the_window_a_drawing_goes_onto_the_pad(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.training_panel.isVisible)
    window.training_panel.form.data_box.use_ink_file(HAND_DRAWN)
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    tabs = window.findChild(QTabWidget, "views")
    assert isinstance(tabs, QTabWidget)
    view = tabs.findChild(DataView, "dataView")
    assert isinstance(view, DataView)
    look_at(view, HAND_DRAWN.name, qtbot)
    click_tile(view.grid, 7)
    qtbot.waitUntil(
        lambda: window.prediction is not None and window.prediction.text == "7", timeout=WAIT_MS
    )


def test_a_picture_goes_onto_the_pad_whole_however_small_it_is_seen_here(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = Image.new("L", (600, 400), 255)
    ImageDraw.Draw(page).line([(300, 80), (300, 320)], fill=0, width=20)
    (tmp_path / "pictures" / "1").mkdir(parents=True)
    page.save(tmp_path / "pictures" / "1" / "one.png")
    window.views.show_view("data")
    view = window.findChild(DataView, "dataView")
    assert isinstance(view, DataView)
    view.use_file(tmp_path / "pictures")
    qtbot.waitUntil(lambda: bool(view.grid.tiles), timeout=LOADING_MS)
    click_tile(view.grid, 0)
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    picture = window.pad.page.picture
    assert picture is not None
    assert picture.preview.shape[:2] == (400, 600)
    assert picture.ink.shape != (28, 28)
