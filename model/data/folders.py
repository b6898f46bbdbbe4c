"""Drawings from and to other programs: ink files, folders of pictures, and MNIST's idx files.

Pictures are traced when they come in (`tracing`), and are the network's view, 28 x 28 px, when
they go out.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from model.data.classes import Classes
from model.data.dataset import Dataset
from model.data.idx import IDX_IMAGES, IDX_LABELS, read_idx, write_idx
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.formats import PICTURES
from model.ink.ink_file import looks_like_ink, read_drawings
from model.ink.picture import encode_png, read_picture
from model.ink.raster import rasterize
from model.ink.tracing import trace
from model.storage.files import writing_folder

LONE_DIGIT = re.compile(r"(?<!\d)\d(?!\d)")


def read_labelled(path: Path, classes: Classes) -> Iterator[Drawing | None]:
    """Yield the drawings of an ink file, idx files, a picture, or a folder of the latter two.

    None stands for a drawing that is passed over: it has no ink, or a label that is none of the
    classes. A picture's label is the name of its folder, or else the only digit that stands alone
    in its own name. Idx files are named by that of the images or that of the labels. Raises
    BadInput, naming the file and the fault.
    """
    if path.is_dir():
        paths = sorted(path.rglob("*"))
        idx = [found for found in paths if IDX_IMAGES in found.name]
        pictures = [found for found in paths if PICTURES.fits(found)]
        if not idx and not pictures:
            raise BadInput(f"{path}: holds no picture and no idx file")
        for images_path in idx:
            yield from _read_images(images_path, classes)
        for picture_path in pictures:
            yield _read_picture(picture_path, classes)
    elif IDX_IMAGES in path.name or IDX_LABELS in path.name:
        images_path = path.with_name(path.name.replace(IDX_LABELS, IDX_IMAGES))
        yield from _read_images(images_path, classes)
    elif looks_like_ink(path):
        for drawing in read_drawings(path):
            yield drawing if drawing.label in classes and not drawing.is_empty else None
    else:
        yield _read_picture(path, classes)


def _read_images(path: Path, classes: Classes) -> Iterator[Drawing | None]:
    dataset = read_idx(path, classes)
    for image, label in zip(dataset.images[:, 0], dataset.labels.tolist(), strict=True):
        drawing = trace((image / 255).astype(np.float32), classes[label])
        yield None if drawing.is_empty else drawing


def _read_picture(path: Path, classes: Classes) -> Drawing | None:
    label = path.parent.name
    if label not in classes:
        lone = LONE_DIGIT.findall(path.stem)
        if len(lone) != 1 or lone[0] not in classes:
            return None
        label = lone[0]
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
