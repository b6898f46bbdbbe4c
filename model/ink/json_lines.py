"""Ink files, Inkling's own format: JSON Lines, one drawing a line; adding to them."""

import gzip
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import BadInput
from model.ink.bounds import (
    MAX_LABEL_LENGTH,
    MAX_WRITER_LENGTH,
    check_point_count,
    checked_stroke,
    without_surrogates,
)
from model.ink.drawing import Drawing, Part, Stroke, Trace
from model.ink.parts import characters_in, join_traces
from model.storage.files import refusing_os_errors

_NUMBERS = {int, float}  # and not bool
_WIDTHS = ({2}, {3})


def parse_drawing(line: bytes | str) -> Drawing:
    """Return the drawing of one line of an ink file; raises BadInput with the fault alone."""
    return to_drawing(parse_fields(line))


def parse_fields(line: bytes | str) -> dict[str, Any]:
    """Return the JSON object of one line of an ink file; raises BadInput with the fault alone."""
    fields = parse_json(line)
    if not isinstance(fields, dict) or not isinstance(fields.get("strokes"), list):
        raise BadInput('not an object with a list of "strokes"')
    return fields


def parse_json(line: bytes | str) -> Any:
    """Return what one line of JSON says; raises BadInput with the fault alone."""
    try:
        return json.loads(line, parse_constant=_refuse_constant)
    except BadInput:
        raise
    except (ValueError, RecursionError) as error:  # also of a number of thousands of digits
        raise BadInput("not valid JSON") from error


def to_drawing(fields: Mapping[str, Any]) -> Drawing:
    """Return the drawing of a line's JSON object; raises BadInput with the fault alone."""
    label = _checked_text(fields, "label", MAX_LABEL_LENGTH)
    writer = _checked_text(fields, "writer", MAX_WRITER_LENGTH)
    strokes = tuple(map(_parse_stroke, fields["strokes"]))
    check_point_count(sum(map(len, strokes)))
    return Drawing(strokes, label, writer, parse_parts(fields.get("parts"), label, strokes))


def is_numbers(values: Iterable[Any]) -> bool:
    """Whether all of these, which JSON has said, are numbers."""
    return _NUMBERS.issuperset(map(type, values))


def _refuse_constant(name: str) -> None:
    raise BadInput(f"a coordinate is {name}")


def _checked_text(fields: Mapping[str, Any], name: str, most: int) -> str | None:
    """Return a text of the JSON object; None where there is none, or an empty one."""
    text = fields.get(name)
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise BadInput(f'"{name}" is not a string')
    if len(text) > most:
        raise BadInput(f'"{name}" has {len(text)} characters, not 1 to {most}')
    return without_surrogates(text)


def _parse_stroke(points: Any) -> Stroke:
    # All is looked at before NumPy sees it, which would make texts a table as wide as the longest.
    try:
        widths = set(map(len, points))
        numbers = list(chain.from_iterable(points))
        if widths in _WIDTHS and is_numbers(numbers):
            return checked_stroke(np.array(numbers, np.float64).reshape(-1, widths.pop()))
    except (TypeError, OverflowError):  # of no list, of a whole number of hundreds of digits
        pass
    raise BadInput("a stroke is not a list of [x, y] or [x, y, pressure] points")


def parse_parts(value: Any, label: str | None, strokes: Sequence[Stroke]) -> tuple[Part, ...]:
    """Return the parts of a drawing of these strokes, which spell its label; often none.

    value: what JSON has said of them. Raises BadInput with the fault alone.
    """
    if value is None or value == []:
        return ()
    if not isinstance(value, list):
        raise BadInput('"parts" is not a list')
    parts = tuple(_parse_part(part, strokes) for part in value[: MAX_LABEL_LENGTH + 1])
    if "".join(part.label for part in parts) != characters_in(label or ""):
        raise BadInput('the labels of "parts" do not spell the "label"')
    traces = sorted(trace for part in parts for trace in part.traces)
    for before, after in pairwise(traces):
        # At a cut both have its point.
        is_apart = after.first >= before.past - 1 and after.past > before.past
        if before.stroke == after.stroke and not is_apart:
            raise BadInput('two of the "parts" have the same ink')
    return parts


def _parse_part(value: Any, strokes: Sequence[Stroke]) -> Part:
    fields = value if isinstance(value, dict) else {}
    label, spans = _checked_text(fields, "label", MAX_LABEL_LENGTH), fields.get("spans")
    if label is None or not isinstance(spans, list) or not spans:
        raise BadInput('one of the "parts" is not an object with a "label" and a list of "spans"')
    return Part(label, join_traces(_parse_span(span, strokes) for span in spans))


def _parse_span(value: Any, strokes: Sequence[Stroke]) -> Trace:
    if not isinstance(value, list) or len(value) != 3 or set(map(type, value)) != {int}:
        raise BadInput("a span is not a list [stroke, first, past] of whole numbers")
    stroke, first, past = value
    if not (0 <= stroke < len(strokes) and 0 <= first < past <= len(strokes[stroke])):
        raise BadInput("a span is of points that are not there")
    return Trace(stroke, first, past)


def format_drawing(drawing: Drawing) -> str:
    """Return the drawing as one line of an ink file, newline included."""
    return format_fields(drawing_fields(drawing))


def format_fields(fields: Mapping[str, Any]) -> str:
    """Return a JSON object as one line, newline included."""
    return json.dumps(fields, separators=(",", ":")) + "\n"


def drawing_fields(drawing: Drawing) -> dict[str, Any]:
    """Return the drawing as the JSON object of an ink file's line."""
    fields: dict[str, Any] = {"strokes": [stroke.tolist() for stroke in drawing.strokes]}
    if drawing.label is not None:
        fields["label"] = drawing.label
    if drawing.writer is not None:
        fields["writer"] = drawing.writer
    if drawing.parts:
        fields["parts"] = parts_fields(drawing.parts)
    return fields


def parts_fields(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return the parts of a drawing as the JSON of an ink file's line."""
    return [{"label": part.label, "spans": list(map(list, part.traces))} for part in parts]


def append_lines(path: Path, lines: bytes) -> None:
    """Add whole lines to a file, on disk when this returns.

    Raises BadInput when they cannot be written whole; the file is then as long as before.
    """
    if path.suffix == ".gz":
        lines = gzip.compress(lines)  # gzip files may be joined end to end
    with refusing_os_errors("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b", buffering=0) as file:
            length = file.seek(0, io.SEEK_END)
            if length and path.suffix != ".gz":
                file.seek(-1, io.SEEK_END)
                if file.read(1) != b"\n":  # as an editor may leave it
                    lines = b"\n" + lines
            try:
                if file.write(lines) != len(lines):
                    raise OSError("the disk is full")
                os.fsync(file.fileno())
            except OSError:
                file.truncate(length)
                raise
