"""Drawings as SVG: one as it is, several side by side on a page."""

import math
from collections.abc import Sequence

from model.ink.drawing import Drawing, Stroke
from model.ink.inkml import decimal, xml_text
from model.ink.svg import LABEL_ATTRIBUTE, NAMESPACE, WRITER_ATTRIBUTE

PEN_SHARE = 0.04
"""The pen's width, of a drawing's larger side."""
CELL_SIDE = 100.0
CELL_MARGIN = 12.0


def format_svg(drawings: Sequence[Drawing]) -> str:
    """Return an SVG file with the drawings in rows; one alone keeps its coordinates."""
    if len(drawings) == 1:
        return _format_alone(drawings[0])
    columns = max(math.ceil(math.sqrt(len(drawings))), 1)
    rows = max(math.ceil(len(drawings) / columns), 1)
    parts = [_head((0, 0, columns * CELL_SIDE, rows * CELL_SIDE))]
    for index, drawing in enumerate(drawings):
        row, column = divmod(index, columns)
        parts.append(_format_in_cell(drawing, column * CELL_SIDE, row * CELL_SIDE))
    return "".join([*parts, "</svg>\n"])


def _format_alone(drawing: Drawing) -> str:
    left, top, right, bottom = (0.0, 0.0, CELL_SIDE, CELL_SIDE)
    if not drawing.is_empty:
        left, top, right, bottom = drawing.bounds()
    extent = max(right - left, bottom - top) or 1.0
    margin, pen_width = extent * CELL_MARGIN / CELL_SIDE, extent * PEN_SHARE
    box = (left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin)
    texts = ((LABEL_ATTRIBUTE, drawing.label), (WRITER_ATTRIBUTE, drawing.writer))
    said = "".join(f' {name}="{xml_text(text)}"' for name, text in texts if text is not None)
    return "".join([_head(box, said), _format_group(drawing, "", pen_width), "</svg>\n"])


def _format_in_cell(drawing: Drawing, x: float, y: float) -> str:
    if drawing.is_empty:
        return ""
    left, top, right, bottom = drawing.bounds()
    extent = max(right - left, bottom - top) or 1.0
    scale = (CELL_SIDE - 2 * CELL_MARGIN) / extent
    shift_x = x + CELL_SIDE / 2 - scale * (left + right) / 2
    shift_y = y + CELL_SIDE / 2 - scale * (top + bottom) / 2
    numbers = " ".join(map(decimal, (scale, 0.0, 0.0, scale, shift_x, shift_y)))
    return _format_group(drawing, f' transform="matrix({numbers})"', extent * PEN_SHARE)


def _head(box: tuple[float, float, float, float], said: str = "") -> str:
    width, height = map(decimal, box[2:])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="{NAMESPACE}" viewBox="{" ".join(map(decimal, box))}"'
        f' width="{width}" height="{height}"{said}>\n'
    )


def _format_group(drawing: Drawing, transform: str, pen_width: float) -> str:
    title = f"<title>{xml_text(drawing.label)}</title>\n" if drawing.label is not None else ""
    return "".join(
        [
            f'<g{transform} fill="none" stroke="black" stroke-width="{decimal(pen_width)}"'
            ' stroke-linecap="round" stroke-linejoin="round">\n',
            title,
            *map(_format_stroke, drawing.strokes),
            "</g>\n",
        ]
    )


def _format_stroke(stroke: Stroke) -> str:
    first, *others = (" ".join(map(decimal, point[:2])) for point in stroke.tolist())
    # A closed path without length is drawn as a dot.
    data = f"M{first}L{'L'.join(others)}" if others else f"M{first}Z"
    return f'<path d="{data}"/>\n'
