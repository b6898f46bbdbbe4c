"""Shelves: samples in a fixed order, of which those are made that somebody looks at."""

import sys
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.folders import find_labelled_files
from model.data.progress import Progress, Throttle, Working
from model.data.source import PartFile
from model.errors import BadInput
from model.handwriting.skeleton import Style, StyleTable
from model.handwriting.synthesis import Draw
from model.handwriting.writing import WRITER_DRAWINGS, Character, write_characters
from model.home.chosen import VERSION
from model.home.what_reads import drawings_of
from model.ink.drawing import Drawing
from model.ink.field import FIELD
from model.ink.formats import INK, PICTURES
from model.ink.ink_file import LINE_PARSERS, READERS, ParseLine, find_format, parse_lines
from model.ink.parts import characters_of, without_label
from model.ink.picture import Picture, read_picture
from model.ink.raster import Images, rasterize, to_grays
from model.ink.sample import Sample
from model.ink.unpacking import read_lines
from model.text import percent

MAX_DRAWINGS, MAX_BYTES = 100_000, 400_000_000
"""Of a longer ink file only so many drawings are looked at, or lines of so many bytes."""
DRAWINGS_A_STYLE = 12
WRITERS = 200
NONCHARACTERS = 480
LOOKED_AT_SEED = 900_000
"""What is drawn to be looked at is none of what is trained or measured on."""
SMALL_PREVIEW_PX = 192
"""A picture of a shelf is shown with a preview of at most this a side."""


class Shelf(Protocol):
    """Samples in a fixed order."""

    @property
    def labels(self) -> Sequence[str | None]:
        """The label of each sample."""

    def samples(self, indices: Sequence[int]) -> list[Sample]:
        """Make the samples at these indices; may be slow; raises BadInput."""


Opening = Generator[Progress, None, Shelf]
Open = Callable[[], Opening]


@dataclass(frozen=True)
class Pages:
    """The samples of one label, or all, in pages of the same length."""

    indices: Sequence[int]
    length: int

    @property
    def count(self) -> int:
        """How many pages there are; one, where there is nothing."""
        return max(-(-len(self.indices) // self.length), 1)

    def page(self, number: int) -> Sequence[int]:
        """Return the indices of a page's samples; the first page is number 0."""
        return self.indices[number * self.length : (number + 1) * self.length]


def pages_of(shelf: Shelf, label: str | None, length: int) -> Pages:
    """Return the pages of what has a label; of all, for None."""
    labels = shelf.labels
    indices: Sequence[int] = range(len(labels))
    if label is not None:
        indices = [index for index in indices if labels[index] == label]
    return Pages(indices, length)


def label_counts(shelf: Shelf) -> Mapping[str, int]:
    """Return how many samples each label has, in the order of their names."""
    counts = Counter(label for label in shelf.labels if label is not None)
    return dict(sorted(counts.items()))


def inputs_of(samples: Sequence[Sample]) -> Images:
    """Return what the network sees of samples, (N, 1, 28, 28) in [0, 1]."""
    drawings = [sample.content for sample in samples if isinstance(sample.content, Drawing)]
    drawn = iter(rasterize(drawings))
    images = [
        next(drawn) if isinstance(sample.content, Drawing) else sample.content.input[0]
        for sample in samples
    ]
    return np.stack(images) if images else rasterize([])


def image_of(sample: Sample) -> NDArray[np.uint8] | None:
    """Return (28, 28), ink = 255, for a sample that is a network's image; None for any other."""
    content = sample.content
    if isinstance(content, Drawing) or content.preview.shape[:2] != (FIELD, FIELD):
        return None
    return to_grays(content.input[0, 0])


# Images of published sets


class ImageShelf:
    """The images of a part of a published set; only those are read that are asked for."""

    def __init__(self, file: PartFile, classes: Classes, title: str) -> None:
        """title: what the images are called."""
        self._file = file
        self._title = title
        self._labels = [classes[label] for label in file.labels.tolist()]

    @property
    def labels(self) -> Sequence[str | None]:
        """The label of each image."""
        return self._labels

    def samples(self, indices: Sequence[int]) -> list[Sample]:
        """Read images, as pictures that the network sees as exactly them."""
        return [
            Sample(Picture.of_image(image), self._labels[index], f"{self._title}, no. {index:,}")
            for image, index in zip(self._file.read(indices), indices, strict=True)
        ]


# Drawings


class SampleShelf:
    """Samples that are in memory."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._samples = samples
        self._labels = [sample.label for sample in samples]

    @property
    def labels(self) -> Sequence[str | None]:
        """The label of each sample."""
        return self._labels

    def samples(self, indices: Sequence[int]) -> list[Sample]:
        """Return samples."""
        return [self._samples[index] for index in indices]


def count_own_drawings(choice_id: str = VERSION) -> Generator[Progress, None, int]:
    """Return how many drawings the user has kept while this reads.

    Raises BadInput where they cannot be read.
    """
    yield Working("counting your drawings")
    return len(drawings_of(choice_id).entries())


def open_own_drawings(choice_id: str = VERSION) -> Opening:
    """Open the drawings that the user has kept while this reads, the newest first.

    Raises BadInput where there are none.
    """
    yield Working("reading your drawings")
    entries = drawings_of(choice_id).entries()
    if not entries:
        raise BadInput("nothing is kept yet: draw on the pad, then press its key or click its bar")
    return SampleShelf([entry.sample for entry in reversed(entries)])


def open_own_characters(choice_id: str = VERSION) -> Opening:
    """Open the characters of the user's own drawings, those of a number one by one, likewise."""
    shelf = yield from open_own_drawings(choice_id)
    return SampleShelf(
        [
            Sample(character, character.label, sample.origin)
            for sample in shelf.samples(range(len(shelf.labels)))
            if sample.drawing is not None
            for character in characters_of(sample.drawing)
        ]
    )


def open_file(path: Path) -> Opening:
    """Open an ink file, or a folder of which the labelled pictures count; raises BadInput."""
    if path.is_dir():
        yield Working(f"looking into {path.name}")
        return PictureShelf(path)
    known = find_format(path) or INK
    shelf: Shelf
    if known in LINE_PARSERS:
        shelf = yield from _open_lines(path, LINE_PARSERS[known])
    else:
        yield Working(f"reading {path.name}")
        drawings = [drawing for drawing in READERS[known](path) if not drawing.is_empty]
        origins = [_origin(path, number, drawing) for number, drawing in enumerate(drawings, 1)]
        shelf = SampleShelf(
            [
                Sample(drawing, drawing.label, origin)
                for drawing, origin in zip(drawings, origins, strict=True)
            ]
        )
    if not shelf.labels:
        raise BadInput(f"{path}: holds no drawing")
    return shelf


def _origin(path: Path, number: int, drawing: Drawing) -> str:
    writer = f", by {drawing.writer}" if drawing.writer else ""
    return f"{path.name}, no. {number:,}{writer}"


class LineShelf:
    """The drawings of a file with one a line, which lie in memory as their lines.

    So many drawings as objects would hold up every thread whenever Python looks for garbage.
    """

    def __init__(self, path: Path, parse: ParseLine) -> None:
        self._path, self._parse = path, parse
        self._numbers: list[int] = []
        self._lines: list[bytes] = []
        self._labels: list[str | None] = []
        self._byte_count = 0

    @property
    def labels(self) -> Sequence[str | None]:
        """The label of each drawing."""
        return self._labels

    @property
    def is_full(self) -> bool:
        """Whether no more may lie in memory."""
        return len(self._lines) >= MAX_DRAWINGS or self._byte_count >= MAX_BYTES

    def add(self, number: int, line: bytes) -> None:
        """Add a line, unless its drawing has no ink; raises BadInput."""
        (drawing,) = parse_lines(self._path, [(number, line)], self._parse)
        if not drawing.is_empty:
            self._numbers.append(number)
            self._lines.append(line)
            self._labels.append(drawing.label and sys.intern(drawing.label))
            self._byte_count += len(line)

    def samples(self, indices: Sequence[int]) -> list[Sample]:
        """Parse drawings."""
        numbers = [self._numbers[index] for index in indices]
        lines = [(self._numbers[index], self._lines[index]) for index in indices]
        drawings = parse_lines(self._path, lines, self._parse)
        return [
            Sample(drawing, drawing.label, _origin(self._path, number, drawing))
            for number, drawing in zip(numbers, drawings, strict=True)
        ]


def _open_lines(path: Path, parse: ParseLine) -> Generator[Progress, None, LineShelf]:
    shelf = LineShelf(path, parse)
    throttle = Throttle()
    for number, line, share in read_lines(path):
        shelf.add(number, line)
        if shelf.is_full:
            break
        if throttle.is_due():
            yield Working(f"reading {path.name}", share)
    return shelf


class PictureShelf:
    """The pictures of a folder, decoded when they are asked for."""

    def __init__(self, folder: Path) -> None:
        """Find the pictures; raises BadInput where none has a label."""
        self._pictures = [
            picture for picture in find_labelled_files(folder, PICTURES) if picture.label
        ]
        if not self._pictures:
            raise BadInput(f"{folder}: holds no picture with a label")
        self._folder = folder
        self._labels = [picture.label for picture in self._pictures]

    @property
    def labels(self) -> Sequence[str | None]:
        """The label of each picture."""
        return self._labels

    def samples(self, indices: Sequence[int]) -> list[Sample]:
        """Read pictures; their previews are small, since many are held at once."""
        samples = []
        for index in indices:
            path, label, *_ = self._pictures[index]
            picture = read_picture(path)
            step = -(-max(picture.preview.shape) // SMALL_PREVIEW_PX)
            small = Picture.unparted(picture.input, picture.preview[::step, ::step].copy())
            samples.append(Sample(small, label, path.relative_to(self._folder).as_posix(), path))
        return samples


# Built-in ink


class _Written(NamedTuple):
    """A style of a character, as a shelf has it."""

    label: str
    style: Style
    origin: str


class StyleShelf:
    """Built-in ink by style: DRAWINGS_A_STYLE of each, by as many writers, drawn when asked for."""

    def __init__(self, styles: StyleTable) -> None:
        self._styles = [
            _Written(label, style, _describe_style(number, style, choices))
            for label, choices in styles.items()
            for number, style in enumerate(choices, 1)
        ]
        self._labels = [style.label for style in self._styles for _ in range(DRAWINGS_A_STYLE)]
        self._draw = lru_cache(maxsize=64)(self._draw_style)

    @property
    def labels(self) -> Sequence[str | None]:
        """The label of each drawing; the drawings of a style follow one another."""
        return self._labels

    def samples(self, indices: Sequence[int]) -> list[Sample]:
        """Draw drawings; the same each time."""
        return [
            self._draw(index // DRAWINGS_A_STYLE)[index % DRAWINGS_A_STYLE] for index in indices
        ]

    def _draw_style(self, number: int) -> list[Sample]:
        label, style, origin = self._styles[number]
        rng = np.random.default_rng([LOOKED_AT_SEED, number])
        drawings = write_characters(DRAWINGS_A_STYLE, [Character(label, [style])], rng, 1)
        return [Sample(drawing, label, origin) for drawing in drawings]


def _describe_style(number: int, style: Style, choices: Sequence[Style]) -> str:
    share = style.weight / sum(choice.weight for choice in choices)
    return f"style {number} of {len(choices)}, {percent(share, 0)} of the hands"


class WriterShelf:
    """Built-in ink by writer: WRITER_DRAWINGS of each hand, drawn when asked for."""

    def __init__(self, styles: StyleTable) -> None:
        self._characters = [Character(label, choices) for label, choices in styles.items()]
        self._labels = [
            self._characters[index % len(self._characters)].label
            for _ in range(WRITERS)
            for index in range(WRITER_DRAWINGS)
        ]
        self._draw = lru_cache(maxsize=64)(self._draw_writer)

    @property
    def labels(self) -> Sequence[str | None]:
        """The label of each drawing; the drawings of a writer follow one another."""
        return self._labels

    def samples(self, indices: Sequence[int]) -> list[Sample]:
        """Draw drawings; the same each time."""
        return [self._draw(index // WRITER_DRAWINGS)[index % WRITER_DRAWINGS] for index in indices]

    def _draw_writer(self, writer: int) -> list[Sample]:
        rng = np.random.default_rng([LOOKED_AT_SEED, WRITERS, writer])
        name = f"writer {writer + 1}"
        return [
            Sample(replace(drawing, writer=name), drawing.label, name)
            for drawing in write_characters(WRITER_DRAWINGS, self._characters, rng)
        ]


def open_noncharacters(draw: Draw) -> Opening:
    """Draw what a network learns to take for none of its classes; it has no labels."""
    yield Working("drawing what is no character")
    drawings = draw(NONCHARACTERS, LOOKED_AT_SEED)
    return SampleShelf(
        [
            Sample(without_label(drawing), None, f"no character: a letter, {drawing.label}")
            if drawing.label
            else Sample(drawing, None, "no character: a sign or a scribble")
            for drawing in drawings
        ]
    )


def at_once(make: Callable[[], Shelf]) -> Open:
    """Return what opens a shelf that is made without anything to wait for."""
    return partial(_open_at_once, make)


def _open_at_once(make: Callable[[], Shelf]) -> Opening:
    yield Working("opening")
    return make()
