"""The log file, where tracebacks go instead of to the user."""

import logging
from pathlib import Path

from model.storage.paths import home_folder

MAX_LOG_BYTES = 1_000_000


def log_path() -> Path:
    """Return the log file's path."""
    return home_folder() / "inkling.log"


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
