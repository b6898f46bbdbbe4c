"""Going back through the moments of a run: by slider, with a drawing on the pad."""

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.training.run_moments import MAX_MOMENTS, Moment
from app.training.run_review import RunReview
from app.training.run_state import State
from app.training.training_panel import TrainingPanel
from model.home.versions import kept_weights
from model.ink.drawing import Drawing
from model.ink.raster import Images, rasterize
from model.network.recognizer import Recognizer
from model.network.weights import Weights, default_weights, load_weights
from model.training.events import Finished, Snapshot
from tests.app.conftest import WAIT_MS, draw, wait_for_answer
from tests.app.training.conftest import Script, at_once, click, handle_middle, started, stepped

WaitForState = Callable[[State], None]


def says_always(label: int) -> Weights:
    """Return weights that take everything for one digit."""
    parameters = dict(default_weights().parameters)
    parameters["fc2.weight"] = np.zeros_like(parameters["fc2.weight"])
    parameters["fc2.bias"] = 5 * np.eye(10, dtype=np.float32)[label]
    return replace(default_weights(), parameters=parameters)


SNAPSHOTS = [Snapshot(says_always(label), step) for label, step in ((3, 1), (1, 30), (7, 60))]
END = Finished(default_weights())
WEIGHTS = [*(event.weights for event in SNAPSHOTS), END.weights]


@pytest.fixture
def changes(panel: TrainingPanel) -> list[Weights | None]:
    """The weights to read with that the panel has named so far."""
    weights: list[Weights | None] = []
    panel.weights_changed.connect(weights.append)
    return weights


@pytest.fixture
def slider(panel: TrainingPanel) -> QSlider:
    found = panel.findChild(QSlider, "runSlider")
    assert isinstance(found, QSlider)
    return found


@pytest.fixture
def decided(
    panel: TrainingPanel, changes: list[Weights | None], wait_for_state: WaitForState
) -> TrainingPanel:
    """The panel after a run of four moments, before Keep or Discard."""
    panel.start(at_once(started(), *SNAPSHOTS, END))
    wait_for_state(State.DECIDING)
    changes.clear()
    return panel


def seven(hand_drawn: list[Drawing]) -> Images:
    return rasterize([hand_drawn[7]])


def test_a_plot_without_moments_asks_for_a_drawing_only_where_there_is_none(
    decided: TrainingPanel, hand_drawn: list[Drawing]
) -> None:
    def is_blank() -> bool:
        shown = decided.review.plot.grab().toImage()
        blank = shown.copy()
        blank.fill(shown.pixelColor(0, 0))
        return bool(shown == blank)

    decided.show_input(None)
    assert not is_blank()
    decided.show_input(seven(hand_drawn))  # the moments read it once the pen rests
    assert decided.review.is_reading
    assert is_blank()
    decided.show_input(None)
    assert not is_blank()


# Which weights read


def test_there_is_a_slider_once_there_is_a_moment_and_until_the_next_run(
    panel: TrainingPanel, slider: QSlider, qtbot: QtBot, wait_for_state: WaitForState
) -> None:
    assert not slider.isVisible()
    script = Script(started(), stepped(1), SNAPSHOTS[0], END, allowed=2)
    panel.start(script)
    qtbot.waitUntil(lambda: bool(panel.learning_curve.losses[0]), timeout=WAIT_MS)
    assert not slider.isVisible()
    script.allow()
    qtbot.waitUntil(slider.isVisible, timeout=WAIT_MS)
    script.allow()
    wait_for_state(State.DECIDING)
    panel.discard()
    assert slider.isVisible()
    again = Script(started())
    panel.start(again)
    assert not slider.isVisible()
    again.allow()


def test_the_slider_goes_through_the_moments_and_at_its_right_end_is_now(
    decided: TrainingPanel, slider: QSlider, changes: list[Weights | None]
) -> None:
    assert (slider.minimum(), slider.value(), slider.maximum()) == (0, 4, 4)
    captions = []
    for value in range(5):
        slider.setValue(value)
        captions.append(decided.review.caption.text())
    assert changes == [*WEIGHTS, END.weights]
    assert captions == ["step 1", "step 30", "step 60", "step 100", "now"]
    assert slider.accessibleDescription() == "now"


def test_the_slider_is_moved_with_the_keyboard(
    decided: TrainingPanel, slider: QSlider, changes: list[Weights | None]
) -> None:
    slider.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(slider, key)
    assert changes == [WEIGHTS[3], WEIGHTS[2], WEIGHTS[0], END.weights]


def test_the_slider_is_dragged_with_the_mouse(
    decided: TrainingPanel, slider: QSlider, changes: list[Weights | None]
) -> None:
    left = Qt.MouseButton.LeftButton
    at = handle_middle(slider)
    QTest.mousePress(slider, left, pos=at)
    QTest.mouseMove(slider, QPoint(slider.width() // 2, at.y()))
    QTest.mouseMove(slider, QPoint(2, at.y()))
    QTest.mouseRelease(slider, left, pos=QPoint(2, at.y()))
    assert changes[-1] is WEIGHTS[0]
    assert slider.value() == 0


def test_while_a_moment_is_looked_at_the_run_goes_on_unseen(
    panel: TrainingPanel, slider: QSlider, changes: list[Weights | None], qtbot: QtBot
) -> None:
    script = Script(started(), *SNAPSHOTS, stepped(70), END, allowed=3)
    panel.start(script)
    qtbot.waitUntil(lambda: slider.maximum() == 2, timeout=WAIT_MS)
    slider.setValue(0)
    assert changes == [WEIGHTS[0], WEIGHTS[1], WEIGHTS[0]]
    script.allow(2)
    qtbot.waitUntil(lambda: slider.maximum() == 3, timeout=WAIT_MS)
    assert slider.value() == 0
    assert len(changes) == 3
    slider.setValue(slider.maximum())
    assert changes[3:] == [WEIGHTS[2]]
    script.allow()
    qtbot.waitUntil(lambda: len(changes) == 5, timeout=WAIT_MS)
    assert changes[4] is END.weights


def test_while_the_handle_is_held_it_does_not_move_away(
    panel: TrainingPanel, slider: QSlider, qtbot: QtBot
) -> None:
    script = Script(started(), *SNAPSHOTS, stepped(70), stepped(71), allowed=3)
    panel.start(script)
    qtbot.waitUntil(lambda: slider.maximum() == 2, timeout=WAIT_MS)
    at = handle_middle(slider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)
    script.allow(2)
    qtbot.waitUntil(lambda: bool(panel.learning_curve.losses[0]), timeout=WAIT_MS)
    assert handle_middle(slider) == at
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at)
    assert (slider.value(), slider.maximum()) == (3, 3)
    script.allow()


def test_after_discard_the_network_before_reads_unless_a_moment_is_looked_at(
    decided: TrainingPanel, slider: QSlider, changes: list[Weights | None]
) -> None:
    slider.setValue(1)
    click(decided.discard_button)
    assert slider.value() == slider.maximum()
    slider.setValue(0)
    slider.setValue(slider.maximum())
    assert changes == [WEIGHTS[1], None, WEIGHTS[0], None]


def test_stop_goes_back_to_the_network_before(
    panel: TrainingPanel,
    slider: QSlider,
    changes: list[Weights | None],
    qtbot: QtBot,
    wait_for_state: WaitForState,
) -> None:
    script = Script(started(), *SNAPSHOTS, allowed=3)
    panel.start(script)
    qtbot.waitUntil(lambda: slider.maximum() == 2, timeout=WAIT_MS)
    slider.setValue(0)
    click(panel.stop_button)
    script.allow()
    wait_for_state(State.IDLE)
    assert changes[-1] is None
    assert slider.value() == slider.maximum()


def test_what_is_kept_is_what_the_run_ended_with_whichever_moment_is_looked_at(
    decided: TrainingPanel,
    slider: QSlider,
    changes: list[Weights | None],
    wait_for_state: WaitForState,
) -> None:
    kept: list[Weights] = []
    decided.weights_kept.connect(lambda weights: kept.append(weights))
    slider.setValue(0)
    click(decided.keep_button)
    slider.setValue(1)
    wait_for_state(State.IDLE)
    assert kept == [END.weights]
    [path] = kept_weights()
    np.testing.assert_array_equal(
        load_weights(path).parameters["fc2.bias"], END.weights.parameters["fc2.bias"]
    )
    assert slider.value() == slider.maximum()
    slider.setValue(2)
    slider.setValue(slider.maximum())
    assert changes == [*WEIGHTS[:3], None]


def test_the_next_run_begins_with_the_network_before(
    decided: TrainingPanel, slider: QSlider, changes: list[Weights | None]
) -> None:
    decided.discard()
    slider.setValue(0)
    script = Script(started())
    decided.start(script)
    assert changes == [None, WEIGHTS[0], None]
    script.allow()


def test_no_more_moments_are_held_than_memory_is_meant_for(
    panel: TrainingPanel,
    slider: QSlider,
    changes: list[Weights | None],
    qtbot: QtBot,
    wait_for_state: WaitForState,
) -> None:
    count = MAX_MOMENTS + 50
    many = [Snapshot(WEIGHTS[0], step) for step in range(1, count)]
    script = Script(started(count), *many, END, allowed=MAX_MOMENTS - 9)
    panel.start(script)
    qtbot.waitUntil(lambda: slider.maximum() == MAX_MOMENTS - 10, timeout=WAIT_MS)
    slider.setValue(slider.maximum() - 1)
    script.allow(100)
    wait_for_state(State.DECIDING)
    assert slider.maximum() == MAX_MOMENTS
    chosen = int(panel.review.caption.text().removeprefix("step "))
    assert chosen == pytest.approx(MAX_MOMENTS - 11, abs=2)  # itself, or the one beside it
    assert "square root" in slider.toolTip()


# What the moments say


def test_it_says_when_it_still_took_the_drawing_for_another(
    decided: TrainingPanel, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    review = decided.review
    decided.show_input(seven(hand_drawn))
    sentence = "At step 30 it still took your 7 for a 1."
    qtbot.waitUntil(lambda: review.sentence.text() == sentence, timeout=WAIT_MS)
    expected = [Recognizer(weights).predict(seven(hand_drawn))[0] for weights in WEIGHTS]
    assert [step for step, _ in review.readings()] == [1, 30, 60, 100]
    for (_, prediction), right in zip(review.readings(), expected, strict=True):
        np.testing.assert_array_equal(prediction.probabilities, right.probabilities)
    decided.show_input(rasterize([hand_drawn[1]]))
    qtbot.waitUntil(lambda: "your 1 for a 7" in review.sentence.text(), timeout=WAIT_MS)
    decided.show_input(np.zeros((1, 1, 28, 28), np.float32))
    assert review.sentence.text() == ""
    assert review.readings() == []


def test_moments_that_come_later_read_the_drawing_too(
    panel: TrainingPanel, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    panel.show_input(seven(hand_drawn))
    script = Script(started(), *SNAPSHOTS, END, allowed=2)
    panel.start(script)
    for count in (1, 2, 3):
        qtbot.waitUntil(lambda n=count: len(panel.review.readings()) == n, timeout=WAIT_MS)  # type: ignore[misc]
        script.allow()


def test_the_plot_tells_of_the_moment_that_is_looked_at(
    decided: TrainingPanel, slider: QSlider, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    plot = decided.review.plot
    decided.show_input(seven(hand_drawn))
    qtbot.waitUntil(lambda: plot.accessibleDescription().startswith("Step 100: 7"), timeout=WAIT_MS)
    unmarked = plot.grab().toImage()
    slider.setValue(1)
    assert plot.accessibleDescription() == "Step 30: 1 99 %, 9 0 %, 8 0 %"
    marked = plot.grab().toImage()
    x = handle_middle(slider).x()
    changed = {
        x
        for x in range(marked.width())
        for y in range(marked.height())
        if marked.pixel(x, y) != unmarked.pixel(x, y)
    }
    assert changed
    assert all(abs(place - x) <= 3 for place in changed)  # right above the handle


def test_nothing_is_read_while_it_cannot_be_seen(
    qtbot: QtBot, decided: TrainingPanel, hand_drawn: list[Drawing]
) -> None:
    decided.hide()
    decided.show_input(seven(hand_drawn))
    assert not decided.review.is_reading
    decided.show()
    assert decided.review.is_reading
    qtbot.waitUntil(lambda: len(decided.review.readings()) == 4, timeout=WAIT_MS)


def test_moments_that_have_gone_leave_no_weights_in_memory(
    qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    review = RunReview()
    qtbot.addWidget(review)
    review.show()
    review.show_input(seven(hand_drawn))
    weights: list[weakref.ref[Weights]] = []
    for step in range(1, 2 * MAX_MOMENTS):
        made = replace(default_weights())
        weights.append(weakref.ref(made))
        review.add(Moment(step, made))
        del made
        if step % 50 == 0:
            qtbot.waitUntil(lambda: not review.is_reading, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: len(review.readings()) == MAX_MOMENTS, timeout=WAIT_MS)

    def alive() -> int:
        gc.collect()  # a task that is over may be part of a circle
        return sum(weight() is not None for weight in weights)

    qtbot.waitUntil(lambda: alive() == MAX_MOMENTS, timeout=WAIT_MS)


# In little room


@pytest.mark.parametrize("size", [(430, 430), (368, 330)])
def test_what_can_be_used_fits_into_little_room(
    decided: TrainingPanel, qtbot: QtBot, size: tuple[int, int], hand_drawn: list[Drawing]
) -> None:
    decided.resize(*size)
    decided.show_input(seven(hand_drawn))
    review = decided.review
    qtbot.waitUntil(lambda: review.sentence.text() != "", timeout=WAIT_MS)
    parts = (decided.learning_curve, review.plot, review.slider, decided.keep_button)

    def all_fit() -> bool:
        corners = [part.mapTo(decided, QPoint(0, 0)) for part in parts]
        ends = [
            corner + QPoint(part.width() - 1, part.height() - 1)
            for corner, part in zip(corners, parts, strict=True)
        ]
        return all(map(decided.rect().contains, [*corners, *ends]))

    qtbot.waitUntil(all_fit, timeout=WAIT_MS)
    decided.discard()
    assert decided.form.isVisible()
    assert decided.train_button.isVisible()


# In the window


def test_the_bars_show_the_moment_that_is_looked_at(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw(window.pad, hand_drawn[7].strokes)
    wait_for_answer(window, qtbot, "7")
    panel = window.training_panel
    panel.start(at_once(started(), *SNAPSHOTS, END))
    qtbot.waitUntil(lambda: panel.state is State.DECIDING, timeout=WAIT_MS)
    panel.review.slider.setValue(1)
    wait_for_answer(window, qtbot, "1")
    qtbot.waitUntil(
        lambda: panel.review.sentence.text() == "At step 30 it still took your 7 for a 1.",
        timeout=WAIT_MS,
    )
    click(panel.discard_button)
    wait_for_answer(window, qtbot, "7")
    panel.review.slider.setValue(0)
    wait_for_answer(window, qtbot, "3")
    window.reading.keep(says_always(5))  # as where one goes back to another version
    wait_for_answer(window, qtbot, "5")
    assert panel.review.is_now


def test_a_review_without_moments_has_nothing_to_go_back_to(qtbot: QtBot) -> None:
    review = RunReview()
    qtbot.addWidget(review)
    assert review.is_now
    assert not review.has_moments
    assert review.slider.maximum() == 0
