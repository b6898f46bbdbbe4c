"""Bytes of files: packed and damaged ones, and such as unpack to more than anybody could hold."""

import gzip
import io
import os
from functools import partial
from pathlib import Path

import pytest

from model.errors import BadInput
from model.ink.unpacking import MAX_BLANK_LINES, MAX_FILE_BYTES, read_chunks, read_lines
from tests.model.ink.helpers import refusal

MEGABYTE = 1_000_000
LINE = b'{"strokes":[[[1,2]]]}\n'

pack = partial(gzip.compress, mtime=0)
"""The time of day would give tests other names in each process that collects them."""


def unpacked(path: Path) -> bytes:
    return b"".join(read_chunks(path, 1000))


def bomb(unit: bytes, count: int) -> bytes:
    """Return a gzip file of so many repetitions, made without holding them."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as file:
        for _ in range(count // 1000):
            file.write(unit * 1000)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pack(LINE),
        pack(LINE[:7]) + pack(LINE[7:]),
        pack(b"") + pack(LINE) + pack(b""),
        pack(LINE[:7]) + b"\0" * 1000 + pack(LINE[7:]) + b"\0" * 70_000,
        LINE,
    ],
)
def test_plain_and_packed_files_are_read_alike(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert unpacked(path) == LINE
    assert [line for _, line, _ in read_lines(path)] == [LINE]


def test_what_is_packed_is_unpacked_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    data = bytes(index * index % 251 for index in range(200_000)) + b"\n" * 9000
    path.write_bytes(pack(data))
    assert unpacked(path) == data


@pytest.mark.parametrize(
    "data",
    [
        pack(LINE)[:-1],
        pack(LINE)[:5],
        pack(LINE) + b"trailing",
        pack(LINE) + pack(LINE)[:12],
        pack(LINE)[:-8] + b"\0" * 8,
        b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * MEGABYTE,  # a name without its end
    ],
)
def test_damaged_data_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"file: damaged gzip data$"):
        unpacked(path)


@pytest.mark.parametrize("name", ["ink.jsonl.gz", "ink.svg", "ink.inkml", "ink.xopp", "ink.unp"])
@pytest.mark.parametrize("unit", [b" ", b'{"strokes":[%s]}\n' % (b" " * 1000), b"<svg>"])
def test_bombs_are_refused(tmp_path: Path, name: str, unit: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(bomb(unit, 40 * MEGABYTE // len(unit)))
    assert str(path) in refusal(path)


def test_a_thousand_packed_nothings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl.gz"
    path.write_bytes(pack(b"") * 10_000)
    assert "unpack to far more than ink would" in refusal(path)


def test_padding_is_taken_and_a_hole_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "padded.gz"
    path.write_bytes(pack(b"ink") + bytes(500_000) + pack(b" and ink"))
    assert b"".join(read_chunks(path, 100)) == b"ink and ink"
    os.truncate(path, 3_000_000_000)
    with pytest.raises(BadInput, match="damaged gzip data"):
        list(read_chunks(path, 100))


def test_a_line_break_a_line_is_refused_after_some_thousand(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(LINE + b"\n" * MAX_BLANK_LINES + LINE)
    assert len(list(read_lines(path))) == 2
    path.write_bytes(LINE + b" \r\n" * (MAX_BLANK_LINES + 1) + LINE)
    assert refusal(path) == f"{path}, line {MAX_BLANK_LINES + 2}: more than 10000 blank lines"


def test_large_files_of_other_programs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.xopp"
    with path.open("wb") as file:
        file.write(b"<xournal>")
        file.truncate(MAX_FILE_BYTES + 1)  # of zeros, which take no room
    assert refusal(path).startswith(f"{path}, line 1: not valid XML")
    path.write_bytes(b".PEN_UP\n" + b"1 2\n" * (MAX_FILE_BYTES // 4))
    assert refusal(path) == f"{path}: more than 64 MB"
