"""The live picture of a camera, with what was taken for ink laid over it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme

CORNER_RADIUS_PX = 10
MIN_WIDTH_PX, MIN_HEIGHT_PX = 400, 225


class LivePicture(QWidget):
    """Shows the newest frame as large as it fits, or a text where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("cameraPicture")
        self.setAccessibleName("What the camera sees")
        self.setMinimumSize(MIN_WIDTH_PX, MIN_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None
        self._ink: QImage | None = None
        self.text = ""
        """What is shown where there is no frame."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def show_image(self, image: QImage) -> None:
        """Show a frame in place of that before; the ink stays until there is other."""
        self._image = image
        self.update()

    def show_ink(self, ink: QImage) -> None:
        """Show ink over the frames; it covers all of a frame, in any resolution."""
        self._ink = ink
        self.update()

    def show_text(self, text: str) -> None:
        """Show a text, and neither frame nor ink."""
        self._image = self._ink = None
        self.text = text
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        whole = QRectF(self.rect())
        outline = QPainterPath()
        if self._image is None:
            outline.addRoundedRect(whole, CORNER_RADIUS_PX, CORNER_RADIUS_PX)
            painter.fillPath(outline, theme.faint(self.palette()))
            painter.setPen(theme.muted(self.palette()))
            margin = 2 * theme.GRID_PX
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            inside = whole.adjusted(margin, margin, -margin, -margin)
            painter.drawText(inside, int(flags), self.text)
            return
        size = QSizeF(self._image.size()).scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(whole.topLeft(), size)
        target.moveCenter(whole.center())
        outline.addRoundedRect(target, CORNER_RADIUS_PX, CORNER_RADIUS_PX)
        painter.setClipPath(outline)
        painter.drawImage(target, self._image)
        if self._ink is not None:
            painter.drawImage(target, self._ink)
