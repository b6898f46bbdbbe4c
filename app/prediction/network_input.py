"""What the network sees: its exact 28 x 28 input, each px a square."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import late, late_parts, theme
from model.ink.field import FIELD

SIDE_PX = 3 * FIELD


class NetworkInput(QWidget):
    """Shows one image as the network gets it, ink white on black."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkInput")
        self.setAccessibleName("What the network sees")
        self.setToolTip("The exact 28 × 28 px that the network reads, fitted and centred")
        self.setFixedSize(SIDE_PX + 2, SIDE_PX + 2)
        self._image = QImage(FIELD, FIELD, QImage.Format.Format_Grayscale8)
        self._image.fill(0)
        self._boxes: tuple[QRectF, ...] = ()

    def show_input(self, images: late.Images) -> None:
        """Show the first of `images`, (N, 1, 28, 28) in [0, 1]."""
        grays = late.to_grays(images[0, 0])
        self._image = QImage(
            grays.data, FIELD, FIELD, FIELD, QImage.Format.Format_Grayscale8
        ).copy()  # the array goes before the image does
        self.update()

    def show_boxes(self, boxes: Sequence[late_parts.FieldBox]) -> None:
        """Outline these boxes of the input, in place of those before."""
        self._boxes = tuple(
            QRectF(left, top, right - left, bottom - top) for left, top, right, bottom in boxes
        )
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(SIDE_PX + 2, SIDE_PX + 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.faint(self.palette()))
        painter.drawImage(self.rect(), self._image)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self._boxes:
            painter.translate(1, 1)
            painter.scale(SIDE_PX / FIELD, SIDE_PX / FIELD)
            late_parts.paint_boxes(painter, self._boxes, self.palette())
