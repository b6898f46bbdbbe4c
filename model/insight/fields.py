"""Where a cell of the network looks: in the layer before it, and in the input."""

from typing import NamedTuple

from model.ink.field import FIELD
from model.insight.layers import Cell, Flow, Layer


class Span(NamedTuple):
    """Cells of each map of a layer, or px of the input, from (left, top) to before the others."""

    left: int
    top: int
    right: int
    bottom: int


WHOLE_FIELD = Span(0, 0, FIELD, FIELD)
THIRDS = (
    ("upper left", "top", "upper right"),
    ("left", "middle", "right"),
    ("lower left", "foot", "lower right"),
)


def _widen(span: Span, layer: Layer) -> Span:
    """Return what cells of a layer are made of in the layer before it."""
    by, more = layer.stride, layer.window - layer.stride
    left, top, right, bottom = (edge * by for edge in span)
    return Span(left, top, right + more, bottom + more)


def source_span(flow: Flow, cell: Cell) -> Span:
    """Return what a cell is made of in the maps of the layer before; of the input, itself."""
    layer = flow.layer(cell.layer)
    if layer is flow.layers[0]:
        return Span(cell.column, cell.row, cell.column + 1, cell.row + 1)
    if layer.window == 0:
        _, rows, columns = flow.before(cell.layer).shape
        return Span(0, 0, columns, rows)
    return _widen(Span(cell.column, cell.row, cell.column + 1, cell.row + 1), layer)


def receptive_field(flow: Flow, cell: Cell) -> Span:
    """Return the px of the input that a cell is made of."""
    span = Span(cell.column, cell.row, cell.column + 1, cell.row + 1)
    for layer in reversed(flow.layers[1 : flow.index(cell.layer) + 1]):
        if layer.window == 0:
            return WHOLE_FIELD
        span = _widen(span, layer)
    return span


def place_in_words(span: Span) -> str:
    """Return where the middle of a span of the input lies, such as "upper left"."""
    row = min(int((span.top + span.bottom) / 2 / FIELD * 3), 2)
    column = min(int((span.left + span.right) / 2 / FIELD * 3), 2)
    return THIRDS[row][column]
