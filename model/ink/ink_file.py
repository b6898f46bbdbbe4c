"""Ink files: drawings as JSON Lines, plain or gzip."""

import gzip
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from model.errors import BadInput
from model.ink.drawing import Drawing, Stroke
from model.storage.files import refusing_os_errors, write_atomically

MAX_POINTS = 100_000
"""A drawing with more points than this is refused; a minute of fast scribbling has 15,000."""
MAX_COORDINATE_PX = 1e6
MAX_LINE_BYTES = 8_000_000
READ_BYTES = 2**20
"""Read from a file at once. Each reading lets go of Python's lock for an instant; where it does so
every few lines, another thread waits for it in vain until all is read: a window stands still."""
LINES_PER_LOOK = 500
GZIP_MAGIC = b"\x1f\x8b"


def read_drawings(path: Path) -> Iterator[Drawing]:
    """Yield the drawings of an ink file (JSON Lines, plain or gzip) one by one.

    Raises BadInput, naming the file and the line, on anything the contract does not allow.
    """
    return parse_lines(path, ((number, line) for number, line, _ in read_lines(path)))


def read_lines(path: Path) -> Iterator[tuple[int, bytes, float]]:
    """Yield an ink file's lines that are not blank, unparsed.

    Each comes with its number, from 1, and about what share of the file is read with it. Raises
    BadInput when the file cannot be read or unpacked.
    """
    with refusing_os_errors("read", path), path.open("rb", READ_BYTES) as file:
        size = max(os.fstat(file.fileno()).st_size, 1)
        magic = file.read(2)
        file.seek(0)
        lines = file
        if magic == GZIP_MAGIC:
            unpacked = cast(io.RawIOBase, gzip.GzipFile(fileobj=file))
            lines = io.BufferedReader(unpacked, READ_BYTES)
        number, share = 0, 0.0
        try:
            while line := lines.readline(MAX_LINE_BYTES + 1):
                if number % LINES_PER_LOOK == 0:
                    share = file.tell() / size
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    raise BadInput(f"{path}, line {number}: longer than {MAX_LINE_BYTES} bytes")
                if not line.isspace():
                    yield number, line, share
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise BadInput(f"{path}: damaged gzip data after line {number}") from error


def parse_lines(path: Path, lines: Iterable[tuple[int, bytes]]) -> Iterator[Drawing]:
    """Yield the drawings of numbered lines; raises BadInput, naming the file and the line."""
    for number, line in lines:
        try:
            yield parse_drawing(line)
        except BadInput as error:
            raise BadInput(f"{path}, line {number}: {error}") from error


def looks_like_ink(path: Path) -> bool:
    """Whether a file is ink by its name or its first bytes, rather than a picture."""
    if path.name.lower().endswith((".jsonl", ".jsonl.gz")):
        return True
    with refusing_os_errors("read", path), path.open("rb") as file:
        beginning = file.read(64).lstrip()
    return beginning.startswith((b"{", GZIP_MAGIC))


def parse_drawing(line: bytes | str) -> Drawing:
    """Return the drawing of one line of an ink file; raises BadInput with the fault alone."""
    return to_drawing(parse_fields(line))


def parse_fields(line: bytes | str) -> dict[str, Any]:
    """Return the JSON object of one line of an ink file; raises BadInput with the fault alone."""
    try:
        fields = json.loads(line, parse_constant=_refuse_constant)
    except BadInput:
        raise
    except (ValueError, RecursionError) as error:  # also of a number of thousands of digits
        raise BadInput("not valid JSON") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("strokes"), list):
        raise BadInput('not an object with a list of "strokes"')
    return fields


def to_drawing(fields: Mapping[str, Any]) -> Drawing:
    """Return the drawing of a line's JSON object; raises BadInput with the fault alone."""
    for name in ("label", "writer"):
        if not isinstance(fields.get(name), str | None):
            raise BadInput(f'"{name}" is not a string')
    if sum(len(s) for s in fields["strokes"] if isinstance(s, list)) > MAX_POINTS:
        raise BadInput(f"a drawing of more than {MAX_POINTS} points")
    return Drawing(
        tuple(_parse_stroke(points) for points in fields["strokes"]),
        fields.get("label"),
        fields.get("writer"),
    )


def _refuse_constant(name: str) -> None:
    raise BadInput(f"a coordinate is {name}")


def _parse_stroke(points: Any) -> Stroke:
    try:
        stroke = np.array(points)
    except ValueError:  # points of unlike lengths
        stroke = np.empty(0)
    if stroke.ndim != 2 or stroke.shape[1] not in (2, 3) or stroke.dtype.kind not in "iuf":
        raise BadInput("a stroke is not a list of [x, y] or [x, y, pressure] points")
    stroke = stroke.astype(np.float64, copy=False)
    # Written so that NaN fails it too; JSON can still spell infinity as 1e999.
    if not np.abs(stroke[:, :2]).max() <= MAX_COORDINATE_PX:
        raise BadInput(f"a coordinate is not within ±{MAX_COORDINATE_PX:.0f} px")
    if stroke.shape[1] == 3 and not (stroke[:, 2].min() >= 0 and stroke[:, 2].max() <= 1):
        raise BadInput("a pressure is not within 0 and 1")
    return stroke


def format_drawing(drawing: Drawing) -> str:
    """Return the drawing as one line of an ink file, newline included."""
    return json.dumps(drawing_fields(drawing), separators=(",", ":")) + "\n"


def drawing_fields(drawing: Drawing) -> dict[str, Any]:
    """Return the drawing as the JSON object of an ink file's line."""
    fields: dict[str, Any] = {"strokes": [stroke.tolist() for stroke in drawing.strokes]}
    if drawing.label is not None:
        fields["label"] = drawing.label
    if drawing.writer is not None:
        fields["writer"] = drawing.writer
    return fields


def write_drawings(path: Path, drawings: Iterable[Drawing]) -> None:
    """Write an ink file, gzipped where its name ends in .gz; whole, or BadInput and not at all."""
    data = "".join(map(format_drawing, drawings)).encode()
    write_atomically(path, gzip.compress(data) if path.suffix == ".gz" else data)


def append_drawing(path: Path, drawing: Drawing) -> None:
    """Add one drawing to an ink file, on disk when this returns.

    Raises BadInput when it cannot be written whole; the file is then as long as before.
    """
    append_lines(path, format_drawing(drawing).encode())


def append_lines(path: Path, lines: bytes) -> None:
    """Add whole lines to an ink file, as `append_drawing` does a drawing."""
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
