"""Files of drawings, in any format: how to know it, read them, write them.

Formats are known by what is in a file, or else by its name's ending. Each has a module of its own.
"""

import codecs
import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.formats import (
    INK,
    INKML,
    QUICK_DRAW,
    SVG,
    UNIPEN,
    WRITTEN_DRAWINGS,
    XOPP,
    Format,
    format_by_name,
)
from model.ink.inkml import format_inkml, read_inkml
from model.ink.json_lines import format_drawing, parse_drawing
from model.ink.quick_draw import parse_quick_drawing
from model.ink.svg import read_svg
from model.ink.svg_writing import format_svg
from model.ink.unipen import read_unipen
from model.ink.unpacking import MAX_FILE_BYTES, read_beginning, read_lines
from model.ink.xopp import read_xopp
from model.storage.files import write_atomically

ParseLine = Callable[[bytes], Drawing]

LINE_PARSERS: Mapping[Format, ParseLine] = {
    INK: parse_drawing,
    QUICK_DRAW: parse_quick_drawing,
}
"""The formats with a drawing a line, of any length: what each line says."""
READERS: Mapping[Format, Callable[[Path], Iterator[Drawing]]] = {
    INKML: read_inkml,
    SVG: read_svg,
    UNIPEN: read_unipen,
    XOPP: read_xopp,
}
"""The formats of files that are read as a whole."""
WRITERS: Mapping[Format, Callable[[Sequence[Drawing]], str]] = {
    INK: lambda drawings: "".join(map(format_drawing, drawings)),
    INKML: format_inkml,
    SVG: format_svg,
}

PACKED_SUFFIXES = (".gz", ".svgz")

_BEGINNING_BYTES = 2**16
_ROOTS = {"ink": INKML, "svg": SVG, "xournal": XOPP}
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")
_OWN_KEY, _QUICK_DRAW_KEY = re.compile(rb'"strokes"\s*:'), re.compile(rb'"drawing"\s*:')
_STATEMENT = re.compile(r"\.[A-Z_]{2,}\s")


def find_format(path: Path) -> Format | None:
    """Return a file's format of drawings, or None where it has none, as a picture.

    Raises BadInput where the file cannot be read.
    """
    beginning, is_packed = read_beginning(path, _BEGINNING_BYTES)
    if beginning.lstrip().startswith(b"{"):
        line = beginning.lstrip().partition(b"\n")[0]
        if _OWN_KEY.search(line):
            return INK
        return QUICK_DRAW if _QUICK_DRAW_KEY.search(line) else format_by_name(path) or INK
    text = _decoded(beginning).lstrip()
    if text.startswith("<"):
        return _ROOTS.get(_outermost_element(text)) or format_by_name(path)
    if _STATEMENT.match(text):
        return UNIPEN
    return format_by_name(path) or (INK if is_packed else None)


def _decoded(beginning: bytes) -> str:
    """Return the beginning of a text; wherever it matters here, it is ASCII."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return beginning.decode("utf-16", "ignore")
    return beginning.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _outermost_element(text: str) -> str:
    """Return the name of an XML file's first element, or nothing where it is further down."""
    position = 0
    while (position := text.find("<", position)) >= 0:
        for opening, closing in (("<?", "?>"), ("<!--", "-->"), ("<!", ">")):
            if text.startswith(opening, position):
                end = text.find(closing, position)
                position = len(text) if end < 0 else end
                break
        else:
            match = _ELEMENT.match(text, position)
            return match[1] if match else ""
    return ""


def looks_like_ink(path: Path) -> bool:
    """Whether a file is one of drawings by its content or its name, rather than a picture."""
    return find_format(path) is not None


def read_drawings(path: Path) -> Iterator[Drawing]:
    """Yield the drawings of a file, of any of the formats, one by one.

    Raises BadInput, naming the file and the fault, and the line where there is one.
    """
    known = find_format(path) or INK
    if known in LINE_PARSERS:
        lines = ((number, line) for number, line, _ in read_lines(path))
        yield from parse_lines(path, lines, LINE_PARSERS[known])
    else:
        yield from READERS[known](path)


def parse_lines(
    path: Path, lines: Iterable[tuple[int, bytes]], parse: ParseLine = parse_drawing
) -> Iterator[Drawing]:
    """Yield the drawings of numbered lines; raises BadInput, naming the file and the line."""
    for number, line in lines:
        try:
            yield parse(line)
        except BadInput as error:
            raise BadInput(f"{path}, line {number}: {error}") from error


def write_drawings(path: Path, drawings: Iterable[Drawing]) -> None:
    """Write drawings as InkML or SVG where the name says so, else as an ink file.

    It is gzipped where its name says that, and written whole. Raises BadInput where it cannot be,
    and where the name is that of a format that is only read.
    """
    known = format_by_name(path) or INK
    if known not in WRITERS:
        titles = ", ".join(f"{kind.title} ({kind.suffixes[0]})" for kind in WRITTEN_DRAWINGS)
        raise BadInput(f"cannot write {path}: {known.title} is only read; written are {titles}")
    try:
        data = WRITERS[known](list(drawings)).encode()
        if known in READERS and len(data) > MAX_FILE_BYTES:
            raise BadInput("too many drawings for one file")
    except BadInput as error:
        raise BadInput(f"cannot write {path}: {error}; an ink file takes any number") from error
    write_atomically(path, gzip.compress(data) if path.suffix.lower() in PACKED_SUFFIXES else data)
