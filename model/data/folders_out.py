"""Drawings for other programs: folders of pictures, as the network sees them, and MNIST's files."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from model.data.classes import MAX_NAME_LENGTH, Classes
from model.data.dataset import Dataset
from model.data.folders import INDEX_NAMES
from model.data.idx import IDX_IMAGES, write_idx
from model.ink.drawing import Drawing
from model.ink.picture import encode_png
from model.ink.raster import rasterize, to_grays
from model.photographs import Photograph
from model.storage.files import writing_folder

NO_LABEL = "x"
"""Stands in an index for what has no label; nothing is measured on an empty one."""
UNLABELLED_FOLDER = "unlabelled"


def write_pictures(folder: Path, drawings: Sequence[Drawing]) -> None:
    """Write each drawing as a PNG into a folder of its label's name, within a new folder.

    A label that no folder can be called is spelled out, and an index then says what each picture
    is. Raises BadInput where the folder is there already or cannot be written; it is written whole
    or not at all.
    """
    folders = _folders_of(drawing.label for drawing in drawings)
    rows = []
    with writing_folder(folder) as made:
        for number, drawing in enumerate(drawings):
            name = f"{folders[drawing.label]}/{number:05}.png"
            (made / name).parent.mkdir(exist_ok=True)
            (made / name).write_bytes(encode_png(to_grays(rasterize([drawing])[0, 0])))
            if drawing.label:
                rows.append((name, drawing.label))
        if any(name != label for label, name in folders.items()):
            _write_index(made, ("path", "label"), rows)


def _folders_of(labels: Iterable[str | None]) -> Mapping[str | None, str]:
    """Return a folder for each label; they differ also where a system takes a for A."""
    folders: dict[str | None, str] = {}
    taken: set[str] = set()
    for label in dict.fromkeys(labels):
        name = _folder_name(label)
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        folders[label] = name
    return folders


def _write_index(folder: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = io.StringIO()
    writer = csv.writer(table, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    (folder / INDEX_NAMES[0]).write_text(table.getvalue(), encoding="utf-8", newline="\n")


def write_photographs(folder: Path, photographs: Iterable[Photograph]) -> None:
    """Write photographs into a new folder, as the camera did, with an index of what they show.

    The index has columns of paths, labels (NO_LABEL where there is none), kinds and groups. Raises
    BadInput where the folder is there already or cannot be written; it is written whole or not at
    all.
    """
    with writing_folder(folder) as made:
        rows = []
        for number, photograph in enumerate(photographs):
            name = f"{number:05}{photograph.suffix}"
            (made / name).write_bytes(photograph.to_file())
            label = photograph.label or NO_LABEL
            rows.append((name, label, photograph.kind, photograph.group))
        _write_index(made, ("path", "label", "kind", "group"), rows)


def _folder_name(label: str | None) -> str:
    """Return what the folder of a label is called, on any system."""
    if not label:
        return UNLABELLED_FOLDER
    plain = "".join(
        character if character.isalnum() or character in " -_+=" else f"U+{ord(character):04X}"
        for character in label[:MAX_NAME_LENGTH]
    )
    return plain.strip() or UNLABELLED_FOLDER


def write_images(folder: Path, drawings: Sequence[Drawing], classes: Classes) -> None:
    """Write drawings as MNIST's training files into a new folder; raises BadInput likewise.

    A label is the index of its class; drawings of no class are left out.
    """
    of_class = [drawing for drawing in drawings if drawing.label in classes]
    with writing_folder(folder) as made:
        write_idx(made / f"train-{IDX_IMAGES}", Dataset.of_drawings(of_class, classes))
