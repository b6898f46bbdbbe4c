"""What lies on the pad of a window comes back to the next one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.background import background_tasks_running
from app.main_window import MainWindow
from app.pad.pen import Tool
from model.home.collection import DrawingCollection
from model.home.session import read_journal
from model.ink.drawing import Drawing
from tests.app.conftest import (
    WAIT_MS,
    draw,
    draw_and_read,
    draw_stroke,
    send_mouse,
    wait_for_answer,
)
from tests.app.pad.test_pens_and_fingers import hover, touch

OpenWindow = Callable[[], MainWindow]


def journal(home: Path) -> Path:
    [path] = (home / "session").glob("*.jsonl")
    return path


def wait_until_written(window: MainWindow, qtbot: QtBot, home: Path) -> None:
    """Wait until the journal holds what the pad shows, all of it but the growing stroke."""

    def is_written() -> bool:
        found = list((home / "session").glob("*.jsonl"))
        if not found:
            return False
        saved = read_journal(found[0])
        drawing = saved.current.drawing
        strokes = drawing.strokes if drawing else ()
        return Drawing((*strokes, *saved.under_way)) == Drawing(window.pad.drawing.strokes)

    qtbot.waitUntil(is_written, timeout=WAIT_MS)


def test_the_next_window_has_the_ink_the_undo_and_the_tool(
    open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    first = open_window()
    draw_and_read(first, qtbot, hand_drawn[4])
    drawn = first.pad.drawing
    first.pad.clear()
    first.tools.undo.trigger()
    first.tools.eraser.trigger()
    first.close()
    second = open_window()
    qtbot.waitUntil(lambda: second.pad.drawing == drawn, timeout=WAIT_MS)
    wait_for_answer(second, qtbot, "4")
    assert second.pad.tool is Tool.ERASER
    second.tools.redo.trigger()
    assert second.pad.drawing.is_empty
    for _ in range(1 + len(drawn.strokes)):
        second.tools.undo.trigger()
    assert second.pad.drawing.is_empty
    assert not second.pad.undo_stack.canUndo()


def test_what_was_drawn_before_the_session_was_opened_is_kept_if_the_window_closes_at_once(
    qtbot: QtBot, hand_drawn: list[Drawing], open_window: OpenWindow
) -> None:
    hasty = MainWindow()
    hasty.show()
    draw(hasty.pad, hand_drawn[4].strokes)
    drawn = hasty.pad.drawing
    hasty.close()
    hasty.deleteLater()
    window = open_window()
    qtbot.waitUntil(lambda: window.pad.drawing == drawn, timeout=WAIT_MS)


def test_ink_is_on_disk_soon_after_it_is_drawn_the_stroke_under_the_pen_too(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], home: Path
) -> None:
    draw(window.pad, hand_drawn[4].strokes)
    wait_until_written(window, qtbot, home)
    send_mouse(window.pad, QEvent.Type.MouseButtonPress, (50, 50), True)
    send_mouse(window.pad, QEvent.Type.MouseMove, (90, 60), True)
    wait_until_written(window, qtbot, home)
    send_mouse(window.pad, QEvent.Type.MouseMove, (95, 90), True)
    wait_until_written(window, qtbot, home)
    saved = read_journal(journal(home))
    assert saved.growing is not None
    assert len(saved.growing) == 3
    send_mouse(window.pad, QEvent.Type.MouseButtonRelease, (95, 90), False)


def test_a_step_is_written_at_once(
    open_window: OpenWindow, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pad.session_keeper.WRITE_INTERVAL_MS", 3_600_000)
    window = open_window()
    draw_stroke(window.pad, np.array([[50.0, 50.0], [90.0, 90.0]]))
    wait_until_written(window, qtbot, home)
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    window.tools.undo.trigger()
    wait_until_written(window, qtbot, home)
    assert read_journal(journal(home)).index == 0


@pytest.mark.parametrize("is_there_one", [False, True])
def test_ink_of_a_window_that_closes_before_its_journal_is_open_comes_back(
    open_window: OpenWindow, qtbot: QtBot, is_there_one: bool
) -> None:
    strokes = [np.array([[50.0, 50.0], [90.0, y]]) for y in (90.0, 190.0)]
    if is_there_one:
        before = open_window()
        draw_stroke(before.pad, strokes[0])
        before.close()
        qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    hasty = MainWindow()
    qtbot.addWidget(hasty)
    hasty.show()
    draw_stroke(hasty.pad, strokes[1])
    drawn = hasty.pad.drawing
    hasty.close()
    after = open_window()
    qtbot.waitUntil(lambda: not after.pad.drawing.is_empty, timeout=WAIT_MS)
    assert len(after.pad.drawing.strokes) == 1 + is_there_one
    assert Drawing(after.pad.drawing.strokes[-1:]) == drawn


def test_a_window_that_has_closed_leaves_what_lay_on_its_pad_to_the_next(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    closed = open_window()
    draw_stroke(closed.pad, np.array([[50.0, 50.0], [90.0, 90.0]]))
    closed.close()
    closed.session.open()  # its network was loaded only now
    after = open_window()
    qtbot.waitUntil(lambda: after.session.is_restored, timeout=WAIT_MS)
    assert len(after.pad.drawing.strokes) == 1


def test_a_stroke_over_the_edge_and_back_is_on_disk_before_the_pen_is_lifted(
    window: MainWindow, qtbot: QtBot, home: Path
) -> None:
    side = window.pad.width()
    send_mouse(window.pad, QEvent.Type.MouseButtonPress, (side - 60, 50), True)
    send_mouse(window.pad, QEvent.Type.MouseMove, (side - 10, 60), True)
    wait_until_written(window, qtbot, home)
    send_mouse(window.pad, QEvent.Type.MouseMove, (side + 40, 70), True)
    send_mouse(window.pad, QEvent.Type.MouseMove, (side - 20, 110), True)
    send_mouse(window.pad, QEvent.Type.MouseMove, (side - 50, 150), True)
    assert len(window.pad.drawing.strokes) == 2
    wait_until_written(window, qtbot, home)
    window.pad.undo()
    wait_until_written(window, qtbot, home)
    assert read_journal(journal(home)).under_way == ()
    send_mouse(window.pad, QEvent.Type.MouseButtonRelease, (side - 50, 150), False)


def test_undoing_a_correction_of_the_last_session_takes_it_back(
    open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    first = open_window()
    draw_and_read(first, qtbot, hand_drawn[5])
    drawn = first.pad.drawing
    first.correct("6")
    first.close()
    [kept] = DrawingCollection().entries()
    second = open_window()
    qtbot.waitUntil(second.pad.undo_stack.canUndo, timeout=WAIT_MS)
    assert [entry.id for entry in DrawingCollection().entries()] == [kept.id]
    second.tools.undo.trigger()
    assert second.pad.drawing == drawn
    qtbot.waitUntil(lambda: DrawingCollection().entries() == [], timeout=WAIT_MS)
    second.tools.redo.trigger()
    qtbot.waitUntil(lambda: len(DrawingCollection().entries()) == 1, timeout=WAIT_MS)
    [again] = DrawingCollection().entries()
    assert (again.id, again.drawing.label) == (kept.id, "6")


def test_a_palm_that_was_taken_back_cannot_be_redone_in_the_next_window(
    open_window: OpenWindow, qtbot: QtBot, home: Path
) -> None:
    first = open_window()
    draw_stroke(first.pad, np.array([[50.0, 50.0], [90.0, 90.0]]))
    screen = QTest.createTouchDevice()
    touch(first.pad, screen, ("press", 0, 200, 200))
    touch(first.pad, screen, ("release", 0, 200, 200))
    assert len(first.pad.drawing.strokes) == 2
    hover(first.pad, (100, 200))  # at once: it was the pen's hand
    drawn = first.pad.drawing
    assert len(drawn.strokes) == 1
    wait_until_written(first, qtbot, home)
    first.close()
    second = open_window()
    qtbot.waitUntil(lambda: second.pad.drawing == drawn, timeout=WAIT_MS)
    assert not second.tools.redo.isEnabled()
    second.tools.undo.trigger()
    second.tools.redo.trigger()
    assert second.pad.drawing == drawn


def test_two_windows_have_a_pad_each(
    open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing], home: Path
) -> None:
    first = open_window()
    draw_and_read(first, qtbot, hand_drawn[1])
    wait_until_written(first, qtbot, home)
    second = open_window()
    assert second.pad.drawing.is_empty
    draw_and_read(second, qtbot, hand_drawn[2])
    # Each has its own journal by now; a window that closes earlier goes on in one that is free.
    qtbot.waitUntil(lambda: len(list((home / "session").glob("*.jsonl"))) == 2, timeout=WAIT_MS)
    first.close()
    second.close()
    third, fourth = open_window(), open_window()
    qtbot.waitUntil(lambda: not third.pad.drawing.is_empty, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not fourth.pad.drawing.is_empty, timeout=WAIT_MS)
    assert third.pad.drawing != fourth.pad.drawing


def test_where_nothing_can_be_written_it_says_so_once(qtbot: QtBot, home: Path) -> None:
    home.mkdir()
    (home / "session").write_text("in the way")
    said: list[str] = []
    window = MainWindow()
    qtbot.addWidget(window)
    window.session.said.connect(said.append)
    window.show()
    qtbot.waitUntil(lambda: len(said) == 1, timeout=WAIT_MS)
    assert said[0].startswith("What you draw is not being saved. Cannot write")


@pytest.mark.parametrize("name", ["a picture", "ink"])
def test_what_was_opened_comes_back(
    open_window: OpenWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path, name: str
) -> None:
    first = open_window()
    draw_and_read(first, qtbot, hand_drawn[7])
    path = tmp_path / ("seven.png" if name == "a picture" else "seven.jsonl")
    first.transfer.save_file(path)
    qtbot.waitUntil(path.exists, timeout=WAIT_MS)
    first.transfer.open_file(path)
    qtbot.waitUntil(lambda: first.pad.undo_stack.undoText() == "Open", timeout=WAIT_MS)
    first.close()
    second = open_window()
    wait_for_answer(second, qtbot, "7")
    assert (second.pad.page.picture is not None) == (name == "a picture")
