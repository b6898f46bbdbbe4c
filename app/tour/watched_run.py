"""A short run of the tour's own, which holds after its first step and tells what it has brought."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from functools import partial
from threading import Event

from model import training
from model.data.image_sets import MNIST
from model.data.progress import Working
from model.data.source import BuiltInInk, Folders
from model.data.sources import BUILT_IN_INK
from model.training.events import Finished, Snapshot, Started, Stepped, TrainingEvent
from model.training.recipes import TrainingConfig, make_config

DRAWN_COUNT = 12_800
"""Of built-in ink, so that it is drawn in seconds."""


Events = Generator[TrainingEvent, None, None]


class WatchedRun:
    """Walks a run on its thread; the other threads may look at what it has brought.

    After its first step it waits until it is let go: whoever watches it then has the time to hold
    it before there is a second.
    """

    def __init__(self, start_training: Callable[[], Events]) -> None:
        self._start_training = start_training
        self._may_go_on = Event()
        self.started: Started | None = None
        self.first_loss = 0.0
        self.has_stepped = False
        """Whether its first step is done."""
        self.finished: Finished | None = None
        self.is_over = False
        """Whether it was stopped, has failed, or its weights were kept or given up."""

    @property
    def is_let_go(self) -> bool:
        """Whether it waits no more."""
        return self._may_go_on.is_set()

    def let_go(self) -> None:
        """Have it wait no more."""
        self._may_go_on.set()

    def walk(self) -> Events:
        """Walk the run; a TrainingThread does."""
        with closing(self._start_training()) as events:
            for event in events:
                self._note(event)
                yield event
                if isinstance(event, Snapshot) and not self.has_stepped:
                    self.has_stepped = True
                    self._may_go_on.wait()
                    yield Working("held after its first step")

    def _note(self, event: TrainingEvent) -> None:
        match event:
            case Started():
                self.started = event
            case Stepped(step=1):
                self.first_loss = event.loss
            case Finished():
                self.finished = event


def watch_short_run(folders: Folders) -> WatchedRun:
    """Return a run of seconds without a download: on MNIST where it is, else on built-in ink."""
    return WatchedRun(partial(training.train, short_config(folders), folders))


def short_config(folders: Folders) -> TrainingConfig:
    """Return what such a run is to do."""
    if MNIST.is_on_disk(folders):
        return make_config("quick", [MNIST.name])
    ink = BuiltInInk(characters=DRAWN_COUNT, noncharacters=0)
    return replace(make_config("quick", [BUILT_IN_INK.name]), ink=ink)
