"""The real window in this process, on Qt's offscreen platform."""

import gc
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.application import make_application
from app.background import background_tasks_running
from app.main_window import MainWindow
from tools.campaign.homes import ROOT

WAIT_S = 30.0
SHOWN_FRAMES = 5
TURN_MS = 10
"""A turn of Qt's event loop waits so long for something to happen."""


class NeverHappened(AssertionError):
    """What was waited for did not happen."""


def application() -> QApplication:
    """Return Qt's application, made when it is first asked for, as the program makes it."""
    made = QApplication.instance()
    return made if isinstance(made, QApplication) else make_application()


def turn(wait_ms: int = TURN_MS) -> None:
    """Let Qt handle what has happened, and what happens meanwhile."""
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, wait_ms)


def delete_now() -> None:
    """Delete the objects that are to be deleted later."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    turn(0)


def wait_until(condition: Callable[[], bool], what: str, wait_s: float = WAIT_S) -> None:
    """Handle events until a condition holds; raises NeverHappened."""
    until_s = time.monotonic() + wait_s
    while not condition():
        if time.monotonic() > until_s:
            error = NeverHappened(f"not within {wait_s:g} s: {what}")
            error.add_note(_describe_threads())
            raise error
        _go_on(TURN_MS)


def _describe_threads() -> str:
    """Return where in the program the other threads are."""
    stacks = (
        traceback.extract_stack(frame)
        for thread, frame in sys._current_frames().items()
        if thread != threading.get_ident()
    )
    places = (
        f"a thread is in {Path(frame.filename).relative_to(ROOT)}, {frame.name}"
        for stack in stacks
        for frame in reversed(stack)
        if Path(frame.filename).is_relative_to(ROOT)
    )
    return "\n".join(islice(places, SHOWN_FRAMES))


def wait_for(seconds: float) -> None:
    """Handle events for so long."""
    _go_on(round(1000 * seconds))


def _go_on(wait_ms: int) -> None:
    """Handle events for so long, as a window does that runs: other threads work meanwhile.

    `processEvents` with a time never waits for more, whatever its flags: called again and again, it
    keeps the interpreter from other threads.
    """
    loop = QEventLoop()
    QTimer.singleShot(wait_ms, loop.quit)
    loop.exec()


def open_window() -> MainWindow:
    """Return a window that is shown, reads, and has its training panel."""
    application()
    window = MainWindow()
    window.show()
    wait_until(lambda: window.is_ready, "the window reads")
    assert window.training_panel
    return window


def close_window(window: MainWindow) -> None:
    """Close a window, and wait for what it has left to be done; raises NeverHappened."""
    window.close()
    wait_until(lambda: not background_tasks_running(), "the window's tasks are over")
    window.deleteLater()
    delete_now()
    gc.collect()


@contextmanager
def opened_window() -> Iterator[MainWindow]:
    """Give a window that is shown and reads; it is closed in the end."""
    window = open_window()
    try:
        yield window
    finally:
        close_window(window)


def windows_left() -> list[str]:
    """Return what kinds of windows are still to be seen."""
    return [describe(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def describe(widget: QWidget) -> str:
    """Return a widget's class and name."""
    return f"{type(widget).__name__} {widget.objectName()}".strip()
