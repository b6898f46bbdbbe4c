"""What is emitted while data are fetched, read or drawn, and how often."""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

EMIT_INTERVAL_S = 1 / 20
"""Nothing is emitted more often than this: it would only queue up before a window."""


@dataclass(frozen=True)
class Notice:
    """One sentence that the user should read, such as a GPU that cannot be used."""

    message: str


@dataclass(frozen=True)
class Fetching:
    """A file is being downloaded; sizes in bytes are those of all files of its source."""

    source: str
    received: int
    total: int


@dataclass(frozen=True)
class Working:
    """Something without steps goes on; emitted again and again while it does."""

    what: str
    share: float | None = None
    """How much of it is done, in [0, 1], where that is known."""


Progress = Notice | Fetching | Working

T = TypeVar("T")
Event = TypeVar("Event")


def complete(
    loading: Generator[Event, None, T], show: Callable[[Event], object] = lambda event: None
) -> T:
    """Walk what loads to its end and return its result; each of its events is shown."""
    while True:
        try:
            show(next(loading))
        except StopIteration as end:
            result: T = end.value
            return result


class Throttle:
    """Lets few of many events through: at most one an interval."""

    def __init__(self, interval_s: float = EMIT_INTERVAL_S) -> None:
        self._interval_s = interval_s
        self._last_s = time.monotonic()

    def is_due(self) -> bool:
        """Return whether the interval has passed since this last returned True, or was made."""
        now_s = time.monotonic()
        if now_s - self._last_s < self._interval_s:
            return False
        self._last_s = now_s
        return True
