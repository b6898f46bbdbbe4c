"""The parts of the campaign: one table."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tools.campaign.report import Result


class Tell(Protocol):
    """Says what is about to be tried, for the case that it never ends."""

    def __call__(self, kind: str, detail: str = "", size: int = 0) -> None:
        """Say it with a Failure's fields."""


@dataclass(frozen=True)
class Job:
    """What a worker is told."""

    seed: int
    folder: Path
    """The worker's own; INKLING_HOME lies in it."""
    trial_limit_s: float
    tell: Tell


class Trials(Protocol):
    """Makes trials, in one worker."""

    def make(self, number: int) -> Result:
        """Make the trial of this number."""

    def conclude(self) -> Result:
        """Say what only shows after all of them."""


OpenPart = Callable[[Job], AbstractContextManager[Trials]]
"""What the module of a part has, under the name `open_part`."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the campaign."""

    title: str
    unit: str
    """What --count counts."""
    count: int
    short_count: int
    """As CI makes it."""
    per_trial: int = 1
    """How many of the units are one trial."""
    trial_limit_s: float
    """A trial that is not over by then is given up, and has failed."""
    limit_s: float
    """The part ends early after so long."""
    retries: bool = False
    """Whether what was not over in time is tried once more, since others use the machine, too."""
    trials_per_worker: int = 1_000_000
    """So many, and the worker is ended as a program is: it must return 0."""
    in_parallel: bool = True
    """Whether several workers may share it."""
    by_default: bool = True
    """Whether it is made where no part is named."""

    def trial_count(self, units: int) -> int:
        """Return how many trials try so many units."""
        return -(-units // self.per_trial)


PARTS: Mapping[str, Part] = {
    "files": Part(
        title="damaged files through every reader",
        unit="files",
        count=10_000,
        short_count=160,
        trial_limit_s=6,
        limit_s=1800,
        retries=True,
    ),
    "settings": Part(
        title="the window starts with damaged settings",
        unit="settings files",
        count=1_000,
        short_count=40,
        trial_limit_s=20,
        limit_s=900,
        retries=True,
        trials_per_worker=100,
    ),
    "events": Part(
        title="random events on the window",
        unit="events",
        count=100_000,
        short_count=400,
        per_trial=400,
        trial_limit_s=90,
        limit_s=3600,
        trials_per_worker=10,
    ),
    "training": Part(
        title="runs that are paused, stopped, kept, or closed at random moments",
        unit="runs",
        count=200,
        short_count=3,
        trial_limit_s=60,
        limit_s=1800,
        in_parallel=False,
    ),
    "kills": Part(
        title="processes killed at random moments lose nothing that was confirmed",
        unit="kills",
        count=200,
        short_count=3,
        trial_limit_s=60,
        limit_s=1800,
    ),
    "windows": Part(
        title="two windows on one folder",
        unit="seconds",
        count=60,
        short_count=3,
        per_trial=3,
        trial_limit_s=120,
        limit_s=600,
        in_parallel=False,
    ),
    "faulty": Part(
        title="for the campaign's own tests: trials that fail in every way",
        unit="trials",
        count=6,
        short_count=6,
        trial_limit_s=2,
        limit_s=120,
        in_parallel=False,
        by_default=False,
    ),
}
