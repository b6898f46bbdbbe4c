"""Files fetched from real servers on this machine: good ones, and every kind of bad one."""

import dataclasses
import gzip
import hashlib
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest

from model.data import download, impostors, receiving
from model.data.download import fetch
from model.data.image_sets import MNIST
from model.data.progress import Fetching, Notice, Working
from model.data.receiving import receive
from model.data.source import Folders, Source
from model.data.torchvision_tables import look_up
from model.errors import BadInput
from tests.conftest import load_mnist
from tests.model.data.family import (
    Answer,
    cut_off,
    mirror,
    publish,
    send_asked_range,
    send_whole,
)

NOBODY = "http://127.0.0.1:9/"
WANTED = [name for part in MNIST.parts.values() for name in part.files]


def forbid(request: BaseHTTPRequestHandler, body: bytes) -> None:
    request.send_error(403)


def send_other_bytes(request: BaseHTTPRequestHandler, body: bytes) -> None:
    send_whole(request, gzip.compress(b"something else"))


@pytest.fixture
def files(small_mnist: Path) -> dict[str, bytes]:
    """Small files in MNIST's place, gzipped, by the names that are asked for."""
    return {
        f"{path.name}.gz": gzip.compress(path.read_bytes())
        for path in sorted((small_mnist / "MNIST" / "raw").iterdir())
    }


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


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


# What broke off


@pytest.fixture
def resumable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have small downloads gone on with, too."""
    monkeypatch.setattr(download, "RESUMABLE_BYTES", 1_000)


BIG = {"some-ubyte.gz": gzip.compress(np.random.default_rng(1).bytes(400_000))}


@pytest.mark.usefixtures("resumable")
def test_what_broke_off_is_gone_on_with_at_the_next_mirror(tmp_path: Path) -> None:
    half = len(BIG["some-ubyte.gz"]) // 2
    with mirror(BIG, cut_off) as (bad, _), mirror(BIG, send_asked_range) as (good, asked):
        list(fetch("It", publish(BIG, bad, good), tmp_path, ["some-ubyte"]))
    assert asked == [f"some-ubyte.gz bytes={half}-"]
    assert (tmp_path / "some-ubyte").read_bytes() == gzip.decompress(BIG["some-ubyte.gz"])
    assert names(tmp_path) == {"some-ubyte"}


@pytest.mark.usefixtures("resumable")
@pytest.mark.parametrize("answer", [send_asked_range, send_whole])
def test_what_was_stopped_is_gone_on_with_later(tmp_path: Path, answer: Answer) -> None:
    with mirror(BIG, answer) as (address, asked):
        publication = publish(BIG, address)
        fetching = fetch("It", publication, tmp_path, ["some-ubyte"])
        while next(fetching).received < 100_000:  # type: ignore[union-attr]
            pass
        fetching.close()
        assert names(tmp_path) == {".some-ubyte.gz.part"}
        list(fetch("It", publication, tmp_path, ["some-ubyte"]))
    assert asked[1].startswith("some-ubyte.gz bytes=")
    assert names(tmp_path) == {"some-ubyte"}


@pytest.mark.usefixtures("resumable")
def test_what_was_received_whole_is_not_fetched_again(tmp_path: Path) -> None:
    with mirror(BIG, send_asked_range) as (address, asked):
        publication = publish(BIG, address)
        fetching = fetch("It", publication, tmp_path, ["some-ubyte"])
        while next(fetching) != Working("unpacking It"):
            pass
        fetching.close()
        assert names(tmp_path) == {".some-ubyte.gz.part"}
        list(fetch("It", publication, tmp_path, ["some-ubyte"]))
    assert asked == ["some-ubyte.gz"]
    assert names(tmp_path) == {"some-ubyte"}


def test_of_a_small_file_nothing_is_left_where_unpacking_is_stopped(tmp_path: Path) -> None:
    with mirror(BIG) as (address, _):
        fetching = fetch("It", publish(BIG, address), tmp_path, ["some-ubyte"])
        while next(fetching) != Working("unpacking It"):
            pass
        fetching.close()
    assert names(tmp_path) == set()


def test_what_another_download_has_taken_over_is_no_fault(tmp_path: Path) -> None:
    gone = tmp_path / ".some-ubyte.gz.0123456789abcdef.part"
    gone.symlink_to(tmp_path / "nowhere")  # it is listed, and no longer there
    with mirror(BIG) as (address, _):
        list(fetch("It", publish(BIG, address), tmp_path, ["some-ubyte"]))
    assert names(tmp_path) == {"some-ubyte"}


@pytest.mark.usefixtures("resumable")
@pytest.mark.parametrize("size", [200_000, 900_000])
def test_what_was_left_and_is_wrong_is_fetched_anew(tmp_path: Path, size: int) -> None:
    (tmp_path / ".some-ubyte.gz.part").write_bytes(bytes(size))
    with mirror(BIG, send_asked_range) as (address, _):
        list(fetch("It", publish(BIG, address), tmp_path, ["some-ubyte"]))
    assert names(tmp_path) == {"some-ubyte"}


@pytest.mark.usefixtures("resumable")
def test_a_download_under_way_elsewhere_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / ".some-ubyte.gz.0123456789abcdef.part"
    other.write_bytes(bytes(5_000))
    with mirror(BIG, send_asked_range) as (address, asked):
        list(fetch("It", publish(BIG, address), tmp_path, ["some-ubyte"]))
    assert asked == ["some-ubyte.gz"]
    assert names(tmp_path) == {"some-ubyte", other.name}


def test_a_server_that_sends_without_end_is_left(tmp_path: Path) -> None:
    def send_on(request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while True:
                request.wfile.write(bytes(100_000))
        except OSError:
            pass

    with mirror(BIG, send_on) as (address, _), pytest.raises(BadInput, match="more bytes than"):
        list(fetch("It", publish(BIG, address), tmp_path, ["some-ubyte"]))
    assert names(tmp_path) == set()


# Other bytes


def test_mnist_in_the_place_of_another_set_is_named_and_the_next_mirror_asked(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "datasets"
    others = {name: gzip.compress(gzip.decompress(data)[::-1]) for name, data in files.items()}
    monkeypatch.setattr(impostors, "MNIST_MD5", publish(files).md5)
    with mirror(files) as (wrong, _), mirror(others) as (good, asked):
        with pytest.raises(BadInput, match=r"KMNIST could not .* sent MNIST's bytes in its place"):
            list(fetch("KMNIST", publish(others, wrong), folder, WANTED))
        assert names(folder) == set()
        list(fetch("KMNIST", publish(others, wrong, good), folder, WANTED))
        assert len(asked) == 4
    assert names(folder) == set(WANTED)


# Hosts that never answer


@pytest.fixture
def silent() -> Iterator[Answer]:
    """How a server answers that says nothing until it is asked to end."""
    over = threading.Event()

    def wait(request: BaseHTTPRequestHandler, body: bytes) -> None:
        over.wait(1)

    yield wait
    over.set()


def test_a_host_that_never_answers_is_left_in_time(
    silent: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "TIMEOUT_S", 0.3)
    with mirror(BIG) as (good, _), mirror(BIG, silent) as (address, _):
        with pytest.raises(BadInput, match="no answer within"):
            list(fetch("It", publish(BIG, address), tmp_path, ["some-ubyte"]))
        assert names(tmp_path) == set()
        list(fetch("It", publish(BIG, address, good), tmp_path, ["some-ubyte"]))
        assert names(tmp_path) == {"some-ubyte"}


def test_while_a_host_says_nothing_a_download_can_be_stopped(
    silent: Answer, tmp_path: Path
) -> None:
    with mirror(BIG, silent) as (address, asked):
        fetching = fetch("It", publish(BIG, address), tmp_path, ["some-ubyte"])
        while not asked:
            next(fetching)
        began = time.monotonic()
        next(fetching)
        fetching.close()
        assert time.monotonic() - began < receiving.TIMEOUT_S / 2
        assert names(tmp_path) == set()


def test_a_packed_file_comes_as_it_is_also_from_a_server_that_says_it_is_an_encoding() -> None:
    def send_as_encoding(request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")
        request.end_headers()
        request.wfile.write(body)

    with mirror(BIG, send_as_encoding) as (address, _):
        begin, *chunks = receive(f"{address}some-ubyte.gz")
    assert begin == 0
    assert b"".join(chunk for chunk in chunks if isinstance(chunk, bytes)) == BIG["some-ubyte.gz"]


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


@pytest.mark.parametrize("tables", [None, ["one.gz"], {"train": []}])
def test_tables_of_another_release_of_torchvision_are_passed_over(
    tables: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    torchvision = pytest.importorskip("torchvision.datasets")
    monkeypatch.setattr(torchvision.MNIST, "resources", tables)
    with pytest.raises(BadInput, match="torchvision does not load here"):
        look_up("MNIST", 1)


def test_real_mnist_is_read(mnist: Path) -> None:
    assert len(load_mnist(mnist, train=True)) == 60_000
    assert len(load_mnist(mnist, train=False)) == 10_000
