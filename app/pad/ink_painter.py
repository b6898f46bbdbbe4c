"""How ink looks: smooth, anti-aliased strokes, as wide as the pen and its pressure."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from app.pad.ink_points import PAD_SIDE as PAD_SIDE
from app.pad.ink_points import InkPoint, stroke_points
from model.ink.drawing import Drawing

LIGHTEST_WIDTH = 0.35  # of the pen's width, at no pressure


class InkPainter:
    """Paints strokes, whole or segment by segment as they grow, to the very same px.

    A stroke of points p0, p1, ... is painted as quadratic curves from the middle of each two
    points to the next middle, bent by the point between; so a new point only adds a curve.
    """

    def __init__(self, painter: QPainter, color: QColor, pen_width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter = painter
        self._pen_width = pen_width
        self._pen = QPen(color)
        self._pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)

    def paint_stroke(self, points: Sequence[InkPoint]) -> None:
        """Paint a whole stroke."""
        for index in range(1, len(points)):
            self.paint_curve(points, index)
        self.paint_tail(points)

    def paint_curve(self, points: Sequence[InkPoint], index: int) -> None:
        """Paint what the point at `index`, from 1, adds for good."""
        x, y, pressure = points[index - 1]
        path = QPainterPath(_middle(points, index - 1))
        path.quadTo(QPointF(x, y), _middle(points, index))
        self._set_pressure(pressure)
        self._painter.strokePath(path, self._pen)

    def paint_tail(self, points: Sequence[InkPoint]) -> None:
        """Paint from the last curve's end to the pen."""
        x, y, pressure = points[-1]
        self._set_pressure(pressure)
        self._painter.setPen(self._pen)
        if len(points) == 1:
            self._painter.drawPoint(QPointF(x, y))  # Qt paints no line without length
        else:
            self._painter.drawLine(_middle(points, len(points) - 1), QPointF(x, y))

    def _set_pressure(self, pressure: float) -> None:
        self._pen.setWidthF(self._pen_width * (LIGHTEST_WIDTH + (1 - LIGHTEST_WIDTH) * pressure))


def _middle(points: Sequence[InkPoint], index: int) -> QPointF:
    """Return the middle between the point at `index` and the one before; the first is itself."""
    x, y, _ = points[index]
    before_x, before_y, _ = points[max(index - 1, 0)]
    return QPointF((x + before_x) / 2, (y + before_y) / 2)


def render(drawing: Drawing, pen_width: float, side_px: int = PAD_SIDE) -> QImage:
    """Return a picture of the drawing, black on white, as it is saved and copied.

    May be called on any thread; 100,000 points take seconds.
    """
    image = QImage(side_px, side_px, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(side_px / PAD_SIDE, side_px / PAD_SIDE)
    ink = InkPainter(painter, QColor(Qt.GlobalColor.black), pen_width)
    for stroke in drawing.strokes:
        ink.paint_stroke(stroke_points(stroke))
    painter.end()
    return image
