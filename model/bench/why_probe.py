"""Why, shown while digits are drawn and the pen rests between them; prints JSON.

python -m model.bench.why_probe COUNT
"""

import json
import sys
import time

from PySide6.QtCore import QObject, QTimer

from app import late_parts
from app.application import make_application
from app.main_window import MainWindow
from app.views.views import WHY
from model.bench.percentiles import percentiles
from model.bench.probing import (
    PEN_INTERVAL_MS,
    GapWatch,
    post,
    precise_timer,
    ring,
    stroke_events,
)

SETTLING_MS = 400
"""From one explanation to the next drawing, so that its pictures are painted."""


class _Explaining(QObject):
    """Draws, rests until that is explained, and notes how long that takes."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._window = MainWindow()
        self._count = count
        self._view: late_parts.WhyView | None = None
        self._times_ms: list[float] = []
        self._moved_s = 0.0
        self._gap_watch = GapWatch(self)
        self._events = iter(stroke_events(ring(0)))
        self._pen_timer = precise_timer(self, PEN_INTERVAL_MS, self._move_pen)
        self._waiting_timer = QTimer(self, interval=50)
        self._waiting_timer.timeout.connect(self._begin_when_settled)
        self._window.show()
        self._waiting_timer.start()

    def _begin_when_settled(self) -> None:
        """Draw the first, after which PyTorch is imported; measure from the second on."""
        if self._view is None and self._window.is_ready:
            self._window.views.show_view(WHY)
            view = self._window.views.view(WHY)
            assert isinstance(view, late_parts.WhyView)
            self._view = view
            for kind, at in stroke_events(ring(0)):
                post(self._window.pad, kind, at)
        elif self._view is not None and self._window.is_settled:
            self._waiting_timer.stop()
            self._view.explained.connect(self._note_explained)
            self._gap_watch.start()
            self._draw()

    def _draw(self) -> None:
        self._window.pad.clear()
        self._events = iter(stroke_events(ring(len(self._times_ms))))
        self._pen_timer.start()

    def _move_pen(self) -> None:
        event = next(self._events, None)
        if event is None:
            self._pen_timer.stop()
            return
        self._moved_s = time.perf_counter()
        post(self._window.pad, *event)

    def _note_explained(self) -> None:
        if self._pen_timer.isActive():
            return  # the pen was late, not at rest
        self._times_ms.append(1000 * (time.perf_counter() - self._moved_s))
        if len(self._times_ms) < self._count:
            QTimer.singleShot(SETTLING_MS, self._draw)
        else:
            told = {
                "explained_ms": percentiles(self._times_ms),
                "gap_ms": percentiles(self._gap_watch.gaps_ms),
            }
            print(json.dumps(told))
            self._window.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    application = make_application()
    probe = _Explaining(int(sys.argv[1]))
    application.exec()
    del probe
