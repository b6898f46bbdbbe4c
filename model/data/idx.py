"""The idx files in which MNIST and its family come (format: LeCun's MNIST page)."""

import io
import math
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.dataset import Dataset
from model.errors import BadInput
from model.ink.field import FIELD
from model.storage.files import open_plain, read_bounded, unpack_bounded, write_atomically

IDX_IMAGES, IDX_LABELS = "images-idx3-ubyte", "labels-idx1-ubyte"
"""How the names of such files end."""
IMAGES_MAGIC = 2051
LABELS_MAGIC = 2049
_IMAGES_HEADER = struct.Struct(">4I")
MAX_BYTES = 600_000_000
"""More than any set of the family has: EMNIST's largest images are 550 MB."""


def read_idx(images_path: Path, classes: Classes) -> Dataset:
    """Read a file of images, and that of their labels beside it; gzipped or not.

    Raises BadInput, naming the file and the fault.
    """
    labels_path = labels_path_of(images_path)
    images = _read_bytes(images_path, IMAGES_MAGIC)
    labels = _read_bytes(labels_path, LABELS_MAGIC)
    if images.shape[1:] != (FIELD, FIELD):
        raise BadInput(f"{images_path}: its images are {images.shape[1:]}, not 28 x 28")
    if len(labels) != len(images):
        raise BadInput(f"{labels_path}: {len(labels)} labels for {len(images)} images")
    if not labels.size:
        raise BadInput(f"{images_path}: holds no images")
    if labels.max() >= len(classes):
        raise BadInput(f"{labels_path}: holds the label {labels.max()}, above {len(classes) - 1}")
    return Dataset(images[:, None], labels.astype(np.int64), classes)


class IdxFile:
    """A file of images and that of their labels, of which the images are read when asked for."""

    def __init__(self, images_path: Path, classes: Classes) -> None:
        """Read the labels; raises BadInput as `read_idx` does. Gzipped files are read whole."""
        self._path = images_path
        self._images: NDArray[np.uint8] | None = None
        if images_path.suffix == ".gz":
            dataset = read_idx(images_path, classes)
            self.labels, self._images = dataset.labels, dataset.images[:, 0]
            return
        labels = _read_bytes(labels_path_of(images_path), LABELS_MAGIC)
        with open_plain(images_path) as file:
            header = file.read(_IMAGES_HEADER.size)
            size = file.seek(0, io.SEEK_END)
        expected = (IMAGES_MAGIC, len(labels), FIELD, FIELD)
        if len(header) < _IMAGES_HEADER.size or _IMAGES_HEADER.unpack(header) != expected:
            raise BadInput(
                f"{images_path}: does not begin as {len(labels)} images of 28 x 28 px, one a label"
            )
        if size != len(header) + len(labels) * FIELD * FIELD:
            raise BadInput(f"{images_path}: is not as long as its header promises")
        if labels.size and labels.max() >= len(classes):
            raise BadInput(f"{images_path}: has the label {labels.max()}, above {len(classes) - 1}")
        self.labels = labels.astype(np.int64)  # (N,) indices of classes

    def read(self, indices: Sequence[int]) -> NDArray[np.uint8]:
        """Return (M, 28, 28), the images at these indices, ink = 255; raises BadInput."""
        if self._images is not None:
            return self._images[np.asarray(indices, np.intp)]
        images = np.empty((len(indices), FIELD, FIELD), np.uint8)
        with open_plain(self._path) as file:
            for row, index in enumerate(indices):
                file.seek(_IMAGES_HEADER.size + index * FIELD * FIELD)
                data = file.read(FIELD * FIELD)
                if len(data) < FIELD * FIELD:
                    raise BadInput(f"{self._path}: is shorter than it was")
                images[row] = np.frombuffer(data, np.uint8).reshape(FIELD, FIELD)
        return images


def labels_path_of(images_path: Path) -> Path:
    """Return the path of the labels that belong to a file of images."""
    return images_path.with_name(images_path.name.replace(IDX_IMAGES, IDX_LABELS))


def _read_bytes(path: Path, magic: int) -> NDArray[np.uint8]:
    """Read an idx file of bytes; `magic` ends in its rank."""
    read = read_bounded(path, MAX_BYTES)
    data = unpack_bounded(read, MAX_BYTES, path) if path.suffix == ".gz" else read
    rank = magic & 0xFF
    begin = 4 + 4 * rank
    header = struct.unpack(f">{1 + rank}I", data[:begin]) if len(data) >= begin else ()
    if header[:1] != (magic,):
        raise BadInput(f"{path}: does not begin with the idx magic {magic}")
    shape = header[1:]
    body = len(data) - begin
    if body != math.prod(shape):
        raise BadInput(f"{path}: {body} bytes of data where its header promises {math.prod(shape)}")
    if not body:  # of other lengths, too, none of which may be larger than an array can be
        return np.empty([0] + [FIELD] * (rank - 1), np.uint8)
    return np.frombuffer(data, np.uint8, offset=begin).reshape(shape)


def write_idx(images_path: Path, dataset: Dataset) -> None:
    """Write images, and their labels beside them, as `read_idx` reads them; raises BadInput."""
    for path, magic, array in (
        (images_path, IMAGES_MAGIC, dataset.images[:, 0]),
        (labels_path_of(images_path), LABELS_MAGIC, dataset.labels),
    ):
        header = struct.pack(f">{1 + array.ndim}I", magic, *array.shape)
        write_atomically(path, header + array.astype(np.uint8).tobytes())
