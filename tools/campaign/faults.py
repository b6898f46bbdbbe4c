"""What goes wrong without anybody seeing it: exceptions in slots and threads, Qt's warnings."""

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from tools.campaign.homes import ROOT
from tools.campaign.report import Failure

QUIET = (
    "This plugin does not support",  # of the offscreen platform
    "QFont::setPointSizeF: Point size <= 0",
)
TAIL_LINES = 9


def kind_of_error(error: BaseException) -> str:
    """Return an error's type and where in the program it was raised, in one line."""
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ("app", "model"):
            place = f" in {path.relative_to(ROOT)}, {frame.name}"
    return f"{type(error).__name__}{place}"


def describe_error(error: BaseException) -> str:
    """Return the last lines of an error's traceback."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "\n".join(lines[-TAIL_LINES:])


class FaultWatch(logging.Handler):
    """Collects, from its making on, all that is raised, logged as an error, or warned of by Qt."""

    def __init__(self, quiet: tuple[str, ...] = ()) -> None:
        """quiet: how warnings of Qt's begin that are of no consequence."""
        super().__init__(logging.ERROR)
        self._quiet = QUIET + quiet
        self._lock_faults = threading.Lock()
        self._faults: list[Failure] = []
        sys.excepthook = self._note_exception
        threading.excepthook = lambda raised: self._note_error("in a thread, ", raised.exc_value)
        sys.unraisablehook = lambda raised: self._note_error("unraisable, ", raised.exc_value)
        logging.getLogger().addHandler(self)
        qInstallMessageHandler(self._note_message)

    def _note_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._note_error("", error)

    def _note_error(self, where: str, error: BaseException | None) -> None:
        if error is None:
            self._note(f"{where}an unknown error")
        else:
            self._note(where + kind_of_error(error), describe_error(error))

    def _note_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith(self._quiet):
            stack = "".join(traceback.format_stack(limit=4))
            self._note(f"Qt says: {text}", stack)

    def emit(self, record: logging.LogRecord) -> None:
        """Note what the program logs as an error: nobody foresaw it."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            self._note(f"logged: {record.getMessage()}")
        else:
            self._note_error("logged, ", error)

    def _note(self, kind: str, detail: str = "") -> None:
        with self._lock_faults:
            self._faults.append(Failure(kind, detail))

    def take(self) -> list[Failure]:
        """Return what was collected since the last time, one of each kind."""
        with self._lock_faults:
            taken, self._faults = self._faults, []
        return list({fault.kind: fault for fault in taken}.values())
