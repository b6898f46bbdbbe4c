"""A window that is drawn on, timed from inside; prints JSON.

python -m model.bench.live_probe idle SECONDS | training SECONDS DEVICE MNIST |
learning SECONDS MNIST | classes SECONDS COUNT, each with the name of the view that is
shown, if that is not Train.
"""

import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.application import make_application
from app.main_window import MainWindow
from app.training.run_state import State
from app.views.views import TRAIN
from model.bench.learning import start_learning
from model.bench.made_up import made_up_weights
from model.bench.memory import peak_memory_mb
from model.bench.percentiles import percentiles
from model.bench.probing import (
    PEN_INTERVAL_MS,
    GapWatch,
    PaintWatch,
    Points,
    drawing_events,
    post,
    precise_timer,
    ring,
    stroke_events,
)
from model.data.image_sets import MNIST
from model.data.source import Folders

KeepBusy = Callable[[MainWindow], bool]
"""Called again and again: has a window do something beside, and returns whether it does by now."""


class _Live(QObject):
    """Draws on a window with a steady pen, and notes latencies and gaps until its time is up.

    A latency is the time from a point of the pen until the bars, and with Inside the maps, show it;
    a point where the pen already is adds nothing, and so there is nothing to show of it.
    Each drawing begins on a pad that is cleared.
    """

    def __init__(
        self, seconds: float, keep_busy: KeepBusy, view: str, drawings: Iterator[Sequence[Points]]
    ) -> None:
        super().__init__()
        self._view = view
        self._window = MainWindow()
        self._seconds, self._keep_busy = seconds, keep_busy
        self._latencies_ms: list[float] = []
        self._pen_at: tuple[float, float] | None = None
        self._posted: dict[tuple[float, float], float] = {}
        self._handled_s: list[float] = []
        self._read_s: list[float] = []
        self._shown_by = {"bars"}  # all that shows what was read
        self._unpainted = {"bars"}  # what of that has not been painted since
        self._gap_watch: GapWatch | None = None
        self._loading_gap_ms: float | None = None  # the longest while PyTorch was imported
        self._drawings = drawings
        self._events = drawing_events(())  # still to come of the drawing under way
        self._pen_timer = precise_timer(self, PEN_INTERVAL_MS, self._move_pen)
        self._busy_timer = QTimer(self, interval=50)
        self._busy_timer.timeout.connect(self._begin_when_busy)
        self._window.pad.installEventFilter(self)
        self._window.predicted.connect(self._note_read)
        PaintWatch(self._window.prediction_panel.bars, partial(self._note_painted, "bars"))
        self._window.show()
        self._busy_timer.start()

    def _begin_when_busy(self) -> None:
        if self._window.is_ready and self._gap_watch is None:
            self._gap_watch = GapWatch(self)
            self._gap_watch.start()
            for kind, at in stroke_events(ring(0)):  # PyTorch is imported after the first drawing
                post(self._window.pad, kind, at)
        if self._gap_watch is None or not self._window.is_settled:
            return
        if self._loading_gap_ms is None:
            self._loading_gap_ms = self._gap_watch.take_longest_ms()
        if self._keep_busy(self._window) and not self._pen_timer.isActive():
            self._show_view()
            self._gap_watch.gaps_ms.clear()
            self._pen_timer.start()
            QTimer.singleShot(round(1000 * self._seconds), self._end)

    def _show_view(self) -> None:
        self._window.views.show_view(self._view)
        if self._view == "inside":
            maps = self._window.findChild(QWidget, "operatorGraph")
            PaintWatch(maps, partial(self._note_painted, "maps"))
            self._shown_by.add("maps")

    def _move_pen(self) -> None:
        event = next(self._events, None)
        if event is None:
            self._window.pad.clear()
            self._events = drawing_events(next(self._drawings))
            event = next(self._events)
        kind, at = event
        if kind is QEvent.Type.MouseButtonPress or at != self._pen_at:
            self._posted[at] = time.perf_counter()
        self._pen_at = at
        post(self._window.pad, kind, at)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            posted_s = self._posted.pop(event.position().toTuple(), None)
            if posted_s is not None:
                self._handled_s.append(posted_s)
        return False

    def _note_read(self) -> None:
        self._read_s += self._handled_s
        self._handled_s.clear()
        self._unpainted = set(self._shown_by)

    def _note_painted(self, shown_by: str) -> None:
        self._unpainted.discard(shown_by)
        if self._unpainted:
            return
        now_s = time.perf_counter()
        self._latencies_ms += [1000 * (now_s - posted_s) for posted_s in self._read_s]
        self._read_s.clear()

    def _end(self) -> None:
        assert self._gap_watch is not None
        self._pen_timer.stop()
        self._busy_timer.stop()
        told = {
            "latency_ms": percentiles(self._latencies_ms),
            "gap_ms": percentiles(self._gap_watch.gaps_ms),
            "loading_gap_ms": self._loading_gap_ms,
            "memory_mb": peak_memory_mb(),
        }
        print(json.dumps(told))
        self._window.close()


def rings() -> Iterator[Sequence[Points]]:
    """Yield drawings of one stroke such as a 0, without end."""
    return ([ring(number)] for number in itertools.count())


def live(
    seconds: float,
    keep_busy: KeepBusy,
    view: str = TRAIN,
    *,
    drawings: Iterator[Sequence[Points]] | None = None,
) -> None:
    """Draw for so many seconds, with the window kept busy and a view shown.

    drawings: the strokes of each, in px of the pad; enough for that time, by default rings.
    """
    application = make_application()
    probe = _Live(seconds, keep_busy, view, rings() if drawings is None else drawings)
    application.exec()
    del probe


def keep_idle(window: MainWindow) -> bool:
    """Have the window do nothing beside."""
    return True


def _keep_many_classes(count: int, window: MainWindow) -> bool:
    """Have a made-up network of so many classes read."""
    recognizer = window.reading.recognizer
    if recognizer is None or len(recognizer.classes) != count:
        window.reading.keep(made_up_weights(count))
    return True


def _keep_training(device: str, mnist: str, window: MainWindow) -> bool:
    panel = window.training_panel
    if panel.state is State.IDLE:
        form = panel.form
        form.device_box.setCurrentIndex(form.device_box.findData(device))
        form.use_folder(MNIST, Path(mnist))
        form.data_box.choose_mixture([MNIST.name])
        form.epochs_box.setValue(form.epochs_box.maximum())
        panel.train()
    return bool(panel.learning_curve.losses[0])


def _keep_learning(mnist: str, window: MainWindow) -> bool:
    """Have ten drawings learned, over and over."""
    panel = window.training_panel
    panel.discard()
    if panel.state is State.IDLE:
        panel.start(partial(start_learning, Folders(named={MNIST.name: Path(mnist)})))
    return bool(panel.learning_curve.losses[0])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["idle", seconds, *view]:
            live(float(seconds), keep_idle, *view)
        case ["training", seconds, device, mnist, *view]:
            live(float(seconds), partial(_keep_training, device, mnist), *view)
        case ["learning", seconds, mnist, *view]:
            live(float(seconds), partial(_keep_learning, mnist), *view)
        case ["classes", seconds, count, *view]:
            live(float(seconds), partial(_keep_many_classes, int(count)), *view)
        case _:
            sys.exit(__doc__)
