"""Work too slow for the GUI thread, with its result handed back to it; and how a program ends."""

import logging
import os
import sys
import time
from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThread, QThreadPool, Signal

from model.errors import BadInput, reason_of
from model.storage.log import log_path
from model.text import start_with_capital

log = logging.getLogger(__name__)

CLOSING_S = 0.7
"""How long a window that closes waits for what is under way, before it is gone."""
COMPLETING_S = 60.0
"""How long the program goes on, without a window, for what must be completed."""


def describe_failure(action: str, error: Exception) -> str:
    """Return one sentence for the user; what is not the user's fault goes to the log."""
    if isinstance(error, BadInput):
        return start_with_capital(str(error))
    log.error("%s failed", action, exc_info=error)
    return f"{action} failed: {reason_of(error)} (details in {log_path()})"


class _Job(QRunnable):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        self._work()


class BackgroundTask(QObject):
    """Runs one function on a pool thread. It lives until that is over, whoever listens.

    Signals, on the GUI thread:
        done: the function has returned; with its result.
        failed: it has raised; with one sentence.
        over: follows either.
    """

    done = Signal(object)
    failed = Signal(str)
    over = Signal()

    def __init__(
        self,
        action: str,
        function: Callable[[], Any],
        *,
        must_complete: bool = False,
    ) -> None:
        """Prepare to call the function.

        action: begins the sentence that tells of a failure, such as "Opening seven.png".
        must_complete: it writes what is the user's, so the program does not end before it has.
        """
        super().__init__()  # without a parent: what is destroyed while it runs crashes
        self._action = action
        self._function = function
        self.must_complete = must_complete
        self._is_over = Event()

    def start(self, pool: QThreadPool | None = None) -> None:
        """Begin; connect the signals first. The task deletes itself when it is over."""
        self.done.connect(self._end)
        self.failed.connect(self._end)
        _started.add(self)
        (pool or QThreadPool.globalInstance()).start(_Job(self._run))

    def _end(self) -> None:
        self.over.emit()
        _started.discard(self)
        self.deleteLater()

    def _run(self) -> None:
        try:
            result = self._function()
        except Exception as error:
            self.failed.emit(describe_failure(self._action, error))
        else:
            self.done.emit(result)
        finally:
            self._is_over.set()

    def wait(self, until_s: float) -> bool:
        """Wait for the function to return, until a moment; return whether it has."""
        return self._is_over.wait(max(until_s - time.monotonic(), 0))


_started: set[BackgroundTask] = set()
"""Tasks whose end the GUI thread has not seen yet."""
_abandoned: list[QThread] = []
"""Threads that run on although nobody listens: to destroy them would crash."""


def background_tasks_running() -> bool:
    """Whether any task is under way."""
    return any(not task.wait(0) for task in _started)


def closing_deadline_s() -> float:
    """Return the moment until which a window that closes now waits, as `time.monotonic` has it."""
    return time.monotonic() + CLOSING_S


def wait_for_tasks(until_s: float) -> None:
    """Wait for tasks that still run, but not long; for when the window closes."""
    for task in list(_started):
        task.wait(until_s)


def abandon_slow_thread(thread: QThread, until_s: float) -> None:
    """Wait for a thread that was asked to end, but not long; then let it run on unheard."""
    if not thread.wait(max(round(1000 * (until_s - time.monotonic())), 0)):
        thread.blockSignals(True)
        thread.setParent(None)
        _abandoned.append(thread)


def end_program(exit_code: int) -> int:
    """Complete what must be, and return the exit code; or end at once where something runs on.

    To wait for that could take for ever, and Python would.
    """
    until_s = time.monotonic() + COMPLETING_S
    tasks = list(_started)
    for task in tasks:
        if task.must_complete and not task.wait(until_s):
            log.error("a task was not completed: %s", task)
    if not background_tasks_running() and not any(map(QThread.isRunning, _abandoned)):
        return exit_code
    logging.shutdown()
    sys.stdout.flush()
    os._exit(exit_code)
