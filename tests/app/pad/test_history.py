"""Undo and redo on the pad, also of what is under the pen."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent
from PySide6.QtTest import QSignalSpy

from app.pad.drawing_pad import DrawingPad
from app.pad.page import Page
from app.pad.pen import Tool
from model.ink.drawing import Drawing
from model.ink.picture import Picture
from tests.app.conftest import draw_stroke, send_mouse
from tests.app.pad.conftest import LINE, ink_at

ACROSS = np.array([[50.0, 200.0], [350.0, 200.0]])


def begin_stroke(pad: DrawingPad) -> None:
    """Draw a stroke from (100, 300) to (300, 300), and do not lift the pen."""
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 300), True)
    send_mouse(pad, QEvent.Type.MouseMove, (300, 300), True)


def go_on_and_lift(pad: DrawingPad) -> None:
    send_mouse(pad, QEvent.Type.MouseMove, (300, 350), True)
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (300, 350), False)


# Under the pen


def test_undo_takes_the_stroke_under_the_pen_and_no_other(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    begin_stroke(pad)
    pad.undo()
    np.testing.assert_allclose(pad.drawing.strokes, [ACROSS])
    assert not ink_at(pad, 200, 300)
    assert ink_at(pad, 200, 200)
    go_on_and_lift(pad)
    np.testing.assert_allclose(pad.drawing.strokes, [ACROSS])
    pad.undo()
    assert pad.drawing.is_empty


def test_a_stroke_that_undo_took_from_under_the_pen_can_be_redone(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    begin_stroke(pad)
    drawing = pad.drawing
    pad.undo()
    go_on_and_lift(pad)
    pad.redo()
    assert pad.drawing == drawing
    assert ink_at(pad, 200, 300)


def test_what_could_be_redone_before_the_stroke_can_still_be_redone(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    whole = pad.drawing
    pad.undo()
    begin_stroke(pad)
    pad.undo()
    go_on_and_lift(pad)
    assert pad.drawing.is_empty
    pad.redo()
    assert pad.drawing == whole


def test_redo_waits_until_the_pen_is_lifted(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    pad.undo()
    begin_stroke(pad)
    pad.redo()
    assert pad.drawing.point_count == 2
    go_on_and_lift(pad)
    assert pad.drawing.point_count == 3
    assert pad.undo_stack.count() == 1


def test_undo_brings_back_what_the_eraser_that_is_down_took_and_redo_takes_it(
    pad: DrawingPad,
) -> None:
    draw_stroke(pad, ACROSS)
    whole = pad.drawing
    pad.set_tool(Tool.ERASER)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (200, 200), True)
    erased = pad.drawing
    assert erased != whole
    pad.undo()
    assert pad.drawing == whole
    assert ink_at(pad, 200, 200)
    send_mouse(pad, QEvent.Type.MouseMove, (300, 200), True)
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (300, 200), False)
    assert pad.drawing == whole
    pad.redo()
    assert pad.drawing == erased


def test_undo_with_an_eraser_down_that_took_nothing_takes_the_last_step(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    pad.set_tool(Tool.ERASER)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (200, 20), True)
    pad.undo()
    assert pad.drawing.is_empty
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (200, 20), False)
    pad.redo()
    assert not pad.drawing.is_empty


def test_undo_of_a_stroke_on_a_picture_brings_the_picture_back(
    pad: DrawingPad, picture: Picture
) -> None:
    pad.change_page(Page(picture=picture), "Open")
    begin_stroke(pad)
    assert pad.page.picture is None
    pad.undo()
    assert pad.page.picture is picture


@pytest.mark.parametrize("tool", list(Tool))
def test_the_stacks_own_undo_in_the_middle_of_a_stroke_leaves_the_steps_in_order(
    pad: DrawingPad, tool: Tool
) -> None:
    draw_stroke(pad, ACROSS)
    whole = pad.drawing
    pad.set_tool(tool)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (200, 200), True)
    pad.undo_stack.undo()
    send_mouse(pad, QEvent.Type.MouseButtonRelease, (200, 210), False)
    assert pad.drawing.is_empty
    pad.undo_stack.redo()
    assert pad.drawing == whole


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (DrawingPad.clear, Drawing()),
        (lambda pad: pad.change_page(Page(Drawing((LINE,))), "Paste"), Drawing((LINE,))),
    ],
)
def test_what_replaces_the_page_keeps_the_stroke_under_the_pen_as_a_step_before(
    pad: DrawingPad, change: Callable[[DrawingPad], object], after: Drawing
) -> None:
    begin_stroke(pad)
    drawing = pad.drawing
    change(pad)
    go_on_and_lift(pad)
    assert pad.drawing == after
    pad.undo()
    assert pad.drawing == drawing
    pad.undo()
    assert pad.drawing.is_empty
    pad.redo()
    pad.redo()
    assert pad.drawing == after


# Whether there is something to undo


def emitted(spy: QSignalSpy) -> list[bool]:
    return [spy.at(index)[0] for index in range(spy.count())]


def test_the_first_stroke_can_be_undone_as_soon_as_it_begins(pad: DrawingPad) -> None:
    can_undo = QSignalSpy(pad.can_undo_changed)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 300), True)
    assert emitted(can_undo) == [True]
    go_on_and_lift(pad)
    assert emitted(can_undo) == [True]
    pad.undo()
    assert emitted(can_undo) == [True, False]


def test_nothing_can_be_redone_while_the_pen_draws(pad: DrawingPad) -> None:
    draw_stroke(pad, ACROSS)
    can_redo = QSignalSpy(pad.can_redo_changed)
    pad.undo()
    assert emitted(can_redo) == [True]
    begin_stroke(pad)
    assert emitted(can_redo) == [True, False]
    pad.undo()
    assert emitted(can_redo) == [True, False, True]


# Steps


PLACES = st.lists(st.tuples(st.integers(5, 395), st.integers(5, 395)), min_size=1)
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["draw", "erase"]), PLACES),
        st.tuples(st.just("clear"), st.just([(0, 0)])),
    ),
    max_size=8,
)


# The pad is the same for all examples, and emptied before each.
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_undo_goes_back_and_redo_forth_through_every_page(
    pad: DrawingPad, actions: list[tuple[str, list[tuple[int, int]]]]
) -> None:
    pad.clear()
    pad.undo_stack.clear()
    pages = [pad.drawing]
    for action, places in actions:
        if action == "clear":
            pad.clear()
        else:
            pad.set_tool(Tool.PEN if action == "draw" else Tool.ERASER)
            draw_stroke(pad, np.array(places, float))
        if pad.drawing != pages[-1]:
            pages.append(pad.drawing)
        assert pad.undo_stack.count() == len(pages) - 1  # what changes nothing is no step
    for page in reversed(pages[:-1]):
        pad.undo_stack.undo()
        assert pad.drawing == page
    for page in pages[1:]:
        pad.undo_stack.redo()
        assert pad.drawing == page
    assert not pad.undo_stack.canRedo()
