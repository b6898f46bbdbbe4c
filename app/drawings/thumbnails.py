"""Samples painted small."""

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPixmapCache

from app.pad.picture_painter import picture_image
from model.ink.drawing import Drawing, Stroke
from model.ink.sample import Sample

THUMBNAIL_PX = 60
PEN_PX = 3.2
PAINTED_POINTS = 400
"""Of more points only every second, third, ... is painted: so small, no other can be seen."""
CACHE_KB = 64 * 1024
"""Some thousands of thumbnails."""


def enlarge_cache() -> None:
    """Have Qt keep some thousands of thumbnails."""
    QPixmapCache.setCacheLimit(max(CACHE_KB, QPixmapCache.cacheLimit()))


def thumbnail(
    key: str, drawing: Drawing, palette: QPalette, ratio: float, size_px: QSize, pen_px: float
) -> QPixmap:
    """Return a drawing painted this large.

    key: names the drawing, for the cache; ratio: device px in a logical one.
    """
    color = palette.windowText().color()
    key = f"{key} {color.name()} {ratio} {size_px.width()} {size_px.height()}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    pixmap = QPixmap(size_px * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _paint_drawing(painter, drawing, color, pixmap.size(), pen_px * ratio)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def paint_thumbnail(
    painter: QPainter, place: QRect, sample: Sample, palette: QPalette, pen_px: float = PEN_PX
) -> None:
    """Paint a sample into a square; a drawing in the colour of text."""
    painter.save()
    painter.translate(place.topLeft())
    if isinstance(sample.content, Drawing):
        color = palette.windowText().color()
        _paint_drawing(painter, sample.content, color, place.size(), pen_px)
    else:
        image = picture_image(sample.content)
        size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = QRect(QPoint(0, 0), size)
        target.moveCenter(QRect(QPoint(0, 0), place.size()).center())
        painter.drawImage(target, image)
    painter.restore()


def _paint_drawing(
    painter: QPainter, drawing: Drawing, color: QColor, size_px: QSize, pen_width: float
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, pen_width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(_path(drawing, size_px, pen_width))


def _path(drawing: Drawing, size_px: QSize, pen: float) -> QPainterPath:
    """Return the drawing's lines, fitted to a place of this size."""
    path = QPainterPath()
    if drawing.is_empty:
        return path
    left, top, right, bottom = drawing.bounds()
    scale = min(
        (size_px.width() - pen - 2) / max(right - left, 1e-6),
        (size_px.height() - pen - 2) / max(bottom - top, 1e-6),
    )
    center = QPointF(size_px.width(), size_px.height()) / 2
    middle = QPointF((left + right) / 2, (top + bottom) / 2)
    every = -(-drawing.point_count // PAINTED_POINTS)

    def fitted(stroke: Stroke) -> list[QPointF]:
        points = stroke[:, :2][[*range(0, len(stroke) - 1, every), len(stroke) - 1]]
        return [(QPointF(x, y) - middle) * scale + center for x, y in points.tolist()]

    for stroke in drawing.strokes:
        first, *following = fitted(stroke)
        path.moveTo(first)
        path.lineTo(first + QPointF(0.01, 0))  # so that a dot is seen
        for point in following:
            path.lineTo(point)
    return path
