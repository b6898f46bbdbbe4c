"""A bare Qt window, for `app.bench` to hold Inkling's start-up against; tells of its painting."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override


class BareWindow(QWidget):
    """An empty window that closes once it was painted."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QTimer.singleShot(0, self._painted)

    def _painted(self) -> None:
        print(f'{{"painted": {time.time()}}}')
        self.close()


if __name__ == "__main__":
    application = QApplication([])
    window = BareWindow()
    window.resize(1180, 760)
    window.show()
    application.exec()
