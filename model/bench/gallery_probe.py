"""A gallery that opens and is scrolled, timed from inside; prints JSON.

python -m model.bench.gallery_probe COUNT SECONDS
"""

import json
import sys

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent

from app.application import make_application
from app.main_window import MainWindow
from model.bench.percentiles import percentiles
from model.bench.probing import PEN_INTERVAL_MS, GapWatch, precise_timer
from model.handwriting.synthesis import synthesize_digits
from model.home.collection import DrawingCollection, Entry

WHEEL_ANGLE = 120
"""One notch, in eighths of a degree."""


class _Scrolling(QObject):
    """Opens the gallery, lets it read every drawing, then scrolls it to and fro."""

    def __init__(self, count: int, seconds: float) -> None:
        super().__init__()
        self._window = MainWindow()
        self._count, self._seconds = count, seconds
        self._gap_watch = GapWatch(self)
        self._opening_gap_ms = 0.0
        self._angle = -WHEEL_ANGLE  # down
        self._wheel_timer = precise_timer(self, PEN_INTERVAL_MS, self._turn_wheel)
        self._waiting_timer = QTimer(self, interval=50)
        self._waiting_timer.timeout.connect(self._go_on)
        self._window.show()
        self._waiting_timer.start()

    def _go_on(self) -> None:
        gallery = self._window.own_drawings.gallery
        if gallery is None:
            if self._window.is_ready:
                self._gap_watch.start()
                self._window.own_drawings.show_gallery()
        elif gallery.drawings.rowCount() == self._count and not gallery.drawings.unanswered(1):
            self._waiting_timer.stop()
            self._opening_gap_ms = self._gap_watch.take_longest_ms()
            self._wheel_timer.start()
            QTimer.singleShot(round(1000 * self._seconds), self._end)

    def _turn_wheel(self) -> None:
        gallery = self._window.own_drawings.gallery
        assert gallery is not None
        bar = gallery.view.verticalScrollBar()
        if bar.value() in (bar.minimum(), bar.maximum()):
            self._angle = WHEEL_ANGLE if bar.value() else -WHEEL_ANGLE
        viewport = gallery.view.viewport()
        at = QPointF(viewport.rect().center())
        event = QWheelEvent(
            at,
            viewport.mapToGlobal(at),
            QPoint(),
            QPoint(0, self._angle),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QCoreApplication.postEvent(viewport, event)

    def _end(self) -> None:
        self._wheel_timer.stop()
        told = {
            "opening_gap_ms": self._opening_gap_ms,
            "gap_ms": percentiles(self._gap_watch.gaps_ms),
        }
        print(json.dumps(told))
        self._window.close()


def scroll(count: int, seconds: float) -> None:
    """Scroll a gallery of so many drawings."""
    DrawingCollection().add(list(map(Entry, synthesize_digits(count, seed=0))))
    application = make_application()
    probe = _Scrolling(count, seconds)
    application.exec()
    del probe


if __name__ == "__main__":
    scroll(int(sys.argv[1]), float(sys.argv[2]))
