"""The idx files in which MNIST and its family come (format: LeCun's MNIST page)."""

import io
import math
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.dataset import Dataset
from model.errors import BadInput
from model.ink.field import FIELD
from model.storage.files import open_plain, read_bounded, unpack_bounded, write_atomically

IDX_IMAGES, IDX_LABELS = "images-idx3-ubyte", "labels-idx1-ubyte"
"""How the names of such files end."""
IDX_LONG_LABELS = "labels-idx2-int"
"""How QMNIST's labels end: of each image eight numbers, the first of which is its class."""
IMAGES_MAGIC = 2051
LABELS_MAGIC = 2049
LONG_LABELS_MAGIC = 3074
_TYPES: Mapping[int, np.dtype[Any]] = {0x08: np.dtype(np.uint8), 0x0C: np.dtype(">i4")}
_IMAGES_HEADER = struct.Struct(">4I")
MAX_WRITTEN_CLASSES = 256
MAX_BYTES = 600_000_000
"""More than any set of the family has: EMNIST's largest images are 550 MB."""


class IdxLayout(NamedTuple):
    """In what the files of a set may differ from MNIST's."""

    labels_ending: str = IDX_LABELS
    """How the name of the labels ends."""
    first_label: int = 0
    """The label of the first class."""
    is_transposed: bool = False
    """Whether rows and columns of the images are exchanged."""

    def turned(self, images: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return images, (N, 28, 28) as they lie in the file, as they are seen."""
        return images.transpose(0, 2, 1) if self.is_transposed else images


AS_MNIST = IdxLayout()


def read_idx(images_path: Path, classes: Classes, layout: IdxLayout = AS_MNIST) -> Dataset:
    """Read a file of images, and that of their labels beside it; gzipped or not.

    Raises BadInput, naming the file and the fault.
    """
    labels_path = labels_path_of(images_path, layout.labels_ending)
    images = _read_array(images_path, IMAGES_MAGIC)
    labels = _read_labels(labels_path, classes, layout)
    if images.shape[1:] != (FIELD, FIELD):
        raise BadInput(f"{images_path}: its images are {images.shape[1:]}, not 28 x 28")
    if len(labels) != len(images):
        raise BadInput(f"{labels_path}: {len(labels)} labels for {len(images)} images")
    if not labels.size:
        raise BadInput(f"{images_path}: holds no images")
    return Dataset(layout.turned(images)[:, None], labels, classes)


def _read_labels(path: Path, classes: Classes, layout: IdxLayout) -> NDArray[np.int64]:
    """Return (N,) indices of classes."""
    is_long = layout.labels_ending == IDX_LONG_LABELS
    labels = _read_array(path, LONG_LABELS_MAGIC if is_long else LABELS_MAGIC)
    if is_long:
        if labels.shape[1] < 1:
            raise BadInput(f"{path}: has no numbers for its labels")
        labels = labels[:, 0]
    first, last = layout.first_label, layout.first_label + len(classes) - 1
    if labels.size and labels.max() > last:
        raise BadInput(f"{path}: holds the label {labels.max()}, above {last}")
    if labels.size and labels.min() < first:
        raise BadInput(f"{path}: holds the label {labels.min()}, below {first}")
    return labels.astype(np.int64) - first


class IdxFile:
    """A file of images and that of their labels, of which the images are read when asked for."""

    def __init__(self, images_path: Path, classes: Classes, layout: IdxLayout = AS_MNIST) -> None:
        """Read the labels; raises BadInput as `read_idx` does. Gzipped files are read whole."""
        self._path, self._layout = images_path, layout
        self._images: NDArray[np.uint8] | None = None
        if images_path.suffix == ".gz":
            dataset = read_idx(images_path, classes, layout)
            self.labels, self._images = dataset.labels, dataset.images[:, 0]
            return
        labels = _read_labels(labels_path_of(images_path, layout.labels_ending), classes, layout)
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
        self.labels = labels  # (N,) indices of classes

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
        return self._layout.turned(images)


class IdxPart(NamedTuple):
    """A part of a published set in idx files, such as its test images."""

    images: str
    """The name of the file with the images."""
    layout: IdxLayout = AS_MNIST

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files."""
        labels = labels_path_of(Path(self.images), self.layout.labels_ending)
        return self.images, labels.name

    def read(self, folder: Path, classes: Classes) -> Dataset:
        """Read all of it; raises BadInput."""
        return read_idx(self._images_path(folder), classes, self.layout)

    def open(self, folder: Path, classes: Classes) -> IdxFile:
        """Open it to read some of its images; raises BadInput."""
        return IdxFile(self._images_path(folder), classes, self.layout)

    def _images_path(self, folder: Path) -> Path:
        path, packed = folder / self.images, folder / f"{self.images}.gz"
        return packed if packed.is_file() and not path.is_file() else path


def labels_path_of(images_path: Path, ending: str = IDX_LABELS) -> Path:
    """Return the path of the labels that belong to a file of images, each gzipped or not."""
    path = images_path.with_name(images_path.name.replace(IDX_IMAGES, ending))
    other = path.with_suffix("") if path.suffix == ".gz" else path.with_name(f"{path.name}.gz")
    return other if other.is_file() and not path.is_file() else path


def _read_array(path: Path, magic: int) -> NDArray[Any]:
    """Read an idx file; `magic` names the type of its numbers, then ends in its rank."""
    read = read_bounded(path, MAX_BYTES)
    data = unpack_bounded(read, MAX_BYTES, path) if path.suffix == ".gz" else read
    rank, dtype = magic & 0xFF, _TYPES[magic >> 8]
    begin = 4 + 4 * rank
    header = struct.unpack(f">{1 + rank}I", data[:begin]) if len(data) >= begin else ()
    if header[:1] != (magic,):
        raise BadInput(f"{path}: does not begin with the idx magic {magic}")
    shape = header[1:]
    body = len(data) - begin
    promised = math.prod(shape) * dtype.itemsize
    if body != promised:
        raise BadInput(f"{path}: {body} bytes of data where its header promises {promised}")
    if not body:  # of other lengths, too, none of which may be larger than an array can be
        return np.empty([0] + [FIELD] * (rank - 1), dtype)
    return np.frombuffer(data, dtype, offset=begin).reshape(shape)


def write_idx(images_path: Path, dataset: Dataset) -> None:
    """Write images, and their labels beside them, as `read_idx` reads them.

    Raises BadInput where that fails, and where there are more labels than a byte tells apart.
    """
    if len(dataset) and dataset.labels.max() >= MAX_WRITTEN_CLASSES:
        raise BadInput(f"cannot write {images_path}: idx files take {MAX_WRITTEN_CLASSES} classes")
    for path, magic, array in (
        (images_path, IMAGES_MAGIC, dataset.images[:, 0]),
        (labels_path_of(images_path), LABELS_MAGIC, dataset.labels),
    ):
        header = struct.pack(f">{1 + array.ndim}I", magic, *array.shape)
        write_atomically(path, header + array.astype(np.uint8).tobytes())
