"""The tour: what each step shows, a real short run, and in the end everything as before."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.tour.steps import STEPS
from app.training.run_state import State
from app.views.inside.inside_view import InsideView
from model.home.versions import kept_weights
from model.ink.drawing import Drawing
from tests.app.conftest import WAIT_MS, draw, wait_for_answer
from tests.app.tour.conftest import Guided
from tests.app.training.conftest import Script, started

FIRST_STEP, EPOCH, LAST = 5, 6, 7
"""The indices of steps."""


def inside(window: MainWindow) -> InsideView:
    view = window.views.view("inside")
    assert isinstance(view, InsideView)
    return view


def to_the_first_step_of_a_run(guided: Guided) -> None:
    guided.start()
    guided.go_on(FIRST_STEP + 1)
    guided.wait_for_state(State.PAUSED)


def test_each_step_shows_what_it_speaks_of_with_a_real_run(guided: Guided, qtbot: QtBot) -> None:
    window, panel = guided.window, guided.window.training_panel
    guided.start()
    assert guided.title == "An image is numbers"
    assert window.views.shown_name == "inside"
    assert inside(window).numbers_button.isChecked()
    guided.wait_for_ink()
    guided.wait_for_sentence("784 numbers")
    guided.go_on()
    assert guided.title == "The semantic gap"
    guided.go_on(3)
    assert guided.title == "The network"
    assert not inside(window).numbers_button.isChecked()
    assert "105,506 weights" in guided.sentence
    guided.go_on()
    assert window.views.shown_name == "train"
    assert panel.state is State.IDLE  # it says first what will happen
    assert "holds it after one step" in guided.sentence
    guided.go_on()
    guided.wait_for_state(State.PAUSED)
    guided.wait_for_sentence("one step")
    qtbot.waitUntil(lambda: "Held after its first step" in panel.status.text(), timeout=WAIT_MS)
    assert panel.learning_curve.losses[0] == [1]
    assert f"{panel.learning_curve.losses[1][0]:.2f}; to guess among 10 gives 2.30" in (
        guided.sentence
    )
    guided.go_on()
    assert guided.title == "An epoch"
    guided.wait_for_sentence("The epoch is over")
    guided.wait_for_state(State.DECIDING)
    assert "of 200 images that it has never seen" in guided.sentence
    guided.go_on()
    assert guided.title == "Your own drawing"
    assert window.pad.page.is_empty
    guided.go_on()
    assert not guided.is_on
    assert panel.state is State.IDLE
    assert kept_weights() == []


@pytest.mark.parametrize("index", range(len(STEPS)))
def test_left_at_any_step_the_window_is_as_before(guided: Guided, index: int) -> None:
    window = guided.window
    window.views.show_view("why")
    inside(window).numbers_button.setChecked(False)
    steps = window.pad.undo_stack.count()
    reader = window.reading.recognizer
    guided.start()
    guided.wait_for_ink()
    guided.go_on(index + (index > FIRST_STEP))
    assert guided.title == STEPS[index].title
    guided.press(Qt.Key.Key_Escape)
    assert not guided.is_on
    assert window.views.shown_name == "why"
    assert not inside(window).numbers_button.isChecked()
    assert window.pad.page.is_empty
    assert window.pad.undo_stack.count() == steps
    guided.wait_for_state(State.IDLE)
    assert window.reading.recognizer is reader


def test_a_run_that_is_left_is_stopped_and_the_network_before_it_reads(
    guided: Guided, qtbot: QtBot
) -> None:
    before = guided.window.reading.recognizer
    to_the_first_step_of_a_run(guided)
    qtbot.waitUntil(lambda: guided.window.reading.recognizer is not before, timeout=WAIT_MS)
    guided.leave()
    guided.wait_for_state(State.IDLE)
    qtbot.waitUntil(lambda: guided.window.reading.recognizer is before, timeout=WAIT_MS)


def test_going_back_before_the_run_ends_it_and_the_next_time_it_begins_anew(
    guided: Guided,
) -> None:
    to_the_first_step_of_a_run(guided)
    guided.go_back()
    guided.wait_for_state(State.IDLE)
    guided.go_on()
    guided.wait_for_sentence("Next trains a new network")
    guided.go_on()
    guided.wait_for_state(State.PAUSED)


def test_a_run_that_the_user_resumes_goes_on(guided: Guided) -> None:
    to_the_first_step_of_a_run(guided)
    guided.click("pauseButton")
    guided.wait_for_state(State.DECIDING)


def test_a_moment_that_was_looked_at_before_does_not_hold_the_run(guided: Guided) -> None:
    to_the_first_step_of_a_run(guided)
    guided.go_on()
    guided.wait_for_state(State.DECIDING)
    guided.leave()
    guided.window.training_panel.review.slider.setValue(0)
    to_the_first_step_of_a_run(guided)
    guided.wait_for_sentence("one step")


def test_a_run_that_fails_is_told_and_the_tour_goes_on(guided: Guided, small_mnist: Path) -> None:
    labels = small_mnist / "MNIST" / "raw" / "train-labels-idx1-ubyte"
    labels.write_bytes(b"broken")
    guided.start()
    guided.go_on(FIRST_STEP + 1)
    guided.wait_for_sentence("ended before its first step")
    guided.go_on()
    assert guided.title == "An epoch"


def test_closing_the_window_ends_the_run(guided: Guided) -> None:
    to_the_first_step_of_a_run(guided)
    guided.window.close()
    guided.wait_for_state(State.IDLE)


def test_the_next_tour_begins_at_the_beginning(guided: Guided) -> None:
    guided.start()
    guided.go_on(2)
    guided.leave()
    guided.start()
    assert guided.title == STEPS[0].title
    guided.go_on()
    assert guided.title == STEPS[1].title


def test_what_was_learned_can_be_kept(guided: Guided, qtbot: QtBot) -> None:
    to_the_first_step_of_a_run(guided)
    guided.go_on()
    guided.wait_for_state(State.DECIDING)
    guided.click("keepButton")
    qtbot.waitUntil(lambda: len(kept_weights()) == 1, timeout=WAIT_MS)
    guided.wait_for_state(State.IDLE)
    guided.go_on()
    guided.wait_for_sentence("of your own")
    assert "gives that network up" not in guided.sentence
    guided.leave()
    assert len(kept_weights()) == 1


def test_a_run_of_the_users_is_left_alone(guided: Guided, qtbot: QtBot) -> None:
    script = Script(started(), started())
    panel = guided.window.training_panel
    panel.start(script)
    guided.start()
    guided.go_on(FIRST_STEP)
    assert "A run that you began" in guided.sentence
    guided.go_on()
    assert guided.title == "An epoch"
    guided.leave()
    assert panel.state is State.RUNNING
    panel.stop()
    script.allow(2)
    guided.wait_for_state(State.IDLE)


def test_the_users_ink_stays(guided: Guided, qtbot: QtBot, hand_drawn: list[Drawing]) -> None:
    window = guided.window
    draw(window.pad, hand_drawn[4].strokes)
    wait_for_answer(window, qtbot, "4")
    page = window.pad.page
    guided.start()
    guided.go_on(LAST + 1)
    assert guided.title == "Your own drawing"
    assert window.pad.page is page
    guided.leave()
    assert window.pad.page is page


def test_a_pad_that_is_cleared_to_draw_stays_clear(guided: Guided, qtbot: QtBot) -> None:
    guided.start()
    guided.wait_for_ink()
    guided.window.tools.clear.trigger()
    with qtbot.waitSignal(guided.window.predicted):
        pass
    assert guided.window.pad.page.is_empty


def test_what_could_be_redone_can_be_still(
    guided: Guided, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    window = guided.window
    draw(window.pad, hand_drawn[4].strokes)
    window.pad.undo()
    window.pad.undo()
    guided.start()
    guided.leave()
    assert window.tools.redo.isEnabled()


def test_a_view_that_was_chosen_meanwhile_stays(guided: Guided) -> None:
    guided.start()
    guided.window.views.show_view("mistakes")
    guided.leave()
    assert guided.window.views.shown_name == "mistakes"


def test_keys_lead_through_it(guided: Guided) -> None:
    guided.start()
    for key, title in (
        (Qt.Key.Key_Right, STEPS[1].title),
        (Qt.Key.Key_Return, STEPS[2].title),
        (Qt.Key.Key_Left, STEPS[1].title),
        (Qt.Key.Key_Space, STEPS[2].title),
    ):
        guided.press(key)
        assert guided.title == title


def test_a_window_that_is_closed_during_the_tour_remembers_its_own_view(
    open_window: Callable[[], MainWindow], guided: Guided, qtbot: QtBot
) -> None:
    guided.window.views.show_view("data")
    guided.start()
    guided.wait_for_ink()
    guided.window.close()
    second = open_window()
    qtbot.waitUntil(lambda: second.views.shown_name == "data", timeout=WAIT_MS)
    qtbot.waitUntil(second.help.tour_action.isEnabled, timeout=WAIT_MS)
    assert second.pad.page.is_empty


@pytest.mark.parametrize("size", [(1180, 760), (900, 640)])
def test_every_step_is_read_in_full(guided: Guided, size: tuple[int, int]) -> None:
    window = guided.window
    window.resize(*size)
    guided.start()
    guided.wait_for_ink()
    for _ in range(FIRST_STEP + 1):
        QApplication.processEvents()
        for name in ("tourTitle", "tourSentence"):
            label = window.findChild(QLabel, name)
            assert isinstance(label, QLabel)
            assert label.height() >= label.heightForWidth(label.width())
            assert name == "tourSentence" or label.width() >= label.sizeHint().width()
        assert window.pad.width() >= 420
        guided.go_on()


def test_without_pytorch_the_tour_goes_on_without_a_run(
    guided: Guided, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    guided.start()
    guided.go_on(FIRST_STEP + 1)
    box = guided.window.findChild(QMessageBox, "missingLibrary")
    assert isinstance(box, QMessageBox)
    box.close()
    guided.wait_for_sentence("ended before its first step")
    assert guided.window.training_panel.state is State.IDLE
    guided.go_on()
    assert "Step follows step" in guided.sentence
