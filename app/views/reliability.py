"""The reliability diagram: how sure it said it was, against how often it was right."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import STEPS
from app.tips import answers_tip
from model.evaluation.statistics import wilson_interval
from model.network.calibration import CalibrationBin
from model.text import percent

WIDEST = 1.5
"""How many times as wide as high it is at most."""
ROOMY_PX = 360
"""In a higher place the writing is larger."""
LARGE = 1.5
COUNT_HEIGHT_SHARE = 0.22
"""Of the height, below the diagram, for how many there were."""
LARGEST_DOT_PX, SMALLEST_DOT_PX = 6.0, 2.5


def describe_bin(part: CalibrationBin) -> str:
    """Return the sentence that a bin stands for."""
    bounds = f"{100 * part.low:.0f} to {percent(part.high, 0)}"
    if not part.count:
        return f"Confidence {bounds}: nothing was read with that."
    right = percent(part.right / part.count, 1)
    low, high = wilson_interval(part.right, part.count)
    return (
        f"Confidence {bounds}: {part.right:,} of {part.count:,} right, {right} "
        f"(95 %: {100 * low:.1f} to {percent(high, 1)}), where it claimed "
        f"{percent(part.confidence, 1)}."
    )


class ReliabilityDiagram(QWidget):
    """A dot a bin, on the diagonal where the confidence is honest; arrow keys go from bin to bin.

    Signals:
        bin_pointed_at: with the sentence that it stands for, or "" for none.
    """

    bin_pointed_at = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reliabilityDiagram")
        self.setAccessibleName("Reliability diagram")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._bins: Sequence[CalibrationBin] = ()
        self._current: int | None = None

    def show_bins(self, bins: Sequence[CalibrationBin]) -> None:
        """Show these bins, the least confident first."""
        self._point_at(None)  # what is read out is that of the bins before
        self._bins = bins
        self.setAccessibleDescription(" ".join(describe_bin(part) for part in bins if part.count))
        self.update()

    # Where things are

    def _font(self) -> QFont:
        return theme.scaled(theme.small(self.font()), LARGE if self.height() > ROOMY_PX else 1)

    def _areas(self) -> tuple[QRectF, QRectF]:
        """Return where the diagram is and, below it, where the counts are."""
        metrics = QFontMetricsF(self._font())
        whole = QRectF(self.rect())
        spare = max(self.width() - WIDEST * self.height(), 0)
        whole = whole.adjusted(spare / 2, 0, -spare / 2, 0).adjusted(
            metrics.horizontalAdvance("100 %") + theme.GRID_PX,
            metrics.height() / 2,
            -metrics.horizontalAdvance("100 %") / 2,
            -2 * metrics.height() - 4,
        )
        counts = QRectF(whole)
        counts.setTop(whole.bottom() - whole.height() * COUNT_HEIGHT_SHARE)
        whole.setBottom(counts.top() - theme.GRID_PX)
        return whole, counts

    def bin_middle(self, number: int) -> QPointF:
        """Return the middle of a bin's column in the diagram."""
        area, _ = self._areas()
        x = area.left() + (number + 0.5) / len(self._bins) * area.width()
        return QPointF(x, area.center().y())

    def _bin_at(self, x: float) -> int | None:
        area, _ = self._areas()
        if not self._bins or not area.left() <= x <= area.right():
            return None
        share = (x - area.left()) / max(area.width(), 1)
        return min(int(share * len(self._bins)), len(self._bins) - 1)

    # Pointing

    def _point_at(self, number: int | None) -> None:
        if number != self._current:
            self._current = number
            text = "" if number is None else describe_bin(self._bins[number])
            self.bin_pointed_at.emit(text)
            self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._bin_at(event.position().x()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        filled = [number for number, part in enumerate(self._bins) if part.count]
        if step is None or not filled:
            super().keyPressEvent(event)
        elif self._current is None:
            self._point_at(filled[-1])
        else:
            ahead = [number for number in filled if (number - self._current) * step > 0]
            if ahead:
                self._point_at(min(ahead) if step > 0 else max(ahead))

    @override
    def event(self, event: QEvent) -> bool:
        return answers_tip(event, self, self._text_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        number = self._bin_at(at.x())
        return "" if number is None else describe_bin(self._bins[number])

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 260)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 130)

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bins:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        area, counts = self._areas()
        self._paint_axes(painter, area, counts)
        self._paint_counts(painter, counts)
        most = max(part.count for part in self._bins)
        for number, part in enumerate(self._bins):
            if part.count:
                self._paint_bin(painter, area, part, part.count / most, number == self._current)

    def _paint_axes(self, painter: QPainter, area: QRectF, counts: QRectF) -> None:
        palette, metrics = self.palette(), QFontMetricsF(painter.font())
        step = 0.5 if area.height() < 5 * metrics.height() else 0.25
        for number in range(round(1 / step) + 1):
            share = number * step
            x = area.left() + share * area.width()
            y = area.bottom() - share * area.height()
            painter.setPen(QPen(theme.faint(palette), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, counts.bottom()))
            painter.setPen(theme.muted(palette))
            text = percent(share, 0)
            left = QRectF(area.left() - 106, y - metrics.height() / 2, 100, metrics.height())
            painter.drawText(
                left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
            below = QRectF(x - 40, counts.bottom() + 2, 80, metrics.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, text)
        caption = QRectF(
            area.left(), counts.bottom() + 2 + metrics.height(), area.width(), metrics.height()
        )
        painter.drawText(
            caption,
            Qt.AlignmentFlag.AlignCenter,
            "how sure it was → · dots: share right · bars: how many",
        )
        painter.setPen(QPen(theme.muted(palette), 1, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())

    def _paint_counts(self, painter: QPainter, counts: QRectF) -> None:
        """Bars of the square roots, so that few are seen beside many."""
        most = math.sqrt(max(part.count for part in self._bins))
        width = counts.width() / len(self._bins)
        for number, part in enumerate(self._bins):
            height = counts.height() * math.sqrt(part.count) / most if most else 0
            bar = QRectF(
                counts.left() + number * width + 1, counts.bottom() - height, width - 2, height
            )
            is_current = number == self._current
            color = theme.muted(self.palette()) if is_current else theme.faint(self.palette())
            painter.fillRect(bar, color)

    def _paint_bin(
        self, painter: QPainter, area: QRectF, part: CalibrationBin, share: float, is_current: bool
    ) -> None:
        """share: of the fullest bin's count."""
        color = theme.accent(self.palette())
        x = area.left() + part.confidence * area.width()
        low, high = (
            area.bottom() - bound * area.height()
            for bound in wilson_interval(part.right, part.count)
        )
        y = area.bottom() - part.right / part.count * area.height()
        painter.setPen(QPen(theme.mix(self.palette().window().color(), color, 0.55), 1.5))
        painter.drawLine(QPointF(x, low), QPointF(x, high))
        radius = SMALLEST_DOT_PX + (LARGEST_DOT_PX - SMALLEST_DOT_PX) * math.sqrt(share)
        ring = self.palette().windowText().color() if is_current else color
        painter.setPen(QPen(ring, 2 if is_current else 0.5))
        painter.setBrush(color)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
