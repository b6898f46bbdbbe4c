"""How curves are painted: steps below, a logarithmic scale for the loss and one for the error."""

import math
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.training.curve_data import Curve

LEAST = 1e-4
"""The least value that a logarithmic scale shows; what is less, such as 0, is shown as this."""
TICK_PX = 4
DOT_PX = 5
MAX_X_TICKS = 6
MIN_Y_TICKS = 3
HEADROOM = 1.25
"""The factor by which a scale goes on beyond its values, at both ends."""
LEAST_SPREAD = 10
"""A scale of few values goes on upwards, so that it spans this factor at least."""


class Scale:
    """Maps values to heights, logarithmically: 0 for its lowest, 1 for its highest."""

    def __init__(self, values: Sequence[float], *, spread: float = 1, room: float = 0) -> None:
        """values: what it is to hold; spread: the least factor that it spans.

        room: the share of its height, below 1, that is to be free below the least value.
        """
        low = max(min(values), LEAST)
        self.high = max(max(values) * HEADROOM, LEAST * HEADROOM, low / HEADROOM * spread)
        self.low = min(low / HEADROOM, low * (low / self.high) ** (room / (1 - room)))

    def share(self, value: float) -> float:
        """Return how high a value lies, as a share."""
        return math.log(max(value, LEAST) / self.low) / math.log(self.high / self.low)

    def ticks(self) -> list[float]:
        """Return the numbers beside it."""
        return value_ticks(self.low, self.high)


class CurvePlot:
    """Paints axes and curves into an area."""

    def __init__(self, painter: QPainter, area: QRectF, steps: int) -> None:
        self._painter, self.area, self._steps = painter, area, steps

    def x(self, step: float) -> float:
        """Return where a step lies."""
        return self.area.left() + self.area.width() * step / self._steps

    def y(self, scale: Scale, value: float) -> float:
        """Return where a value lies."""
        return self.area.bottom() - self.area.height() * scale.share(value)

    @property
    def _line_px(self) -> float:
        return QFontMetricsF(self._painter.font()).height()

    def paint_steps(self, lines: QColor, text: QColor) -> None:
        """Paint the axis below, with its numbers."""
        painter, area = self._painter, self.area
        painter.setPen(QPen(lines, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for step in step_ticks(self._steps):
            x = self.x(step)
            painter.setPen(QPen(lines, 1))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + TICK_PX))
            painter.setPen(text)
            below = QRectF(x - 40, area.bottom() + TICK_PX, 80, self._line_px)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{step:,}")

    def paint_left_scale(self, scale: Scale, lines: QColor, text: QColor) -> None:
        """Paint the lines of a scale, and its numbers on the left."""
        painter, area = self._painter, self.area
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value in scale.ticks():
            y = self.y(scale, value)
            painter.setPen(QPen(lines, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(text)
            beside = QRectF(0, y - self._line_px / 2, area.left() - TICK_PX, self._line_px)
            painter.drawText(beside, right, f"{value:g}")

    def paint_right_scale(self, scale: Scale, text: QColor) -> None:
        """Paint the numbers of a scale of shares on the right, each with a short line."""
        painter, area = self._painter, self.area
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(text)
        for value in scale.ticks():
            y = self.y(scale, value)
            painter.drawLine(QPointF(area.right(), y), QPointF(area.right() + TICK_PX, y))
            beside = QRectF(area.right() + 2 * TICK_PX, y - self._line_px / 2, 80, self._line_px)
            painter.drawText(beside, left, f"{100 * value:g} %")

    def paint_line(self, curve: Curve, scale: Scale, pen: QPen) -> None:
        """Paint a curve as far as the axis goes, with no more points than the screen shows."""
        every = -(-len(curve[0]) // max(round(self.area.width()), 1)) or 1
        self._painter.setPen(pen)
        paint_through(self._painter, self._points(curve, scale, every))

    def paint_dots(self, curve: Curve, scale: Scale, color: QColor) -> None:
        """Paint a dot at each value of a curve."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color)
        for point in self._points(curve, scale):
            self._painter.drawEllipse(point, DOT_PX / 2, DOT_PX / 2)

    def paint_step(self, step: int, pen: QPen) -> None:
        """Paint a line from top to bottom at a step."""
        x = self.x(step)
        self._painter.setPen(pen)
        self._painter.drawLine(QPointF(x, self.area.top()), QPointF(x, self.area.bottom()))

    def paint_level(self, scale: Scale, value: float, pen: QPen, text: str) -> None:
        """Paint a line from left to right at a value, and below its left end what it means."""
        y = self.y(scale, value)
        self._painter.setPen(pen)
        self._painter.drawLine(QPointF(self.area.left(), y), QPointF(self.area.right(), y))
        below = QRectF(self.area.left() + 2 * TICK_PX, y, self.area.width(), self._line_px)
        self._painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)

    def _points(self, curve: Curve, scale: Scale, every: int = 1) -> list[QPointF]:
        """Return the curve's last point and, counted back from it, each `every`-th."""
        steps, values = (numbers[::-every][::-1] for numbers in curve)
        return [
            QPointF(self.x(step), self.y(scale, value))
            for step, value in zip(steps, values, strict=True)
            if step <= self._steps
        ]


def paint_through(painter: QPainter, points: Sequence[QPointF]) -> None:
    """Paint a curve through points, each piece as a line of its own.

    As one polyline, whose corners Qt joins, it takes thirty times as long: more than a frame.
    """
    painter.drawLines([QLineF(start, end) for start, end in pairwise(points)])


def value_ticks(low: float, high: float) -> list[float]:
    """Return the numbers beside a logarithmic axis that goes from low to high.

    They are the powers of ten; where these are too few, 2 and 5 times each as well; where these are
    still too few, all multiples of each. Where fewer than two multiples lie between low and high,
    these two themselves are returned, rounded.
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    inside: list[float] = []
    for digits in ((1,), (1, 2, 5), range(1, 10)):
        ticks = [float(f"{digit}e{decade}") for decade in decades for digit in digits]
        inside = [tick for tick in ticks if low <= tick <= high]
        if len(inside) >= MIN_Y_TICKS:
            break
    return inside if len(inside) > 1 else [float(f"{value:.2g}") for value in (low, high)]


def step_ticks(steps: int) -> list[int]:
    """Return the numbers below an axis that goes from 0 to `steps`: few, and round."""
    spacing = next(
        digit * 10**power
        for power in range(12)
        for digit in (1, 2, 5)
        if digit * 10**power * MAX_X_TICKS >= steps
    )
    return list(range(0, steps + 1, spacing))
