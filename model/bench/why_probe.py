"""The view Why, timed from inside: drawings are drawn one after the other, each explained.

python -m model.bench.why_probe COUNT prints JSON.
"""

import json
import sys
import time

from PySide6.QtCore import QObject, QTimer

from app.application import make_application
from app.main_window import MainWindow
from app.views.why import WhyView
from model.bench.percentiles import percentiles
from model.bench.probing import PEN_INTERVAL_MS, post, precise_timer, stroke_events
from model.handwriting.synthesis import synthesize_digits
from model.ink.editing import fit_to_pad

SEED = 1
BREAK_MS = 100
"""Between an explanation and the next drawing."""


class _Explained(QObject):
    """Draws and waits for what Why says of it, so many times."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._window = MainWindow()
        self._drawings = synthesize_digits(count, SEED)
        self._times_ms: list[float] = []
        self._last_point_s = 0.0
        self._view: WhyView | None = None
        self._pen_timer = precise_timer(self, PEN_INTERVAL_MS, self._move_pen)
        self._waiting_timer = QTimer(self, interval=50)
        self._waiting_timer.timeout.connect(self._begin)
        self._window.show()
        self._waiting_timer.start()

    def _begin(self) -> None:
        if not self._window.is_ready:
            return
        self._waiting_timer.stop()
        self._window.views.show_view("why")
        view = self._window.views.view("why")
        assert isinstance(view, WhyView)
        view.explained.connect(self._note_explained)
        self._view = view
        self._draw()

    def _draw(self) -> None:
        if not self._drawings:
            print(json.dumps({"complete_ms": percentiles(self._times_ms)}))
            self._window.close()
            return
        self._window.pad.clear()
        side = self._window.pad.width()
        drawing = fit_to_pad(self._drawings.pop(), side)
        self._events = [
            event
            for stroke in drawing.strokes
            for event in stroke_events([(x, y) for x, y, *_ in stroke.tolist()])
        ]
        self._pen_timer.start()

    def _move_pen(self) -> None:
        kind, at = self._events.pop(0)
        post(self._window.pad, kind, at)
        if not self._events:
            self._pen_timer.stop()
            self._last_point_s = time.perf_counter()

    def _note_explained(self) -> None:
        if self._last_point_s:  # what paused between two strokes is explained, too
            self._times_ms.append(1000 * (time.perf_counter() - self._last_point_s))
            self._last_point_s = 0.0
            QTimer.singleShot(BREAK_MS, self._draw)


if __name__ == "__main__":
    application = make_application()
    probe = _Explained(int(sys.argv[1]))
    application.exec()
