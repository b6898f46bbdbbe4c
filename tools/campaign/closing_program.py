"""The real program, which closes its window as soon as that is ready.

python -m tools.campaign.closing_program
"""

import sys
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer

from app import application
from app.background import background_tasks_running
from app.main_window import MainWindow

LOOK_EVERY_MS = 20


class ClosingWindow(MainWindow):
    """A window that closes itself when nothing is under way any more."""

    def __init__(self, file: Path | None = None) -> None:
        super().__init__(file)
        self._looking = QTimer(self, interval=LOOK_EVERY_MS)
        self._looking.timeout.connect(self._close_when_ready)
        self._looking.start()

    def _close_when_ready(self) -> None:
        if self.is_ready and not background_tasks_running():
            self.close()


if __name__ == "__main__":
    with patch.object(application, "MainWindow", ClosingWindow):
        sys.exit(application.open_pad(None))
