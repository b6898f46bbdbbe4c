"""Sets of signs all the way: made, drawn, learned, kept, switched, read with, corrected."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.training.run_state import State
from app.training.training_panel import BUSY
from app.views.data_view import DataView
from app.views.mistakes_view import MistakesView
from model.home.chosen import VERSION, chosen_id
from model.home.collection import DrawingCollection, Entry
from model.home.signs import SignSet
from model.home.versions import kept_weights
from model.home.what_reads import SIGNS
from model.ink.drawing import Drawing
from model.insight.offers import OWN_DRAWINGS
from model.storage.paths import home_folder
from tests.app.conftest import (
    WAIT_MS,
    draw,
    message,
    wait_for_answer,
    wait_for_message,
)
from tests.app.signs.conftest import (
    Letters,
    choose,
    draw_next,
    name_signs,
    open_new,
    settle,
    the_set,
)
from tests.app.training.conftest import TRAINING_MS, Script, finished, started
from tests.signs import learned_set

EACH = 3


def make_set(window: MainWindow, qtbot: QtBot, letters: Letters, title: str, signs: str) -> SignSet:
    """Make a set in the window, draw its signs, and have them learned."""
    new = open_new(window, qtbot)
    name_signs(new, title, signs, each=EACH)
    qtbot.waitUntil(lambda: new.drawing_page.isVisible(), timeout=WAIT_MS)
    for _ in range(EACH * len(signs)):
        draw_next(new, letters)
    made = the_set(new)
    qtbot.waitUntil(new.drawing_page.learn_button.isEnabled, timeout=WAIT_MS)
    new.drawing_page.learn_button.click()
    wait_for_state(window, qtbot, State.DECIDING)
    assert not new.isVisible()
    return made


def wait_for_state(window: MainWindow, qtbot: QtBot, state: State) -> None:
    qtbot.waitUntil(lambda: window.training_panel.state is state, timeout=TRAINING_MS)


def wait_for_title(window: MainWindow, qtbot: QtBot, title: str) -> None:
    box = window.prediction_panel.reader_box
    qtbot.waitUntil(lambda: box.currentText() == title, timeout=WAIT_MS)


def read(window: MainWindow, qtbot: QtBot, drawing: Drawing, label: str) -> None:
    """Draw with the mouse, and wait until that is read."""
    window.pad.clear()
    draw(window.pad, drawing.strokes)
    wait_for_answer(window, qtbot, label)


def test_two_sets_are_made_learned_kept_switched_and_used(
    window: MainWindow, letters: Letters, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Enough to tell five letters of one hand from each other, and three times as quick.
    monkeypatch.setattr("model.training.signs_lesson.STEPS", 40)
    monkeypatch.setattr("model.training.signs_ink.CHARACTER_COUNT", 300)
    monkeypatch.setattr("model.training.signs_ink.NONCHARACTER_COUNT", 100)
    first = make_set(window, qtbot, letters, "Tall", "fhkmA")
    assert first.weights() is None
    assert window.training_panel.run_card.text()
    window.training_panel.keep_button.click()
    wait_for_title(window, qtbot, "Tall")
    weights = first.weights()
    assert weights is not None
    assert weights.classes.names == tuple("fhkmA")
    second = make_set(window, qtbot, letters, "Round", "ERGay")
    window.training_panel.discard_button.click()
    settle(qtbot)
    assert second.weights() is None
    wait_for_title(window, qtbot, "Tall")
    window.training_panel.learn_for(SIGNS + second.id)
    wait_for_state(window, qtbot, State.DECIDING)
    window.training_panel.keep_button.click()
    wait_for_title(window, qtbot, "Round")
    settle(qtbot)
    assert kept_weights() == []

    for label in "ER":
        read(window, qtbot, letters(label), label)
    choose(window, qtbot, "Tall")
    for label in "fA":
        read(window, qtbot, letters(label), label)
    choose(window, qtbot, "Digits")
    assert window.prediction_panel.bars.accessibleName()
    assert chosen_id() == VERSION


@pytest.fixture
def shapes(window: MainWindow, qtbot: QtBot) -> SignSet:
    """A set that reads in the window."""
    made = learned_set("Shapes", "heart", "star")
    window.signs.list_choices()
    choose(window, qtbot, "Shapes")
    return made


def test_what_is_corrected_goes_into_the_set_that_reads(
    window: MainWindow, shapes: SignSet, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    draw(window.pad, hand_drawn[2].strokes)
    window.correct("star")
    wait_for_message(window, qtbot, "Kept as star")
    assert shapes.counts() == {"heart": 0, "star": 1}
    assert DrawingCollection().entries() == []
    choose(window, qtbot, "Digits")
    QTest.keyClick(window.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for_message(window, qtbot, "Taken back")  # of the set, though digits read by now
    assert shapes.counts() == {"heart": 0, "star": 0}
    window.correct("2")
    wait_for_message(window, qtbot, "Kept as 2")
    assert len(DrawingCollection().entries()) == 1


def test_undo_takes_a_sign_back_after_the_next_launch(
    window: MainWindow,
    shapes: SignSet,
    open_window: Callable[[], MainWindow],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    draw(window.pad, hand_drawn[2].strokes)
    window.correct("star")
    wait_for_message(window, qtbot, "Kept as star")
    window.close()
    again = open_window()
    settle(qtbot)
    wait_for_title(again, qtbot, "Shapes")
    qtbot.waitUntil(again.pad.undo_stack.canUndo, timeout=WAIT_MS)
    again.pad.undo()
    wait_for_message(again, qtbot, "Taken back")
    assert shapes.counts() == {"heart": 0, "star": 0}


def test_the_gallery_shows_the_drawings_of_what_reads(
    window: MainWindow, shapes: SignSet, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    shapes.add([Entry(replace(hand_drawn[0], label="heart"))])
    DrawingCollection().add([Entry(drawing) for drawing in hand_drawn])
    window.own_drawings.show_gallery()
    settle(qtbot)

    def shows(count: int) -> bool:
        gallery = window.own_drawings.gallery
        return gallery is not None and gallery.drawings.rowCount() == count

    qtbot.waitUntil(lambda: shows(1), timeout=WAIT_MS)
    assert window.own_drawings.gallery is not None
    assert window.own_drawings.gallery.windowTitle() == "My drawings: Shapes"
    choose(window, qtbot, "Digits")
    qtbot.waitUntil(lambda: shows(len(hand_drawn)), timeout=WAIT_MS)
    assert window.own_drawings.gallery.windowTitle() == "My drawings"


def test_a_gallery_of_other_drawings_lies_where_the_one_before_did_and_leaves_the_keys_to_the_pad(
    window: MainWindow, shapes: SignSet, qtbot: QtBot
) -> None:
    window.own_drawings.show_gallery()
    before = window.own_drawings.gallery
    assert before is not None
    before.setGeometry(50, 60, 800, 500)
    choose(window, qtbot, "Digits")
    after = window.own_drawings.gallery
    assert after is not None
    assert after is not before
    assert after.isVisible()
    assert after.geometry() == QRect(50, 60, 800, 500)
    # The offscreen platform gives the keys to whatever is shown; others heed this.
    assert after.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    settle(qtbot)


def test_views_show_the_drawings_of_what_reads(
    window: MainWindow, shapes: SignSet, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    shapes.add([Entry(replace(hand_drawn[0], label="heart"))])
    DrawingCollection().add([Entry(drawing) for drawing in hand_drawn])
    window.views.show_view("mistakes")
    mistakes = window.views.view("mistakes")
    assert isinstance(mistakes, MistakesView)

    def is_measured_on(count: int) -> bool:
        return mistakes.mistakes is not None and mistakes.mistakes.evaluation.count == count

    qtbot.waitUntil(lambda: is_measured_on(1), timeout=WAIT_MS)
    assert mistakes.box.currentText() == "Your drawings"  # no source has hearts
    window.views.show_view("data")
    data = window.views.view("data")
    assert isinstance(data, DataView)
    qtbot.waitUntil(lambda: data._counts.get(OWN_DRAWINGS) == 1, timeout=WAIT_MS)
    choose(window, qtbot, "Digits")
    qtbot.waitUntil(lambda: data._counts[OWN_DRAWINGS] == len(hand_drawn), timeout=WAIT_MS)
    window.views.show_view("mistakes")
    qtbot.waitUntil(lambda: is_measured_on(len(hand_drawn)), timeout=WAIT_MS)


def test_what_is_chosen_last_reads_though_what_was_chosen_before_it_cannot(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.reading.switch(f"{SIGNS}gone")
    window.reading.switch("letters")
    wait_for_title(window, qtbot, "Letters")
    assert window.reading.choice is not None
    assert window.reading.choice.id == "letters"


def test_the_window_is_never_smaller_than_its_bars_and_pad_need(
    window: MainWindow, shapes: SignSet, qtbot: QtBot
) -> None:
    choose(window, qtbot, "Digits, letters and signs")
    window.resize(10, 10)
    content = window._content
    qtbot.waitUntil(lambda: content.width() >= content.minimumSizeHint().width(), timeout=WAIT_MS)
    assert content._left.width() >= window.pad.minimumWidth()
    assert content._left.height() >= content._left.minimumSizeHint().height()


def test_new_drawings_of_a_set_are_offered_to_be_learned(
    window: MainWindow, shapes: SignSet, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    shapes.add([Entry(replace(drawing, label="heart")) for drawing in hand_drawn[:5]])
    window.own_drawings.count()
    qtbot.waitUntil(lambda: window._offer.isVisible(), timeout=WAIT_MS)
    assert window._offer.text() == "Learn 5 new drawings"
    window._offer.click()  # of one sign alone nothing can be learned
    wait_for_state(window, qtbot, State.IDLE)
    assert "All drawings are of one sign, heart" in message(window)


def test_nothing_else_is_chosen_while_a_run_is_under_way(
    window: MainWindow, shapes: SignSet, qtbot: QtBot
) -> None:
    script = Script(started(), finished(), allowed=1)
    window.training_panel.start(script)
    box = window.prediction_panel.reader_box
    box.activated.emit(box.findText("Digits"))
    assert message(window) == BUSY
    assert box.currentText() == "Shapes"
    window.signs.open_manager()
    assert window.signs._manager is None
    script.allow()
    wait_for_state(window, qtbot, State.DECIDING)
    window.training_panel.discard_button.click()


def test_what_is_kept_of_digits_reads_though_a_set_did(
    window: MainWindow, shapes: SignSet, qtbot: QtBot
) -> None:
    script = Script(started(), finished(), allowed=2)
    window.training_panel.start(script)
    wait_for_state(window, qtbot, State.DECIDING)
    window.training_panel.keep_button.click()
    wait_for_title(window, qtbot, "Digits")
    assert chosen_id() == VERSION
    assert len(kept_weights()) == 1


def test_what_was_chosen_reads_after_the_next_launch(
    window: MainWindow, shapes: SignSet, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window.close()
    again = open_window()
    assert again.reading.choice is not None
    assert again.reading.choice.id == SIGNS + shapes.id
    assert again.prediction_panel.reader_box.currentText() == "Shapes"


@pytest.mark.parametrize("fault", ["deleted", "damaged", "no text"])
def test_where_what_was_chosen_cannot_read_the_digits_do_and_it_says_why(
    shapes: SignSet, open_window: Callable[[], MainWindow], fault: str, qtbot: QtBot
) -> None:
    if fault == "deleted":
        shapes.delete()
    elif fault == "damaged":
        shapes.weights_path.write_bytes(b"damaged")
    else:
        (home_folder() / "reads").write_bytes(b"\xff")
    again = open_window()
    wait_for_message(again, qtbot, "Reading with Digits: ")
    wait_for_title(again, qtbot, "Digits")


def test_the_box_is_used_by_keys_and_opens_new_signs(window: MainWindow) -> None:
    box = window.prediction_panel.reader_box
    assert box.accessibleName() == "Read with"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.view().isVisible()
    box.hidePopup()
    box.activated.emit(box.findText("New signs…"))
    assert window.signs._new is not None
    assert window.signs._new.isVisible()
    assert box.currentText() == "Digits"
