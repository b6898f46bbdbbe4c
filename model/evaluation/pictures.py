"""Measuring how well a reader predicts folders of pictures: by kind, and what is no character."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from model.data.classes import Classes
from model.data.dataset import label_indices
from model.data.folders import LabelledFile, find_labelled_files
from model.errors import BadInput
from model.evaluation.measure import ShowShare, show_nothing
from model.evaluation.tally import Batch, Evaluation, Tally
from model.ink.formats import PICTURES
from model.ink.parallel import map_parts
from model.ink.parts import characters_in
from model.ink.picture import Doubt, read_picture
from model.reading.pictures import doubt_of, predict_picture
from model.reading.prediction import Reader

CHUNK = 8
"""Pictures that are read at a time."""
SERIAL_CHUNKS = 4
"""A folder of no more is read before other processes have started."""
SURE = 0.9
"""A wrong answer that is given with more confidence than this misleads."""
UNCLEAR = "unclear"
"""The group of pictures that nobody can read for sure: nothing is measured on them."""
UNNAMED = "other"
"""The kind, or group, of pictures that an index does not name one of."""


class PictureRead(NamedTuple):
    """What was read of one picture."""

    file: LabelledFile
    text: str | None
    """None where it was refused."""
    confidence: float
    doubt: Doubt | None

    @property
    def is_right(self) -> bool:
        """Whether it was accepted for what it is; where lines end does not count."""
        return self.text is not None and characters_in(self.text) == characters_in(
            self.file.label or ""
        )


@dataclass(frozen=True)
class PictureEvaluation:
    """What was measured on pictures; the shares are in [0, 1]."""

    characters: Evaluation
    """On those that are labelled with one of the classes: what the network says of their ink."""
    reads: Sequence[PictureRead]
    """Every picture of which it is known what it shows, in the order of their paths."""

    @property
    def classes(self) -> Classes:
        """The classes that were told apart."""
        return self.characters.classes

    @property
    def of_classes(self) -> list[PictureRead]:
        """The pictures that show one of the classes."""
        return [read for read in self.reads if read.file.label in self.classes]

    @property
    def of_numbers(self) -> list[PictureRead]:
        """The pictures that show several of the classes, in one line or more."""
        return [read for read in self.reads if self.classes.spell(read.file.label)]

    @property
    def numbers(self) -> dict[str, list[PictureRead]]:
        """These by group."""
        return _grouped((read.file.group, read) for read in self.of_numbers)

    @property
    def right(self) -> float:
        """The share of these that were read right and accepted."""
        return right_share(self.of_classes)

    @property
    def misleading(self) -> list[PictureRead]:
        """Those of any label that were accepted as another, surely."""
        return [
            read
            for read in self.reads
            if read.text is not None and not read.is_right and read.confidence > SURE
        ]

    @property
    def kinds(self) -> dict[str, list[PictureRead]]:
        """The pictures of the classes by kind."""
        return _grouped((read.file.kind, read) for read in self.of_classes)

    @property
    def others(self) -> dict[str, list[PictureRead]]:
        """The pictures of none of the classes, by group."""
        others = [
            read
            for read in self.reads
            if read.file.label not in self.classes and not self.classes.spell(read.file.label)
        ]
        return _grouped((read.file.group, read) for read in others)

    def to_json(self) -> dict[str, Any]:
        """Return what was measured as JSON has it."""
        return {
            **self.characters.to_json(),
            "right": self.right,
            "misleading": len(self.misleading),
            "kinds": {
                kind: {"count": len(reads), "right": right_share(reads)}
                for kind, reads in self.kinds.items()
            },
            "numbers": {
                group: {
                    "count": len(reads),
                    "right": right_share(reads),
                    "as_one": as_one_share(reads, self.classes),
                }
                for group, reads in self.numbers.items()
            },
            "others": {
                group: {"count": len(reads), "accepted": accepted_share(reads)}
                for group, reads in self.others.items()
            },
        }


def right_share(reads: Sequence[PictureRead]) -> float:
    """Return how many of some pictures were read right and accepted, in [0, 1]."""
    return _share(read.is_right for read in reads)


def accepted_share(reads: Sequence[PictureRead]) -> float:
    """Return how many of some pictures were accepted as one of the classes, in [0, 1]."""
    return _share(read.text is not None for read in reads)


def as_one_share(reads: Sequence[PictureRead], classes: Classes) -> float:
    """Return how many of some pictures were accepted as one of the classes alone, in [0, 1]."""
    return _share(read.text is not None and read.text in classes for read in reads)


def evaluate_pictures(
    reader: Reader, folder: Path, show_share: ShowShare = show_nothing
) -> PictureEvaluation:
    """Measure on a folder's labelled pictures; an index may name their kinds and groups.

    A picture of nothing has a group and no label. Raises BadInput where a picture cannot be read or
    none shows one of the reader's classes.
    """
    files = [
        file
        for file in find_labelled_files(folder, PICTURES)
        if (file.label or file.group) and file.group != UNCLEAR
    ]
    if not any(file.label in reader.classes for file in files):
        raise BadInput(f"{folder}: holds no picture that is labelled {reader.classes}")
    tally = Tally(reader.classes)
    reads: list[PictureRead] = []
    parts = map_parts(partial(_read, reader), _chunks(files), show_share, SERIAL_CHUNKS)
    for part_tally, part in parts:
        tally.merge(part_tally)
        reads += part
    return PictureEvaluation(tally.result(), reads)


def _chunks(files: Sequence[LabelledFile]) -> Iterator[tuple[Sequence[LabelledFile], float]]:
    for start in range(0, len(files), CHUNK):
        yield files[start : start + CHUNK], min(start + CHUNK, len(files)) / len(files)


def _read(reader: Reader, files: Sequence[LabelledFile]) -> tuple[Tally, list[PictureRead]]:
    tally = Tally(reader.classes)
    reads = []
    for file in files:
        picture = read_picture(file.path)
        prediction = predict_picture(reader, picture)
        doubt = doubt_of(picture, prediction)
        reads.append(PictureRead(file, prediction.text, prediction.confidence, doubt))
        if file.label in reader.classes:
            label = label_indices([file.label], reader.classes)
            tally.add(Batch(picture.input, label, [None]), [prediction])
    return tally, reads


def _share(held: Iterable[bool]) -> float:
    return float(np.mean(list(held) or [False]))


def _grouped(named: Iterable[tuple[str | None, PictureRead]]) -> dict[str, list[PictureRead]]:
    groups: dict[str, list[PictureRead]] = {}
    for name, read in named:
        groups.setdefault(name or UNNAMED, []).append(read)
    return dict(sorted(groups.items()))
