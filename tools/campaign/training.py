"""Part `training`: runs that are paused, stopped, kept, discarded, or closed at random moments.

Afterwards no thread and no window is left, and memory does not grow: in one half at least of the
cycles after the first SETTLING_CYCLES, it is at the end no more than SLOPE_BYTES a cycle above what
it was at the begin. What leaks grows in both; what is made once, however late, in one.
"""

import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from random import Random

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QPushButton

from app.main_window import MainWindow
from app.training.run_state import State
from model.home.collection import DrawingCollection, Entry
from tools.campaign.faults import FaultWatch, describe_error, kind_of_error
from tools.campaign.homes import remove, use_home
from tools.campaign.limits import resident_bytes, thread_count
from tools.campaign.parts import Job
from tools.campaign.report import ACCEPTED, Failure, Result
from tools.campaign.small_training import make_training_small
from tools.campaign.subjects import drawings
from tools.campaign.windowing import (
    NeverHappened,
    application,
    close_window,
    open_window,
    wait_for,
    wait_until,
    windows_left,
)

SETTLING_CYCLES = 50
SLOPE_BYTES = 50_000
MIN_JUDGED_CYCLES = 40
EXTRA_THREADS = 4
"""So many more than after SETTLING_CYCLES may the system count: pools grow with their work."""
LONGEST_WAIT_S = 0.3
PATIENCE_S = 1.0
"""A run of 50 epochs takes longer, and is stopped."""
RUN_LIMIT_S = 30.0


@contextmanager
def open_part(job: Job) -> Iterator["TrainingTrials"]:
    """Give what makes the trials; for `worker`."""
    make_training_small(job.folder / "small-mnist")
    application()
    yield TrainingTrials(job)


class TrainingTrials:
    """Opens a window, begins a run in it, and ends that somehow."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._watch = FaultWatch()
        self._memory: list[int] = []
        self._threads: list[int] = []

    def make(self, number: int) -> Result:
        """Make one cycle in a home of its own."""
        random = Random(f"training {self._job.seed} {number}")
        home = self._job.folder / f"home-{number}"
        use_home(home)
        DrawingCollection().add([Entry(drawing) for drawing in drawings()[:4]])
        self._watch.take()
        failures: list[Failure] = []
        plan: list[str] = []
        try:
            window = open_window()
            try:
                self._run(random, window, plan)
            finally:
                close_window(window)
            _require_nothing_left()
        except Exception as error:
            kind = str(error) if isinstance(error, NeverHappened) else kind_of_error(error)
            failures.append(Failure(kind, f"{' | '.join(plan)}\n{describe_error(error)}"))
        failures += [
            Failure(fault.kind, f"{' | '.join(plan)}\n{fault.detail}")
            for fault in self._watch.take()
        ]
        remove(home)
        self._memory.append(resident_bytes())
        self._threads.append(thread_count())
        if not failures:
            return ACCEPTED
        goes_on = any(failure.kind.startswith("not within") for failure in failures)
        return Result(failures=tuple(failures), spends_worker=goes_on)

    def _run(self, random: Random, window: MainWindow, plan: list[str]) -> None:
        """Begin a run and end it, or leave it to the closing window; note each step in the plan."""
        panel = window.training_panel

        def press(name: str) -> None:
            button = panel.findChild(QPushButton, f"{name}Button")
            assert button is not None
            step(f"{name}{'' if button.isEnabled() else ' (off)'}")
            button.click()

        def step(name: str) -> None:
            plan.append(name)
            self._job.tell("training", " | ".join(plan))

        def wait() -> None:
            wait_for(random.uniform(0, LONGEST_WAIT_S))

        panel.form.recipe_box.setCurrentIndex(panel.form.recipe_box.findData("quick"))
        panel.form.data_box.choose_mixture([random.choice(("mnist", "ink"))])
        panel.form.epochs_box.setValue(random.choice((1, 3, 50)))
        if random.random() < 0.7:
            press("train")
        else:
            step("learn")
            window.learn()
        wait()
        for name in random.choice(((), (), ("pause",), ("pause", "pause"))):
            press(name)
            wait()
        end = random.choice(("close", "stop", "stop, close", "finish", "finish", "finish, close"))
        step(end)
        if end.startswith("stop"):
            press("stop")
        if end == "stop":
            wait_until(lambda: panel.state in (State.IDLE, State.DECIDING), "it stops", RUN_LIMIT_S)
        elif end.startswith("finish"):
            self._finish(random, window)
            press(random.choice(("keep", "discard")))
        if "close" not in end:
            wait_until(lambda: panel.state is not State.KEEPING, "it is kept", RUN_LIMIT_S)

    def _finish(self, random: Random, window: MainWindow) -> None:
        """Wait until the run is over; one that is paused or very long is ended."""
        panel = window.training_panel
        if panel.state is State.PAUSED:
            panel.toggle_pause()
        with suppress(NeverHappened):
            wait_until(lambda: panel.state is not State.RUNNING, "", PATIENCE_S)
        if panel.state is State.RUNNING:
            panel.stop()
        over = (State.IDLE, State.DECIDING)
        wait_until(lambda: panel.state in over, "the run is over", RUN_LIMIT_S)

    def conclude(self) -> Result:
        """Say whether memory and threads have grown."""
        skipped = []
        failures = []
        judged = self._memory[SETTLING_CYCLES:]
        if not any(self._memory):
            skipped.append("memory: this system does not say how much is resident")
        elif len(judged) < MIN_JUDGED_CYCLES:
            few = SETTLING_CYCLES + MIN_JUDGED_CYCLES
            skipped.append(f"memory: judged from {few} cycles on")
        elif (slope := slope_of(judged)) > SLOPE_BYTES:
            failures.append(Failure(f"memory grows by {slope / 1000:.0f} kB a cycle"))
        threads = self._threads[SETTLING_CYCLES:]
        if threads and threads[-1] > threads[0] + EXTRA_THREADS:
            failures.append(Failure(f"threads grow from {threads[0]} to {threads[-1]}"))
        return Result(failures=tuple(failures), skipped=tuple(skipped))


def slope_of(amounts: Sequence[int]) -> float:
    """Return how much is added each time, in that half of the amounts in which it is less."""
    middle = len(amounts) // 2
    return min(_slope_of_half(amounts[:middle]), _slope_of_half(amounts[middle:]))


def _slope_of_half(amounts: Sequence[int]) -> float:
    """Return how much is added each time, from the first quarter's median to the last one's."""
    quarter = len(amounts) // 4
    first, last = statistics.median(amounts[:quarter]), statistics.median(amounts[-quarter:])
    return (last - first) / (len(amounts) - quarter)


def _require_nothing_left() -> None:
    """Raise NeverHappened where a thread or a window is left."""
    main = threading.main_thread()
    left = [
        thread.name
        for thread in threading.enumerate()
        if thread is not main and not isinstance(thread, threading._DummyThread)
    ]
    if left:
        raise NeverHappened(f"a thread is left: {left}")
    if any(thread.isRunning() for thread in application().findChildren(QThread)):
        raise NeverHappened("a QThread is left")
    if windows := windows_left():
        raise NeverHappened(f"a window is left: {windows}")
