"""The log file, where tracebacks go instead of to the user."""

import faulthandler
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TextIO

from model.storage.paths import home_folder

MAX_LOG_BYTES = 1_000_000
MAX_TRACES_BYTES = 10_000
STANDARD_ERROR = 2


class Crash(NamedTuple):
    """What is known of the last crash."""

    time: datetime
    traces: str
    """The end of `crash_log_path`: what each thread was doing, the newest crash last."""


def log_path() -> Path:
    """Return the log file's path."""
    return home_folder() / "inkling.log"


def crash_log_path() -> Path:
    """Return the path of the file that says where the program was when it last crashed."""
    return home_folder() / "crash.log"


def log_crashes() -> None:
    """Have what no exception tells, such as a fault of a library's, leave its traces in a file.

    The traces of every thread's Python code go to `crash_log_path`; without one, nowhere new. The
    whole process is concerned, and its file stays open.
    """
    path = crash_log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_long = path.is_file() and path.stat().st_size > MAX_LOG_BYTES
        file = path.open("wb" if is_long else "ab", buffering=0)
    except OSError:
        return
    faulthandler.enable(file)


def last_crash() -> Crash | None:
    """Return when the program last crashed, and where; None where no crash is known."""
    path = crash_log_path()
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - MAX_TRACES_BYTES, 0))
            traces = file.read(MAX_TRACES_BYTES).decode(errors="replace").strip()
        time = datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return None
    return Crash(time, traces) if traces else None


def start_logging() -> None:
    """Log warnings and errors to the log file; without one where the folder cannot be written."""
    logging.raiseExceptions = False  # a full disk must not print tracebacks
    logging.captureWarnings(True)
    root = logging.getLogger()
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Once a start, not by RotatingFileHandler: its module imports sockets and queues.
        if path.is_file() and path.stat().st_size > MAX_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        handler = logging.FileHandler(path)
    except OSError:
        root.addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


@contextmanager
def libraries_write_to_log() -> Iterator[None]:
    """Have what libraries write to standard error themselves, as libtiff does, go to the log.

    `sys.stderr` stays what it is, for what a command has to say. The whole process is concerned.
    """
    shown: TextIO | None = sys.stderr
    try:
        own = os.dup(STANDARD_ERROR)
    except OSError:
        shown = None
    if shown is None:  # it is closed, and another file may have its number
        yield
        return
    if _is_standard_error(shown):
        sys.stderr = os.fdopen(own, "w", 1, shown.encoding, shown.errors, closefd=False)
    _write_to(log_path())
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stderr = shown
        os.dup2(own, STANDARD_ERROR)
        os.close(own)


def _is_standard_error(stream: TextIO) -> bool:
    try:
        return stream.fileno() == STANDARD_ERROR
    except (OSError, ValueError):  # a test's, or a notebook's
        return False


def _write_to(path: Path) -> None:
    """Have standard error go to the end of a file, or nowhere where there can be none."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        opened = os.open(path, flags, 0o600)
    except OSError:
        opened = os.open(os.devnull, os.O_WRONLY)
    os.dup2(opened, STANDARD_ERROR)
    os.close(opened)
