"""Unpacking published files piece by piece: in bounded memory, each whole or not at all."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from model.errors import BadInput, reason_of
from model.storage.files import open_plain, writing_atomically
from model.storage.gzip_reader import GzipReader

GZIP_ENDING, ZIP_ENDING = ".gz", ".zip"
MAX_UNPACKED_BYTES = 1_000_000_000
"""Of one file."""
PIECE_BYTES = 1 << 18


def unpack_gzip(packed: Path, path: Path) -> Iterator[None]:
    """Unpack a gzipped file, which is at `path` in the end; yields now and then.

    Raises BadInput where it is damaged, or too large. Closed early, it leaves nothing.
    """
    with open_plain(packed) as file:
        yield from _unpack(file, path, str(packed))


def unpack_members(packed: Path, folder: Path, names: Sequence[str]) -> Iterator[None]:
    """Unpack those gzipped files of a zip file that are named, likewise, and no others.

    names: without their endings and the zip's folders.
    """
    with open_plain(packed) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                members = {PurePosixPath(name).name: name for name in archive.namelist()}
                for name in names:
                    member = members.get(f"{name}{GZIP_ENDING}")
                    if member is None:
                        raise BadInput(f"{packed}: holds no {name}{GZIP_ENDING}")
                    with archive.open(member) as stream:
                        yield from _unpack(
                            cast(BinaryIO, stream), folder / name, f"{packed}, {member}"
                        )
        # What a damaged zip makes of zipfile: also an unknown or encrypted way of packing.
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as e:
            raise BadInput(f"{packed}: not a zip file that can be read ({reason_of(e)})") from e


def _unpack(packed: BinaryIO, path: Path, name: str) -> Iterator[None]:
    size = 0
    reader = io.BufferedReader(GzipReader(packed), PIECE_BYTES)
    with writing_atomically(path) as file:
        try:
            while piece := reader.read(PIECE_BYTES):
                size += len(piece)
                if size > MAX_UNPACKED_BYTES:
                    raise BadInput(f"unpacks to more than {MAX_UNPACKED_BYTES:,} bytes")
                file.write(piece)
                yield
        except BadInput as error:
            raise BadInput(f"{name}: {error}") from error
