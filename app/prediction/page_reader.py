"""Reads pages: what little is new at once, and what may take longer in the background."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QThreadPool, Signal

from app import late
from app.background import BackgroundTask
from app.pad.page import Page
from model.ink.drawing import Stroke
from model.reading.expected import Expected

MANY_STROKES = 4
"""So many that were not read before may take longer than a frame."""
MANY_IN_ALL = 32
"""Of more, already to look at how they lie may take longer than a frame, however few are new."""


class PageRead(NamedTuple):
    """A page that was read."""

    page: Page
    recognizer: late.Recognizer
    prediction: late.Prediction
    images: late.Images
    """(1, 1, 28, 28): what the network saw of all the ink, as one character."""


class PageReader(QObject):
    """Reads one page at a time with one network, and of those that come meanwhile the newest.

    A reader of numbers remembers the ink that it has read, and is for one thread: while it reads in
    the background, nothing else is read.

    Signals:
        read: a page was read; with a PageRead.
        failed: that cannot be done; with one sentence.
    """

    read = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recognizer: late.Recognizer | None = None
        self._numbers: late.NumberReader | None = None
        self._strokes: tuple[Stroke, ...] = ()  # of the drawing that it parted last
        self._wanted: tuple[Page, Expected] | None = None
        self._is_busy = False
        self._turn = 0  # another one since what is under way is not wanted any more
        # What looks through examples, or fits, takes the threads that all share for a minute.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def use(self, recognizer: late.Recognizer) -> None:
        """Read with this network from now on.

        What is under way is told all the same, with the network that read it: while one is trained,
        others may follow faster than a whole page is read. Not where it has other classes.
        """
        if recognizer is self._recognizer:
            return
        if self._recognizer is None or recognizer.classes != self._recognizer.classes:
            self.drop()
        self._recognizer, self._numbers = recognizer, None

    def request(self, page: Page, expected: Expected) -> None:
        """Read a page that is not empty; `read` follows, before this returns if that is soon."""
        self._wanted = page, expected
        if not self._is_busy:
            self._begin()

    def drop(self) -> None:
        """Read nothing more; what is under way ends unheard."""
        self._wanted = None
        self._turn += 1

    def _begin(self) -> None:
        assert self._wanted is not None
        assert self._recognizer is not None
        (page, expected), self._wanted = self._wanted, None
        if self._numbers is None:
            self._numbers = late.NumberReader(self._recognizer)
            self._strokes = ()
        takes_long = self._takes_long(page, expected)
        self._strokes = () if expected is Expected.SINGLE else page.drawing.strokes
        turn, attempt = self._turn, partial(_read, page, self._recognizer, self._numbers, expected)
        if not takes_long:
            self.read.emit(attempt())
            return
        self._is_busy = True
        task = BackgroundTask("Reading the pad", lambda: (turn, attempt()))
        task.done.connect(self._take)
        task.failed.connect(self.failed)
        task.over.connect(self._go_on)
        task.start(self._pool)

    def _takes_long(self, page: Page, expected: Expected) -> bool:
        if page.picture is not None or expected is Expected.SINGLE:
            return page.picture is not None
        known = set(map(id, self._strokes))  # which live as long as this tuple
        strokes = page.drawing.strokes
        is_much_new = sum(id(stroke) not in known for stroke in strokes) >= MANY_STROKES
        return is_much_new or len(strokes) > MANY_IN_ALL

    def _take(self, outcome: tuple[int, PageRead]) -> None:
        turn, found = outcome
        if turn == self._turn and (self._wanted is None or _goes_on(found.page, self._wanted[0])):
            self.read.emit(found)

    def _go_on(self) -> None:
        self._is_busy = False
        if self._wanted is not None:
            self._begin()


def _read(
    page: Page, recognizer: late.Recognizer, numbers: late.NumberReader, expected: Expected
) -> PageRead:
    if page.picture is not None:
        prediction = late.predict_picture(recognizer, page.picture, expected)
        return PageRead(page, recognizer, prediction, page.picture.input)
    prediction = numbers.read(page.drawing, expected, page.fixed)
    return PageRead(page, recognizer, prediction, numbers.images_of(page.drawing))


def _goes_on(page: Page, newer: Page) -> bool:
    """Return whether a newer page has all strokes of a page, but perhaps the last, and maybe more.

    Then what was read of it is worth showing: somebody draws faster than is read.
    """
    before, after = page.drawing.strokes[:-1], newer.drawing.strokes
    is_same = all(one is other for one, other in zip(before, after, strict=False))
    return page.picture is newer.picture and len(page.drawing.strokes) <= len(after) and is_same
