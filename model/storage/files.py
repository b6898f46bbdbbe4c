"""Files are read within bounds, and written whole or not at all."""

import io
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from model.errors import BadInput, reason_of
from model.storage.gzip_reader import GzipReader

PRIVATE = 0o600
"""The mode of files that are nobody else's business."""
USUAL = 0o666
"""The mode of other new files, less what the process's umask takes from it."""

CHUNK_BYTES = 1 << 20
PIECE_BYTES = 1 << 12
"""Small: files of very many joined members are unpacked in time, too."""

_READ_ONLY = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@contextmanager
def refusing_os_errors(action: str, path: Path) -> Iterator[None]:
    """Turn an OSError inside the block into BadInput: "cannot {action} {path}: {reason}"."""
    try:
        yield
    except OSError as error:
        raise BadInput(f"cannot {action} {path}: {reason_of(error.strerror or error)}") from error
    except ValueError as error:  # a name with a zero byte, or one that the system cannot encode
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"cannot {action} {path}: not a name that a file can have") from error


# Reading


@contextmanager
def open_plain(path: Path, buffering: int = -1) -> Iterator[BinaryIO]:
    """Open a plain file to read; raises BadInput on whatever else has the name.

    A pipe would make the reader wait, and a device may have no end.
    """
    with refusing_os_errors("read", path):
        # Without O_NONBLOCK, to open a pipe already waits for its writer.
        handle = os.open(path, _READ_ONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb", buffering) as file:
            _refuse_unless_plain("read", path, os.fstat(handle).st_mode)
            yield file


def _refuse_unless_plain(action: str, path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise BadInput(f"cannot {action} {path}: it is a folder")
    if not stat.S_ISREG(mode):
        raise BadInput(f"cannot {action} {path}: it is not a plain file")


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """Return what a plain file holds; raises BadInput where that is more than so many bytes."""
    with open_plain(path) as file:
        size = os.fstat(file.fileno()).st_size
        data = b""
        if size <= max_bytes:  # a hole is not read
            data = file.read(size)  # at once: what grows by pieces is copied, and held twice
            while size <= max_bytes and (chunk := file.read(CHUNK_BYTES)):  # it has grown since
                data += chunk
                size = len(data)
    if size > max_bytes:
        raise BadInput(f"{path}: larger than {max_bytes:,} bytes")
    return data


def unpack_bounded(data: bytes, max_bytes: int, name: object) -> bytearray:
    """Return gzipped data unpacked; raises BadInput where that is more than so many bytes.

    name: what the message calls it.
    """
    unpacked = bytearray()
    file = io.BufferedReader(GzipReader(io.BytesIO(data), PIECE_BYTES), CHUNK_BYTES)
    try:
        while chunk := file.read(CHUNK_BYTES):
            unpacked += chunk
            if len(unpacked) > max_bytes:
                raise BadInput(f"unpacks to more than {max_bytes:,} bytes")
    except BadInput as error:
        raise BadInput(f"{name}: {error}") from error
    return unpacked


# Writing


def write_atomically(path: Path, data: bytes | bytearray, mode: int = USUAL) -> None:
    """Write `data` to `path`; see `writing_atomically`."""
    with writing_atomically(path, mode) as file:
        file.write(data)


@contextmanager
def writing_atomically(path: Path, mode: int = USUAL) -> Iterator[BinaryIO]:
    """Give a file to write into, which is at `path` in the end; if the block fails, nowhere.

    A reader sees the old file or the new one, never a part. A file that is there keeps its
    permissions; a new one gets `mode`. Raises BadInput when the folder cannot be written or the
    disk is full; `path` is then as before.
    """
    with refusing_os_errors("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _temporary_name(path)
        try:
            with os.fdopen(os.open(temporary, _NEW, mode), "wb") as file:
                if path.is_file():
                    temporary.chmod(stat.S_IMODE(path.stat().st_mode))
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


@contextmanager
def writing_folder(path: Path) -> Iterator[Path]:
    """Give a folder to write into, which is at `path` in the end; if the block fails, nowhere.

    Raises BadInput where `path` is there already and not empty, or cannot be written.
    """
    with refusing_os_errors("write", path):
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise BadInput(f"cannot write {path}: it is there already")
        path.parent.mkdir(parents=True, exist_ok=True)
        made = _temporary_name(path)
        made.mkdir()
        try:
            yield made
            made.replace(path)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise


def check_plain(path: Path) -> None:
    """Raise BadInput where what has the name, or what a link of that name leads to, is no file.

    What is added to a device is gone, and a pipe waits for who reads it.
    """
    with refusing_os_errors("write", path):
        if path.exists():
            _refuse_unless_plain("write", path, path.stat().st_mode)


def check_writable(path: Path) -> None:
    """Raise BadInput where a file could not be written at `path`, before it is worked for."""
    with refusing_os_errors("write", path):
        if path.is_dir():
            raise BadInput(f"cannot write {path}: it is a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        trial = _temporary_name(path)  # root may write where it has no permission, or not
        os.close(os.open(trial, _NEW, PRIVATE))
        trial.unlink()


def _temporary_name(path: Path) -> Path:
    """Return a name beside `path` that no other file has."""
    return path.with_name(f".{path.name[:100]}.{os.urandom(8).hex()}")
