"""Drawings from and to other programs: ink in any format, pictures, MNIST's idx files, folders.

Pictures are traced when they come in (`tracing`), and are the network's view, 28 x 28 px, when
they go out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from model.data.classes import Classes
from model.data.dataset import Dataset
from model.data.idx import IDX_IMAGES, IDX_LABELS, read_idx, write_idx
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.formats import DRAWINGS, PICTURES, SVG, XOPP, format_by_name
from model.ink.ink_file import find_format, read_drawings
from model.ink.picture import encode_png, read_picture
from model.ink.raster import rasterize
from model.ink.tracing import trace
from model.storage.files import writing_folder

LONE_DIGIT = re.compile(r"(?<!\d)\d(?!\d)")
WITHOUT_LABELS = (SVG, XOPP)
"""What other programs write so says of no drawing what it is."""


def read_labelled(path: Path, classes: Classes) -> Iterator[Drawing | None]:
    """Yield the drawings of a file of ink, idx files, a picture, or a folder of such.

    None stands for a drawing that is passed over: it has no ink, or a label that is none of the
    classes. The label of a picture, and of ink in a format without labels, is the name of its
    folder, or else the only digit that stands alone in its own name. Idx files are named by that of
    the images or that of the labels. Raises BadInput, naming the file and the fault.
    """
    if path.is_dir():
        paths = sorted(path.rglob("*"))
        idx = [found for found in paths if IDX_IMAGES in found.name]
        others = [found for found in paths if format_by_name(found, (*DRAWINGS, PICTURES))]
        if not idx and not others:
            raise BadInput(f"{path}: holds no picture, no ink and no idx file")
        for images_path in idx:
            yield from _read_images(images_path, classes)
        for found in others:
            yield from _read_ink_or_picture(found, classes)
    elif IDX_IMAGES in path.name or IDX_LABELS in path.name:
        images_path = path.with_name(path.name.replace(IDX_LABELS, IDX_IMAGES))
        yield from _read_images(images_path, classes)
    else:
        yield from _read_ink_or_picture(path, classes)


def _read_images(path: Path, classes: Classes) -> Iterator[Drawing | None]:
    dataset = read_idx(path, classes)
    for image, label in zip(dataset.images[:, 0], dataset.labels.tolist(), strict=True):
        drawing = trace((image / 255).astype(np.float32), classes[label])
        yield None if drawing.is_empty else drawing


def _read_ink_or_picture(path: Path, classes: Classes) -> Iterator[Drawing | None]:
    known = find_format(path)
    if known is None:
        yield _read_picture(path, classes)
        return
    label = _label_by_name(path, classes) if known in WITHOUT_LABELS else None
    for found in read_drawings(path):
        drawing = found if found.label or label is None else replace(found, label=label)
        yield drawing if drawing.label in classes and not drawing.is_empty else None


def _label_by_name(path: Path, classes: Classes) -> str | None:
    if path.parent.name in classes:
        return path.parent.name
    lone = LONE_DIGIT.findall(path.stem)
    return lone[0] if len(lone) == 1 and lone[0] in classes else None


def _read_picture(path: Path, classes: Classes) -> Drawing | None:
    label = _label_by_name(path, classes)
    if label is None:
        return None
    drawing = trace(read_picture(path).input[0, 0], label)
    return None if drawing.is_empty else drawing


def write_pictures(folder: Path, drawings: Sequence[Drawing]) -> None:
    """Write each drawing as a PNG into a folder of its label's name, within a new folder.

    Raises BadInput where that is there already or cannot be written; it is written whole or not
    at all.
    """
    with writing_folder(folder) as made:
        for number, drawing in enumerate(drawings):
            of_label = made / (drawing.label or "unlabelled")
            of_label.mkdir(exist_ok=True)
            image = np.round(rasterize([drawing])[0, 0] * 255).astype(np.uint8)
            (of_label / f"{number:05}.png").write_bytes(encode_png(image))


def write_images(folder: Path, drawings: Sequence[Drawing], classes: Classes) -> None:
    """Write drawings as MNIST's training files into a new folder; raises BadInput likewise.

    A label is the index of its class; drawings of no class are left out.
    """
    of_class = [drawing for drawing in drawings if drawing.label in classes]
    with writing_folder(folder) as made:
        write_idx(made / f"train-{IDX_IMAGES}", Dataset.of_drawings(of_class, classes))
