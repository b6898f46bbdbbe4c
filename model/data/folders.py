"""Drawings from other programs: ink in any format, pictures, MNIST's idx files, folders of such.

A picture's label is the name of its folder, or stands in an index file beside: `labels.tsv` or
`labels.csv`, with a column of paths and one of labels. It is never guessed from the picture's own
name, which may be a running number. What is hidden, by a name with a dot before it, is passed over:
macOS puts such files beside pictures, and other programs keep their thumbnails so.

Pictures are traced where drawings are wanted (`tracing`).
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.data.classes import DIGITS, Classes, normal
from model.data.dataset import Dataset, label_indices
from model.data.idx import IDX_IMAGES, IDX_LABELS, read_idx
from model.data.image_sets import layout_of
from model.errors import BadInput, reason_of
from model.ink.drawing import Drawing
from model.ink.formats import DRAWINGS, PICTURES, SVG, XOPP, Format, format_by_name
from model.ink.ink_file import find_format, read_drawings
from model.ink.parts import relabelled
from model.ink.picture import Picture, read_picture
from model.ink.raster import to_grays
from model.ink.tracing import trace, trace_ink
from model.storage.files import read_bounded

INDEX_NAMES = ("labels.tsv", "labels.csv")
MAX_INDEX_BYTES = 50_000_000
WITHOUT_LABELS = (SVG, XOPP)
"""What other programs write so does not say what a drawing is; we do, in an SVG."""


class LabelledFile(NamedTuple):
    """A picture, or a file of ink, in a folder, and what the folder says it is."""

    path: Path
    label: str | None
    kind: str | None = None
    """What kind of picture it is, such as "photo, ruled"; where an index has such a column."""
    group: str | None = None
    """What it shows, such as "digit" or "number"; likewise."""


class _IndexRow(NamedTuple):
    label: str
    kind: str | None
    group: str | None


def find_labelled_files(folder: Path, *formats: Format) -> list[LabelledFile]:
    """Return the files of some formats in a folder and those within.

    Each comes with its label where it has one. Raises BadInput where an index file is damaged.
    """
    index = _read_index(folder)
    found = []
    for path in _files_within(folder):
        if not format_by_name(path, formats):
            continue
        name = normal(path.relative_to(folder).as_posix())
        in_folder = normal(path.parent.name) if path.parent != folder else None
        if not index:
            found.append(LabelledFile(path, in_folder))
        elif row := index.get(name):
            found.append(LabelledFile(path, *row))
        else:
            found.append(LabelledFile(path, None))
    return found


def _files_within(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder and those within, in order, but for what is hidden."""
    for path in sorted(folder.rglob("*")):
        is_hidden = any(name.startswith(".") for name in path.relative_to(folder).parts)
        if not is_hidden and not path.is_dir():
            yield path


def _read_index(folder: Path) -> Mapping[str, _IndexRow]:
    """Return the rows by path of a folder's index file; none where there is no such file."""
    for name in INDEX_NAMES:
        path = folder / name
        if path.is_file():
            try:
                text = read_bounded(path, MAX_INDEX_BYTES).decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise BadInput(f"{path}: not a text in UTF-8") from error
            rows = csv.reader(io.StringIO(text), delimiter="\t" if name.endswith("tsv") else ",")
            try:
                return _parse_index(path, list(rows))
            except csv.Error as error:
                raise BadInput(f"{path}: not a table ({reason_of(error)})") from error
    return {}


def _parse_index(path: Path, rows: Sequence[Sequence[str]]) -> Mapping[str, _IndexRow]:
    """Return the rows by path; the first may name the columns, else they are path and label."""
    columns = ["path", "label"]
    if rows and {"path", "label"} <= set(rows[0]):
        columns, rows = list(rows[0]), rows[1:]
    index = {}
    for number, row in enumerate(rows, 1):
        if not row:
            continue
        fields = dict(zip(columns, row, strict=False))
        if not {"path", "label"} <= set(fields):
            raise BadInput(f"{path}: its row {number} has no label")
        label = normal(fields["label"])
        known = _IndexRow(label, fields.get("kind") or None, fields.get("group") or None)
        index[normal(fields["path"])] = known
    return index


# As drawings


@dataclass(frozen=True, eq=False)
class Doubtful:
    """A drawing that was traced from a picture of which it is not sure what is its ink."""

    drawing: Drawing


Found = Drawing | Doubtful | None
"""What is read of a file's drawing, or of a picture; None where it is passed over."""


def say_left_out(path: Path, count: int) -> str:
    """Return the sentence that says how many pictures are left out as doubtful."""
    pictures = "1 picture is" if count == 1 else f"{count:,} pictures are"
    return f"{path}: {pictures} left out: it is not sure what is the ink"


def read_labelled(path: Path, classes: Classes) -> Iterator[Found]:
    """Yield the drawings of a file of ink, idx files, a picture, or a folder of such.

    One without a label is one that nobody has named: whoever imports it is to be asked, and so for
    one that is doubtful. None stands for a drawing that is passed over: it has no ink, or a label
    that is none of the classes. Idx files are named by that of the images or that of the labels;
    their labels are indices of the classes, but where the name is that of a published set's file.
    Raises BadInput, naming the file and the fault.
    """
    if path.is_dir():
        yield from read_labelled_folder(path, classes)
    elif IDX_IMAGES in path.name or IDX_LABELS in path.name:
        images_path = path.with_name(path.name.replace(IDX_LABELS, IDX_IMAGES))
        yield from _trace_images(images_path, classes)
    else:
        folder = normal(path.parent.name)
        label = folder if folder in classes else None
        yield from _read_ink_or_picture(LabelledFile(path, label), classes)


def read_labelled_folder(folder: Path, classes: Classes | None = None) -> Iterator[Found]:
    """Yield the drawings of all files in a folder and those within, as `read_labelled` does.

    classes: None for those that the labels of its pictures are; where these are fewer than two, for
    the digits, too.
    """
    idx = _find_idx(folder)
    files = find_labelled_files(folder, *DRAWINGS, PICTURES)
    if not idx and not files:
        raise BadInput(f"{folder}: holds no picture, no ink and no idx file")
    if classes is None:
        labels = {file.label for file in files if file.label and PICTURES.fits(file.path)}
        classes = Classes.of_labels(labels if len(labels) > 1 else {*labels, *DIGITS}, folder)
    for images_path in idx:
        yield from _trace_images(images_path, classes)
    for file in files:
        yield from _read_ink_or_picture(file, classes)


def _find_idx(folder: Path) -> list[Path]:
    return [path for path in _files_within(folder) if IDX_IMAGES in path.name]


def _trace_images(path: Path, classes: Classes) -> Iterator[Found]:
    layout, own_classes = layout_of(path, classes)
    dataset = read_idx(path, own_classes, layout)
    for image, label in zip(dataset.images[:, 0], dataset.labels.tolist(), strict=True):
        name = own_classes[label]
        drawing = trace((image / 255).astype(np.float32), name) if name in classes else None
        yield None if drawing is None or drawing.is_empty else drawing


def _read_ink_or_picture(file: LabelledFile, classes: Classes) -> Iterator[Found]:
    known = find_format(file.path)
    if known is None:
        yield _trace_picture(file, classes)
    elif known in WITHOUT_LABELS:
        for found in read_drawings(file.path):
            drawing = _with_normal_label(replace(found, label=found.label or file.label))
            is_labelled = drawing.label is None or _is_made_of(drawing.label, classes)
            yield drawing if is_labelled and not drawing.is_empty else None
    else:
        for drawing in map(_with_normal_label, read_drawings(file.path)):
            is_labelled = _is_made_of(drawing.label, classes)
            yield drawing if is_labelled and not drawing.is_empty else None


def _with_normal_label(drawing: Drawing) -> Drawing:
    label = normal(drawing.label or "")
    return drawing if label == (drawing.label or "") else relabelled(drawing, label)


def _is_made_of(label: str | None, classes: Classes) -> bool:
    """Whether a label is a class, or several, such as a number of digits."""
    return label in classes or classes.spell(label)


def _may_be_asked(label: str | None, classes: Classes) -> bool:
    return label is None or label in classes


def _trace_picture(file: LabelledFile, classes: Classes) -> Found:
    if not _may_be_asked(file.label, classes):
        return None
    picture = read_picture(file.path)
    drawing = trace_ink(picture, file.label)
    if drawing.is_empty:
        return None
    return drawing if picture.doubt is None else Doubtful(drawing)


# As images


def read_folder(folder: Path, classes: Classes | None = None) -> Dataset:
    """Read the labelled pictures of a folder as the network sees them.

    classes: those to read pictures of; None for those that the labels are. Raises BadInput where a
    picture cannot be read, none has such a label, or there are fewer than two.
    """
    files = _labelled_pictures(folder, classes)
    pictures = [read_picture(file.path) for file in files]
    return _dataset(files, pictures, classes or _classes_of(files, folder))


def read_sure_pictures(folder: Path) -> tuple[Dataset, int]:
    """Read a folder as `read_folder` does, to learn from it; with how many are left out.

    Left out are pictures of which it is not sure what is their ink. Raises BadInput where all are.
    """
    labelled = _labelled_pictures(folder, None)
    read = [(file, read_picture(file.path)) for file in labelled]
    sure = [(file, picture) for file, picture in read if picture.doubt is None]
    if not sure:
        raise BadInput(f"{folder}: of no picture it is sure what is its ink")
    files, pictures = zip(*sure, strict=True)
    return _dataset(files, pictures, _classes_of(files, folder)), len(read) - len(sure)


def _labelled_pictures(folder: Path, classes: Classes | None) -> Sequence[LabelledFile]:
    files = [
        file
        for file in find_labelled_files(folder, PICTURES)
        if file.label and (classes is None or file.label in classes)
    ]
    if not files:
        raise BadInput(
            f"{folder}: holds no picture with a label, which is the name of its folder or stands "
            f"in {' or '.join(INDEX_NAMES)}"
        )
    return files


def _classes_of(files: Sequence[LabelledFile], folder: Path) -> Classes:
    return Classes.of_labels([file.label or "" for file in files], folder)


def _dataset(
    files: Sequence[LabelledFile], pictures: Sequence[Picture], classes: Classes
) -> Dataset:
    images = np.concatenate([picture.input for picture in pictures])
    return Dataset(
        to_grays(images), label_indices([file.label for file in files], classes), classes
    )
