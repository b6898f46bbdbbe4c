"""Cursors that show what a pointer does to the page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap


def eraser_cursor(diameter_px: float, color: QColor) -> QCursor:
    """Return a cursor that shows what an eraser of this size takes away."""
    side = max(round(diameter_px), 8)
    pixmap = QPixmap(side + 2, side + 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.5))
    painter.drawEllipse(1, 1, side - 1, side - 1)
    painter.end()
    return QCursor(pixmap)
