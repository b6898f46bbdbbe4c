"""What a command is given to read: files by their names, pipes, and "-" for standard input."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from model.errors import BadInput
from model.storage.files import refusing_os_errors

STANDARD_INPUT = "-"
MAX_PIPED_BYTES = 500_000_000
"""More than this does not come through a pipe; a file may be larger."""
CHUNK_BYTES = 1 << 20


@contextmanager
def opened(named: Path) -> Iterator[Path]:
    """Give the path of a plain file or a folder for what a command names.

    What comes through a pipe is put into a temporary file; refusals name it as the command did.
    Raises BadInput.
    """
    if str(named) == STANDARD_INPUT:
        if sys.stdin is None:
            raise BadInput("standard input is closed")
        with _spooled(sys.stdin.buffer, named) as path:
            yield path
    elif _is_pipe(named):
        with named.open("rb") as pipe, _spooled(pipe, named) as path:
            yield path
    else:
        yield named


def _is_pipe(path: Path) -> bool:
    """Return whether it is a pipe, such as `<(command)` is in a shell."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False


@contextmanager
def _spooled(pipe: BinaryIO, named: Path) -> Iterator[Path]:
    shown = "standard input" if str(named) == STANDARD_INPUT else str(named)
    with TemporaryDirectory(prefix="inkling-") as folder:
        path = Path(folder) / "piped"
        size = 0
        with refusing_os_errors("write", path), path.open("wb") as file:
            while chunk := pipe.read(CHUNK_BYTES):
                size += len(chunk)
                if size > MAX_PIPED_BYTES:
                    raise BadInput(f"{shown}: more than {MAX_PIPED_BYTES:,} bytes")
                file.write(chunk)
        try:
            yield path
        except BadInput as error:
            raise BadInput(str(error).replace(str(path), shown)) from error
