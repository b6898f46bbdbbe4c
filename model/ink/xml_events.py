"""XML that nobody vouches for, as events: no entities, nothing from outside, all sizes bounded."""

import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from model.errors import BadInput
from model.ink.unpacking import MAX_LINE_BYTES, read_chunks

MAX_DEPTH = 200
MAX_ELEMENTS = 300_000
MAX_ATTRIBUTES = 2_000_000
"""Of all elements together."""
MAX_TEXT_LENGTH = MAX_LINE_BYTES
"""Of an element's own text, where somebody wants it."""
CHUNK_BYTES = 2**18

_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace "
_ENCODING = re.compile(r"utf-(8|16(le|be)?)|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d")
_SVG_DOCTYPE = "-//W3C//DTD SVG "


class Begin(NamedTuple):
    """An element's start tag."""

    name: str
    """Without its namespace; empty where that is another format's."""
    attributes: Mapping[str, str]
    """By their names: "id", "xml:id"; those of other namespaces with that in front."""
    line: int


class End(NamedTuple):
    """An element's end tag, and what its start tag said."""

    name: str
    attributes: Mapping[str, str]
    line: int
    text: str
    """Its own text, where that was asked for."""


Event = Begin | End


def read_xml(
    path: Path, root: str, namespace: str = "", texts: Container[str] = ()
) -> Iterator[Event]:
    """Yield a file's elements as they begin and end.

    `root` is the name that the outermost element must have; `texts` are those whose text is
    wanted. Raises BadInput, naming file and line, on what is not such XML or too large, and on a
    document type: its entities could grow without bound, or name other files. The one exception is
    SVG's own, which many programs write; it is not read.
    """
    parser = _Parser(root, namespace, texts)
    for chunk in read_chunks(path, CHUNK_BYTES):
        yield from parser.feed(path, chunk)
    yield from parser.feed(path, b"", is_last=True)


class _Parser:
    """Turns expat's calls into events."""

    def __init__(self, root: str, namespace: str, texts: Container[str]) -> None:
        self._root = root
        self._namespaces = ("", namespace)
        self._texts = texts
        self._events: list[Event] = []
        self._open: list[Begin] = []
        self._open_texts: list[list[str] | None] = []
        self._element_count = self._attribute_count = 0
        self._text_length = self._quiet_bytes = 0
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._begin
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._add_text
        self._expat.StartDoctypeDeclHandler = self._check_doctype
        self._expat.XmlDeclHandler = self._check_declaration

    def feed(self, path: Path, chunk: bytes, is_last: bool = False) -> Iterator[Event]:
        """Yield the events of the next bytes."""
        self._events = []
        fault: BadInput | None = None
        # Without this, a tag of many megabytes would be looked through again with every chunk.
        self._quiet_bytes += len(chunk)
        try:
            if self._quiet_bytes > MAX_LINE_BYTES:
                raise BadInput(f"a tag of more than {MAX_LINE_BYTES} bytes")
            self._expat.Parse(chunk, is_last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            fault = BadInput(f"{path}, line {error.lineno}: not valid XML ({reason})")
        except BadInput as error:
            fault = BadInput(f"{path}, line {self._expat.CurrentLineNumber}: {error}")
        except (LookupError, ValueError):  # Python's, of an encoding
            fault = BadInput(f"{path}: an encoding that cannot be read")
        yield from self._events
        if fault is not None:
            raise fault

    def _begin(self, qualified: str, attributes: dict[str, str]) -> None:
        self._quiet_bytes = 0
        self._element_count += 1
        if self._element_count > MAX_ELEMENTS:
            raise BadInput(f"more than {MAX_ELEMENTS} elements")
        self._attribute_count += len(attributes)
        if self._attribute_count > MAX_ATTRIBUTES:
            raise BadInput(f"more than {MAX_ATTRIBUTES} attributes")
        if len(self._open) == MAX_DEPTH:
            raise BadInput(f"elements nested more than {MAX_DEPTH} deep")
        namespace, _, name = qualified.rpartition(" ")
        if namespace not in self._namespaces:
            name = ""
        if not self._open and name != self._root:
            raise BadInput(f"the outermost element is not <{self._root}>")
        attributes = {_attribute_name(key): value for key, value in attributes.items()}
        event = Begin(name, attributes, self._expat.CurrentLineNumber)
        self._open.append(event)
        self._open_texts.append([] if name in self._texts else None)
        self._text_length = 0
        self._events.append(event)

    def _end(self, qualified: str) -> None:
        self._quiet_bytes = 0
        self._events.append(End(*self._open.pop(), "".join(self._open_texts.pop() or ())))

    def _add_text(self, text: str) -> None:
        self._quiet_bytes = 0
        wanted = self._open_texts[-1]
        if wanted is not None:
            self._text_length += len(text)
            if self._text_length > MAX_TEXT_LENGTH:
                raise BadInput(f"a text of more than {MAX_TEXT_LENGTH} characters")
            wanted.append(text)

    def _check_doctype(
        self, name: str, system_id: str | None, public_id: str | None, has_subset: bool
    ) -> None:
        if has_subset or not (public_id or "").startswith(_SVG_DOCTYPE):
            raise BadInput("it declares a document type, which is never followed")

    def _check_declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        # Python has encodings of other kinds, which it would try.
        if encoding is not None and not _ENCODING.fullmatch(encoding.lower()):
            raise BadInput("an encoding that cannot be read")


def _attribute_name(key: str) -> str:
    return key.replace(_XML_NAMESPACE, "xml:")
