"""Processes forked off a worker that has imported everything, to be killed or to end."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

LOOK_EVERY_S = 0.005


@dataclass(frozen=True)
class Said:
    """A line that a child has told, and when."""

    kind: str
    text: str
    time_s: float
    """Of the clock that all processes share."""


TellParent = Callable[[str, str], None]
Work = Callable[[TellParent], None]


def can_fork() -> bool:
    """Return whether this system forks."""
    return hasattr(os, "fork")


class Child:
    """A process that does some work; what it tells counts as done at that moment."""

    def __init__(self, work: Work) -> None:
        assert sys.platform != "win32"
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if not self._pid:
            os.close(reading)
            _work_and_exit(work, writing)
        os.close(writing)
        self.said: list[Said] = []
        self._listener = Thread(target=self._listen, args=(reading,), daemon=True)
        self._listener.start()

    def _listen(self, reading: int) -> None:
        with os.fdopen(reading, encoding="utf-8") as told:
            for line in told:
                if line.endswith("\n"):  # else it was cut short
                    moment, kind, text = line.rstrip("\n").split(" ", 2)
                    self.said.append(Said(kind, text, float(moment)))

    def kill(self) -> int:
        """End it at once; return how it ended, as `wait` does."""
        os.kill(self._pid, signal.SIGKILL)
        return self._end()

    def wait(self, limit_s: float) -> int:
        """Wait for its end; return its exit code, or the negative of the signal that ended it.

        One that takes too long is killed.
        """
        until_s = time.monotonic() + limit_s
        while os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            if time.monotonic() > until_s:
                return self.kill()
            time.sleep(LOOK_EVERY_S)
        return self._end()

    def _end(self) -> int:
        _, status = os.waitpid(self._pid, 0)
        self._listener.join()
        return os.waitstatus_to_exitcode(status)

    def told(self, kind: str) -> list[str]:
        """Return all that it has told of one kind."""
        return [said.text for said in self.said if said.kind == kind]


def _work_and_exit(work: Work, writing: int) -> None:
    """Work, in the child, and end it: it must never return into the worker's code."""
    exit_code = 1

    def tell(kind: str, text: str) -> None:
        os.write(writing, f"{time.monotonic()!r} {kind} {text}\n".encode())

    try:
        work(tell)
        exit_code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(exit_code)
