"""Data to train and measure on: MNIST (fetched, verified, read) and ink files."""

import gzip
import hashlib
import math
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.ink.raster import FIELD, rasterize
from model.storage.files import home_folder, refusing_os_errors, write_atomically
from model.training.events import Fetching

MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
)
MNIST_MD5 = {
    "train-images-idx3-ubyte": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte": "ec29112dd5afa0611ce80d1b7f02629c",
}
"""The published md5 of each gzipped file, by the name of the file inside."""
MNIST_BYTES = 11_594_722
"""Size of the four gzipped files together."""

IDX_IMAGES, IDX_LABELS = "images-idx3-ubyte", "labels-idx1-ubyte"
"""How the names of such files end."""
IMAGES_MAGIC = 2051
LABELS_MAGIC = 2049
TIMEOUT_S = 10.0
CHUNK_BYTES = 1 << 15
SYNTHESIS_CHUNK = 1_000


NOT_A_DIGIT = -1


class Dataset(NamedTuple):
    """Images with their digits."""

    images: NDArray[np.uint8]  # (N, 1, 28, 28), ink = 255
    labels: NDArray[np.int64]  # (N,) in 0..9, or NOT_A_DIGIT

    def select(self, part: slice | NDArray[np.intp]) -> "Dataset":
        """Return the images and labels at these places."""
        return Dataset(self.images[part], self.labels[part])

    @property
    def size(self) -> int:
        """The number of images; len() of a named tuple is that of its fields."""
        return len(self.labels)


def join(datasets: Sequence[Dataset]) -> Dataset:
    """Return one dataset of all, in order."""
    images = np.concatenate([dataset.images for dataset in datasets])
    return Dataset(images, np.concatenate([dataset.labels for dataset in datasets]))


def mnist_folder(named: Path | None = None) -> Path:
    """Return MNIST's folder: the one named, else `$INKLING_MNIST`, else Inkling's own."""
    if named is None and (from_environment := os.environ.get("INKLING_MNIST")):
        named = Path(from_environment)
    return named or home_folder() / "datasets"


def has_mnist(folder: Path) -> bool:
    """Whether all four files are there, in torchvision's layout."""
    return all((folder / "MNIST" / "raw" / name).is_file() for name in MNIST_MD5)


def load_mnist(folder: Path, *, train: bool) -> Dataset:
    """Read MNIST's training or test images; raises BadInput on missing or damaged files."""
    prefix = folder / "MNIST" / "raw" / ("train" if train else "t10k")
    return read_idx(prefix.with_name(f"{prefix.name}-{IDX_IMAGES}"))


def read_idx(images_path: Path) -> Dataset:
    """Read a file of images as MNIST's, and that of their labels beside it; gzipped or not.

    Raises BadInput, naming the file and the fault.
    """
    labels_path = images_path.with_name(images_path.name.replace(IDX_IMAGES, IDX_LABELS))
    images = _read_bytes(images_path, IMAGES_MAGIC)
    labels = _read_bytes(labels_path, LABELS_MAGIC)
    if images.shape[1:] != (FIELD, FIELD):
        raise BadInput(f"{images_path}: its images are {images.shape[1:]}, not 28 x 28")
    if len(labels) != len(images):
        raise BadInput(f"{labels_path}: {len(labels)} labels for {len(images)} images")
    if not labels.size:
        raise BadInput(f"{images_path}: holds no images")
    if labels.max() > 9:
        raise BadInput(f"{labels_path}: holds the label {labels.max()}, above 9")
    return Dataset(images[:, None], labels.astype(np.int64))


def _read_bytes(path: Path, magic: int) -> NDArray[np.uint8]:
    """Read an idx file of bytes (format: LeCun's MNIST page); `magic` ends in its rank."""
    with refusing_os_errors("read", path):
        data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise BadInput(f"{path}: damaged gzip data") from error
    rank = magic & 0xFF
    begin = 4 + 4 * rank
    header = struct.unpack(f">{1 + rank}I", data[:begin]) if len(data) >= begin else ()
    if header[:1] != (magic,):
        raise BadInput(f"{path}: does not begin with the idx magic {magic}")
    shape = header[1:]
    body = len(data) - begin
    if body != math.prod(shape):
        raise BadInput(f"{path}: {body} bytes of data where its header promises {math.prod(shape)}")
    return np.frombuffer(data, np.uint8, offset=begin).reshape(shape)


def write_idx(images_path: Path, dataset: Dataset) -> None:
    """Write images, and their labels beside them, as `read_idx` reads them; raises BadInput."""
    labels_path = images_path.with_name(images_path.name.replace(IDX_IMAGES, IDX_LABELS))
    for path, magic, array in (
        (images_path, IMAGES_MAGIC, dataset.images[:, 0]),
        (labels_path, LABELS_MAGIC, dataset.labels),
    ):
        header = struct.pack(f">{1 + array.ndim}I", magic, *array.shape)
        write_atomically(path, header + array.astype(np.uint8).tobytes())


def fetch_mnist(folder: Path, mirrors: Sequence[str] = MNIST_MIRRORS) -> Iterator[Fetching]:
    """Download what is missing of MNIST into `folder`, telling how far it is.

    Each file is tried from each mirror, checked by its md5, and kept only whole; so a fetch that
    was closed or cut off goes on with the files still missing. Raises BadInput when no mirror
    has a good copy.
    """
    raw = folder / "MNIST" / "raw"
    received = 0
    for name, md5 in MNIST_MD5.items():
        if (raw / name).is_file():
            continue
        faults = []
        for mirror in mirrors:
            url = f"{mirror}{name}.gz"
            data = bytearray()
            try:
                for chunk in _download(url):
                    data += chunk
                    yield Fetching(url, received + len(data), MNIST_BYTES)
                if hashlib.md5(data, usedforsecurity=False).hexdigest() != md5:
                    raise ConnectionError("sent other bytes than were published")
                write_atomically(raw / name, gzip.decompress(data))
                break
            except (ConnectionError, gzip.BadGzipFile, EOFError, zlib.error) as error:
                faults.append(f"{url}: {error}")
        else:
            raise BadInput(f"MNIST could not be downloaded ({'; '.join(faults)})")
        received += len(data)


def _download(url: str) -> Iterator[bytes]:
    """Yield the body of `url` in chunks; raises ConnectionError with a short reason."""
    import requests

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


def load_ink(path: Path) -> Dataset:
    """Read an ink file's digits as the network sees them; drawings without a digit's label go.

    Raises BadInput when the file is damaged or holds no labelled digit.
    """
    drawings = [drawing for drawing in read_drawings(path) if is_digit_label(drawing.label)]
    if not drawings:
        raise BadInput(f"{path}: holds no drawing that is labelled 0 to 9")
    return from_drawings(drawings)


def from_drawings(drawings: Sequence[Drawing]) -> Dataset:
    """Return drawings as the network sees them; without a digit's label they are NOT_A_DIGIT."""
    images = np.round(rasterize(drawings) * 255).astype(np.uint8)
    labels = [int(d.label) if is_digit_label(d.label) else NOT_A_DIGIT for d in drawings]
    return Dataset(images, np.array(labels, np.int64))


def built_in_ink(digits: int, others: int, seed: int) -> Iterator[Dataset]:
    """Draw a dataset with `synthesis`, SYNTHESIS_CHUNK drawings or fewer at a time."""
    from model.handwriting.synthesis import synthesize_digits, synthesize_others

    for draw, count in ((synthesize_digits, digits), (synthesize_others, others)):
        for start in range(0, count, SYNTHESIS_CHUNK):
            yield from_drawings(draw(min(SYNTHESIS_CHUNK, count - start), seed + start))


def is_digit_label(label: str | None) -> TypeGuard[str]:
    """Whether an ink file's label is one of 0 to 9."""
    return label is not None and len(label) == 1 and label in "0123456789"
