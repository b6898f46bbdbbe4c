"""Small files in the formats in which MNIST's family is published, and a server for them."""

import bz2
import gzip
import hashlib
import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from numpy.typing import NDArray

from model.data.download import Publication

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]
Images = NDArray[np.uint8]


def idx_images(images: Images) -> bytes:
    """Return an idx file of (N, 28, 28) images."""
    return np.array([2051, *images.shape], ">u4").tobytes() + images.tobytes()


def idx_labels(labels: NDArray[np.int64]) -> bytes:
    """Return an idx file of labels, a byte each."""
    header = np.array([2049, len(labels)], ">u4").tobytes()
    return header + labels.astype(np.uint8).tobytes()


def idx_long_labels(labels: NDArray[np.int64]) -> bytes:
    """Return an idx file of labels as QMNIST has them: the class, and seven other numbers."""
    table = np.full((len(labels), 8), 2_599, ">i4")
    table[:, 0] = labels
    return np.array([0x0C02, *table.shape], ">u4").tobytes() + table.tobytes()


def emnist_zip(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file as EMNIST's: gzipped files in a folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gzip/", b"")
        for name, data in files.items():
            archive.writestr(f"gzip/{name}.gz", gzip.compress(data))
    return packed.getvalue()


def libsvm(images: NDArray[np.float64], labels: NDArray[np.int64]) -> bytes:
    """Return lines as USPS has them, packed: (N, 16, 16) ink in [-1, 1]; labels: 0 to 9."""
    lines = [
        f"{label + 1} " + " ".join(f"{i}:{v:.6g}" for i, v in enumerate(image.ravel(), 1)) + " \n"
        for image, label in zip(images, labels.tolist(), strict=True)
    ]
    return bz2.compress("".join(lines).encode())


def publish(files: Mapping[str, bytes], *mirrors: str) -> Publication:
    """Return what is published of files, sums and all."""
    sums = {name: hashlib.md5(data).hexdigest() for name, data in files.items()}
    return Publication(mirrors, sums, sum(map(len, files.values())))


def send_whole(request: BaseHTTPRequestHandler, body: bytes) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def send_asked_range(request: BaseHTTPRequestHandler, body: bytes) -> None:
    """Send from where the request says."""
    asked = request.headers.get("Range")
    if asked is None:
        send_whole(request, body)
        return
    begin = int(asked.removeprefix("bytes=").removesuffix("-"))
    if begin >= len(body):
        request.send_error(416)
        return
    request.send_response(206)
    request.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
    request.send_header("Content-Length", str(len(body) - begin))
    request.end_headers()
    request.wfile.write(body[begin:])


def cut_off(request: BaseHTTPRequestHandler, body: bytes) -> None:
    """Promise all, and send half."""
    request.send_response(200)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body[: len(body) // 2])


@contextmanager
def mirror(
    files: Mapping[str, bytes], answer: Answer = send_whole
) -> Iterator[tuple[str, list[str]]]:
    """Serve files on loopback; yields the address and what was asked for so far.

    That is a file's name, and after a space the range that was asked for, if one was.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            asked.append(" ".join(filter(None, (name, self.headers.get("Range")))))
            answer(self, files[name])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/files/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
