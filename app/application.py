"""Qt's application with the window, from its start to its end."""

import logging
import signal
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.background import end_program
from app.main_window import MainWindow
from model.errors import reason_of
from model.storage.log import log_crashes, start_logging


def open_pad(file: Path | None) -> int:
    """Show the window and return its exit code."""
    start_logging()
    log_crashes()
    application = make_application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = MainWindow(file)

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        logging.getLogger("app").error("unexpected", exc_info=(kind, error, trace))
        window.say(f"Something went wrong: {reason_of(error)} (the log has more)")

    sys.excepthook = report
    window.show()
    exit_code = application.exec()
    if QGuiApplication.platformName() == "offscreen":
        # There Qt destroys what was copied after Python has gone, which crashes. Elsewhere what was
        # copied stays for other programs.
        QGuiApplication.clipboard().clear()
    return end_program(exit_code)


def make_application() -> QApplication:
    """Return Qt's application, set up for a pad."""
    # Every point of a fast stroke counts; Qt would join those of one frame.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressTabletEvents, False)
    QCoreApplication.setApplicationName("Inkling")
    application = QApplication(sys.argv[:1])
    application.setDesktopFileName("inkling")
    return application
