"""How a picture looks on the pad: faded, and over it the ink that was found, what is read the most.

Its functions paint in px of the 400 x 400 pad. Not imported before there is a picture.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from app import theme
from app.pad.ink_points import PAD_SIDE
from model.ink.drawing import Point
from model.ink.picture import Picture, piece_boxes

PICTURE_SHARE = 0.9
"""How much of the pad's side a picture fills."""
FADED = 0.5
"""How much is seen of the picture behind its ink."""
QUIET, POINTED = 110, 190
"""How opaque the mark on ink is that is not read, and that the pointer is on; of 255."""
QUIET_COLOR = QColor(128, 128, 128)
OUTLINE_MARGIN = 4.0
"""Between a piece and the outline around it, in pad px."""
LIGHTNESS_STEP = 8
"""Only every so many px of a side are looked at for how light a picture is."""

_OPACITY = np.sqrt(np.arange(256) * 255).astype(np.uint8)
"""(256,): how opaque the mark on ink of a strength is, at most; pale ink is to be seen, too."""


def picture_box(picture: Picture) -> QRectF:
    """Return where on the pad a picture lies, in pad px."""
    height, width = picture.preview.shape[:2]
    scale = PAD_SIDE * PICTURE_SHARE / max(width, height)
    box = QRectF(0, 0, width * scale, height * scale)
    box.moveCenter(QPointF(PAD_SIDE / 2, PAD_SIDE / 2))
    return box


def to_shares(picture: Picture, at: Point) -> Point:
    """Return a place on the pad as shares of a picture's width and height."""
    box = picture_box(picture)
    return (at[0] - box.left()) / box.width(), (at[1] - box.top()) / box.height()


def as_share(length_px: float) -> float:
    """Return a length in pad px as a share of a picture's longer side."""
    return length_px / (PAD_SIDE * PICTURE_SHARE)


def picture_image(picture: Picture) -> QImage:
    """Return a picture's preview as Qt paints it."""
    preview = picture.preview.copy()  # its rows in order, one after the other
    height, width, _ = preview.shape
    image = QImage(preview.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.copy()  # the array may go before the image does


def paint_picture(painter: QPainter, picture: Picture) -> None:
    """Paint a picture, and mark its ink; a picture without any is painted as it is."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    box, image = picture_box(picture), picture_image(picture)
    if not picture.pieces.any():
        painter.drawImage(box, image)
        return
    is_dark = is_on_dark(picture)
    painter.fillRect(box, QColor(Qt.GlobalColor.black if is_dark else Qt.GlobalColor.white))
    painter.setOpacity(FADED)
    painter.drawImage(box, image)
    painter.setOpacity(1)
    is_read = np.zeros(256, bool)
    is_read[list(picture.chosen)] = True
    opacities = np.where(is_read, 0, QUIET).astype(np.uint8)
    opacities[0] = 0
    opacity = _OPACITY[picture.ink]
    others = np.minimum(opacity, opacities[picture.pieces])
    painter.drawImage(box, _mark(painter, box, others, QUIET_COLOR))
    read = np.where(is_read[picture.pieces], opacity, np.uint8(0))
    painter.drawImage(box, _mark(painter, box, read, theme.accent_on(is_dark=is_dark)))


def _mark(painter: QPainter, box: QRectF, opacity: NDArray[np.uint8], color: QColor) -> QImage:
    """Return ink of one colour, as many px as the device has in a box; opacity: (H, W)."""
    size = painter.deviceTransform().mapRect(box).size().toSize().expandedTo(QSize(1, 1))
    height, width = opacity.shape
    grays = QImage(opacity.tobytes(), width, height, width, QImage.Format.Format_Grayscale8)
    ways = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    image = QImage(size, QImage.Format.Format_ARGB32)
    image.fill(color)
    image.setAlphaChannel(grays.scaled(size, *ways))
    return image


def is_on_dark(picture: Picture) -> bool:
    """Whether a picture's ground is rather black than white; a clear one is unlike its ink."""
    px = picture.preview[::LIGHTNESS_STEP, ::LIGHTNESS_STEP].astype(np.float32)
    grays, alpha = px[..., :3].mean(axis=-1), px[..., 3]
    mean = float((grays * alpha).sum() / max(alpha.sum(), 1))
    is_clear = bool(alpha.mean() < 128)
    return (mean < 128) != is_clear


class PiecePainter:
    """Paints one piece of a picture's ink as pointed at, whenever the pad is painted."""

    def __init__(self, picture: Picture, piece: int) -> None:
        left, top, right, bottom = piece_boxes(picture.pieces)[piece]
        of_piece = picture.pieces[top:bottom, left:right] == piece
        self._opacity = np.where(
            of_piece, np.minimum(_OPACITY[picture.ink[top:bottom, left:right]], POINTED), 0
        ).astype(np.uint8)
        self._color = theme.accent_on(is_dark=is_on_dark(picture))
        box, (height, width) = picture_box(picture), picture.pieces.shape
        across, down = box.width() / width, box.height() / height
        self._box = QRectF(
            box.left() + left * across,
            box.top() + top * down,
            (right - left) * across,
            (bottom - top) * down,
        )

    def paint(self, painter: QPainter) -> None:
        """Paint it over the picture."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._box, _mark(painter, self._box, self._opacity, self._color))
        margin = OUTLINE_MARGIN
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_cosmetic_pen(self._color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outline = self._box.adjusted(-margin, -margin, margin, margin)
        painter.drawRoundedRect(outline, margin, margin)


def paint_loop(painter: QPainter, lines: Sequence[Sequence[Point]], picture: Picture) -> None:
    """Paint lines that are being drawn around ink: dashes, to be seen on any picture."""
    is_dark = is_on_dark(picture)
    ground = QColor(Qt.GlobalColor.black if is_dark else Qt.GlobalColor.white)
    dashes = _cosmetic_pen(theme.accent_on(is_dark=is_dark), 2)
    dashes.setDashPattern([4, 3])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pen in (_cosmetic_pen(ground, 4), dashes):
        painter.setPen(pen)
        for points in lines:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def _cosmetic_pen(color: QColor, width: float) -> QPen:
    """Return a pen as wide on the screen at any scale."""
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
