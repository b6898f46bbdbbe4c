"""MNIST fetched from real servers on this machine: good ones, and every kind of bad one."""

import ast
import gzip
import hashlib
import importlib.util
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from model.data.datasets import MNIST_MD5, MNIST_MIRRORS, fetch_mnist, has_mnist, load_mnist
from model.errors import BadInput

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


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
def published(small_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Small files in MNIST's place, gzipped, with their sums as the published ones."""
    files = {
        f"{path.name}.gz": gzip.compress(path.read_bytes())
        for path in (small_mnist / "MNIST" / "raw").iterdir()
    }
    for name in MNIST_MD5:
        monkeypatch.setitem(MNIST_MD5, name, hashlib.md5(files[f"{name}.gz"]).hexdigest())
    return files


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


def test_fetched_files_are_verified_kept_and_told(
    published: dict[str, bytes], tmp_path: Path, small_mnist: Path
) -> None:
    with mirror(published, send_whole) as (address, asked):
        progress = list(fetch_mnist(tmp_path, [address]))
        assert has_mnist(tmp_path)
        assert progress[-1].received == sum(map(len, published.values()))
        assert [p.received for p in progress] == sorted(p.received for p in progress)
        assert list(fetch_mnist(tmp_path, [address])) == []  # kept: nothing to fetch again
        assert len(asked) == 4
    for train in (True, False):
        fetched, source = load_mnist(tmp_path, train=train), load_mnist(small_mnist, train=train)
        assert np.array_equal(fetched.images, source.images)
        assert np.array_equal(fetched.labels, source.labels)


@pytest.mark.parametrize("fault", [forbid, cut_off, send_other_bytes])
def test_a_bad_mirror_is_left_for_the_next(
    published: dict[str, bytes], tmp_path: Path, fault: Answer
) -> None:
    with (
        mirror(published, fault) as (bad, asked_bad),
        mirror(published, send_whole) as (good, asked_good),
    ):
        list(fetch_mnist(tmp_path, [bad, good]))
    assert len(asked_bad) == len(asked_good) == 4
    assert has_mnist(tmp_path)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(forbid, "403"), (cut_off, "broke off"), (send_other_bytes, "other bytes")],
)
def test_without_a_good_mirror_one_sentence_says_why_and_nothing_is_left(
    published: dict[str, bytes], tmp_path: Path, fault: Answer, reason: str
) -> None:
    folder = tmp_path / "datasets"
    with mirror(published, fault) as (address, _), pytest.raises(BadInput, match=reason) as error:
        list(fetch_mnist(folder, [address]))
    assert address in str(error.value)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_without_a_network_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"could not be downloaded.*cannot be reached"):
        list(fetch_mnist(tmp_path, ["http://127.0.0.1:9/"]))


def test_a_cancelled_fetch_goes_on_with_what_is_missing(
    published: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "datasets"
    with mirror(published, send_whole) as (address, asked):
        fetching = fetch_mnist(folder, [address])
        while len(set(asked)) < 2:
            next(fetching)
        fetching.close()
        kept = [path.name for path in folder.rglob("*") if path.is_file()]
        assert kept == ["train-images-idx3-ubyte"]
        list(fetch_mnist(folder, [address]))
        assert asked.count("train-images-idx3-ubyte.gz") == 1
    assert has_mnist(folder)


def test_mirrors_and_sums_are_those_that_torchvision_publishes() -> None:
    # Read, not imported: torchvision does not load beside every build of torch.
    [package] = importlib.util.find_spec("torchvision").submodule_search_locations
    tree = ast.parse((Path(package) / "datasets" / "mnist.py").read_text())
    [mnist] = [node for node in tree.body if getattr(node, "name", "") == "MNIST"]
    published = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in mnist.body
        if isinstance(node, ast.Assign) and node.targets[0].id in ("mirrors", "resources")
    }
    assert list(MNIST_MIRRORS) == published["mirrors"]
    assert {f"{name}.gz": md5 for name, md5 in MNIST_MD5.items()} == dict(published["resources"])


def test_real_mnist_is_read(mnist: Path) -> None:
    assert load_mnist(mnist, train=True).size == 60_000
    assert load_mnist(mnist, train=False).size == 10_000
