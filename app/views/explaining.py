"""Explains what is read of the pad once the pen rests, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from app.background import BackgroundTask, describe_failure
from app.prediction.reading import Reading
from model.insight.explanation import Explanation, explain, trace_picture
from model.insight.nearest import Neighbour, nearest

ACTION = "Explaining"
REST_MS = 60
"""So long the pen has not moved when it is taken to rest."""
NEAREST = 8
"""So many drawings that are alike are looked for."""


class _Dropped(Exception):
    """Nobody wants to know any longer."""


@dataclass(frozen=True, eq=False)
class Explained:
    """What was found out about a reading."""

    reading: Reading
    explanation: Explanation | None
    """None for a picture that is read otherwise once its ink has been traced."""
    features: NDArray[np.float32]
    """(200,), what the network makes of the input before its last layer."""


class Explaining(QObject):
    """Explains the newest reading, and drops that at once when there is another.

    Signals:
        explained: the reading asked for last was explained; with an Explained.
        nearest_found: what is most alike was found; with a list of Neighbour.
        failed: the reading asked for last cannot be explained; with one sentence.
        nearest_failed: what is most alike cannot be found; with one sentence.
    """

    explained = Signal(object)
    nearest_found = Signal(object)
    failed = Signal(str)
    nearest_failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: Reading | None = None  # what is explained, or was last
        self._next: Reading | None = None
        self._searched: NDArray[np.float32] | None = None
        self._is_under_way = False
        # One thread of its own: what looks through examples takes the others for seconds.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._begin)

    def request(self, reading: Reading) -> None:
        """Explain a reading that has a prediction, in a moment.

        Of the same page by other networks, as in a run that is watched, one is explained after the
        other: what is under way is completed, and then comes the newest.
        """
        if self._wanted is None or reading.page is not self._wanted.page:
            self._next = None
            self._wanted = reading
            self._is_under_way = False
            self._timer.start()
        elif self._timer.isActive():
            self._wanted = reading
        else:
            self._next = reading
            self._begin_next()

    def drop(self) -> None:
        """Explain nothing; what is under way ends soon, unheard."""
        self._wanted = self._next = None
        self._timer.stop()

    def find_nearest(self, explained: Explained, features: NDArray[np.float32]) -> None:
        """Find what is most alike among features, (N, 200); what was asked before is dropped."""
        self._searched = features
        self._start(explained.reading, partial(_find_nearest, explained, features))

    def _begin(self) -> None:
        wanted = self._wanted
        assert wanted is not None
        self._is_under_way = True
        self._start(wanted, partial(self._explain, wanted))

    def _begin_next(self) -> None:
        if self._next is not None and not self._is_under_way:
            self._wanted, self._next = self._next, None
            self._begin()

    def _start(self, reading: Reading, find: Callable[[], Explained | _Found]) -> None:
        task = BackgroundTask(ACTION, partial(_attempt, reading, find))
        task.done.connect(self._take)
        task.start(self._pool)

    def _take(self, result: Explained | _Found | _Failed | None) -> None:
        match result:
            case Explained(reading) if reading is self._wanted:
                self._is_under_way = False
                self.explained.emit(result)
                self._begin_next()
            case _Failed(reading, message) if reading is self._wanted:
                # Only once that is done is anything looked for that is like it.
                if self._is_under_way:
                    self._is_under_way = False
                    self.failed.emit(message)
                    self._begin_next()
                else:
                    self.nearest_failed.emit(message)
            case _Found(explained, features, neighbours):
                if explained.reading is self._wanted and features is self._searched:
                    self.nearest_found.emit(neighbours)

    def _explain(self, wanted: Reading) -> Explained:
        def check() -> None:
            if self._wanted is not wanted:
                raise _Dropped

        return explain_reading(wanted, check)


@dataclass(frozen=True, eq=False)
class _Found:
    explained: Explained
    features: NDArray[np.float32]
    neighbours: list[Neighbour]


@dataclass(frozen=True, eq=False)
class _Failed:
    reading: Reading
    message: str


def _attempt(
    reading: Reading, find: Callable[[], Explained | _Found]
) -> Explained | _Found | _Failed | None:
    """Return what is found, or of which reading nothing can be; None where nobody asks."""
    try:
        return find()
    except _Dropped:
        return None
    except Exception as error:
        return _Failed(reading, describe_failure(ACTION, error))


def _find_nearest(explained: Explained, features: NDArray[np.float32]) -> _Found:
    return _Found(explained, features, nearest(features, explained.features, NEAREST))


def explain_reading(reading: Reading, check: Callable[[], None]) -> Explained:
    """Explain a reading that has a prediction; check: called now and then, may raise."""
    recognizer, prediction = reading.recognizer, reading.prediction
    assert recognizer is not None
    assert prediction is not None
    features = recognizer.activations(reading.images).hidden[0]
    drawing = reading.page.drawing
    if reading.page.picture is not None:
        traced = trace_picture(reading.page.picture, prediction, recognizer)
        if traced is None:
            return Explained(reading, None, features)
        drawing = traced
    return Explained(reading, explain(drawing, recognizer, check), features)
