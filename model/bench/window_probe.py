"""What `window_parts` runs in a process of its own: a window, timed from inside; prints JSON.

python -m model.bench.window_probe launch | idle SECONDS | training SECONDS DEVICE MNIST |
learning SECONDS MNIST | gallery COUNT SECONDS
"""

import itertools
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.application import make_application
from app.main_window import MainWindow

PEN_INTERVAL_MS = 8  # a pen of 125 reports a second
GAP_TIMER_MS = 5
STROKE_POINTS = 80
WHEEL_ANGLE = 120  # one notch, in eighths of a degree

Points = Sequence[tuple[float, float]]
SEVEN: Points = [
    *((100 + 10 * i, 100) for i in range(20)),
    *((300 - 4 * i, 100 + 10 * i) for i in range(25)),
]


class _PaintWatch(QObject):
    """Calls back once a widget's paint event is over."""

    def __init__(self, widget: QWidget, painted: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget, self._painted = widget, painted
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            QCoreApplication.sendEvent(watched, event)  # paints, then comes back here
            self._widget.installEventFilter(self)
            self._painted()
            return True
        return False


def launch() -> None:
    """Open Inkling's window, draw at once, and tell when it was painted and when it has read."""
    application = make_application()
    window = MainWindow()
    told: dict[str, float] = {}

    def pad_painted() -> None:
        if "painted" not in told:
            told["painted"] = time.time()
            for kind, at in _stroke(SEVEN):
                _post(window.pad, kind, at)

    def bars_painted() -> None:
        if window.prediction is not None and "read" not in told:
            told["read"] = time.time()
            told["memory_mb"] = _peak_memory_mb()
            print(json.dumps(told))
            QTimer.singleShot(0, window.close)

    _PaintWatch(window.pad, pad_painted)
    _PaintWatch(window.prediction_panel.bars, bars_painted)
    window.show()
    application.exec()


def _precise_timer(parent: QObject, interval_ms: int, slot: Callable[[], None]) -> QTimer:
    timer = QTimer(parent, interval=interval_ms)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(slot)
    return timer


class _GapWatch(QObject):
    """Notes how long the GUI thread lets a steady timer wait."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.gaps_ms: list[float] = []
        self._last_tick_s = 0.0
        self._timer = _precise_timer(self, GAP_TIMER_MS, self._note_gap)

    def start(self) -> None:
        self._timer.start()

    def _note_gap(self) -> None:
        now_s = time.perf_counter()
        if self._last_tick_s:
            self.gaps_ms.append(1000 * (now_s - self._last_tick_s))
        self._last_tick_s = now_s

    def take_longest_ms(self) -> float:
        """Return the longest gap so far, and begin anew."""
        longest = max(self.gaps_ms)
        self.gaps_ms.clear()
        return longest


KeepBusy = Callable[[MainWindow], bool]
"""Called again and again: has a window do something beside, and returns whether it does by now."""


class _Live(QObject):
    """Draws on a window with a steady pen, and notes latencies and gaps until its time is up."""

    def __init__(self, seconds: float, keep_busy: KeepBusy) -> None:
        super().__init__()
        self._window = MainWindow()
        self._seconds, self._keep_busy = seconds, keep_busy
        self._latencies_ms: list[float] = []
        self._posted: dict[tuple[float, float], float] = {}
        self._handled_s: list[float] = []
        self._read_s: list[float] = []
        self._gap_watch: _GapWatch | None = None
        self._loading_gap_ms: float | None = None  # the longest while PyTorch was imported
        self._events = itertools.chain.from_iterable(_stroke(_ring(n)) for n in itertools.count())
        self._pen_timer = _precise_timer(self, PEN_INTERVAL_MS, self._move_pen)
        self._busy_timer = QTimer(self, interval=50)
        self._busy_timer.timeout.connect(self._begin_when_busy)
        self._window.pad.installEventFilter(self)
        self._window.predicted.connect(self._note_read)
        _PaintWatch(self._window.prediction_panel.bars, self._note_painted)
        self._window.show()
        self._busy_timer.start()

    def _begin_when_busy(self) -> None:
        if self._window.is_ready and self._gap_watch is None:
            self._gap_watch = _GapWatch(self)
            self._gap_watch.start()
            for kind, at in _stroke(_ring(0)):  # PyTorch is imported after the first drawing
                _post(self._window.pad, kind, at)
        if self._gap_watch is None or not self._window.is_settled:
            return
        if self._loading_gap_ms is None:
            self._loading_gap_ms = self._gap_watch.take_longest_ms()
        if self._keep_busy(self._window) and not self._pen_timer.isActive():
            self._gap_watch.gaps_ms.clear()
            self._pen_timer.start()
            QTimer.singleShot(round(1000 * self._seconds), self._end)

    def _move_pen(self) -> None:
        kind, at = next(self._events)
        if kind is QEvent.Type.MouseButtonPress:
            self._window.pad.clear()
        if kind is not QEvent.Type.MouseButtonRelease:
            self._posted[at] = time.perf_counter()
        _post(self._window.pad, kind, at)

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

    def _note_painted(self) -> None:
        now_s = time.perf_counter()
        self._latencies_ms += [1000 * (now_s - posted_s) for posted_s in self._read_s]
        self._read_s.clear()

    def _end(self) -> None:
        assert self._gap_watch is not None
        self._pen_timer.stop()
        self._busy_timer.stop()
        told = {
            "latency_ms": _percentiles(self._latencies_ms),
            "gap_ms": _percentiles(self._gap_watch.gaps_ms),
            "loading_gap_ms": self._loading_gap_ms,
            "memory_mb": _peak_memory_mb(),
        }
        print(json.dumps(told))
        self._window.close()


def live(seconds: float, keep_busy: KeepBusy = lambda window: True) -> None:
    """Draw for so many seconds, with the window kept busy."""
    application = make_application()
    probe = _Live(seconds, keep_busy)
    application.exec()
    del probe


def _keep_training(device: str, mnist: str, window: MainWindow) -> bool:
    from app.training.training_panel import State  # not before a launch is over

    panel = window.training_panel
    if panel.state is State.IDLE:
        panel.device_box.setCurrentIndex(panel.device_box.findData(device))
        panel.use_mnist_folder(Path(mnist))
        panel.data_box.setCurrentIndex(panel.data_box.findData("mnist"))
        panel.epochs_box.setValue(panel.epochs_box.maximum())
        panel.train()
    return bool(panel.learning_curve.losses[0])


def _keep_learning(mnist: str, window: MainWindow) -> bool:
    """Have ten drawings learned, over and over."""
    from app.training.training_panel import State
    from model.bench.learning import start_learning
    from model.data.sources import MNIST, Folders

    panel = window.training_panel
    panel.discard()
    if panel.state is State.IDLE:
        panel.start(partial(start_learning, Folders(named={MNIST.name: Path(mnist)})))
    return bool(panel.learning_curve.losses[0])


class _Scrolling(QObject):
    """Opens the gallery, lets it read every drawing, then scrolls it to and fro."""

    def __init__(self, count: int, seconds: float) -> None:
        super().__init__()
        self._window = MainWindow()
        self._count, self._seconds = count, seconds
        self._gap_watch = _GapWatch(self)
        self._opening_gap_ms = 0.0
        self._angle = -WHEEL_ANGLE  # down
        self._wheel_timer = _precise_timer(self, PEN_INTERVAL_MS, self._turn_wheel)
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
            "gap_ms": _percentiles(self._gap_watch.gaps_ms),
        }
        print(json.dumps(told))
        self._window.close()


def scroll(count: int, seconds: float) -> None:
    """Scroll a gallery of so many drawings."""
    from model.handwriting.synthesis import synthesize_digits
    from model.home.collection import DrawingCollection, Entry

    DrawingCollection().add(list(map(Entry, synthesize_digits(count, seed=0))))
    application = make_application()
    probe = _Scrolling(count, seconds)
    application.exec()
    del probe


def _stroke(points: Points) -> list[tuple[QEvent.Type, tuple[float, float]]]:
    moves = [(QEvent.Type.MouseMove, point) for point in points[1:]]
    return [
        (QEvent.Type.MouseButtonPress, points[0]),
        *moves,
        (QEvent.Type.MouseButtonRelease, points[-1]),
    ]


def _ring(number: int) -> Points:
    """Return a stroke such as a 0, no two alike."""
    radius = 90 + number % 17
    angles = [2 * math.pi * i / STROKE_POINTS for i in range(STROKE_POINTS)]
    return [(200 + radius * math.sin(a), 200 - 1.3 * radius * math.cos(a)) for a in angles]


def _post(widget: QWidget, kind: QEvent.Type, at: tuple[float, float]) -> None:
    """Post one mouse event of the left button, as the system would."""
    place = QPointF(*at)
    is_move, is_release = kind is QEvent.Type.MouseMove, kind is QEvent.Type.MouseButtonRelease
    button = Qt.MouseButton.NoButton if is_move else Qt.MouseButton.LeftButton
    down = Qt.MouseButton.NoButton if is_release else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, place, widget.mapToGlobal(place), button, down, Qt.KeyboardModifier.NoModifier
    )
    QCoreApplication.postEvent(widget, event)


def _percentiles(values_ms: list[float]) -> dict[str, float]:
    import numpy as np

    return {
        "p50": float(np.percentile(values_ms, 50)),
        "p99": float(np.percentile(values_ms, 99)),
        "max": max(values_ms),
    }


def _peak_memory_mb() -> float:
    """Return the most memory that this process had resident; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["launch"]:
            launch()
        case ["idle", seconds]:
            live(float(seconds))
        case ["training", seconds, device, mnist]:
            live(float(seconds), partial(_keep_training, device, mnist))
        case ["learning", seconds, mnist]:
            live(float(seconds), partial(_keep_learning, mnist))
        case ["gallery", count, seconds]:
            scroll(int(count), float(seconds))
        case _:
            sys.exit(__doc__)
