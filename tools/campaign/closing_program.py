"""The real program: somebody draws a stroke, copies it, and closes the window.

python -m tools.campaign.closing_program
"""

import sys
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer

from app import application
from app.background import background_tasks_running
from app.main_window import MainWindow
from tools.campaign.hand import draw
from tools.campaign.subjects import drawings

LOOK_EVERY_MS = 20


class ClosingWindow(MainWindow):
    """A window that is used and closed as soon as nothing is under way any more."""

    def __init__(self, file: Path | None = None) -> None:
        super().__init__(file)
        self._looking = QTimer(self, interval=LOOK_EVERY_MS)
        self._looking.timeout.connect(self._use_when_ready)
        self._looking.start()
        self._is_used = False

    def _use_when_ready(self) -> None:
        if not self.is_ready or background_tasks_running():
            return
        if self._is_used:
            self.close()
            return
        self._is_used = True
        for _ in draw(self.pad, drawings()[1]):
            pass
        self.tools.copy.trigger()


if __name__ == "__main__":
    with patch.object(application, "MainWindow", ClosingWindow):
        sys.exit(application.open_pad(None))
