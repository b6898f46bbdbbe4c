"""Drawings from and to other programs: ink files, folders of pictures, and MNIST's idx files.

Pictures are traced when they come in (`tracing`), and are the network's view, 28 x 28 px, when
they go out.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from model.data.datasets import (
    IDX_IMAGES,
    IDX_LABELS,
    from_drawings,
    is_digit_label,
    read_idx,
    write_idx,
)
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.ink_file import looks_like_ink, read_drawings
from model.ink.picture import SUFFIXES, encode_png, read_picture
from model.ink.tracing import trace
from model.storage.files import writing_folder

LONE_DIGIT = re.compile(r"(?<!\d)\d(?!\d)")


def read_labelled(path: Path) -> Iterator[Drawing | None]:
    """Yield the digits of an ink file, of idx files, of a picture, or of a folder of these two.

    None stands for a drawing that is passed over, since it has no ink or no label 0 to 9. A
    picture's label is the name of its folder, or else the only digit that stands alone in its own
    name. Idx files are named by that of the images or that of the labels. Raises BadInput, naming
    the file and the fault.
    """
    if path.is_dir():
        paths = sorted(path.rglob("*"))
        idx = [found for found in paths if IDX_IMAGES in found.name]
        pictures = [found for found in paths if found.suffix.lower() in SUFFIXES]
        if not idx and not pictures:
            raise BadInput(f"{path}: holds no picture and no idx file")
        for images_path in idx:
            yield from _read_images(images_path)
        yield from map(_read_picture, pictures)
    elif IDX_IMAGES in path.name or IDX_LABELS in path.name:
        yield from _read_images(path.with_name(path.name.replace(IDX_LABELS, IDX_IMAGES)))
    elif looks_like_ink(path):
        for drawing in read_drawings(path):
            yield drawing if is_digit_label(drawing.label) and not drawing.is_empty else None
    else:
        yield _read_picture(path)


def _read_images(path: Path) -> Iterator[Drawing | None]:
    dataset = read_idx(path)
    for image, label in zip(dataset.images[:, 0], dataset.labels.tolist(), strict=True):
        drawing = trace((image / 255).astype(np.float32), str(label))
        yield None if drawing.is_empty else drawing


def _read_picture(path: Path) -> Drawing | None:
    label = path.parent.name
    if not is_digit_label(label):
        lone = LONE_DIGIT.findall(path.stem)
        if len(lone) != 1:
            return None
        label = lone[0]
    drawing = trace(read_picture(path).input[0, 0], label)
    return None if drawing.is_empty else drawing


def write_pictures(folder: Path, drawings: Sequence[Drawing]) -> None:
    """Write each digit as a PNG into a folder of its label's name, within a new folder.

    Raises BadInput where that is there already or cannot be written; it is written whole or not
    at all.
    """
    dataset = from_drawings(drawings)
    with writing_folder(folder) as made:
        for number, (image, label) in enumerate(
            zip(dataset.images[:, 0], dataset.labels, strict=True)
        ):
            (made / str(label)).mkdir(exist_ok=True)
            (made / str(label) / f"{number:05}.png").write_bytes(encode_png(image))


def write_images(folder: Path, drawings: Sequence[Drawing]) -> None:
    """Write digits as MNIST's training files into a new folder; raises BadInput likewise."""
    with writing_folder(folder) as made:
        write_idx(made / f"train-{IDX_IMAGES}", from_drawings(drawings))
