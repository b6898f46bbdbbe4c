import os
import signal
import sys
import tracemalloc
from pathlib import Path

import pytest

from model.errors import BadInput
from model.storage.files import read_bounded, write_atomically
from model.storage.paths import home_folder
from tests.model.conftest import run_python

WRITE = """
import sys
from pathlib import Path
from model.errors import BadInput
from model.storage.files import write_atomically
path = Path(sys.argv[1])
try:
    write_atomically(path, bytes(int(sys.argv[2])))
except BadInput as error:
    print(error)
print(sorted(entry.name for entry in path.parent.iterdir()))
print(path.exists() and path.read_bytes())
"""

# Files may not grow beyond 1,000 bytes: what a full disk is where none can be mounted.
LIMITED = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
"""


def test_state_lives_in_the_folder_that_inkling_home_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "here"))
    assert home_folder() == tmp_path / "here"


def test_without_a_name_state_lives_in_the_users_own_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("INKLING_HOME")
    assert home_folder().is_absolute()
    assert "inkling" in home_folder().parts


def test_a_written_file_holds_the_data_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folders" / "file"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_is_read_whole_up_to_its_bound_and_held_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(50_000_000))
    tracemalloc.start()
    assert len(read_bounded(path, 50_000_000)) == 50_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
    with pytest.raises(BadInput, match="larger than 49,999,999 bytes"):
        read_bounded(path, 49_999_999)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_written_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_atomically(tmp_path / "ours", b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BadInput, match=r"^cannot write .*weights: "):
        write_atomically(tmp_path / "file" / "weights", b"data")
    assert (tmp_path / "file").read_text() == "no folder"


def test_a_file_in_the_place_of_a_folder_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match=r"^cannot write .*folder: "):
        write_atomically(tmp_path / "folder", b"data")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_an_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def interrupt(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs a limit on file sizes")
def test_a_file_that_may_not_grow_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "old.safetensors"
    path.write_bytes(b"old")
    process = run_python("-c", LIMITED + WRITE, path, "5000")
    assert process.returncode == 0, process.stderr
    message, names, data = process.stdout.splitlines()
    assert message == f"cannot write {path}: File too large"
    assert (names, data) == ("['old.safetensors']", "b'old'")


def test_a_full_disk_leaves_the_old_file(small_disk: tuple[Path, tuple[str | Path, ...]]) -> None:
    folder, prefix = small_disk
    path = folder / "old.safetensors"
    process = run_python("-c", WRITE, path, "100000", prefix=prefix)
    assert process.returncode == 0, process.stderr
    message, names, data = process.stdout.splitlines()
    assert message == f"cannot write {path}: No space left on device"
    assert (names, data) == ("['old.safetensors']", "b'old'")


def test_a_read_only_folder_is_refused(
    read_only_disk: tuple[Path, tuple[str | Path, ...]],
) -> None:
    folder, prefix = read_only_disk
    process = run_python("-c", WRITE, folder / "new", "10", prefix=prefix)
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines() == [
        f"cannot write {folder / 'new'}: Read-only file system",
        "[]",
        "False",
    ]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may write where none else may"
)
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    with pytest.raises(BadInput, match="Permission denied"):
        write_atomically(folder / "file", b"data")
