"""Files of the note-taking program Xournal++, and of Xournal before it: one drawing a page.

XML, mostly packed: https://xournal.sourceforge.net/manual.html#file-format, and Xournal++'s own
`XmlParser.cpp`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from model.errors import BadInput
from model.ink.bounds import DrawingBuilder, checked_stroke, parse_numbers
from model.ink.drawing import Drawing, Stroke
from model.ink.xml_events import End, read_xml

PEN = "pen"


def read_xopp(path: Path) -> Iterator[Drawing]:
    """Yield a drawing for each page that has pen strokes.

    Highlighter, eraser, text and pictures are no ink. Raises BadInput, naming file and line.
    """
    builder = DrawingBuilder()
    for event in read_xml(path, "xournal", texts={"stroke"}):
        if not isinstance(event, End):
            continue
        if event.name == "page" and not builder.is_empty:
            yield builder.finish()
        elif event.name == "stroke" and event.attributes.get("tool", PEN) == PEN:
            try:
                stroke = _parse_stroke(event.text, event.attributes.get("width", ""), builder)
                if stroke is not None:
                    builder.add(stroke)
            except BadInput as error:
                raise BadInput(f"{path}, line {event.line}: {error}") from error


def _parse_stroke(text: str, widths_text: str, builder: DrawingBuilder) -> Stroke | None:
    words = text.split()
    if not words:
        return None
    if len(words) % 2:
        raise BadInput("a stroke has an x without a y")
    builder.check_room(len(words) // 2)
    points = np.array(parse_numbers(words)).reshape(-1, 2)
    pressures = _pressures(parse_numbers(widths_text.split()), len(points))
    return checked_stroke(points if pressures is None else np.column_stack([points, pressures]))


def _pressures(widths: list[float], count: int) -> Stroke | None:
    """Return (count,) pressures, or None where the pen's width does not vary.

    Xournal writes the pen's width, then the width at each point but the last.
    """
    pen_width, *varying = widths or [0.0]
    if not varying or len(varying) not in (count - 1, count) or not pen_width > 0:
        return None
    varying = (varying + varying[-1:])[:count]
    with np.errstate(over="ignore"):
        return (np.array(varying) / pen_width).clip(0, 1)
