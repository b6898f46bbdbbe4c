"""What may lie where a file is looked for: a plain file, or something that only has its name."""

import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tools.campaign.limits import may_read_everything

HOLE_BYTES = (900_000_000, 1_900_000_000, 20_000_000_000)
"""Files that take no room on disk, below the program's own bounds and above them."""
NAMES = (
    "a b", "ü€", "line\nbreak", "\x1b[31mred", "\u202etfel", "-rf", "%s%n", "a?b#c", "'\"", "🖋",
    "n" * 180, os.fsdecode(b"\xff\xfe"), "..hidden", "tab\t",
)  # fmt: skip
"""Odd names for a file, without its ending."""


@dataclass(frozen=True)
class Placement:
    """A way to lay something at a path."""

    lay: Callable[[Random, Path, bytes], None]
    holds_data: bool
    """Whether what is read there is the data."""
    is_possible: Callable[[], bool] = lambda: hasattr(os, "mkfifo")
    why_not: str = "this system has no such thing"


def _write(random: Random, path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _link(random: Random, path: Path, data: bytes) -> None:
    aside = path.with_name("linked")
    aside.write_bytes(data)
    path.symlink_to(aside)


def _link_to(target: str) -> Callable[[Random, Path, bytes], None]:
    def lay(random: Random, path: Path, data: bytes) -> None:
        path.symlink_to(target)

    return lay


def _make_pipe(random: Random, path: Path, data: bytes) -> None:
    if sys.platform != "win32":
        os.mkfifo(path)


def _make_folder(random: Random, path: Path, data: bytes) -> None:
    path.mkdir()


def _make_socket(random: Random, path: Path, data: bytes) -> None:
    if sys.platform != "win32":
        aside = Path("s")  # the working folder's: a socket's address may not be long
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(aside))
        aside.replace(path)


def _make_unreadable(random: Random, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.chmod(0)


def _make_hole(random: Random, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with path.open("r+b") as file:
        file.truncate(random.choice(HOLE_BYTES))


PLAIN = Placement(_write, True, lambda: True)
PLACEMENTS: Mapping[str, Placement] = {
    "a link": Placement(_link, True),
    "a file with a hole": Placement(_make_hole, True),
    "a link to /dev/zero": Placement(_link_to("/dev/zero"), False),
    "a link to /dev/urandom": Placement(_link_to("/dev/urandom"), False),
    "a link to nothing": Placement(_link_to("nowhere"), False),
    "a pipe": Placement(_make_pipe, False),
    "a folder": Placement(_make_folder, False, lambda: True),
    "a socket": Placement(_make_socket, False),
    "an unreadable file": Placement(
        _make_unreadable, False, lambda: not may_read_everything(), "this user may read everything"
    ),
}
"""All but a plain file."""
