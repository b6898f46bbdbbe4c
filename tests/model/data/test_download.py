"""Files fetched from real servers on this machine: good ones, and every kind of bad one."""

import dataclasses
import gzip
import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from model.data.download import Publication, fetch
from model.data.progress import Fetching, Notice
from model.data.sources import MNIST, Folders, Source
from model.data.torchvision_tables import look_up
from model.errors import BadInput
from tests.conftest import load_mnist

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]
NOBODY = "http://127.0.0.1:9/"
WANTED = [name for part in MNIST.parts.values() for name in part.files]


def send_whole(request: BaseHTTPRequestHandler, body: bytes) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def forbid(request: BaseHTTPRequestHandler, body: bytes) -> None:
    request.send_error(403)


def cut_off(request: BaseHTTPRequestHandler, body: bytes) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body[: len(body) // 2])


def send_other_bytes(request: BaseHTTPRequestHandler, body: bytes) -> None:
    send_whole(request, gzip.compress(b"something else"))


@pytest.fixture
def files(small_mnist: Path) -> dict[str, bytes]:
    """Small files in MNIST's place, gzipped, by the names that are asked for."""
    return {
        f"{path.name}.gz": gzip.compress(path.read_bytes())
        for path in sorted((small_mnist / "MNIST" / "raw").iterdir())
    }


def publish(files: dict[str, bytes], *mirrors: str) -> Publication:
    """Return what is published of the files, sums and all."""
    sums = {name: hashlib.md5(data).hexdigest() for name, data in files.items()}
    return Publication(mirrors, sums, sum(map(len, files.values())))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


@contextmanager
def mirror(files: dict[str, bytes], answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """Serve files on loopback; yields the address and the names asked for so far."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            asked.append(name)
            answer(self, files[name])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/mnist/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_fetched_files_are_verified_and_kept(
    files: dict[str, bytes], tmp_path: Path, small_mnist: Path
) -> None:
    raw = tmp_path / "MNIST" / "raw"
    with mirror(files, send_whole) as (address, asked):
        publication = publish(files, address)
        events = list(fetch("MNIST", publication, raw, WANTED))
        progress = [event for event in events if isinstance(event, Fetching)]
        assert progress[-1].received == progress[-1].total == publication.byte_count
        assert [p.received for p in progress] == sorted(p.received for p in progress)
        assert list(fetch("MNIST", publication, raw, WANTED)) == []  # kept: nothing to fetch again
        assert len(asked) == 4
    for train in (True, False):
        fetched, source = load_mnist(tmp_path, train=train), load_mnist(small_mnist, train=train)
        assert np.array_equal(fetched.images, source.images)
        assert np.array_equal(fetched.labels, source.labels)


@pytest.mark.parametrize("fault", [forbid, cut_off, send_other_bytes])
def test_a_bad_mirror_is_left_for_the_next(
    files: dict[str, bytes], tmp_path: Path, fault: Answer
) -> None:
    with (
        mirror(files, fault) as (bad, asked_bad),
        mirror(files, send_whole) as (good, asked_good),
    ):
        list(fetch("MNIST", publish(files, bad, good), tmp_path, WANTED))
    assert len(asked_bad) == len(asked_good) == 4
    assert {f"{name}.gz" for name in names(tmp_path)} >= set(files)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(forbid, "403"), (cut_off, "broke off"), (send_other_bytes, "other bytes")],
)
def test_without_a_good_mirror_one_sentence_says_why_and_nothing_is_left(
    files: dict[str, bytes], tmp_path: Path, fault: Answer, reason: str
) -> None:
    folder = tmp_path / "datasets"
    with mirror(files, fault) as (address, _), pytest.raises(BadInput, match=reason) as error:
        list(fetch("MNIST", publish(files, address), folder, WANTED))
    assert "127.0.0.1" in str(error.value)
    assert names(folder) == set()


def test_without_a_network_one_sentence_says_so(files: dict[str, bytes], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"MNIST could not be downloaded.*cannot be reached"):
        list(fetch("MNIST", publish(files, NOBODY), tmp_path, WANTED))


def test_a_cancelled_fetch_goes_on_with_what_is_missing(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "datasets"
    with mirror(files, send_whole) as (address, asked):
        publication = publish(files, address)
        fetching = fetch("MNIST", publication, folder, WANTED)
        while len(set(asked)) < 2:
            next(fetching)
        fetching.close()
        [kept] = names(folder)
        list(fetch("MNIST", publication, folder, WANTED))
        assert asked.count(f"{kept}.gz") == 1
    assert {f"{name}.gz" for name in names(folder)} == set(files)


# Where a source's files are published


@pytest.fixture
def source(files: dict[str, bytes]) -> Source:
    """MNIST, as Inkling knows it without torchvision, at a mirror that nobody serves."""
    return dataclasses.replace(MNIST, publication=publish(files, NOBODY))


def test_a_source_is_fetched_from_where_torchvision_says(
    source: Source, files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torchvision = pytest.importorskip("torchvision.datasets")
    folders = Folders(datasets=tmp_path)
    with mirror(files, send_whole) as (address, _):
        monkeypatch.setattr(torchvision.MNIST, "mirrors", [address])
        sums = [(name, hashlib.md5(data).hexdigest()) for name, data in files.items()]
        monkeypatch.setattr(torchvision.MNIST, "resources", sums)
        events = list(source.fetch(folders))
    assert source.is_on_disk(folders)
    assert not [event for event in events if isinstance(event, Notice)]


def test_without_torchvision_one_sentence_says_so_and_the_source_is_fetched_all_the_same(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "site" / "torchvision"
    broken.mkdir(parents=True)
    fault = "operator torchvision::nms does not exist"
    (broken / "__init__.py").write_text(f"raise RuntimeError({fault!r})")
    monkeypatch.syspath_prepend(tmp_path / "site")
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        monkeypatch.delitem(sys.modules, name)
    folders = Folders(datasets=tmp_path)
    with mirror(files, send_whole) as (address, _):
        source = dataclasses.replace(MNIST, publication=publish(files, address))
        events = list(source.fetch(folders))
    [notice] = [event for event in events if isinstance(event, Notice)]
    assert notice.message == (
        f"torchvision does not load here ({fault}); MNIST is fetched from the mirrors that "
        "Inkling knows."
    )
    assert source.is_on_disk(folders)


def test_mirrors_and_sums_are_those_that_torchvision_publishes() -> None:
    pytest.importorskip("torchvision.datasets")
    assert MNIST.publication is not None
    published = look_up("MNIST", MNIST.publication.byte_count)
    assert published == MNIST.publication


def test_real_mnist_is_read(mnist: Path) -> None:
    assert len(load_mnist(mnist, train=True)) == 60_000
    assert len(load_mnist(mnist, train=False)) == 10_000
