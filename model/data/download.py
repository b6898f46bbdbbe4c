"""Downloading the files of a data set: from mirror after mirror, verified, whole or not at all.

What came of a file lies beside its place under a hidden name until its sum is right. Where a
download breaks off or is stopped, it stays there if it is worth it, and the next goes on with it.
"""

import hashlib
import logging
import os
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from model.data.impostors import whose_bytes
from model.data.packed import GZIP_ENDING, ZIP_ENDING, unpack_gzip, unpack_members
from model.data.progress import Fetching, Working
from model.data.receiving import NotReceived, receive
from model.errors import BadInput, Unreachable
from model.storage.files import open_plain, refusing_os_errors

log = logging.getLogger(__name__)

RESUMABLE_BYTES = 1 << 20
"""So much of a file is gone on with; what is shorter is fetched anew."""
ABANDONED_S = 60.0
"""What has not grown for so long belongs to no download under way."""
HASHED_AT_ONCE = 1 << 20

Fetch = Generator[Fetching | Working, None, None]


class Publication(NamedTuple):
    """Where the files of a data set are published, and what they hold."""

    mirrors: tuple[str, ...]
    """Addresses of folders, tried in turn."""
    md5: Mapping[str, str]
    """The published sum of each file, by its name."""
    byte_count: int
    """About the size of all of them together; none of them is larger than twice this."""


def fetch(title: str, publication: Publication, folder: Path, wanted: Sequence[str]) -> Fetch:
    """Have the wanted files in `folder`: download what is missing, and unpack it there.

    A gzipped file gives one of its name without the ending. Of a zip file only what is wanted is
    unpacked, and the zip file stays: other files may be wanted of it. Any other file is one of
    those wanted. Each is tried from each mirror, checked by its sum, and kept only whole; so a
    fetch that was closed or cut off goes on with the files still missing. Raises Unreachable where
    no mirror has a good copy, BadInput where the folder or a zip file there is none to use.
    """
    received = 0
    for name, md5 in publication.md5.items():
        missing = [of for of in _gives(name, wanted) if not (folder / of).is_file()]
        if not missing:
            continue
        path = folder / name
        if path.is_file() and name.endswith(ZIP_ENDING):
            if (yield from checking_md5(path, title)) != md5:
                raise BadInput(f"{path}: holds other bytes than were published as {title}'s")
        else:
            with _Download(title, publication, name, folder, received) as download:
                part = yield from download.whole_file()
                received += part.stat().st_size
                if name.endswith(GZIP_ENDING):
                    yield from _unpacking(title, unpack_gzip(part, folder / missing[0]))
                    part.unlink()
                else:
                    with refusing_os_errors("write", path):
                        part.replace(path)
        if name.endswith(ZIP_ENDING):
            yield from _unpacking(title, unpack_members(path, folder, missing))


def _gives(name: str, wanted: Sequence[str]) -> Sequence[str]:
    """Return which of the wanted files a published file gives."""
    if name.endswith(ZIP_ENDING):
        return wanted
    return [of for of in wanted if of == name.removesuffix(GZIP_ENDING)]


def _unpacking(title: str, steps: Iterator[None]) -> Fetch:
    for _ in steps:
        yield Working(f"unpacking {title}")


def checking_md5(path: Path, title: str) -> Generator[Working, None, str]:
    """Return the sum of a file; title: what it is of."""
    digest = hashlib.md5(usedforsecurity=False)
    with open_plain(path) as file:
        while piece := file.read(HASHED_AT_ONCE):
            digest.update(piece)
            yield Working(f"checking {title}")
    return digest.hexdigest()


class _Download:
    """The download of one file, beside its place; what is not used of it is left to the next."""

    def __init__(
        self, title: str, publication: Publication, name: str, folder: Path, received: int
    ) -> None:
        """received: how much of the files before it was downloaded, in bytes."""
        self._title, self._publication, self._name = title, publication, name
        self._md5 = publication.md5[name]
        self._folder, self._received = folder, received
        self._path = folder / f".{name}.{os.urandom(8).hex()}.part"
        self._left = folder / f".{name}.part"

    def __enter__(self) -> Self:
        """Go on with what was left; raises BadInput where the folder cannot be written."""
        with refusing_os_errors("write", self._path):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._claim()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave what was not used to the next download, or nothing where that is too little."""
        if _size(self._path) >= RESUMABLE_BYTES:
            self._path.replace(self._left)
        else:
            self._path.unlink(missing_ok=True)

    def whole_file(self) -> Generator[Fetching | Working, None, Path]:
        """Return where the file lies, once its sum is right; raises Unreachable."""
        if _size(self._path) and (yield from checking_md5(self._path, self._title)) == self._md5:
            return self._path  # all of it was left
        faults: dict[str, list[str]] = {}
        for mirror in self._publication.mirrors:
            fault = yield from self._try(f"{mirror}{self._name}")
            if fault is None:
                return self._path
            faults.setdefault(fault, []).append(urlsplit(mirror).netloc)
        reasons = "; ".join(f"{', '.join(hosts)} {fault}" for fault, hosts in faults.items())
        raise Unreachable(f"{self._title} could not be downloaded: {reasons}")

    def _claim(self) -> None:
        """Take over what another download has left, the longest of it; else begin with nothing."""
        self._path.touch()
        others = [path for path in self._folder.glob(f".{self._name}.*part") if path != self._path]
        for other in sorted(others, key=_size):
            with suppress(FileNotFoundError):  # yet another download may take it over first
                if other == self._left or time.time() - other.stat().st_mtime > ABANDONED_S:
                    other.replace(self._path)

    def _try(self, url: str) -> Generator[Fetching | Working, None, str | None]:
        """Download from one mirror; return why it has not given the file, None where it has."""
        while True:
            had = _size(self._path)
            try:
                yield from self._append(url, had)
                md5 = yield from checking_md5(self._path, self._title)
                if md5 == self._md5:
                    return None
                fault = _say_whose(md5)
                os.truncate(self._path, 0)
                goes_on = had > 0  # what was there before may have been the fault
            except NotReceived as error:
                fault = str(error)
                goes_on = _size(self._path) >= had + RESUMABLE_BYTES
            log.warning("%s: %s", url, fault)
            if not goes_on:
                return fault

    def _append(self, url: str, had: int) -> Generator[Fetching, None, None]:
        most = 2 * self._publication.byte_count
        size = had
        with (
            refusing_os_errors("write", self._path),
            self._path.open("ab") as file,
            closing(receive(url, had)) as messages,
        ):
            for message in messages:
                if isinstance(message, int):  # where the answer begins
                    size = message
                    file.truncate(size)
                else:
                    size += len(message)
                    file.write(message)
                if size > most:
                    file.truncate(0)
                    raise NotReceived("sent more bytes than were published")
                yield self._progress(size)

    def _progress(self, size: int) -> Fetching:
        total = self._publication.byte_count
        return Fetching(self._title, min(self._received + size, total), total)


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def _say_whose(md5: str) -> str:
    owner = whose_bytes(md5)
    return f"sent {owner}'s bytes in its place" if owner else "sent other bytes than were published"
