"""Work too slow for the GUI thread, with its result handed back to it."""

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from model.errors import BadInput
from model.storage.log import log_path

log = logging.getLogger(__name__)


def describe_failure(action: str, error: Exception) -> str:
    """Return one sentence for the user; what is not the user's fault goes to the log."""
    if isinstance(error, BadInput):
        message = str(error)
        return message[:1].upper() + message[1:]
    log.error("%s failed", action, exc_info=error)
    return f"{action} failed: {error or type(error).__name__} (details in {log_path()})"


class _Job(QRunnable):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        self._work()


class BackgroundTask(QObject):
    """Runs one function on a pool thread.

    `action` begins the sentence that tells of a failure, such as "Opening seven.png".

    Signals, on the GUI thread: `done` with the result, or `failed` with one sentence.
    """

    done = Signal(object)
    failed = Signal(str)

    def __init__(
        self, action: str, function: Callable[[], Any], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._function = function

    def start(self, pool: QThreadPool | None = None) -> None:
        """Begin; connect the signals first. The task deletes itself when it is over."""
        self.done.connect(self.deleteLater)
        self.failed.connect(self.deleteLater)
        (pool or QThreadPool.globalInstance()).start(_Job(self._run))

    def _run(self) -> None:
        try:
            result = self._function()
        except Exception as error:
            self.failed.emit(describe_failure(self._action, error))
        else:
            self.done.emit(result)


def background_tasks_running() -> bool:
    """Whether any task is under way."""
    return QThreadPool.globalInstance().activeThreadCount() > 0


def finish_background_tasks() -> None:
    """Wait for tasks that still run; for when the window closes."""
    QThreadPool.globalInstance().waitForDone()
