"""How a picture looks on the pad: faded, and over it the ink that was found, what is read the most.

Its functions paint in px of the 400 x 400 pad. Not imported before there is a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from app import theme
from app.pad.ink_points import PAD_SIDE
from app.pad.picture_ink import ink_image, is_on_dark, piece_image
from model.ink.drawing import Point
from model.ink.picture import Picture

PICTURE_SHARE = 0.9
"""How much of the pad's side a picture fills."""
FADED = 0.5
"""How much is seen of the picture behind its ink."""
OUTLINE_MARGIN = 4.0
"""Between a piece and the outline around it, in pad px."""
PREPARED = 4
"""So many pictures are remembered as they are painted: the newest, and some to undo to."""


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


def from_picture(picture: Picture, box: QRectF) -> QRectF:
    """Return where on the pad a box lies that is in px of a picture's ink."""
    height, width = picture.ink.shape
    whole = picture_box(picture)
    across, down = whole.width() / width, whole.height() / height
    return QRectF(
        whole.left() + box.left() * across,
        whole.top() + box.top() * down,
        box.width() * across,
        box.height() * down,
    )


def as_share(length_px: float) -> float:
    """Return a length in pad px as a share of a picture's longer side."""
    return length_px / (PAD_SIDE * PICTURE_SHARE)


def picture_image(picture: Picture) -> QImage:
    """Return a picture's preview as Qt paints it."""
    preview = picture.preview.copy()  # its rows in order, one after the other
    height, width, _ = preview.shape
    image = QImage(preview.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.copy()  # the array may go before the image does


class PreparedPicture(NamedTuple):
    """A picture and its marked ink in forms that are painted fast."""

    image: QImage
    ink: QImage | None
    """None where the picture has none."""
    is_on_dark: bool
    """Whether the ink is lighter than its paper."""


@lru_cache(maxsize=PREPARED)
def prepare(picture: Picture) -> PreparedPicture:
    """Return what `paint_picture` paints; on any thread.

    A large picture takes longer than a frame, so that whoever makes one in the background calls
    this there; it is remembered for the last few.
    """
    image = picture_image(picture).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    if not picture.pieces.any():
        return PreparedPicture(image, None, False)
    is_dark = is_on_dark(picture)
    return PreparedPicture(image, ink_image(picture, theme.accent_on(is_dark=is_dark)), is_dark)


def paint_picture(painter: QPainter, picture: Picture) -> None:
    """Paint a picture, and mark its ink; a picture without any is painted as it is."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    box, (image, ink, is_dark) = picture_box(picture), prepare(picture)
    if ink is None:
        painter.drawImage(box, image)
        return
    painter.fillRect(box, QColor(Qt.GlobalColor.black if is_dark else Qt.GlobalColor.white))
    painter.setOpacity(FADED)
    painter.drawImage(box, image)
    painter.setOpacity(1)
    painter.drawImage(box, ink)


class PiecePainter:
    """Paints one piece of a picture's ink as pointed at, whenever the pad is painted."""

    def __init__(self, picture: Picture, piece: int) -> None:
        self._color = theme.accent_on(is_dark=prepare(picture).is_on_dark)
        self._image, (left, top, right, bottom) = piece_image(picture, piece, self._color)
        box = picture_box(picture)
        self._box = QRectF(
            box.left() + left * box.width(),
            box.top() + top * box.height(),
            (right - left) * box.width(),
            (bottom - top) * box.height(),
        )

    def paint(self, painter: QPainter) -> None:
        """Paint it over the picture."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._box, self._image)
        margin = OUTLINE_MARGIN
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_cosmetic_pen(self._color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outline = self._box.adjusted(-margin, -margin, margin, margin)
        painter.drawRoundedRect(outline, margin, margin)


def paint_loop(painter: QPainter, lines: Sequence[Sequence[Point]], picture: Picture) -> None:
    """Paint lines that are being drawn around ink: dashes, to be seen on any picture."""
    is_dark = prepare(picture).is_on_dark
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
