"""A small plot of what each moment of a run makes of the drawing on the pad."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from app import theme
from app.training.curve_plot import paint_through
from app.training.run_moments import MomentReading, likeliest_spans
from model.text import percent

MIN_HEIGHT_PX = 60
INVITATION = "Draw something, to see how the run came to read it"
TOLD_CLASSES = 3
"""Of so many classes, the likeliest, the probabilities are told as text."""
MAX_TICKS = 5
TICK_SPACING_PX = 48
GAP_PX = 4


class MomentsPlot(QWidget):
    """Shows the probability of each class at each moment, and names the likeliest along the time.

    The moments lie side by side at equal distances, from the first to the newest.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("momentsPlot")
        self.setAccessibleName("Class probabilities through the run")
        self.setMinimumHeight(MIN_HEIGHT_PX)
        self.setMouseTracking(True)
        self._readings: Sequence[MomentReading] = ()
        self._count = 0
        self._marked: int | None = None
        self._invites = True
        self._span = (0.0, 0.0)
        self._painted: QPixmap | None = None  # all but the mark, which moves with each px of a drag

    def place(self, left: float, width: float) -> None:
        """Set where the first moment lies and how wide the plot is, in px: as a slider has it."""
        self._span = left, width
        self._repaint_all()

    def invite(self, *, invites: bool) -> None:
        """Set whether an empty plot asks for a drawing: not where one is there, and being read."""
        if invites != self._invites:
            self._invites = invites
            self._repaint_all()

    def show_readings(
        self, readings: Sequence[MomentReading], count: int, marked: int | None
    ) -> None:
        """Show what the first moments say, and mark one by its index; None: none.

        count: how many moments there are, those among them that are not read yet.
        """
        if (self._readings, self._count) != (readings, count):
            self._readings, self._count = readings, count
            self._repaint_all()
        self._marked = marked
        index = len(readings) - 1 if marked is None else marked
        told = describe(readings[index]) if 0 <= index < len(readings) else ""
        if told != self.accessibleDescription():
            self.setAccessibleDescription(told)
            changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(changed)
        self.update()

    # Under the pointer

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        left, width = self._span
        if self._readings and width > 0:
            share = (event.position().x() - left) / width
            index = min(max(round(share * self._count), 0), len(self._readings) - 1)
            text = theme.as_tooltip(describe(self._readings[index]))
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()

    # Painting

    def _repaint_all(self) -> None:
        self._painted = None
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._repaint_all()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._repaint_all()  # in other colours, or another font

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._painted is None or self._painted.devicePixelRatio() != ratio:
            self._painted = QPixmap(self.size() * ratio)
            self._painted.setDevicePixelRatio(ratio)
            self._painted.fill(Qt.GlobalColor.transparent)
            all_else = QPainter(self._painted)
            self._paint_all(all_else)
            all_else.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._painted)
        if self._marked is not None and self._readings:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.small(self.font()))
            painter.setPen(QPen(self.palette().windowText().color(), 1))
            area = self._area(painter)
            x = self._x(area, self._marked)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _area(self, painter: QPainter) -> QRectF:
        """Return where the curves lie: names above them, steps below."""
        line_px = QFontMetricsF(painter.font()).height()
        return QRectF(self._span[0], line_px, self._span[1], self.height() - 2 * line_px - GAP_PX)

    def _paint_all(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small(self.font()))
        if not self._readings:
            if self._invites:
                painter.setPen(theme.muted(self.palette()))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, INVITATION)
            return
        area = self._area(painter)
        self._paint_scale(painter, area)
        self._paint_names(painter, area)
        self._paint_curves(painter, area)
        self._paint_steps(painter, area)

    def _x(self, area: QRectF, index: float) -> float:
        """Return where a moment lies; to the right of the newest, at the area's end, is now."""
        return area.left() + area.width() * index / self._count

    def _paint_scale(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(theme.faint(self.palette()), 1))
        for y in (area.top(), area.center().y(), area.bottom()):
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(theme.muted(self.palette()))
        line_px = QFontMetricsF(painter.font()).height()
        for y, text in ((area.top(), "100 %"), (area.bottom(), "0 %")):
            beside = QRectF(area.right() + 2 * GAP_PX, y - line_px / 2, 80, line_px)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(beside, flags, text)

    def _paint_names(self, painter: QPainter, area: QRectF) -> None:
        """Name the likeliest class above each stretch that is wide enough for its name."""
        metrics = QFontMetricsF(painter.font())
        last = self._readings[-1][1].label
        for first, end, label in likeliest_spans([reading for _, reading in self._readings]):
            left, right = self._x(area, first), self._x(area, end + 1)
            is_last = label == last
            color = theme.accent if is_last else theme.muted
            painter.setPen(QPen(color(self.palette()), 2))
            painter.drawLine(QPointF(left + 0.5, area.top()), QPointF(right - 0.5, area.top()))
            if right - left >= metrics.horizontalAdvance(label) + 2:
                above = QRectF(left, 0, right - left, area.top() - 1)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, label)

    def _paint_curves(self, painter: QPainter, area: QRectF) -> None:
        palette = self.palette()
        labels = {reading.label for _, reading in self._readings}
        last = self._readings[-1][1]
        # What was the likeliest at any moment is painted over what never was, the last above all.
        order = sorted(
            range(len(last.classes)),
            key=lambda index: (index == last.index, last.classes[index] in labels),
        )
        for index in order:
            color = theme.muted(palette)
            if index == last.index:
                color = theme.accent(palette)
            elif last.classes[index] not in labels:
                color = theme.mix(palette.window().color(), color, 0.4)
            painter.setPen(QPen(color, 2 if index == last.index else 1.2))
            values = [float(reading.probabilities[index]) for _, reading in self._readings]
            points = [
                QPointF(self._x(area, at), area.bottom() - area.height() * value)
                for at, value in enumerate([*values, values[-1]])
            ]
            paint_through(painter, points)

    def _paint_steps(self, painter: QPainter, area: QRectF) -> None:
        """Paint the steps of some of the moments below."""
        painter.setPen(theme.muted(self.palette()))
        line_px = QFontMetricsF(painter.font()).height()
        count = len(self._readings)
        ticks = max(min(MAX_TICKS, int(area.width() // TICK_SPACING_PX), count), 1)
        for index in sorted({round(part * (count - 1) / ticks) for part in range(ticks + 1)}):
            x = self._x(area, index)
            below = QRectF(
                x - TICK_SPACING_PX / 2, self.height() - line_px, TICK_SPACING_PX, line_px
            )
            step = self._readings[index][0]
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{step:,}")


def describe(reading: MomentReading) -> str:
    """Return what a moment says, the likeliest classes first: "Step 300: 1 62 %, 7 31 %"."""
    step, prediction = reading
    likeliest = prediction.probabilities.argsort()[::-1][:TOLD_CLASSES].tolist()
    told = ", ".join(
        f"{prediction.classes[index]} {percent(float(prediction.probabilities[index]), 0)}"
        for index in likeliest
    )
    return f"Step {step:,}: {told}"
