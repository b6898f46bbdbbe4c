"""Files are written whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.errors import BadInput


@contextmanager
def refusing_os_errors(action: str, path: Path) -> Iterator[None]:
    """Turn an OSError inside the block into BadInput: "cannot {action} {path}: {reason}"."""
    try:
        yield
    except OSError as error:
        raise BadInput(f"cannot {action} {path}: {error.strerror or error}") from error


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part.

    Raises BadInput when the folder cannot be written or the disk is full; `path` is then as before.
    """
    with refusing_os_errors("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            # mkstemp makes the file private; give it the permissions any new file would get.
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
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
        made = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        try:
            yield made
            made.chmod(0o777 & ~_umask())
            made.replace(path)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
