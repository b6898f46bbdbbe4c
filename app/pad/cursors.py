"""Cursors that show what a pointer does to the page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPalette, QPen, QPixmap

from app import theme


def pad_cursor(eraser_radius_px: float | None, palette: QPalette, *, can_click: bool) -> QCursor:
    """Return the cursor over the pad; eraser_radius_px: None for what draws."""
    if eraser_radius_px is not None:
        return eraser_cursor(2 * eraser_radius_px, theme.accent(palette))
    shape = Qt.CursorShape.PointingHandCursor if can_click else Qt.CursorShape.CrossCursor
    return QCursor(shape)


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
