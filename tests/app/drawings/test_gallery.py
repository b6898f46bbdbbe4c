"""My drawings: looking, relabelling, deleting, undo, onto the pad, import and export."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.drawings.exchange import AS_IDX, AS_INK, AS_PICTURES, ExportKind
from app.drawings.gallery import Gallery
from app.main_window import MainWindow
from model.data.classes import DIGITS, Classes
from model.data.folders_out import write_pictures
from model.handwriting.synthesis import synthesize_numbers
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.app.conftest import WAIT_MS, draw
from tests.conftest import write_idx
from tests.pictures import doubt_by_name

OpenGallery = Callable[[], Gallery]


def labels() -> list[str]:
    return sorted(entry.drawing.label or "" for entry in DrawingCollection().entries())


@pytest.fixture
def open_gallery(window: MainWindow, qtbot: QtBot) -> OpenGallery:
    def open_it() -> Gallery:
        window.own_drawings.show_gallery()
        gallery = window.own_drawings.gallery
        assert gallery is not None
        count = DrawingCollection().count(DIGITS)
        qtbot.waitUntil(lambda: gallery.drawings.rowCount() == count, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: not gallery.drawings.unanswered(1), timeout=WAIT_MS)
        return gallery

    return open_it


@pytest.fixture
def kept(hand_drawn: list[Drawing]) -> list[Entry]:
    """The ten digits, kept; the 4 was labelled 9 by mistake."""
    entries = [Entry(drawing, answer=str(digit)) for digit, drawing in enumerate(hand_drawn)]
    entries[4] = entries[4].relabelled("9")
    DrawingCollection().add(entries)
    return entries


@contextmanager
def when_a_question_is_asked(answer: Callable[[], None]) -> Iterator[None]:
    """Answer the first dialog that blocks."""
    timer = QTimer(interval=1)

    def look() -> None:
        if QApplication.activeModalWidget() is not None:
            timer.stop()
            answer()

    timer.timeout.connect(look)
    timer.start()
    yield
    timer.stop()


def wait_for_message(gallery: Gallery, qtbot: QtBot, part: str) -> None:
    qtbot.waitUntil(lambda: part in gallery.message.text(), timeout=WAIT_MS)


def choose(gallery: Gallery, *rows: int) -> None:
    gallery.view.clearSelection()
    for row in rows:
        gallery.view.selectionModel().select(
            gallery.drawings.index(row), QItemSelectionModel.SelectionFlag.Select
        )


def row_of(gallery: Gallery, entry: Entry) -> int:
    return [shown.id for shown in gallery.drawings.shown()].index(entry.id)


def export(gallery: Gallery, path: Path, kind: ExportKind) -> None:
    gallery.exchange.export([entry.drawing for entry in gallery.drawings.shown()], path, kind)


def test_an_empty_gallery_says_how_to_fill_it(open_gallery: OpenGallery) -> None:
    gallery = open_gallery()
    assert "press its key" in gallery.summary.text()
    button = gallery.findChild(QPushButton, "learnFromGalleryButton")
    assert button is not None
    assert not button.isEnabled()


def test_all_are_shown_by_digit_with_what_is_read_now(
    open_gallery: OpenGallery, kept: list[Entry]
) -> None:
    gallery = open_gallery()
    shown = [entry.drawing.label for entry in gallery.drawings.shown()]
    assert shown == list("0123567899")
    captions = {entry.id: gallery.drawings.caption(entry) for entry in gallery.drawings.shown()}
    assert captions[kept[4].id] == "read as 4"
    assert gallery.drawings.is_misread(kept[4])
    assert "10 drawings, 1 of them read wrongly" in gallery.summary.text()
    nine = gallery.findChild(QToolButton, "show9Button")
    assert nine is not None
    assert nine.text() == "9 · 2"
    nine.click()
    assert [entry.drawing.label for entry in gallery.drawings.shown()] == ["9", "9"]


def test_thumbnails_are_painted(open_gallery: OpenGallery, kept: list[Entry]) -> None:
    gallery = open_gallery()
    gallery.view.setCurrentIndex(gallery.drawings.index(3))
    image = gallery.view.grab().toImage()
    colors = {
        image.pixelColor(x, y).lightness() // 32
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    }
    assert len(colors) > 3


def test_a_key_relabels_and_undo_brings_it_back(
    open_gallery: OpenGallery, kept: list[Entry], qtbot: QtBot
) -> None:
    gallery = open_gallery()
    choose(gallery, row_of(gallery, kept[4]))
    QTest.keyClick(gallery.view, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: labels() == list("0123456789"), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "none of them" in gallery.summary.text(), timeout=WAIT_MS)
    gallery.undo_action.trigger()
    qtbot.waitUntil(lambda: labels() == list("0123567899"), timeout=WAIT_MS)
    gallery.redo_action.trigger()
    qtbot.waitUntil(lambda: labels() == list("0123456789"), timeout=WAIT_MS)


def test_several_labels_are_brought_back_in_one_change(
    open_gallery: OpenGallery, kept: list[Entry], window: MainWindow, qtbot: QtBot
) -> None:
    gallery = open_gallery()
    changes: list[list[str]] = []
    window.own_drawings.keeper.changed.connect(lambda: changes.append(labels()))
    choose(gallery, 0, 1, 2)
    QTest.keyClick(gallery.view, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: len(changes) == 1, timeout=WAIT_MS)
    gallery.undo_action.trigger()
    qtbot.waitUntil(lambda: len(changes) > 1 and not background_tasks_running(), timeout=WAIT_MS)
    assert changes == [list("3555567899"), list("0123567899")]


def test_deleting_can_be_undone(open_gallery: OpenGallery, kept: list[Entry], qtbot: QtBot) -> None:
    gallery = open_gallery()
    choose(gallery, 0, 1, 2)
    QTest.keyClick(gallery.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: labels() == list("3567899"), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: gallery.drawings.rowCount() == 7, timeout=WAIT_MS)
    gallery.undo_action.trigger()
    qtbot.waitUntil(lambda: labels() == list("0123567899"), timeout=WAIT_MS)
    ids = {entry.id for entry in DrawingCollection().entries()}
    assert ids == {entry.id for entry in kept}


def test_a_label_takes_no_key_of_another_action(
    open_gallery: OpenGallery, kept: list[Entry], qtbot: QtBot
) -> None:
    gallery = open_gallery()
    names = Classes(["0", "Del", *"23456789"])
    gallery.predict_with(Recognizer(replace(default_weights(), classes=names)))
    choose(gallery, 0)
    QTest.keyClick(gallery.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: labels() == list("123567899"), timeout=WAIT_MS)
    assert "Del" in [action.text() for action in gallery.relabel_menu.actions()]


def test_one_is_put_on_the_pad_and_read(
    open_gallery: OpenGallery, kept: list[Entry], window: MainWindow, qtbot: QtBot
) -> None:
    gallery = open_gallery()
    choose(gallery, row_of(gallery, kept[7]))
    gallery.open_action.trigger()
    assert len(window.pad.drawing.strokes) == len(kept[7].drawing.strokes)
    qtbot.waitUntil(
        lambda: window.prediction is not None and window.prediction.label == "7", timeout=WAIT_MS
    )


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_no_menu_is_left_behind(open_gallery: OpenGallery, kept: list[Entry], qtbot: QtBot) -> None:
    gallery = open_gallery()
    menus = len(gallery.findChildren(QMenu))
    for row in range(2):
        at = gallery.view.visualRect(gallery.drawings.index(row)).center()
        gallery.view.customContextMenuRequested.emit(at)
        shown = QApplication.activePopupWidget()
        assert isinstance(shown, QMenu)
        shown.close()
    qtbot.waitUntil(lambda: len(gallery.findChildren(QMenu)) == menus, timeout=WAIT_MS)


def test_what_is_kept_meanwhile_is_shown(
    open_gallery: OpenGallery, window: MainWindow, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    gallery = open_gallery()
    draw(window.pad, hand_drawn[6].strokes)
    window.correct("6")
    qtbot.waitUntil(lambda: gallery.drawings.rowCount() == 1, timeout=WAIT_MS)


@pytest.mark.parametrize(
    ("kind", "name"), [*((ink, "mine") for ink in AS_INK), (AS_PICTURES, "png"), (AS_IDX, "idx")]
)
def test_what_is_exported_can_be_imported(
    open_gallery: OpenGallery,
    kept: list[Entry],
    qtbot: QtBot,
    tmp_path: Path,
    kind: ExportKind,
    name: str,
) -> None:
    gallery = open_gallery()
    path = kind.format.completed(tmp_path / name)  # as the dialog gives it
    export(gallery, path, kind)
    wait_for_message(gallery, qtbot, "Saved 10 drawings")
    DrawingCollection().remove([entry.id for entry in kept])
    gallery.exchange.import_from([path])
    qtbot.waitUntil(lambda: labels() == list("0123567899"), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not gallery.drawings.unanswered(1), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "10 drawings, 1 of them" in gallery.summary.text(), timeout=WAIT_MS)
    gallery.undo_action.trigger()
    qtbot.waitUntil(lambda: labels() == [], timeout=WAIT_MS)


def test_bad_files_are_named_and_change_nothing(
    open_gallery: OpenGallery, kept: list[Entry], qtbot: QtBot, tmp_path: Path
) -> None:
    gallery = open_gallery()
    (tmp_path / "bad.jsonl").write_text("no ink\n")
    for path, fault in (
        (tmp_path / "bad.jsonl", "bad.jsonl, line 1"),
        (tmp_path / "gone.jsonl", "gone.jsonl"),
    ):
        gallery.exchange.import_from([path])
        wait_for_message(gallery, qtbot, fault)
    export(gallery, tmp_path, AS_PICTURES)
    wait_for_message(gallery, qtbot, "it is there already")
    assert labels() == list("0123567899")


def test_ten_thousand_are_shown_and_scrolled_through(
    window: MainWindow, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    rng = np.random.default_rng(0)
    DrawingCollection().add([Entry(hand_drawn[digit]) for digit in rng.integers(0, 10, 10_000)])
    window.own_drawings.show_gallery()  # which need not have read them all
    gallery = window.own_drawings.gallery
    assert gallery is not None
    qtbot.waitUntil(lambda: gallery.drawings.rowCount() == 10_000, timeout=WAIT_MS)
    bar = gallery.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 50_000, timeout=WAIT_MS)
    bar.setValue(bar.maximum())
    last = gallery.drawings.index(9_999)
    qtbot.waitUntil(
        lambda: gallery.view.viewport().rect().intersects(gallery.view.visualRect(last)),
        timeout=WAIT_MS,
    )


def test_pictures_named_by_their_digit_and_idx_files_come_in(
    open_gallery: OpenGallery, qtbot: QtBot, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    gallery = open_gallery()
    write_drawings(tmp_path / "some.jsonl", [*hand_drawn, Drawing(hand_drawn[0].strokes, "A")])
    gallery.exchange.import_from([tmp_path / "some.jsonl"])
    wait_for_message(gallery, qtbot, "1 without a label")
    image = np.zeros((2, 28, 28))
    image[:, 4:24, 12:15] = 255
    write_idx(tmp_path / "t10k-images-idx3-ubyte", 2051, image)
    write_idx(tmp_path / "t10k-labels-idx1-ubyte", 2049, np.array([1, 1]))
    gallery.exchange.import_from([tmp_path / "t10k-labels-idx1-ubyte"])
    qtbot.waitUntil(lambda: labels() == list("011123456789"), timeout=WAIT_MS)


@pytest.mark.parametrize("is_kept", [False, True])
def test_doubtful_pictures_are_asked_about_once_and_left_out_by_default(
    open_gallery: OpenGallery,
    qtbot: QtBot,
    tmp_path: Path,
    hand_drawn: list[Drawing],
    monkeypatch: pytest.MonkeyPatch,
    is_kept: bool,
) -> None:
    doubt_by_name(monkeypatch)
    gallery = open_gallery()
    write_pictures(tmp_path / "out", hand_drawn)
    for digit in (3, 5):
        (tmp_path / "out" / f"{digit}" / f"{digit:05}.png").rename(
            tmp_path / "out" / f"{digit}" / "doubtful.png"
        )
    gallery.exchange.import_from([tmp_path / "out"])
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        if is_kept:
            [keep] = [button for button in box.buttons() if button.text() == "Keep them"]
            QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(box, Qt.Key.Key_Return)

    with when_a_question_is_asked(answer):
        wait_for_message(gallery, qtbot, "Imported")
    assert len(asked) == 1
    assert asked[0].startswith("2 pictures are doubtful: ")
    left_out = "." if is_kept else "; 2 doubtful left out."
    wait_for_message(gallery, qtbot, f"Imported {10 if is_kept else 8} drawings{left_out}")
    expected = list("0123456789") if is_kept else list("01246789")
    qtbot.waitUntil(lambda: labels() == expected, timeout=WAIT_MS)


# Numbers


@pytest.fixture
def numbers() -> list[Entry]:
    """Three numbers, kept with their parts."""
    entries = [Entry(number) for number in synthesize_numbers(3, seed=3)]
    DrawingCollection().add(entries)
    return entries


def kept_drawing(entry: Entry) -> Drawing:
    """Return the drawing of an entry as it is kept now."""
    return next(one.drawing for one in DrawingCollection().entries() if one.id == entry.id)


def test_numbers_have_one_button_and_more_room(
    open_gallery: OpenGallery, kept: list[Entry], numbers: list[Entry]
) -> None:
    gallery = open_gallery()
    assert "13 drawings" in gallery.summary.text()
    narrow = gallery.view.visualRect(gallery.drawings.index(0)).width()
    button = gallery.findChild(QToolButton, "showNumbersButton")
    assert button is not None
    assert button.text() == "Numbers · 3"
    button.click()
    assert {entry.id for entry in gallery.drawings.shown()} == {entry.id for entry in numbers}
    longest = max(numbers, key=lambda entry: len(entry.drawing.parts))
    wide = gallery.view.visualRect(gallery.drawings.index(row_of(gallery, longest)))
    assert wide.width() > 1.5 * narrow
    image = gallery.view.viewport().grab(wide).toImage()
    background = image.pixelColor(image.width() // 2, 2)
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != background for y in range(24, 64))
    ]
    assert max(inked) - min(inked) > narrow


def test_a_number_is_read_as_one(open_gallery: OpenGallery, hand_drawn: list[Drawing]) -> None:
    seven, one = hand_drawn[7], hand_drawn[1]
    apart = tuple(stroke[:, :2] + (500, 0) for stroke in one.strokes)
    DrawingCollection().add([Entry(Drawing((*seven.strokes, *apart), "71"))])
    gallery = open_gallery()
    assert gallery.drawings.caption(gallery.drawings.shown()[0]) == "read as 71"
    assert gallery.drawings.misread_count() == 0


def test_a_number_is_relabelled_by_typing_another(
    open_gallery: OpenGallery, numbers: list[Entry], qtbot: QtBot
) -> None:
    gallery = open_gallery()
    number = numbers[0]
    other = "".join(str((int(part.label) + 1) % 10) for part in number.drawing.parts)
    choose(gallery, row_of(gallery, number))
    QTest.keyClick(gallery.view, Qt.Key(Qt.Key.Key_0.value + int(other[0])))
    box = gallery.findChild(QLineEdit, "correctionBox")
    assert box is not None
    QTest.keyClicks(box, other[1:])
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept_drawing(number).label == other, timeout=WAIT_MS)
    parts = kept_drawing(number).parts
    assert [part.label for part in parts] == list(other)
    assert [part.traces for part in parts] == [part.traces for part in number.drawing.parts]
    qtbot.waitUntil(lambda: not gallery.drawings.unanswered(1), timeout=WAIT_MS)
    gallery.undo_action.trigger()
    qtbot.waitUntil(lambda: kept_drawing(number) == number.drawing, timeout=WAIT_MS)


def test_what_was_one_digit_can_become_a_number_with_parts(
    open_gallery: OpenGallery, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    seven, one = hand_drawn[7], hand_drawn[1]
    apart = tuple(stroke[:, :2] + (500, 0) for stroke in one.strokes)
    entry = Entry(Drawing((*seven.strokes, *apart), "7"))
    DrawingCollection().add([entry])
    gallery = open_gallery()
    choose(gallery, 0)
    QTest.keyClick(gallery.view, Qt.Key.Key_F2)
    box = gallery.findChild(QLineEdit, "correctionBox")
    assert box is not None
    assert box.text() == "7"
    QTest.keyClicks(box, "71")
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept_drawing(entry).label == "71", timeout=WAIT_MS)
    assert [part.label for part in kept_drawing(entry).parts] == ["7", "1"]


def test_what_is_typed_is_said_of_nothing_that_is_chosen_later(
    open_gallery: OpenGallery, numbers: list[Entry]
) -> None:
    gallery = open_gallery()
    choose(gallery, row_of(gallery, numbers[0]))
    QTest.keyClick(gallery.view, Qt.Key.Key_1)
    assert not gallery.line.isHidden()
    choose(gallery, row_of(gallery, numbers[1]))
    assert gallery.line.isHidden()


def test_numbers_go_out_and_come_in_with_their_parts(
    open_gallery: OpenGallery, numbers: list[Entry], qtbot: QtBot, tmp_path: Path
) -> None:
    gallery = open_gallery()
    export(gallery, tmp_path / "mine.jsonl", AS_INK[0])
    wait_for_message(gallery, qtbot, "Saved 3 drawings")
    DrawingCollection().remove([entry.id for entry in numbers])
    gallery.exchange.import_from([tmp_path / "mine.jsonl"])
    wait_for_message(gallery, qtbot, "Imported 3 drawings.")
    qtbot.waitUntil(lambda: len(DrawingCollection().entries()) == 3, timeout=WAIT_MS)
    found = {entry.drawing for entry in DrawingCollection().entries()}
    assert found == {entry.drawing for entry in numbers}


def test_as_pictures_numbers_are_saved_digit_by_digit(
    open_gallery: OpenGallery, numbers: list[Entry], qtbot: QtBot, tmp_path: Path
) -> None:
    DrawingCollection().add([Entry(replace(numbers[0].drawing, parts=()))])
    gallery = open_gallery()
    qtbot.waitUntil(lambda: gallery.drawings.rowCount() == 4, timeout=WAIT_MS)
    export(gallery, tmp_path / "out", AS_PICTURES)
    digits = "".join(entry.drawing.label or "" for entry in numbers)
    wait_for_message(gallery, qtbot, f"Saved {len(digits)} drawings")
    assert "1 number without parts left out" in gallery.message.text()
    saved = [path.parent.name for path in (tmp_path / "out").rglob("*.png")]
    assert sorted(saved) == sorted(digits)
