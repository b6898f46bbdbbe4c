"""Folders for workers: all state goes there, and all of it is gone in the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The project's folder."""
HAND_DRAWN = ROOT / "tests" / "ink" / "digits.jsonl"
"""Ten digits, 0 to 9, drawn by hand on the pad."""

SESSION_MODULE = "model.home.session"
"""What remembers the ink on the pad, once the program does."""
FOREIGN_VARIABLES = ("INKLING_MNIST", "INKLING_DATASETS", "INKLING_INK", "INKLING_PICTURES")


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder that is removed in the end, whatever lies in it by then."""
    folder = Path(tempfile.mkdtemp(prefix="inkling-campaign-"))
    try:
        yield folder
    finally:
        remove(folder)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, also one that nobody may read."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    path.chmod(0o700)
    for folder, _, _ in os.walk(path):  # from the top: each is made readable before it is walked
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                Path(entry.path).chmod(0o700)
    shutil.rmtree(path)


def environment(folder: Path) -> Mapping[str, str]:
    """Return the environment of a worker that leaves nothing outside its folder."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_VARIABLES}
    temporary = folder / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    own = {
        "HOME": folder,
        "INKLING_HOME": folder / "home",
        "TMPDIR": temporary,
        "XDG_CACHE_HOME": folder / "cache",
        "XDG_CONFIG_HOME": folder / "config",
        "XDG_DATA_HOME": folder / "data",
    }
    fixed = {
        "MALLOC_ARENA_MAX": "1",  # or each new thread would look like a leak of 40 MB
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
    }
    return {**kept, **{name: str(path) for name, path in own.items()}, **fixed}


def keeps_sessions() -> bool:
    """Return whether the program remembers the ink on the pad by now."""
    return find_spec(SESSION_MODULE) is not None


def use_home(home: Path) -> None:
    """Have this process keep its state in a folder, from now on."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ["INKLING_HOME"] = str(home)
