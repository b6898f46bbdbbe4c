"""The staircase: what people's ways of reading misread, against how long they take to fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import STEPS
from app.tips import answers_tip
from app.views.old_way.steps_geometry import Span, best_so_far, span_of, spread, ticks
from model.insight.staircase import describe_step
from model.shallow.comparison import Measured

ROOMY_PX = 380
"""In a higher place the writing is larger."""
LARGE = 1.3
DOT_PX = 9.0
MARK_PX = 4.0
REACH_PX = 24.0
"""So near to a dot the pointer means it."""
SECONDS_TICKS = (
    (0.01, "0.01 s"),
    (0.1, "0.1 s"),
    (1.0, "1 s"),
    (3.0, "3 s"),
    (10.0, "10 s"),
    (30.0, "30 s"),
    (100.0, "100 s"),
    (300.0, "300 s"),
    (1_000.0, "1,000 s"),
    (10_000.0, "10,000 s"),
)
ERROR_TICKS = (
    (0.001, "0.1 %"),
    (0.003, "0.3 %"),
    (0.01, "1 %"),
    (0.03, "3 %"),
    (0.1, "10 %"),
    (0.3, "30 %"),
    (1.0, "100 %"),
)
DIAMOND = ((0.0, -1.4), (1.4, 0.0), (0.0, 1.4), (-1.4, 0.0))
TRIANGLE = ((0.0, -1.3), (1.3, 1.0), (-1.3, 1.0))


class StaircaseChart(QWidget):
    """A numbered dot a step, for the data that is looked at, and a mark for each other data.

    The line is the least error that so many seconds buy. Left and Right go from step to step.

    Signals:
        step_pointed_at: with its index.
    """

    step_pointed_at = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("staircaseChart")
        self.setAccessibleName("Error against seconds to fit")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._steps: Sequence[Measured] = ()
        self._data: Sequence[str] = ()
        self._shown = ""
        self._current: int | None = None

    def show_steps(self, steps: Sequence[Measured], data: Sequence[str], shown: str) -> None:
        """Show steps; data: what they were measured on; shown: that of the numbered dots."""
        if len(steps) != len(self._steps):
            self._current = None
        self._steps, self._data, self._shown = steps, data, shown
        text = " ".join(f"{at + 1}. {describe_step(one)}" for at, one in enumerate(steps))
        self.setAccessibleDescription(text)
        self.update()

    def set_current(self, index: int | None) -> None:
        """Mark a step."""
        if index != self._current:
            self._current = index
            self.update()

    # Where things are

    def _font(self) -> QFont:
        return theme.scaled(theme.small(self.font()), LARGE if self.height() > ROOMY_PX else 1)

    def _area(self) -> QRectF:
        metrics = QFontMetricsF(self._font())
        left = metrics.horizontalAdvance("0.3 %") + theme.GRID_PX
        bottom = 2 * metrics.height() + 4
        return QRectF(self.rect()).adjusted(left, DOT_PX + 2, -DOT_PX - 2, -bottom)

    def _spans(self) -> tuple[Span, Span]:
        """Return the span of the seconds, and that of the errors."""
        errors = [error for one in self._steps for error in one.errors.values()]
        seconds = [one.seconds for one in self._steps if one.seconds is not None]
        return span_of(seconds, 0.01), span_of(errors, 0.001)

    def place(self, index: int, data: str | None = None) -> QPointF | None:
        """Return where a step is for some data, else for what is shown; None where it has none."""
        step = self._steps[index]
        error = step.errors.get(self._shown if data is None else data)
        if error is None or step.seconds is None:
            return None
        return self._place(step.seconds, error)

    def _place(self, seconds: float, error: float) -> QPointF:
        area = self._area()
        across, down = self._spans()
        return QPointF(
            area.left() + across.share(seconds) * area.width(),
            area.bottom() - down.share(error) * area.height(),
        )

    @property
    def _radius(self) -> float:
        return max(DOT_PX, QFontMetricsF(self._font()).height() / 2 + 1)

    def _dots(self) -> dict[int, QPointF]:
        """Return where the numbered dots are painted: beside each other where they would hide."""
        places = {
            index: place
            for index in range(len(self._steps))
            if (place := self.place(index)) is not None
        }
        moved = spread([(place.x(), place.y()) for place in places.values()], 1.6 * self._radius)
        return {index: QPointF(*at) for index, at in zip(places, moved, strict=True)}

    def _nearest(self, at: QPointF) -> int | None:
        marks = [
            (index, place)
            for index in range(len(self._steps))
            for data in self._data
            if data != self._shown and (place := self.place(index, data)) is not None
        ]
        found: tuple[float, int] | None = None
        for index, place in (*marks, *self._dots().items()):
            away = math.hypot(place.x() - at.x(), place.y() - at.y())
            found = min(found, (away, index)) if found else (away, index)
        return found[1] if found and found[0] <= REACH_PX else None

    # Pointing

    def _point_at(self, index: int) -> None:
        if index != self._current:
            self._current = index
            self.update()
            self.step_pointed_at.emit(index)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._nearest(event.position())
        if index is not None:
            self._point_at(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self._steps:
            super().keyPressEvent(event)
        elif self._current is None:
            self._point_at(0 if step > 0 else len(self._steps) - 1)
        else:
            self._point_at(min(max(self._current + step, 0), len(self._steps) - 1))

    @override
    def event(self, event: QEvent) -> bool:
        return answers_tip(event, self, self._text_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        index = self._nearest(at)
        return "" if index is None else describe_step(self._steps[index])

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, 220)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, 150)

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        self._paint_axes(painter)
        self._paint_line(painter)
        order = sorted(range(len(self._steps)), key=lambda index: index == self._current)
        for index in order:
            self._paint_marks(painter, index)
        dots = self._dots()
        for index in order:
            if index in dots:
                self._paint_dot(painter, index, dots[index])

    def _paint_axes(self, painter: QPainter) -> None:
        area, palette = self._area(), self.palette()
        metrics = QFontMetricsF(painter.font())
        across, down = self._spans()
        line_px = metrics.height()
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        for value, text in ticks(ERROR_TICKS, down, area.height(), line_px * 1.3):
            y = area.bottom() - down.share(value) * area.height()
            painter.setPen(QPen(theme.faint(palette), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.muted(palette))
            beside = QRectF(0, y - line_px / 2, area.left() - theme.GRID_PX, line_px)
            painter.drawText(beside, middle | right, text)
        room_px = metrics.horizontalAdvance("10,000 s") + theme.GRID_PX
        for value, text in ticks(SECONDS_TICKS, across, area.width(), room_px):
            x = area.left() + across.share(value) * area.width()
            painter.setPen(QPen(theme.faint(palette), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(theme.muted(palette))
            below = QRectF(x - room_px / 2, area.bottom() + 2, room_px, line_px)
            below.moveLeft(min(below.left(), self.width() - room_px))
            at_edge = right if below.right() < x + room_px / 2 else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(below, middle | at_edge, text)
        caption = QRectF(area.left(), area.bottom() + 2 + line_px, area.width(), line_px)
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, "↑ misread · seconds to fit →")

    def _paint_line(self, painter: QPainter) -> None:
        """Paint the steps: the least error of what takes so many seconds at most."""
        area = self._area()
        points: list[QPointF] = []
        for index in best_so_far(self._steps, self._shown):
            place = self.place(index)
            assert place is not None
            if points:
                points.append(QPointF(place.x(), points[-1].y()))
            points.append(place)
        if points:
            points.append(QPointF(area.right() + DOT_PX, points[-1].y()))
        color = theme.mix(self.palette().window().color(), theme.accent(self.palette()), 0.45)
        painter.setPen(QPen(color, 2))
        painter.drawPolyline(QPolygonF(points))

    def _paint_marks(self, painter: QPainter, index: int) -> None:
        """Paint what a step misreads of the other data, and a line to that."""
        places = [
            (number, place)
            for number, data in enumerate(self._data)
            if (place := self.place(index, data)) is not None
        ]
        if not places:
            return
        is_current = index == self._current
        color = theme.muted(self.palette())
        if not is_current:
            color = theme.mix(self.palette().window().color(), color, 0.6)
        ys = [place.y() for _, place in places]
        painter.setPen(QPen(color, 1.5 if is_current else 1, Qt.PenStyle.DotLine))
        x = places[0][1].x()
        painter.drawLine(QPointF(x, min(ys)), QPointF(x, max(ys)))
        for number, place in places:
            if self._data[number] != self._shown:
                paint_mark(painter, place, number, color)

    def _paint_dot(self, painter: QPainter, index: int, place: QPointF) -> None:
        palette = self.palette()
        is_current = index == self._current
        color = theme.accent(palette)
        ring = palette.windowText().color() if is_current else palette.window().color()
        painter.setPen(QPen(ring, 2))
        painter.setBrush(color)
        font = self._font()
        radius = self._radius
        painter.drawEllipse(place, radius, radius)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.on(color))
        around = QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(around, Qt.AlignmentFlag.AlignCenter, f"{index + 1}")
        painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_mark(painter: QPainter, place: QPointF, number: int, color: QColor) -> None:
    """Paint the mark of the data with this number: a dot, a square, a diamond, a triangle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    r = MARK_PX
    match number % 4:
        case 0:
            painter.drawEllipse(place, r, r)
        case 1:
            painter.drawRect(QRectF(place.x() - r, place.y() - r, 2 * r, 2 * r))
        case 2:
            painter.drawPolygon(_shape(DIAMOND, place))
        case _:
            painter.drawPolygon(_shape(TRIANGLE, place))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _shape(corners: Sequence[tuple[float, float]], place: QPointF) -> QPolygonF:
    return QPolygonF([place + QPointF(x, y) * MARK_PX for x, y in corners])
