"""InkML, the W3C's format of digital ink: many drawings with their labels.

https://www.w3.org/TR/InkML/, and how CROHME, MathWriting and Windows' programs use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from model.errors import BadInput
from model.ink.bounds import (
    DrawingBuilder,
    FileBudget,
    check_point_count,
    foreign_label,
    foreign_writer,
)
from model.ink.drawing import Drawing, Stroke
from model.ink.inkml_trace import TraceFormat, parse_trace, trace_format
from model.ink.xml_events import MAX_ELEMENTS, Begin, End, read_xml

NAMESPACE = "http://www.w3.org/2003/InkML"
LABEL_TYPES = ("truth", "label")
WRITER_TYPE = "writer"


@dataclass
class _Group:
    """A traceGroup, or the whole ink."""

    layout: TraceFormat | None = None
    label: str | None = None
    writer: str | None = None
    items: list[Stroke | _Group] = field(default_factory=list)


def read_inkml(path: Path) -> Iterator[Drawing]:
    """Yield the drawings of an InkML file.

    A traceGroup with a label is one, and so is one that lies in no other; groups without a label
    within are parts of it. Traces outside of all groups, as far as no group refers to them, are one
    drawing, which has the file's label where there is no group. Raises BadInput, naming file and
    line.
    """
    ink = _Ink()
    for event in read_xml(path, "ink", NAMESPACE, texts={"trace", "annotation"}):
        try:
            if isinstance(event, Begin):
                ink.begin(event)
            elif (drawings := ink.end(event)) is not None:
                yield from drawings
        except BadInput as error:
            raise BadInput(f"{path}, line {event.line}: {error}") from error


class _Ink:
    """Collects groups while elements begin and end."""

    def __init__(self) -> None:
        self._budget = FileBudget()
        self._groups = [_Group()]
        """The whole ink, and the groups that have begun and not ended."""
        self._has_groups = False
        self._open: list[str] = []
        self._traces: dict[str, Stroke] = {}
        self._loose: dict[int, Stroke] = {}
        """The traces outside of all groups, by when they came."""
        self._loose_count = 0
        self._loose_names: dict[str, int] = {}
        self._layouts: dict[str, TraceFormat] = {}
        self._latest = TraceFormat()
        """The last that was described: what a trace has that refers to none."""
        self._described: TraceFormat | None = None
        """What the context described that has begun and not ended."""
        self._channels: list[dict[str, str]] = []

    def begin(self, element: Begin) -> None:
        """Take an element's start."""
        self._open.append(element.name)
        if element.name == "traceGroup":
            layout = self._referred(element.attributes.get("contextRef"))
            self._groups.append(_Group(layout or self._groups[-1].layout))
            self._has_groups = True
        elif element.name == "traceFormat":
            self._channels = []
        elif element.name == "context":
            self._described = None

    def end(self, element: End) -> Iterator[Drawing] | None:
        """Take an element's end; return the drawings that are whole with it."""
        self._open.pop()
        match element.name:
            case "trace":
                self._add_trace(element)
            case "traceView":
                self._add_view(element)
            case "annotation":
                self._annotate(element)
            case "channel":
                if "intermittentChannels" not in self._open:
                    self._channels.append(dict(element.attributes))
            case "traceFormat" | "inkSource" | "context":
                self._describe(element)
            case "traceGroup":
                group = self._groups.pop()
                if len(self._groups) == 1 and "definitions" not in self._open:
                    return self._drawings(group, self._groups[0].writer)
                self._groups[-1].items.append(group)
            case "ink":
                return self._loose_drawing()
        return None

    # Channels

    def _describe(self, element: End) -> None:
        if element.name == "traceFormat":
            layout = trace_format(self._channels) if self._channels else TraceFormat()
            self._described = self._latest = layout
        references = ("traceFormatRef", "inkSourceRef", "contextRef")
        referred = (self._referred(element.attributes.get(name)) for name in references)
        described = self._described or next(filter(None, referred), None)
        name = element.attributes.get("xml:id") or element.attributes.get("id")
        if described is not None and name:
            self._layouts[name] = described

    def _referred(self, reference: str | None) -> TraceFormat | None:
        return self._layouts.get((reference or "").removeprefix("#"))

    # Traces

    def _add_trace(self, element: End) -> None:
        attributes = element.attributes
        if attributes.get("type") == "penUp":
            return
        layout = (
            self._referred(attributes.get("contextRef"))
            or self._groups[-1].layout
            or self._latest
        )  # fmt: skip
        stroke = parse_trace(element.text, layout)
        if stroke is None:
            return
        name = attributes.get("xml:id") or attributes.get("id")
        if name:
            self._traces[name] = stroke
        if len(self._groups) > 1:
            self._groups[-1].items.append(stroke)
        elif "definitions" not in self._open:
            self._loose_count += 1
            self._loose[self._loose_count] = stroke
            check_point_count(len(self._loose))
            if name:
                self._loose_names[name] = self._loose_count

    def _add_view(self, element: End) -> None:
        """Add a trace that a group refers to."""
        reference = element.attributes.get("traceDataRef")
        if reference is None or len(self._groups) == 1:
            return
        name = reference.removeprefix("#")
        if name not in self._traces:
            raise BadInput("a traceView of no trace before it in the file")
        self._groups[-1].items.append(self._traces[name])
        self._loose.pop(self._loose_names.get(name, -1), None)

    def _annotate(self, element: End) -> None:
        """Take a text that is a group's own."""
        if self._open[-1:] not in (["traceGroup"], ["ink"]):
            return
        kind, group = element.attributes.get("type", "").lower(), self._groups[-1]
        if kind in LABEL_TYPES and group.label is None:
            group.label = foreign_label(element.text)
        elif kind == WRITER_TYPE:
            group.writer = foreign_writer(element.text)

    # Drawings

    def _drawings(self, group: _Group, writer: str | None) -> Iterator[Drawing]:
        builder, labelled = DrawingBuilder(self._budget), []
        writer = group.writer or writer
        unlabelled, has_parts = [iter(group.items)], False
        while unlabelled:
            item = next(unlabelled[-1], None)
            if item is None:
                unlabelled.pop()
            elif not isinstance(item, _Group):
                builder.add(item)
            elif item.label is None:
                unlabelled.append(iter(item.items))
                has_parts = True
            else:
                labelled.append(item)
        if not builder.is_empty or not (labelled or has_parts):
            yield builder.finish(group.label, writer)
        for part in labelled:
            yield from self._drawings(part, writer)

    def _loose_drawing(self) -> Iterator[Drawing]:
        ink = self._groups[0]
        builder = DrawingBuilder(self._budget)
        for stroke in self._loose.values():
            builder.add(stroke)
        if not builder.is_empty:
            yield builder.finish(None if self._has_groups else ink.label, ink.writer)


# Writing

HEAD_ELEMENTS, GROUP_ELEMENTS = 12, 3
"""How many there are at most, without the traces."""
_PLAIN, _PRESSED = "plain", "pressed"
_CHANNELS = '<channel name="X" type="decimal"/><channel name="Y" type="decimal"/>'
_FORCE = '<channel name="F" type="decimal" min="0" max="1"/>'
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_inkml(drawings: Iterable[Drawing]) -> str:
    """Return the drawings as an InkML file: a traceGroup each, with label and writer.

    Raises BadInput, with the fault alone, where they are too many to be read from one.
    """
    budget, element_count = FileBudget(), HEAD_ELEMENTS
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ink xmlns="{NAMESPACE}">\n<definitions>\n',
        _format_context(_PLAIN, _CHANNELS),
        _format_context(_PRESSED, _CHANNELS + _FORCE),
        "</definitions>\n",
    ]
    for drawing in drawings:
        budget.spend(drawing.point_count)
        element_count += GROUP_ELEMENTS + len(drawing.strokes)
        if element_count > MAX_ELEMENTS:
            raise BadInput("too many drawings for one file")
        parts.append("<traceGroup>\n")
        for kind, text in ((LABEL_TYPES[0], drawing.label), (WRITER_TYPE, drawing.writer)):
            if text is not None:
                parts.append(f'<annotation type="{kind}">{xml_text(text)}</annotation>\n')
        parts += map(_format_trace, drawing.strokes)
        parts.append("</traceGroup>\n")
    return "".join([*parts, "</ink>\n"])


def _format_context(name: str, channels: str) -> str:
    return f'<context xml:id="{name}"><traceFormat>{channels}</traceFormat></context>\n'


def _format_trace(stroke: Stroke) -> str:
    context = _PRESSED if stroke.shape[1] == 3 else _PLAIN
    points = ", ".join(" ".join(map(decimal, point)) for point in stroke.tolist())
    return f'<trace contextRef="#{context}">{points}</trace>\n'


def xml_text(text: str) -> str:
    """Return the text as XML has it; characters that it cannot have are replaced."""
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), {"\r": "&#13;", '"': "&quot;"})


def decimal(value: float) -> str:
    """Return the shortest decimal number that is read as this one, without an exponent."""
    text = repr(value).removesuffix(".0")
    return text if "e" not in text else np.format_float_positional(value, trim="-")
