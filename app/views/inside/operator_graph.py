"""The graph of operators: each layer's maps as pictures, live, with what they are made of."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import ARROWS, ENTER
from app.tips import answers_tip
from app.views.inside.arrangement import WIDE_FROM_PX, Arrangement, Block
from app.views.inside.links import Links
from app.views.inside.mosaic import Mosaic
from app.views.scale import ink_colors, signed_colors, signed_colors_of
from model.data.classes import DIGITS
from model.insight.cell_words import describe
from model.insight.layers import INPUT, SOFTMAX, Cell, Flow, Layer, layers_of
from model.text import percent, signed

LAYER_STEPS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
LEAST_WIDTH_PX = 300
BACK_TAB = Qt.FocusReason.BacktabFocusReason

WIDENING_PX = 1_000.0
"""A graph wider by this than it has to be for one wide row has its text twice as large, ..."""
LARGEST_TEXT = 1.5
"""... but no larger than so many times: it is read from the back of a class room."""


class OperatorGraph(QWidget):
    """Shows a Flow. A cell is pointed at with the mouse or the arrow keys, and chosen.

    Signals:
        pointed: another cell is pointed at; with the Cell, or None.
        chosen: a cell was clicked, or Enter pressed on it; with the Cell.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("operatorGraph")
        self.setAccessibleName("The network, layer by layer")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow: Flow | None = None
        self._layers = layers_of(DIGITS)
        self._limit = 1.0
        self._at: Cell | None = None
        self._pinned: Cell | None = None
        self._images: dict[str, QImage] = {}
        self._arrange()

    @property
    def at(self) -> Cell | None:
        """The cell that is pointed at."""
        return self._at

    @property
    def arrangement(self) -> Arrangement:
        """Where the layers lie."""
        return self._arrangement

    def show_flow(self, flow: Flow | None, limit: float) -> None:
        """Show what stands in each cell, or empty maps; limit: of the scale of colours."""
        self._flow, self._limit = flow, limit
        self._images.clear()
        if flow is not None:
            self.show_layers(flow.layers)
        self.setAccessibleDescription(self._describe_cell())
        self.update()

    def show_layers(self, layers: tuple[Layer, ...]) -> None:
        """Lay out a network's layers, before there is anything in their cells."""
        if layers != self._layers:
            self._layers = layers
            self._arrange()

    def show_pinned(self, cell: Cell | None) -> None:
        """Keep a cell outlined, whatever is pointed at."""
        self._pinned = cell
        self.update()

    def point_at(self, cell: Cell | None) -> None:
        """Point at a cell, or at none."""
        if cell != self._at:
            self._at = cell
            self.setAccessibleDescription(self._describe_cell())
            self.update()
            self.pointed.emit(cell)

    def _describe_cell(self) -> str:
        cell = self._at or self._pinned
        known = cell is not None and self._flow is not None and self._flow.holds(cell)
        return describe(self._flow, cell) if known and self._flow and cell else ""

    # Layout

    def _text_font(self, width: int) -> QFont:
        """Return the font of titles and classes: larger where there is room."""
        if width < WIDE_FROM_PX:
            return theme.small(self.font())
        enlarged = 1 + (width - WIDE_FROM_PX) / WIDENING_PX
        return theme.scaled(theme.tabular(self.font()), min(enlarged, LARGEST_TEXT))

    def _arranged(self, width: int) -> Arrangement:
        line = QFontMetricsF(self._text_font(width)).height()
        return Arrangement(self._layers, max(width, LEAST_WIDTH_PX), line)

    def _arrange(self) -> None:
        self._ratio = self.devicePixelRatioF()
        self._arrangement = self._arranged(self.width())
        self._mosaics = {
            name: Mosaic(block, self._ratio)
            for name, block in self._arrangement.blocks.items()
            if not block.has_text
        }
        self._images.clear()
        self.updateGeometry()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(self._arranged(width).height)

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, round(self._arrangement.height))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._arrange()
        super().changeEvent(event)

    # Pointing and choosing

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._cell_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None:
            self.chosen.emit(cell)

    def _cell_at(self, at: QPointF) -> Cell | None:
        return self._arrangement.cell_at(at) if self._flow is not None else None

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        is_by_key = event.reason() in (Qt.FocusReason.TabFocusReason, BACK_TAB)
        if is_by_key and self._flow is not None and self._at is None:
            self.point_at(self._pinned or Cell(INPUT, 0))

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.underMouse():
            self.point_at(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._flow is None:
            super().keyPressEvent(event)
            return
        at = self._at or self._pinned or Cell(INPUT, 0)
        if key in ENTER and self._at is not None:
            self.chosen.emit(self._at)
        elif key in LAYER_STEPS:
            self.point_at(self._arrangement.in_next_layer(at, LAYER_STEPS[key]))
        elif key in ARROWS:
            across, down = ARROWS[key]
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:  # to the next map
                _, rows, columns = self._arrangement.blocks[at.layer].layer.shape
                across, down = across * columns, down * rows
            self.point_at(at if self._at is None else self._moved(at, across, down))
        elif key == Qt.Key.Key_Escape and self._at is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def _moved(self, at: Cell, across: int, down: int) -> Cell:
        sign = (down > 0) - (down < 0)
        moved = self._arrangement.blocks[at.layer].moved(at, across, down)
        if moved is None:
            return self._arrangement.in_next_layer(at, sign) if sign else at
        return moved

    @override
    def event(self, event: QEvent) -> bool:
        return answers_tip(event, self, self._text_at, self._area_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        cell = self._cell_at(at)
        return "" if cell is None or self._flow is None else describe(self._flow, cell)

    def _area_at(self, at: QPointF) -> QRect:
        cell = self._cell_at(at)
        if cell is None:
            return QRect()
        return self._arrangement.blocks[cell.layer].cell(cell).toAlignedRect()

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ratio != self.devicePixelRatioF():
            self._arrange()
        painter = QPainter(self)
        painter.setFont(self._text_font(self.width()))
        for block in self._arrangement.blocks.values():
            if event.region().intersects(block.area.united(block.title).toAlignedRect()):
                self._paint_block(painter, block)
        flow = self._flow
        for cell in dict.fromkeys((self._pinned, self._at)):
            if flow is not None and cell is not None and flow.holds(cell):
                Links(self._arrangement, flow, cell).paint(painter, self.palette())

    def _paint_block(self, painter: QPainter, block: Block) -> None:
        painter.setPen(theme.muted(self.palette()))
        title, room = block.layer.title, int(block.title.width())
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(title) > room:
            title = metrics.elidedText(block.layer.short_title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(block.title, Qt.AlignmentFlag.AlignVCenter, title)
        if self._flow is None:
            painter.setPen(theme.faint(self.palette()))
            for channel in range(block.layer.shape[0]):
                painter.drawRect(block.tile(channel))
        elif block.has_text:
            self._paint_classes(painter, block, self._flow)
        else:
            painter.drawImage(block.area.topLeft(), self._image(block, self._flow))
            if block.layer.name == INPUT:
                painter.setPen(theme.faint(self.palette()))
                painter.drawRect(block.area)

    def _image(self, block: Block, flow: Flow) -> QImage:
        """Return the maps of a block as a picture, made when it is first painted."""
        name = block.layer.name
        if name not in self._images:
            values, mosaic = flow.values[name], self._mosaics[name]
            if name == INPUT:
                image = mosaic.image(values, 0, 1, ink_colors(self.palette()))
            else:
                limit = 1.0 if name == SOFTMAX else self._limit
                image = mosaic.image(values, -limit, limit, signed_colors(self.palette()))
            self._images[name] = image
        return self._images[name]

    def _paint_classes(self, painter: QPainter, block: Block, flow: Flow) -> None:
        """Paint the cells of the classes with their numbers, those of softmax with their names."""
        values = flow.values[block.layer.name].ravel()
        is_softmax = block.layer.name == SOFTMAX
        colors = signed_colors_of(values, 1.0 if is_softmax else self._limit, self.palette())
        likeliest = int(values.argmax())
        font = QFont(painter.font())
        for channel, color in enumerate(colors):
            area, value = block.tile(channel), float(values[channel])
            painter.fillRect(area, color)
            painter.setPen(theme.on(color))
            font.setBold(channel == likeliest)
            painter.setFont(font)
            metrics = QFontMetricsF(font)
            text = signed(value, 1)
            if is_softmax:
                name = metrics.elidedText(
                    flow.weights.classes[channel], Qt.TextElideMode.ElideRight, area.width() - 2
                )
                text = f"{name}\n{percent(value, 0)}"
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        font.setBold(False)
        painter.setFont(font)
