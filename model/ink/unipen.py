"""UNIPEN 1.0, in which most of the older collections of pen data are kept.

Guyon et al., "UNIPEN project of on-line data exchange and recognizer benchmarks", 1994. What the
UCI's digits and the UNIPEN collection itself do decides where the definition leaves it open.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.errors import BadInput
from model.ink.bounds import (
    DrawingBuilder,
    FileBudget,
    check_point_count,
    checked_stroke,
    foreign_label,
    foreign_writer,
    parse_numbers,
)
from model.ink.drawing import Drawing, Stroke
from model.ink.unpacking import READ_BYTES, read_chunks

MAX_STATEMENTS = 300_000
MAX_STATEMENT_LENGTH = 5_000_000
MAX_SEGMENT_LENGTH = 10_000
MAX_COLUMNS = 32

_STATEMENT = re.compile(r"^[ \t]*\.([A-Z_]+)", re.MULTILINE)
_SEGMENT = re.compile(
    r'\s*([A-Z_]+)(?:\s+(\d[\d:,-]*))?(?:[^"]*"([^"\\]*+(?:\\.[^"\\]*+)*+)")?', re.DOTALL
)
_PART = re.compile(r"(\d{1,9})(?::(\d{1,9}))?(?:-(\d{1,9})(?::(\d{1,9}))?)?")


@dataclass
class _Segment:
    level: str
    delineation: str | None
    """Which strokes, such as "0-2" or "0:5-1:20"; None for those from `begin` to `end`."""
    label: str | None
    position: int
    """Where it stands in the text."""
    begin: int
    end: int | None = None
    """How many strokes are before the next segment of its level; None where there is none."""


def read_unipen(path: Path) -> Iterator[Drawing]:
    """Yield a drawing for each segment of the finest level; where there is none, for each box.

    Of a file with neither, all is one drawing. Segments count the pen-downs. What a file includes
    is not read. Raises BadInput, naming file and line.
    """
    data = b"".join(read_chunks(path, READ_BYTES))
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    position = 0
    content = _Content()
    try:
        for keyword, begin, end in _statements(text):
            position = begin
            content.take(keyword, text[begin:end], begin)
        position = 0
        content.check()
        for segment in content.finest_segments():
            position = segment.position
            yield content.segment_drawing(segment)
        position = len(text)
        yield from content.box_drawings()
    except BadInput as error:
        line = text.count("\n", 0, position) + 1
        raise BadInput(f"{path}, line {line}: {error}") from error


def _statements(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each statement's keyword, and from where to where the rest of it is."""
    keyword, begin = "", 0
    for count, match in enumerate(_STATEMENT.finditer(text)):
        if keyword:
            yield keyword, begin, match.start()
        if count == MAX_STATEMENTS:
            raise BadInput(f"more than {MAX_STATEMENTS} statements")
        keyword, begin = match[1], match.end()
    if not keyword:
        raise BadInput("no line begins with a keyword such as .PEN_DOWN")
    yield keyword, begin, len(text)


class _Content:
    """What a file says: strokes, and how they are parted."""

    def __init__(self) -> None:
        self._columns = ["X", "Y"]
        self._writer: str | None = None
        self._strokes: list[Stroke | None] = []
        """None for a pen-down without points; it counts all the same."""
        self._writers: list[str | None] = []
        """Of each stroke."""
        self._boxes: list[int] = []
        """How many strokes are before each box."""
        self._segments: list[_Segment] = []
        self._latest: dict[str, _Segment] = {}
        """The last segment of each level."""
        self._hierarchy: list[str] = []
        self._includes = False
        self._read, self._shown = FileBudget(), FileBudget()
        self._visit_count = 0

    def take(self, keyword: str, text: str, position: int) -> None:
        """Take one statement."""
        match keyword:
            case "PEN_DOWN":
                self._strokes.append(self._parse_stroke(text))
                self._writers.append(self._writer)
            case "COORD":
                self._columns = text.split()[:MAX_COLUMNS]
                if not {"X", "Y"}.issubset(self._columns):
                    raise BadInput("coordinates without X and Y")
            case "SEGMENT":
                self._add_segment(text, position)
            case "HIERARCHY":
                self._hierarchy = text.split()[:MAX_COLUMNS]
            case "START_BOX":
                self._boxes.append(len(self._strokes))
            case "WRITER_ID":
                self._writer = foreign_writer(text)
            case "INCLUDE":
                self._includes = True

    def check(self) -> None:
        """Refuse a file whose strokes are elsewhere."""
        if not self._strokes and self._includes:
            raise BadInput("the strokes are in other files that it includes; these are not read")

    def _parse_stroke(self, text: str) -> Stroke | None:
        if len(text) > MAX_STATEMENT_LENGTH:
            raise BadInput(f"a stroke of more than {MAX_STATEMENT_LENGTH} characters")
        words, width = text.split(), len(self._columns)
        if not words:
            return None
        if len(words) % width:
            raise BadInput(f"a stroke whose points do not have {width} numbers each")
        check_point_count(len(words) // width)
        self._read.spend(len(words) // width)
        points = np.array(parse_numbers(words)).reshape(-1, width)
        x, y = points[:, self._columns.index("X")], points[:, self._columns.index("Y")]
        return checked_stroke(np.stack([x, 0 - y], axis=1))  # UNIPEN's y goes up

    def _add_segment(self, text: str, position: int) -> None:
        match = _SEGMENT.match(text) if len(text) <= MAX_SEGMENT_LENGTH else None
        if match is None:
            raise BadInput("a segment that is not one")
        level, delineation, label = match.groups()
        label = foreign_label(re.sub(r"\\(.)", r"\1", label or ""))
        begin = len(self._strokes)
        if level in self._latest:
            self._latest[level].end = begin
        self._latest[level] = _Segment(level, delineation, label, position, begin)
        self._segments.append(self._latest[level])

    # Drawings

    def finest_segments(self) -> list[_Segment]:
        """Return the segments of the level that is lowest in the hierarchy; of words, letters."""
        levels = dict.fromkeys(segment.level for segment in self._segments)
        known = [level for level in self._hierarchy if level in levels]
        unknown = [level for level in levels if level not in known]
        finest = [*known, *unknown][-1:]
        return [segment for segment in self._segments if segment.level in finest]

    def segment_drawing(self, segment: _Segment) -> Drawing:
        """Return the drawing of a segment."""
        builder, writer = DrawingBuilder(self._shown), None
        for index, points in self._parts(segment):
            self._visit_count += 1
            if self._visit_count > MAX_STATEMENTS:
                raise BadInput("segments that name the same strokes again and again")
            writer = writer or self._writers[index]
            stroke = self._strokes[index]
            if stroke is not None and len(stroke[points]):
                builder.add(stroke[points])
        return builder.finish(segment.label, writer)

    def _parts(self, segment: _Segment) -> Iterator[tuple[int, slice]]:
        """Yield a segment's strokes by their indices, with the part of each that belongs to it."""
        if segment.delineation is None:
            indices = range(len(self._strokes))[segment.begin : segment.end]
            yield from ((index, slice(None)) for index in indices)
            return
        for text in segment.delineation.split(","):
            match = _PART.fullmatch(text)
            if match is None:
                raise BadInput("a segment whose strokes are not named such as 0-2 or 0:5-1:20")
            first, begin, last, end = (None if n is None else int(n) for n in match.groups())
            assert first is not None
            if last is None:
                last, end = first, begin
            if not first <= last < len(self._strokes):
                raise BadInput(f"a segment of strokes that are not there: {first} to {last}")
            for index in range(first, last + 1):
                start = begin if index == first else None
                stop = end + 1 if index == last and end is not None else None
                yield index, slice(start, stop)

    def box_drawings(self) -> Iterator[Drawing]:
        """Yield the drawings between the boxes' beginnings, where there are no segments."""
        if self._segments:
            return
        ends = [*self._boxes, len(self._strokes)]
        for begin, end in itertools.pairwise([0, *ends]):
            builder = DrawingBuilder(self._shown)
            for stroke in self._strokes[begin:end]:
                if stroke is not None:
                    builder.add(stroke)
            if not builder.is_empty:
                yield builder.finish(writer=self._writers[begin])
