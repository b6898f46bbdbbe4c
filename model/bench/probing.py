"""What the probes share: events as a system posts them, and watches on a window."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

PEN_INTERVAL_MS = 8
"""That of a pen of 125 reports a second."""
GAP_TIMER_MS = 5
STROKE_POINTS = 80

Points = Sequence[tuple[float, float]]


class PaintWatch(QObject):
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


def precise_timer(parent: QObject, interval_ms: int, slot: Callable[[], None]) -> QTimer:
    """Return a timer, not started yet, that keeps its interval to the millisecond."""
    timer = QTimer(parent, interval=interval_ms)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(slot)
    return timer


class GapWatch(QObject):
    """Notes how long the GUI thread lets a steady timer wait."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.gaps_ms: list[float] = []
        self._last_tick_s = 0.0
        self._timer = precise_timer(self, GAP_TIMER_MS, self._note_gap)

    def start(self) -> None:
        """Begin to watch."""
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


def drawing_events(
    strokes: Iterable[Points],
) -> Iterator[tuple[QEvent.Type, tuple[float, float]]]:
    """Yield the mouse events of strokes one after another, each with its place."""
    for points in strokes:
        yield from stroke_events(points)


def stroke_events(points: Points) -> list[tuple[QEvent.Type, tuple[float, float]]]:
    """Return the mouse events of one stroke, each with its place."""
    moves = [(QEvent.Type.MouseMove, point) for point in points[1:]]
    return [
        (QEvent.Type.MouseButtonPress, points[0]),
        *moves,
        (QEvent.Type.MouseButtonRelease, points[-1]),
    ]


def ring(number: int) -> Points:
    """Return a stroke such as a 0, no two alike."""
    radius = 90 + number % 17
    angles = [2 * math.pi * i / STROKE_POINTS for i in range(STROKE_POINTS)]
    return [(200 + radius * math.sin(a), 200 - 1.3 * radius * math.cos(a)) for a in angles]


def post(widget: QWidget, kind: QEvent.Type, at: tuple[float, float]) -> None:
    """Post one mouse event of the left button, as the system would."""
    place = QPointF(*at)
    is_move, is_release = kind is QEvent.Type.MouseMove, kind is QEvent.Type.MouseButtonRelease
    button = Qt.MouseButton.NoButton if is_move else Qt.MouseButton.LeftButton
    down = Qt.MouseButton.NoButton if is_release else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, place, widget.mapToGlobal(place), button, down, Qt.KeyboardModifier.NoModifier
    )
    QCoreApplication.postEvent(widget, event)
