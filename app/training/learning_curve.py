"""The live plot: training loss and validation error over steps."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import theme

MIN_HEIGHT_PX = 112
SMOOTHING = 0.15  # share of a new loss in the curve's running mean
LEAST = 1e-4
"""The least value that the logarithmic axis shows; what is less, such as 0, is shown as this."""
AXIS_WIDTH_PX = 44
TICK_PX = 4
DOT_PX = 5
MAX_X_TICKS = 6
MIN_Y_TICKS = 3
HEADROOM = 1.25
"""The factor by which the axis goes on beyond the curves, at both ends."""

Curve = tuple[list[int], list[float]]
"""Steps, and the value at each."""


class LearningCurve(QWidget):
    """Plots training loss and validation error over steps, on one logarithmic axis.

    It paints the plot itself. To import a plotting library takes longer than a frame, and must not
    be done off the GUI thread (see CONTRIBUTING.md, "Threads").
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learningCurve")
        self.setAccessibleName("Learning curve")
        self.setMinimumHeight(MIN_HEIGHT_PX)
        self._steps = 0
        self.losses: Curve = ([], [])
        self.validation_errors: Curve = ([], [])

    def clear(self, steps: int = 0) -> None:
        """Forget both curves; steps: how many the next run takes, or 0 where that is not known."""
        self._steps = steps
        self.losses = ([], [])
        self.validation_errors = ([], [])
        self.update()

    def add_loss(self, step: int, loss: float) -> None:
        """Add a training loss; the curve is a running mean of the losses."""
        steps, losses = self.losses
        losses.append(losses[-1] + SMOOTHING * (loss - losses[-1]) if losses else loss)
        steps.append(step)
        self.update()

    def add_validation_error(self, step: int, error: float) -> None:
        """Add a validation error, in [0, 1]."""
        self.validation_errors[0].append(step)
        self.validation_errors[1].append(error)
        self.update()

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small(self.font()))
        if not self.losses[0]:
            painter.setPen(theme.muted(self.palette()))
            hint = "The learning curve appears here"
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, hint)
            return
        line_px = QFontMetricsF(painter.font()).height()
        # Below lie the steps and the legend; above, half of the uppermost number.
        bottom_px = 2 * TICK_PX + 2 * line_px
        area = QRectF(self.rect()).adjusted(AXIS_WIDTH_PX, line_px / 2, -line_px, -bottom_px)
        values = [*self.losses[1], *self.validation_errors[1]]
        plot = _Plot(painter, area, max(self._steps, self.losses[0][-1], 1), values)
        palette = self.palette()
        plot.paint_axes(theme.faint(palette), theme.muted(palette))
        plot.paint_line(self.losses, QPen(theme.muted(palette), 1.5))
        plot.paint_line(self.validation_errors, QPen(theme.accent(palette), 2))
        plot.paint_dots(self.validation_errors, theme.accent(palette))
        self._paint_legend(painter, area.bottom() + 2 * TICK_PX + line_px)

    def _paint_legend(self, painter: QPainter, top: float) -> None:
        """Name the curves in their colours, below the axis, where no curve runs into the text."""
        muted = theme.muted(self.palette())
        pieces = [
            ("training loss and ", muted),
            ("validation error", theme.accent(self.palette())),
            (" by step", muted),
        ]
        metrics = QFontMetricsF(painter.font())
        x = (self.width() - sum(metrics.horizontalAdvance(piece) for piece, _ in pieces)) / 2
        for piece, color in pieces:
            painter.setPen(color)
            painter.drawText(QPointF(x, top + metrics.ascent()), piece)
            x += metrics.horizontalAdvance(piece)


class _Plot:
    """Maps steps and values to an area, and paints axes and curves there."""

    def __init__(
        self, painter: QPainter, area: QRectF, steps: int, values: Sequence[float]
    ) -> None:
        self._painter, self._area, self._steps = painter, area, steps
        self._low = max(min(values), LEAST) / HEADROOM
        self._high = max(max(values), LEAST) * HEADROOM

    def _x(self, step: float) -> float:
        return self._area.left() + self._area.width() * step / self._steps

    def _y(self, value: float) -> float:
        share = math.log(max(value, LEAST) / self._low) / math.log(self._high / self._low)
        return self._area.bottom() - self._area.height() * share

    def paint_axes(self, lines: QColor, text: QColor) -> None:
        painter, area = self._painter, self._area
        line_px = QFontMetricsF(painter.font()).height()
        painter.setPen(QPen(lines, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for value in value_ticks(self._low, self._high):
            y = self._y(value)
            painter.setPen(QPen(lines, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(text)
            beside = QRectF(0, y - line_px / 2, area.left() - TICK_PX, line_px)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(beside, right, f"{value:g}")
        for step in step_ticks(self._steps):
            x = self._x(step)
            painter.setPen(QPen(lines, 1))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + TICK_PX))
            painter.setPen(text)
            below = QRectF(x - 40, area.bottom() + TICK_PX, 80, line_px)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{step:,}")

    def paint_line(self, curve: Curve, pen: QPen) -> None:
        """Paint a curve, with no more points than the screen shows."""
        every = -(-len(curve[0]) // max(round(self._area.width()), 1)) or 1
        self._painter.setPen(pen)
        self._painter.drawPolyline(self._points(curve, every))

    def paint_dots(self, curve: Curve, color: QColor) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color)
        for point in self._points(curve):
            self._painter.drawEllipse(point, DOT_PX / 2, DOT_PX / 2)

    def _points(self, curve: Curve, every: int = 1) -> list[QPointF]:
        """Return the curve's last point and, counted back from it, each `every`-th."""
        steps, values = (numbers[::-every][::-1] for numbers in curve)
        return [QPointF(self._x(s), self._y(v)) for s, v in zip(steps, values, strict=True)]


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
