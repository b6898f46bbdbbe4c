"""Downloading the files of a data set: from mirror after mirror, verified, whole or not at all."""

import hashlib
import logging
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from model.data.progress import Fetching
from model.errors import Unreachable
from model.storage.files import unpack_bounded, write_atomically

log = logging.getLogger(__name__)

TIMEOUT_S = 10.0
CHUNK_BYTES = 1 << 15
MAX_UNPACKED_BYTES = 1_000_000_000


class Publication(NamedTuple):
    """Where the files of a data set are published, and what they hold."""

    mirrors: tuple[str, ...]
    """Addresses of folders, tried in turn."""
    md5: Mapping[str, str]
    """The published sum of each gzipped file, by the name of the file inside."""
    byte_count: int
    """The size of all gzipped files together; none of them is larger."""


def fetch(title: str, publication: Publication, folder: Path) -> Generator[Fetching, None, None]:
    """Download the files that are missing in `folder`, and unpack them there.

    Each file is tried from each mirror, checked by its sum, and kept only whole; so a fetch that
    was closed or cut off goes on with the files still missing. Raises Unreachable where no mirror
    has a good copy.
    """
    received = 0
    for name, md5 in publication.md5.items():
        if (folder / name).is_file():
            continue
        faults: dict[str, list[str]] = {}
        for mirror in publication.mirrors:
            url = f"{mirror}{name}.gz"
            data = bytearray()
            try:
                for chunk in _download(url):
                    data += chunk
                    if len(data) > publication.byte_count:
                        raise ConnectionError("sent more bytes than were published")
                    yield Fetching(title, received + len(data), publication.byte_count)
                if hashlib.md5(data, usedforsecurity=False).hexdigest() != md5:
                    raise ConnectionError("sent other bytes than were published")
                unpacked = unpack_bounded(bytes(data), MAX_UNPACKED_BYTES, url)
                write_atomically(folder / name, unpacked)
                break
            except ConnectionError as error:
                log.warning("%s: %s", url, error)
                faults.setdefault(str(error), []).append(urlsplit(mirror).netloc)
        else:
            reasons = "; ".join(f"{', '.join(hosts)} {fault}" for fault, hosts in faults.items())
            raise Unreachable(f"{title} could not be downloaded: {reasons}")
        received += len(data)


def _download(url: str) -> Iterator[bytes]:
    """Yield the body of `url` in chunks; raises ConnectionError with a short reason."""
    import requests  # takes a tenth of a second, and most runs download nothing

    try:
        with requests.get(url, stream=True, timeout=TIMEOUT_S) as response:
            if not response.ok:
                raise ConnectionError(f"answered {response.status_code}")
            yield from response.iter_content(CHUNK_BYTES)
    except requests.Timeout as error:
        raise ConnectionError(f"no answer within {TIMEOUT_S:.0f} s") from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise ConnectionError("broke off") from error
    except requests.RequestException as error:
        raise ConnectionError("cannot be reached") from error
