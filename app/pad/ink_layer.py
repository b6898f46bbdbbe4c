"""The ink of a page as px on the screen, painted without holding up the window."""

import time
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from app import late
from app.pad.ink_painter import PAD_SIDE, InkPainter
from app.pad.ink_points import InkPoint, stroke_points
from model.ink.drawing import Drawing, Stroke

SLICE_S = 0.006
"""How long ink is painted at a time: a part of a frame."""
CURVES_BETWEEN_LOOKS = 20


class InkLayer:
    """A transparent pixmap with ink. Lengths are in pad px, except for the pixmap's size.

    A drawing that is put on it waits to be painted, slice by slice; what the pen draws meanwhile
    is painted at once. Ink has one colour, so the order does not show.
    """

    def __init__(self, side_px: int, ratio: float, color: QColor, pen_width: float) -> None:
        """side_px: the square's side on the screen in logical px; ratio: device px in each."""
        self.pixmap = QPixmap(QSize(side_px, side_px) * ratio)
        self.pixmap.setDevicePixelRatio(ratio)
        self.pixmap.fill(Qt.GlobalColor.transparent)
        self._scale = side_px / PAD_SIDE
        self._color = color
        self._pen_width = pen_width
        self._waiting: deque[Stroke] = deque()
        self._points: list[InkPoint] = []  # of the stroke that is being painted
        self._next = 0

    @property
    def is_complete(self) -> bool:
        """Whether no ink waits."""
        return not self._waiting and not self._points

    def put(self, drawing: Drawing) -> None:
        """Leave a drawing to be painted by `paint_slice`."""
        self._waiting.extend(drawing.strokes)

    def paint_slice(self) -> None:
        """Paint waiting ink for up to SLICE_S, and some of it however late it is."""
        end_s = time.perf_counter() + SLICE_S
        painter = QPainter(self.pixmap)
        ink = self._ink_painter(painter)
        while not self.is_complete:
            if not self._points:
                self._points = stroke_points(self._waiting.popleft())
                self._next = 1
            for _ in range(CURVES_BETWEEN_LOOKS):
                if self._next == len(self._points):
                    ink.paint_tail(self._points)
                    self._points = []
                    break
                ink.paint_curve(self._points, self._next)
                self._next += 1
            if time.perf_counter() >= end_s:
                break
        painter.end()

    def paint_curve(self, points: Sequence[InkPoint]) -> None:
        """Paint what the last of these points adds to its stroke; two before it are enough."""
        painter = QPainter(self.pixmap)
        self._ink_painter(painter).paint_curve(points, len(points) - 1)
        painter.end()

    def paint_tail(self, points: Sequence[InkPoint]) -> None:
        """Paint the end of a finished stroke; points: its last three, or all."""
        painter = QPainter(self.pixmap)
        self._ink_painter(painter).paint_tail(points)
        painter.end()

    def repaint(self, box: QRectF, drawing: Drawing) -> None:
        """Paint a box anew, so that it shows what this drawing has there."""
        painter = QPainter(self.pixmap)
        ink = self._ink_painter(painter)
        # Whole px of the device: at the clip's edge nothing is blended twice.
        scale = self._scale * self.pixmap.devicePixelRatio()
        inner = QRectF(QRectF(box.topLeft() * scale, box.size() * scale).toAlignedRect())
        box = QRectF(inner.topLeft() / scale, inner.size() / scale)
        painter.setClipRect(box)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(box, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        reach = self._pen_width / 2 + 1
        reached = box.adjusted(-reach, -reach, reach, reach)
        points: list[InkPoint] = []
        painted = -1
        owners, curves = late.ink_geometry.curves_of_all_near(drawing.strokes, reached)
        for owner, curve in zip(owners.tolist(), curves.tolist(), strict=True):
            if owner != painted:
                points, painted = stroke_points(drawing.strokes[owner]), owner
            if curve < len(points):
                ink.paint_curve(points, curve)
            else:
                ink.paint_tail(points)
        painter.end()

    def _ink_painter(self, painter: QPainter) -> InkPainter:
        painter.scale(self._scale, self._scale)
        return InkPainter(painter, self._color, self._pen_width)
