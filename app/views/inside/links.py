"""Paints what a cell is made of, over the graph: outlines, and lines to what adds most."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from app import theme
from app.views.inside.arrangement import Arrangement
from model.insight.fields import Span, receptive_field, source_span
from model.insight.layers import CONV1, CONV2, HIDDEN, INPUT, POOL1, POOL2, SOFTMAX, Cell, Flow
from model.insight.sums import main_sources

MOST = 5
"""Lines go to so many of the maps that add most."""
PAIRED = {CONV1: POOL1, CONV2: POOL2}


class Links:
    """Outlines a cell, and joins it to what it is made of."""

    def __init__(self, arrangement: Arrangement, flow: Flow, cell: Cell) -> None:
        self._blocks = arrangement.blocks
        self._flow = flow
        self._cell = cell
        self._strong: list[QRectF] = [self._blocks[cell.layer].cell(cell)]
        self._weak: list[QRectF] = []
        self._lines: list[tuple[QRectF, QRectF]] = []
        if cell.layer != INPUT:
            self._trace()

    def _trace(self) -> None:
        flow, cell = self._flow, self._cell
        own = self._blocks[cell.layer].cell(cell)
        field = self._blocks[INPUT].span(0, receptive_field(flow, cell))
        self._strong.append(field)
        before = flow.before(cell.layer)
        block = self._blocks[before.name]
        span = source_span(flow, cell)
        if before.name == INPUT:
            self._lines.append((own, field))
        elif flow.layer(cell.layer).is_pool:
            pooled = block.span(cell.channel, span)
            self._strong.append(pooled)
            self._lines.append((own, pooled))
        else:
            for source, _ in main_sources(flow, cell, MOST):
                adding = self._source(source, span)
                self._strong.append(adding)
                self._lines.append((own, adding))
            if before.name == POOL1:  # each of its maps has a part in the sum
                self._weak += [block.span(channel, span) for channel in range(before.shape[0])]
        if cell.layer in PAIRED:
            pool = flow.layer(PAIRED[cell.layer])
            by = pool.stride
            paired = Cell(pool.name, cell.channel, cell.row // by, cell.column // by)
            self._weak.append(self._blocks[pool.name].cell(paired))

    def _source(self, source: Cell, span: Span) -> QRectF:
        block = self._blocks[source.layer]
        if self._cell.layer in (HIDDEN, SOFTMAX) or block.layer.is_flat:
            return block.tile(source.channel)
        return block.span(source.channel, span)

    def paint(self, painter: QPainter, palette: QPalette) -> None:
        """Paint the outlines and the lines."""
        color = theme.accent(palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_faded(color, 0.6), 1))
        for own, source in self._lines:
            painter.drawLine(*_nearest_points(own, source))
        painter.setPen(QPen(_faded(color, 0.5), 1))
        for area in self._weak:
            painter.drawRect(area)
        for area in self._strong:
            # Paper around the accent's line keeps it visible over any colour of a map.
            painter.setPen(QPen(theme.paper(palette), 3))
            painter.drawRect(area)
        painter.setPen(QPen(color, 1.5))
        for area in self._strong:
            painter.drawRect(area)
        painter.restore()


def _faded(color: QColor, share: float) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(share)
    return faded


def _nearest_points(first: QRectF, second: QRectF) -> tuple[QPointF, QPointF]:
    """Return where a line between two boxes begins and ends: on their edges."""

    def on_edge(area: QRectF, towards: QPointF) -> QPointF:
        x = min(max(towards.x(), area.left()), area.right())
        y = min(max(towards.y(), area.top()), area.bottom())
        return QPointF(x, y)

    return on_edge(first, second.center()), on_edge(second, first.center())
