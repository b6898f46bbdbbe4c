"""The bytes of files that nobody vouches for: plain or gzip, whole, in chunks, or by lines."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from model.errors import BadInput
from model.storage.files import open_plain
from model.storage.gzip_reader import GzipReader

READ_BYTES = 2**20
"""Read from a file at once. Each reading lets go of Python's lock for an instant; where it does so
every few lines, another thread waits for it in vain until all is read: a window stands still."""
MAX_FILE_BYTES = 64_000_000
"""Of a file that is not read line by line, unpacked."""
MAX_LINE_BYTES = 8_000_000
MAX_BLANK_LINES = 10_000
"""In a row."""
LINES_PER_LOOK = 500
GZIP_MAGIC = b"\x1f\x8b"

_BOMB_BYTES = 10_000_000
_BOMB_RATIO = 100
"""Ink is packed to a fifth of its size, zeros to a thousandth."""
_MAX_EMPTY_MEMBERS = 1000


class _InkGzip(GzipReader):
    """What is packed in a gzip file of ink; it refuses what unpacks to far more than ink would."""

    @override
    def _unpack(self, most: int) -> bytes:
        data = super()._unpack(most)
        if (
            self._empty_members > _MAX_EMPTY_MEMBERS
            or self._unpacked_count > max(_BOMB_BYTES, _BOMB_RATIO * self._packed_count)
        ):  # fmt: skip
            raise BadInput("gzip data that unpack to far more than ink would")
        return data


class UnpackedFile:
    """A file open for reading, unpacked; its methods raise BadInput with the fault alone."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = max(os.fstat(file.fileno()).st_size, 1)
        self.is_packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        file.seek(0)
        self._unpacked = io.BufferedReader(_InkGzip(file), READ_BYTES) if self.is_packed else file

    @property
    def share(self) -> float:
        """About what share of the file has been read."""
        return self._file.tell() / self._size

    def read(self, count: int) -> bytes:
        """Return so many bytes, fewer only at the end."""
        return self._unpacked.read(count)

    def read_line(self, most: int) -> bytes:
        """Return the bytes up to and with the next line's end, but no more than these."""
        return self._unpacked.readline(most)


@contextmanager
def open_unpacked(path: Path) -> Iterator[UnpackedFile]:
    """Open a file, plain or gzip; raises BadInput, naming it, where it cannot be read."""
    with open_plain(path, READ_BYTES) as file:
        yield UnpackedFile(file)


def read_beginning(path: Path, count: int) -> tuple[bytes, bool]:
    """Return a file's first bytes, unpacked, and whether the file is packed.

    Where they are damaged there are none. Raises BadInput where the file cannot be read.
    """
    with open_unpacked(path) as file:
        try:
            return file.read(count), file.is_packed
        except BadInput:  # who reads on is told
            return b"", file.is_packed


def read_chunks(path: Path, size: int) -> Iterator[bytes]:
    """Yield the bytes of a file; raises BadInput, naming it, where they are damaged or too many."""
    total = 0
    with open_unpacked(path) as file:
        while True:
            try:
                chunk = file.read(size)
            except BadInput as error:
                raise BadInput(f"{path}: {error}") from error
            if not chunk:
                return
            total += len(chunk)
            if total > MAX_FILE_BYTES:
                raise BadInput(f"{path}: more than {MAX_FILE_BYTES // 1_000_000} MB")
            yield chunk


def read_lines(path: Path) -> Iterator[tuple[int, bytes, float]]:
    """Yield a file's lines that are not blank, unparsed.

    Each comes with its number, from 1, and about what share of the file is read with it. Raises
    BadInput, naming file and line, when the file cannot be read or unpacked.
    """
    with open_unpacked(path) as file:
        number, blank, share = 0, 0, 0.0
        while True:
            try:
                line = file.read_line(MAX_LINE_BYTES + 1)
            except BadInput as error:
                raise BadInput(f"{path}: {error} after line {number}") from error
            if not line:
                return
            if number % LINES_PER_LOOK == 0:
                share = file.share
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise BadInput(f"{path}, line {number}: longer than {MAX_LINE_BYTES} bytes")
            if not line.isspace():
                blank = 0
                yield number, line, share
            elif (blank := blank + 1) > MAX_BLANK_LINES:
                raise BadInput(f"{path}, line {number}: more than {MAX_BLANK_LINES} blank lines")
