"""Real images and what the network makes of them, looked up once for all views."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QThreadPool, Signal

from app.background import BackgroundTask
from app.views.source_box import AskAtHand, nothing_at_hand
from model.insight.examples import (
    AtHand,
    Examples,
    Index,
    find_at_hand,
    index_examples,
    load_examples,
)
from model.network.recognizer import Recognizer


@dataclass(frozen=True, eq=False)
class Lookup:
    """What one network makes of the examples."""

    recognizer: Recognizer
    examples: Examples
    index: Index


@dataclass(frozen=True, eq=False)
class _Request:
    recognizer: Recognizer


class ExampleLookup(QObject):
    """Loads examples when a view first asks, and looks through them once a network.

    Networks come by dozens while a run is watched: only the newest that was asked for is looked
    through, one at a time.

    Signals:
        ready: what the network asked for last makes of the examples is known.
        failed: that cannot be had; with one sentence.
    """

    ready = Signal()
    failed = Signal(str)

    def __init__(
        self, ask_at_hand: AskAtHand = nothing_at_hand, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ask_at_hand = ask_at_hand
        self._found: Lookup | None = None
        self._loaded: tuple[AtHand, Examples] | None = None
        self._requested: _Request | None = None  # what is found, under way, or waits for that
        self._under_way: _Request | None = None
        self._pool = QThreadPool(self)  # seconds of work: other tasks do not queue behind it
        self._pool.setMaxThreadCount(1)

    def found(self, recognizer: Recognizer | None) -> Lookup | None:
        """Return what this network makes of the examples; None where that is not known."""
        found = self._found
        return found if found is not None and found.recognizer is recognizer else None

    def request(self, recognizer: Recognizer) -> None:
        """Have the examples looked through by this network, unless that is done or under way."""
        if self._requested is not None and self._requested.recognizer is recognizer:
            return
        self._requested = _Request(recognizer)
        if self._under_way is None:
            self._start()

    def outdate(self) -> None:
        """Load the examples anew when they are next asked for: there are others now.

        What is known of the former ones is returned until then; what is under way begins again.
        """
        self._loaded = None
        awaited = self._requested if self._under_way is not None else None
        self._requested = None if awaited is None else _Request(awaited.recognizer)

    def stop(self) -> None:
        """Look no further; for when the window closes."""
        self._requested = None

    def _start(self) -> None:
        request = self._under_way = self._requested
        assert request is not None
        folders, _, choice_id = self._ask_at_hand()
        loaded = self._loaded
        recognizer = request.recognizer

        def look() -> tuple[tuple[AtHand, Examples], Index | None]:
            at_hand = find_at_hand(recognizer.classes, folders, choice_id)
            if loaded is not None and loaded[0] == at_hand:
                examples = loaded[1]
            else:
                examples = load_examples(at_hand)
            index = index_examples(recognizer, examples, lambda: request is self._requested)
            return (at_hand, examples), index

        task = BackgroundTask("Looking through examples", look)
        task.done.connect(self._take)
        task.failed.connect(self._fail)
        task.start(self._pool)

    def _take(self, result: tuple[tuple[AtHand, Examples], Index | None]) -> None:
        request, self._under_way = self._under_way, None
        loaded, index = result
        if request is not None and request is self._requested:
            assert index is not None  # only what is not wanted any more has none
            self._loaded = loaded
            self._found = Lookup(request.recognizer, loaded[1], index)
            self.ready.emit()
        elif self._requested is not None:
            self._start()

    def _fail(self, message: str) -> None:
        request, self._under_way = self._under_way, None
        if request is self._requested:
            self._requested = None  # whoever asks next has it tried again
            self.failed.emit(message)
        elif self._requested is not None:
            self._start()
