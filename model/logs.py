"""The log file, where tracebacks go instead of to the user."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from model.files import home_folder

MAX_LOG_BYTES = 1_000_000


def log_path() -> Path:
    """Return the log file's path."""
    return home_folder() / "inkling.log"


def start_logging() -> None:
    """Log warnings and errors to the log file; without one where the folder cannot be written."""
    root = logging.getLogger()
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(log_path(), maxBytes=MAX_LOG_BYTES, backupCount=1, delay=True)
    except OSError:
        root.addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
