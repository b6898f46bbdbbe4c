"""Real images and what the network makes of them, looked up once for all views."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThreadPool, Signal

from app.background import BackgroundTask
from model.data.classes import Classes
from model.data.sources import Folders
from model.insight.examples import Examples, Index, index_examples, load_examples
from model.network.recognizer import Recognizer


class ExampleLookup(QObject):
    """Loads examples when a view first asks, and looks through them once a network.

    Networks come by dozens while a run is watched: only the newest that was asked for is looked
    through, one at a time.

    Signals:
        ready: `examples` and `index` are there, for the network asked for last.
        failed: they cannot be had; with one sentence.
    """

    ready = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.examples: Examples | None = None
        self.index: Index | None = None
        """What the network asked for last makes of the examples; None until that is known."""
        self._classes: Classes | None = None
        self._requested: Recognizer | None = None
        self._under_way: Recognizer | None = None
        self._pool = QThreadPool(self)  # seconds of work: other tasks do not queue behind it
        self._pool.setMaxThreadCount(1)

    def request(self, recognizer: Recognizer) -> None:
        """Have the examples looked through by this network, unless that is done or under way."""
        if recognizer is self._requested:
            return
        self._requested = recognizer
        self.index = None
        if self._under_way is None:
            self._start()

    def forget(self) -> None:
        """Load the examples anew when they are next asked for: there are others now."""
        self.examples = self.index = self._requested = None

    def stop(self) -> None:
        """Look no further; for when the window closes."""
        self._requested = None

    def _start(self) -> None:
        recognizer = self._under_way = self._requested
        assert recognizer is not None
        examples = self.examples if self._classes == recognizer.classes else None

        def look() -> tuple[Examples, Index | None]:
            found = load_examples(recognizer.classes, Folders()) if examples is None else examples
            return found, index_examples(recognizer, found, lambda: recognizer is self._requested)

        task = BackgroundTask("Looking through examples", look)
        task.done.connect(self._take)
        task.failed.connect(self._fail)
        task.start(self._pool)

    def _take(self, found: tuple[Examples, Index | None]) -> None:
        recognizer, self._under_way = self._under_way, None
        if recognizer is self._requested:
            assert recognizer is not None
            self._classes = recognizer.classes
            self.examples, self.index = found
            self.ready.emit()
        elif self._requested is not None:
            self._start()

    def _fail(self, message: str) -> None:
        self._under_way = None
        self.failed.emit(message)
