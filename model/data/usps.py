"""USPS, as the libsvm site has it: digits from envelopes, 16 x 16 px, as lines of text in bz2.

A line is a label from 1 to 10, which stands for 0 to 9, and 256 times `index:value`, the index from
1 on, row by row, the value in [-1, 1], 1 for ink (Hull, 1994, "A database for handwritten text
recognition research"; format: the libsvm data sets' page).
"""

import bz2
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.dataset import Dataset
from model.errors import BadInput
from model.ink.field import FIELD
from model.ink.picture.placing import fit_ink
from model.ink.raster import to_grays
from model.storage.files import read_bounded

SIDE = 16
"""Of an image, in px."""
MAX_PACKED_BYTES, MAX_BYTES = 20_000_000, 100_000_000
"""The larger of both files has 7 MB, and unpacks to some 25 MB."""
MAX_IMAGES = 50_000
MAX_LINE_BYTES = 20_000
"""Such a line has some 3,000."""
_MAX_LABEL_BYTES = 8


class UspsImages:
    """Images in memory, in the network's field."""

    def __init__(self, dataset: Dataset) -> None:
        self._images = dataset.images[:, 0]
        self.labels = dataset.labels  # (N,) indices of classes

    def read(self, indices: Sequence[int]) -> NDArray[np.uint8]:
        """Return (M, 28, 28), the images at these indices, ink = 255."""
        return self._images[np.asarray(indices, np.intp)]


class UspsPart(NamedTuple):
    """A part of USPS: one file."""

    name: str

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files."""
        return (self.name,)

    def read(self, folder: Path, classes: Classes) -> Dataset:
        """Read all of it; raises BadInput."""
        return read_usps(folder / self.name, classes)

    def open(self, folder: Path, classes: Classes) -> UspsImages:
        """Read all of it, to show some of its images; raises BadInput."""
        return UspsImages(self.read(folder, classes))


def read_usps(path: Path, classes: Classes) -> Dataset:
    """Read a file of USPS, each image placed as ink is in the network's field.

    Raises BadInput, naming the file and the fault.
    """
    text = _unpack(path).rstrip()
    count = text.count(b"\n") + bool(text)  # before the lines are parted: they may be millions
    if not 0 < count <= MAX_IMAGES:
        raise BadInput(f"{path}: holds {count:,} images, not 1 to {MAX_IMAGES:,}")
    lines = text.split(b"\n")
    labels = np.empty(len(lines), np.int64)
    images = np.empty((len(lines), 1, FIELD, FIELD), np.uint8)
    for row, line in enumerate(lines):
        try:
            labels[row], ink = _parse_line(line)
        except ValueError as error:
            raise BadInput(
                f"{path}: its line {row + 1} is not a label and 256 values in [-1, 1]"
            ) from error
        if not 1 <= labels[row] <= len(classes):
            raise BadInput(f"{path}: holds the label {labels[row]}, not 1 to {len(classes)}")
        images[row] = to_grays(fit_ink(ink)[0])
    return Dataset(images, labels - 1, classes)


def _unpack(path: Path) -> bytes:
    packed = read_bounded(path, MAX_PACKED_BYTES)
    try:
        with bz2.open(io.BytesIO(packed)) as file:  # which also knows streams joined end to end
            data = file.read(MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise BadInput(f"{path}: damaged bz2 data") from error
    if len(data) > MAX_BYTES:
        raise BadInput(f"{path}: unpacks to more than {MAX_BYTES:,} bytes")
    return data


def _parse_line(line: bytes) -> tuple[int, NDArray[np.float32]]:
    """Return a label, and (16, 16) ink in [0, 1]; raises ValueError. What is left out is 0."""
    label, _, rest = line.partition(b" ")
    if len(label) > _MAX_LABEL_BYTES or len(line) > MAX_LINE_BYTES:
        raise ValueError
    pairs = [pair.split(b":") for pair in rest.split()]
    indices = [int(index) for index, _ in pairs]
    values = np.array([float(value) for _, value in pairs])
    if not pairs or min(indices) < 1 or max(indices) > SIDE * SIDE or not np.abs(values).max() <= 1:
        raise ValueError
    ink = np.zeros(SIDE * SIDE, np.float32)
    ink[np.array(indices) - 1] = values
    np.multiply(ink + 1, 0.5, out=ink)
    return int(label), ink.reshape(SIDE, SIDE)
