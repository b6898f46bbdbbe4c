"""What the views mark on the pad, over its ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from app import theme
from app.pad.ink_painter import InkPainter
from app.pad.ink_points import stroke_points
from model.ink.drawing import Stroke


class FieldBox(NamedTuple):
    """A box in the network's input; in px of its 28 x 28 field, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


ColoredInk = tuple[Stroke, QColor]
"""A line in px of the 400 x 400 pad, with its colour."""


@dataclass(frozen=True, eq=False)
class Marks:
    """Boxes to outline, and ink to paint over in other colours."""

    boxes: tuple[FieldBox, ...] = ()
    pieces: tuple[ColoredInk, ...] = ()


@dataclass(frozen=True, eq=False)
class PadMarks:
    """Marks as they lie on the pad, in its px."""

    boxes: tuple[QRectF, ...] = ()
    pieces: tuple[ColoredInk, ...] = ()

    def paint(self, painter: QPainter, palette: QPalette, pen_width: float) -> None:
        """Paint over a pad's ink, which is pen_width wide; the painter measures in pad px."""
        for stroke, color in self.pieces:
            # A little wider, since a piece of a stroke does not bend quite as the whole does.
            InkPainter(painter, color, pen_width + 1).paint_stroke(stroke_points(stroke))
        paint_boxes(painter, self.boxes, palette)


def paint_boxes(painter: QPainter, boxes: Sequence[QRectF], palette: QPalette) -> None:
    """Outline boxes in the accent colour, as wide on the screen at any scale."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.accent(palette), 2)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRects(list(boxes))
