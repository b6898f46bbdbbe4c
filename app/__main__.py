"""`inkling`: opens the pad, or carries out a headless command."""

import logging
import os
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def main() -> int:
    """Open the pad without arguments or on a file; anything else is for the headless commands."""
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and _names_file(arguments[0])):
        return open_pad(Path(arguments[0]) if arguments else None)
    from model.bench.window_parts import PARTS
    from model.commands import cli

    return cli.main(arguments, PARTS)


def _names_file(argument: str) -> bool:
    """Tell a file, which has an ending or a folder in its name, from a command."""
    path = Path(argument)
    return not argument.startswith("-") and bool(path.suffix or path.parent != Path())


def open_pad(file: Path | None) -> int:
    """Show the window and return its exit code."""
    from model.storage.log import start_logging

    start_logging()
    if fault := _missing_display():
        print(f"inkling: {fault}", file=sys.stderr)  # noqa: T201
        return 2
    from app.main_window import MainWindow

    application = make_application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = MainWindow(file)

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        logging.getLogger("app").error("unexpected", exc_info=(kind, error, trace))
        window.say(f"Something went wrong: {error or kind.__name__} (the log has more)")

    sys.excepthook = report
    window.show()
    return application.exec()


def make_application() -> "QApplication":
    """Return Qt's application, set up for a pad."""
    from PySide6.QtCore import QCoreApplication, Qt
    from PySide6.QtWidgets import QApplication

    # Every point of a fast stroke counts; Qt would join those of one frame.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressTabletEvents, False)
    QCoreApplication.setApplicationName("Inkling")
    application = QApplication(sys.argv[:1])
    application.setDesktopFileName("inkling")
    return application


def _missing_display() -> str | None:
    """Return why no window can open here, on Linux without a display."""
    platform = os.environ.get("QT_QPA_PLATFORM")
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform != "linux" or platform or has_display:
        return None
    return (
        "no display here; the headless commands are inkling recognize, evaluate, train and learn "
        "(or python -m model)"
    )


if __name__ == "__main__":
    sys.exit(main())
