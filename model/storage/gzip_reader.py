"""Unpacks gzip data by pieces."""

import io
import zlib
from typing import BinaryIO

from typing_extensions import Buffer, override

from model.errors import BadInput

_WITH_GZIP_HEADER = 31  # zlib's wbits
_MAX_PADDING_BYTES = 1_000_000
"""Zeros between members and at the end, as tapes have them; files may hold billions for nothing."""


class GzipReader(io.RawIOBase):
    """What is packed in a gzip file, whose members may be joined end to end.

    Unlike `gzip.GzipFile`, it counts as it goes, so that who reads may stop in time, and takes no
    time over endless headers. It raises BadInput with the fault alone.
    """

    def __init__(self, file: BinaryIO, piece_bytes: int = 2**16) -> None:
        """piece_bytes: read at once; at the end of each member, what is left of them is copied."""
        self._file = file
        self._piece_bytes = piece_bytes
        self._packed = b""
        self._member = zlib.decompressobj(_WITH_GZIP_HEADER)
        self._is_within_member = False
        self._empty_members = self._padding_bytes = 0
        self._packed_count = self._unpacked_count = 0

    @override
    def readable(self) -> bool:
        """Return True."""
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        """Fill the buffer as far as can be done at once; return the count, 0 at the end."""
        room = memoryview(buffer).cast("B")
        while True:
            is_end = not self._fill()
            if is_end and not self._is_within_member:
                return 0
            data = self._unpack(len(room))
            if data:
                room[: len(data)] = data
                return len(data)
            if is_end and self._is_within_member:
                raise BadInput("damaged gzip data")

    def _fill(self) -> bool:
        """Have packed bytes at hand; return whether there are any."""
        while True:
            if not self._is_within_member:
                self._skip_padding()
            if self._packed:
                return True
            self._packed = self._file.read(self._piece_bytes)
            self._packed_count += len(self._packed)
            if not self._packed:
                return False

    def _skip_padding(self) -> None:
        left = self._packed.lstrip(b"\0")
        self._padding_bytes += len(self._packed) - len(left)
        if self._padding_bytes > _MAX_PADDING_BYTES:
            raise BadInput("damaged gzip data")
        self._packed = left

    def _unpack(self, most: int) -> bytes:
        self._is_within_member = True
        try:
            data = self._member.decompress(self._packed, most)
        except zlib.error as error:
            raise BadInput("damaged gzip data") from error
        self._packed = self._member.unconsumed_tail
        if data:
            self._empty_members = 0
        if self._member.eof:
            self._packed = self._member.unused_data
            self._member = zlib.decompressobj(_WITH_GZIP_HEADER)
            self._is_within_member = False
            self._empty_members += 1
        self._unpacked_count += len(data)
        return data
