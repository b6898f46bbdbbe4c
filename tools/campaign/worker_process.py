"""A worker as the campaign sees it: a process that is asked, and that may hang or crash."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from tools.campaign.homes import ROOT, environment, remove
from tools.campaign.parts import Part
from tools.campaign.report import Failure, Result

START_LIMIT_S = 120.0
END_LIMIT_S = 60.0
GRACE_S = 1.0
TAIL_BYTES = 6_000
TELLING = re.compile(rf"Error|Fatal|Thread|Timeout|{re.escape(str(ROOT))}/(app|model)")
"""Lines of a traceback that say something of the program."""
TELLING_LINES = 10
CURRENT_THREAD = "Current thread"
PROGRAM_FRAME = re.compile(
    rf'File "{re.escape(str(ROOT))}/((?:app|model)/\S+)", line \d+,? in (\S+)'
)


class WorkerLost(Exception):
    """The worker has hung or crashed and is gone; `failure` says so."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.kind)
        self.failure = failure


class WorkerProcess:
    """One worker; see `worker.py` for what it is told and replies."""

    def __init__(self, name: str, part: Part, seed: int, folder: Path) -> None:
        remove(folder)  # what the one before it has left
        folder.mkdir(parents=True)
        self._part = part
        self._is_ready = False
        self._doing = Failure(name)
        self._stderr = folder / "stderr"
        self._stderr_begin = 0
        with self._stderr.open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tools.campaign.worker", name, str(seed), str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=folder,
                env=environment(folder),
                start_new_session=True,  # so that what it starts ends with it
            )
        self._replies: Queue[dict[str, Any] | None] = Queue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as replies:
            for line in replies:
                self._replies.put(json.loads(line))
        self._replies.put(None)

    def make(self, number: int) -> Result:
        """Have it make a trial; raises WorkerLost."""
        if not self._is_ready:
            self._is_ready = self._await("ready", START_LIMIT_S)
        self._stderr_begin = self._stderr.stat().st_size
        self._send(f"{number}\n")
        return self._await_result(self._part.trial_limit_s + GRACE_S)

    def end(self) -> Result:
        """Have it end as a program does, and return what shows only then; raises WorkerLost."""
        self._close_input()
        result = self._await_result(END_LIMIT_S)
        try:
            exit_code = self._process.wait(END_LIMIT_S)
        except subprocess.TimeoutExpired:
            raise WorkerLost(self._failure("the process does not end")) from None
        if exit_code:
            raise WorkerLost(self._failure(f"at its end, {_name_exit(exit_code)}"))
        return result

    def kill(self) -> None:
        """End it, and all that it has started, at once."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        self._listener.join()
        with suppress(BrokenPipeError):
            self._close_input()

    def _close_input(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def _send(self, text: str) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # how it ended is found out where its reply is awaited
            self._process.stdin.write(text.encode())
            self._process.stdin.flush()

    def _await_result(self, limit_s: float) -> Result:
        return Result.from_json(self._await("result", limit_s))

    def _await(self, name: str, limit_s: float) -> Any:
        while True:
            try:
                reply = self._replies.get(timeout=limit_s)
            except Empty:
                fault = f"not over after {limit_s - GRACE_S:g} s"
                raise WorkerLost(self._failure(fault)) from None
            if reply is None:
                raise WorkerLost(self._failure(_name_exit(self._process.wait())))
            if name in reply:
                return reply[name]
            self._doing = Failure(**reply["doing"])

    def _failure(self, fault: str) -> Failure:
        with self._stderr.open("rb") as stderr:
            stderr.seek(max(self._stderr_begin, self._stderr.stat().st_size - TAIL_BYTES))
            tail = stderr.read().decode(errors="replace")
        # What crashes is the current thread; what hangs may be any.
        frame = PROGRAM_FRAME.search(tail[max(tail.find(CURRENT_THREAD), 0) :])
        place = f", in {frame[1]}, {frame[2]}" if frame else ""
        telling = [line for line in tail.splitlines() if TELLING.search(line)]
        detail = "\n".join([self._doing.detail, *telling[:TELLING_LINES]]).strip()
        return Failure(f"{self._doing.kind}: {fault}{place}", detail, self._doing.size)


@contextmanager
def running_worker(name: str, part: Part, seed: int, folder: Path) -> Iterator[WorkerProcess]:
    """Give a worker; nothing of it is left in the end."""
    worker = WorkerProcess(name, part, seed, folder)
    try:
        yield worker
    finally:
        worker.kill()


def _name_exit(exit_code: int) -> str:
    if exit_code < 0:
        return f"killed by {signal.Signals(-exit_code).name}"
    return f"ended with exit code {exit_code}"
