"""Runs a part: hands the numbers of its trials to workers, and counts what comes of them."""

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Event, Lock, Thread

from tools.campaign.parts import PARTS
from tools.campaign.report import Failure, Result, Tally
from tools.campaign.worker_process import WorkerLost, WorkerProcess, running_worker

PROGRESS_EVERY_S = 1.0


def run_part(
    name: str,
    numbers: Iterable[int],
    *,
    seed: int,
    worker_count: int,
    limit_s: float,
    folder: Path,
) -> Tally:
    """Make the trials of these numbers, in a folder, and return their tally."""
    run = _Run(name, numbers, seed, limit_s, folder)
    count = worker_count if PARTS[name].in_parallel else 1
    threads = [Thread(target=run.work, args=(folder / f"worker-{n}",)) for n in range(count)]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(PROGRESS_EVERY_S)
                run.show_progress()
    except KeyboardInterrupt:
        run.stop("interrupted")
        for thread in threads:
            thread.join()
    return run.conclude()


class _Run:
    """What the threads that look after the workers share."""

    def __init__(
        self, name: str, numbers: Iterable[int], seed: int, limit_s: float, folder: Path
    ) -> None:
        self._name, self._seed, self._folder = name, seed, folder
        self._part = PARTS[name]
        self._numbers = iter(numbers)
        self._tally = Tally(name, seed)
        self._lock = Lock()
        self._stopping = Event()
        self._limit_s = limit_s
        self._began_s = time.monotonic()
        self._workers: set[WorkerProcess] = set()
        self._retried: set[int] = set()

    def work(self, folder: Path) -> None:
        """Look after one worker after the other, until there is no number left."""
        number = self._next_number()
        while number is not None:
            with running_worker(self._name, self._part, self._seed, folder) as worker:
                self._workers.add(worker)
                number = self._use(worker, number)
                self._workers.discard(worker)

    def _use(self, worker: WorkerProcess, number: int) -> int | None:
        """Have a worker make trials from this one on; return the first that is left."""
        following: int | None = number
        for _ in range(self._part.trials_per_worker):
            if following is None:
                break
            number = following
            try:
                result = worker.make(number)
            except WorkerLost as loss:
                return self._note_loss(number, loss.failure)
            self._add(number, result)
            following = self._next_number()
            if result.spends_worker:
                return following
        try:
            self._add(number, worker.end())
        except WorkerLost as loss:
            if not self._stopping.is_set():
                self._add(number, Result(failures=(loss.failure,)))
        return following

    def _note_loss(self, number: int, failure: Failure) -> int | None:
        """Count the failure of a trial that took its worker along; return the next to make."""
        if self._stopping.is_set():
            return None
        if self._part.retries and number not in self._retried and not self._is_known(failure):
            self._retried.add(number)
            return number
        self._add(number, Result(failures=(failure,)))
        return self._next_number()

    def _is_known(self, failure: Failure) -> bool:
        with self._lock:
            return self._tally.has_failure(failure.kind)

    def _next_number(self) -> int | None:
        with self._lock:
            number = None if self._stopping.is_set() else next(self._numbers, None)
            if number is not None and time.monotonic() - self._began_s > self._limit_s:
                self._tally.stopped_early = f"after the time limit of {self._limit_s:.0f} s"
                return None
            return number

    def _add(self, number: int, result: Result) -> None:
        with self._lock:
            self._tally.add(number, result)

    def stop(self, reason: str) -> None:
        """End all workers at once."""
        self._stopping.set()
        self._tally.stopped_early = reason
        for worker in list(self._workers):
            worker.kill()

    def show_progress(self) -> None:
        """Show the counts so far on a terminal's last line."""
        if sys.stderr.isatty():
            self._tally.elapsed_s = time.monotonic() - self._began_s
            print(f"\r\x1b[K{self._tally.summary}", end="", file=sys.stderr, flush=True)

    def conclude(self) -> Tally:
        """Return the counts."""
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        self._tally.elapsed_s = time.monotonic() - self._began_s
        return self._tally
