"""What adds most to a cell, and the drawings that excite its map: rows of small items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import theme
from app.views.inside.item_flow import ItemFlow
from app.views.scale import signed_colors_of
from model.ink.field import FIELD
from model.insight.fields import WHOLE_FIELD, Span
from model.insight.layers import Cell
from model.text import signed

BAR_PX = 48.0
IMAGE_PX = 56.0


class Contribution(NamedTuple):
    """What one source adds to a cell."""

    source: Cell
    name: str
    value: float


class Contributions(ItemFlow):
    """Shows what the sources of a cell add, as names, bars and numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What adds most and takes away most", parent)
        self.setObjectName("contributions")
        self.items: Sequence[Contribution] = ()
        self._limit = 1.0

    def show_items(self, items: Sequence[Contribution], limit: float) -> None:
        """Show these; limit: of the scale of colours."""
        self.items, self._limit = items, limit
        self._largest = max((abs(item.value) for item in items), default=1.0) or 1.0
        metrics = QFontMetricsF(theme.small(self.font()))
        self._name_px = max((metrics.horizontalAdvance(item.name) for item in items), default=0.0)
        self._value_px = metrics.horizontalAdvance("+00.00")
        self.set_count(len(items))

    @override
    def item_size(self) -> QSizeF:
        height = QFontMetricsF(theme.small(self.font())).height() + 4
        return (
            QSizeF(self._name_px + BAR_PX + self._value_px + 20, height)
            if self.items
            else (QSizeF(100, height))
        )

    @override
    def item_text(self, index: int) -> str:
        item = self.items[index]
        return f"{item.name} adds {signed(item.value)}"

    @override
    def paint_item(self, painter: QPainter, index: int, area: QRectF) -> None:
        item, palette = self.items[index], self.palette()
        inner = area.adjusted(4, 0, -4, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.muted(palette))
        painter.drawText(inner, middle, item.name)
        painter.setPen(palette.windowText().color())
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, signed(item.value))
        left = inner.left() + self._name_px + 6
        length = BAR_PX * abs(item.value) / self._largest
        color = signed_colors_of(np.array([item.value]) / self._largest, 0.9, palette)[0]
        bar = QRectF(left, inner.top() + 4, max(length, 1.0), inner.height() - 8)
        painter.fillRect(bar, color)


class Exciting(NamedTuple):
    """An example that a map answers to."""

    image: NDArray[np.uint8]  # (28, 28), ink = 255
    caption: str
    """Its label."""
    text: str
    """One sentence that says all of it."""
    field: Span
    """Where it answers most."""


class ExcitingExamples(ItemFlow):
    """Shows examples with the patch framed that excites a map most."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Drawings that excite it most", parent)
        self.setObjectName("excitingExamples")
        self.items: Sequence[Exciting] = ()

    def show_items(self, items: Sequence[Exciting]) -> None:
        """Show these, the strongest first."""
        self.items = items
        self.set_count(len(items))

    @override
    def item_size(self) -> QSizeF:
        caption = QFontMetricsF(theme.small(self.font())).height()
        return QSizeF(IMAGE_PX + 8, IMAGE_PX + 8 + caption)

    @override
    def item_text(self, index: int) -> str:
        return self.items[index].text

    @override
    def paint_item(self, painter: QPainter, index: int, area: QRectF) -> None:
        item, palette = self.items[index], self.palette()
        place = QRectF(area.left() + 4, area.top() + 4, IMAGE_PX, IMAGE_PX)
        grays = np.ascontiguousarray(item.image if theme.is_dark(palette) else 255 - item.image)
        image = QImage(grays.data, FIELD, FIELD, FIELD, QImage.Format.Format_Grayscale8)
        painter.drawImage(place, image)
        painter.setPen(theme.faint(palette))
        painter.drawRect(place)
        if item.field != WHOLE_FIELD:
            px = IMAGE_PX / FIELD
            left, top, right, bottom = item.field
            painter.setPen(QPen(theme.accent(palette), 1.5))
            painter.drawRect(
                QRectF(
                    place.left() + left * px,
                    place.top() + top * px,
                    (right - left) * px,
                    (bottom - top) * px,
                )
            )
        painter.setPen(theme.muted(palette))
        below = QRectF(
            area.left(), place.bottom() + 2, area.width(), area.bottom() - place.bottom()
        )
        top_centre = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
        painter.drawText(below, top_centre, item.caption)
