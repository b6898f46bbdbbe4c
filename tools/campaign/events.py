"""Part `events`: random events on the real window. Nothing is raised, warned of, or left open.

A trial opens a window on a folder of its own and lets EVENTS things happen to it, one after the
other. What they are follows from the seed; when background work ends does not.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from model.home.collection import DrawingCollection
from tools.campaign.collection import fault_in_collection
from tools.campaign.dialogs import MenuHand, Scenery, answering_file_dialogs, without_cameras
from tools.campaign.faults import FaultWatch, describe_error, kind_of_error
from tools.campaign.homes import remove, use_home
from tools.campaign.parts import PARTS, Job
from tools.campaign.player import Player
from tools.campaign.report import Failure, Result
from tools.campaign.small_training import make_training_small
from tools.campaign.subjects import SUBJECTS
from tools.campaign.windowing import (
    NeverHappened,
    application,
    close_window,
    delete_now,
    open_window,
    turn,
    wait_until,
    windows_left,
)

EVENTS = PARTS["events"].per_trial
SHOWN_ACTS = 8
SETTLING_S = 5.0
QUIET = (
    "QGestureManager",  # of fingers that come and go as none do
    "QImage::",  # of the clipboard's odd images
    "QUrl",
    "libpng",
)


@contextmanager
def open_part(job: Job) -> Iterator["EventTrials"]:
    """Give what makes the trials; for `worker`."""
    make_training_small(job.folder / "small-mnist")
    application()
    yield EventTrials(job)


class EventTrials:
    """Opens windows and has things happen to them."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._watch = FaultWatch(QUIET)
        self._done: deque[str] = deque(maxlen=SHOWN_ACTS)
        self._count = 0

    def make(self, number: int) -> Result:
        """Have EVENTS things happen to a window, and close it."""
        random = Random(f"events {self._job.seed} {number}")
        folder = self._job.folder / f"trial-{number}"
        use_home(folder / "home")
        _keep_some_drawings()
        scenery = Scenery(random, folder / "scenery")
        self._watch.take()
        self._done.clear()
        self._count = 0
        failures: list[Failure] = []
        with answering_file_dialogs(random, scenery), without_cameras():
            failures += self._attempt(lambda: self._play(random, scenery))
        failures += self._attempt(self._look_at_what_is_left)
        failures += map(self._in_context, self._watch.take())
        remove(folder)
        accepted = max(self._count - len(failures), 0)
        return Result(accepted, failures=tuple(failures), spends_worker=bool(failures))

    def _play(self, random: Random, scenery: Scenery) -> None:
        hand = MenuHand(Random(random.random()))
        window = open_window()
        player = Player(random, window, scenery, self._note)
        try:
            while self._count < EVENTS:
                self._count += 1
                name, act = player.choose()
                self._note(name)
                said = act()
                if isinstance(said, str):
                    self._note(f"{name}: {said}")
                turn(0)
        finally:
            self._note("close")
            player.leave()
            try:
                close_window(window)
            finally:
                hand.stop()

    def _note(self, act: str) -> None:
        """Remember what is about to happen, for the case that it fails or never ends."""
        self._done.append(act)
        self._job.tell("events", self._context, self._count)

    @property
    def _context(self) -> str:
        return f"event {self._count}, after {' | '.join(self._done)}"

    def _in_context(self, failure: Failure) -> Failure:
        return Failure(failure.kind, f"{self._context}\n{failure.detail}", self._count)

    def _attempt(self, step: Callable[[], None]) -> list[Failure]:
        try:
            step()
        except Exception as error:
            kind = str(error) if isinstance(error, NeverHappened) else kind_of_error(error)
            return [self._in_context(Failure(kind, describe_error(error)))]
        return []

    def _look_at_what_is_left(self) -> None:
        delete_now()
        if left := windows_left():
            raise NeverHappened(f"a window is left: {sorted(set(left))}")
        # What was under way when the window closed may be written now.
        with suppress(NeverHappened):
            wait_until(lambda: fault_in_collection() is None, "", SETTLING_S)
        if fault := fault_in_collection():
            raise NeverHappened(fault)

    def conclude(self) -> Result:
        """Nothing runs on in the end; the worker's exit code says the rest."""
        QApplication.clipboard().clear()  # what the campaign itself has put there crashes
        running = [t for t in application().findChildren(QThread) if t.isRunning()]
        return Result(failures=(Failure("a thread runs on"),) if running else ())


def _keep_some_drawings() -> None:
    path = DrawingCollection().path
    path.parent.mkdir(parents=True)
    [own] = [subject for subject in SUBJECTS if subject.kind == "mine"]
    path.write_bytes(next(iter(own.files.values()))())
