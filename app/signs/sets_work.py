"""What is done with sets of signs, off the GUI thread, in the order that it is asked for."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool

from app.background import BackgroundTask


class SetsWork(QObject):
    """Reads and changes sets, one thing after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool()  # without a parent that would wait for it
        self._pool.setMaxThreadCount(1)

    def start(
        self,
        action: str,
        function: Callable[[], Any],
        then: Callable[..., object],
        otherwise: Callable[[str], object],
        *,
        must_complete: bool = False,
    ) -> None:
        """Call the function there, and then a method with what it returns, or with a sentence.

        action: begins the sentence that tells of a failure. Both are methods of QObjects: they are
        called on the GUI thread, and not at all once their object is gone.
        """
        task = BackgroundTask(action, function, must_complete=must_complete)
        task.done.connect(then)
        task.failed.connect(otherwise)
        task.start(self._pool)
