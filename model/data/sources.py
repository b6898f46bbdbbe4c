"""The sources of data: what each is called, which classes it has, and how it is come by.

A source is one entry of CATALOGUE, or an ink file or a folder of pictures, which are sources of
whatever labels they have.
Nothing else in the program knows a source by its name.
"""

import os
from collections.abc import Callable, Collection, Container, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.data.classes import DIGITS, Classes
from model.data.dataset import Dataset, join
from model.data.download import Publication, fetch
from model.data.folders import read_folder, read_sure_pictures, say_left_out
from model.data.idx import IDX_IMAGES, read_idx
from model.data.progress import Notice, Progress, Throttle, Working
from model.data.torchvision_tables import look_up
from model.errors import BadInput, Unreachable
from model.handwriting.skeleton import StyleTable
from model.handwriting.styles import CHARACTERS, LETTERS, LOWER, UNLIKE_LETTERS
from model.handwriting.styles import DIGITS as DIGIT_STYLES
from model.handwriting.synthesis import (
    Draw,
    synthesize_characters,
    synthesize_noncharacters,
    synthesize_none_of,
)
from model.ink.drawing import Drawing
from model.ink.field import STANDARD_LOOK, Look
from model.ink.ink_file import read_drawings
from model.ink.parts import characters_in, characters_of
from model.storage.paths import home_folder

TRAINING, TEST = "training images", "test images"
"""What the parts of a source are for."""
VALIDATION_COUNT = 5_000
"""How much of a data set with a test set of its own is held out, at most a tenth."""
DRAWN_VALIDATION_COUNT = 5_000
DRAWN_TEST_COUNT = 5_000
DRAWN_TEST_SEED = 500_000
DRAWN_AT_ONCE = 1_000
INK_FILE_MIN_COUNT = 10
INK_FILE_HELD_OUT_SHARE = 0.1
"""Of an ink file's drawings, for validation, and as many for the test."""


@dataclass(frozen=True, kw_only=True)
class Folders:
    """Where data sets lie, as far as somebody has said it."""

    named: Mapping[str, Path] = field(default_factory=dict)
    """The folder of a source, by the source's name."""
    datasets: Path | None = None
    """A folder that holds several data sets."""

    def of(self, source: "Source") -> Path:
        """Return the folder, in torchvision's layout, that the source is in or will be.

        That is the one named for it, else the one named for all; then what the environment names,
        `INKLING_MNIST` for MNIST and `INKLING_DATASETS` for all; then Inkling's own.
        """
        folder = self.named.get(source.name) or self.datasets
        for variable in (f"INKLING_{source.name.upper()}", "INKLING_DATASETS"):
            if folder is None and (named := os.environ.get(variable)):
                folder = Path(named)
        return folder or home_folder() / "datasets"


@dataclass(frozen=True, kw_only=True)
class BuiltInInk:
    """How much of built-in ink is drawn, and how."""

    characters: int
    noncharacters: int
    styles: StyleTable | None = None
    """None, but for experiments: as the source says."""
    look: Look = STANDARD_LOOK


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a run wants of its sources."""

    folders: Folders = Folders()
    seed: int = 0
    holds_out: bool = True
    """Whether a part of the training data is kept back for validation."""
    ink: BuiltInInk = BuiltInInk(characters=0, noncharacters=0)
    """What a source that is drawn for the run gives to train on."""


class Split(NamedTuple):
    """One source's data; the three sets are apart."""

    train: Dataset
    validation: Dataset | None
    test: Dataset


Loading = Generator[Progress, None, Split]
TestLoading = Generator[Progress, None, Dataset]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a person asks of a source before looking at it."""

    year: int | None
    """When it was published; None for what is made anew each time."""
    counts: Mapping[str, int]
    """How many images it has, by what they are for; empty for what has no end."""
    resolution: str
    licence: str
    origin: str
    """Where these facts are from."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One source of data."""

    name: str
    """As a command names it."""
    title: str
    """As a person reads it."""
    classes: Classes | None
    """None where the data themselves tell."""
    loader: Callable[["Source", Demand], Loading]
    """Reads, downloads or draws everything."""
    test_loader: Callable[["Source", Folders], TestLoading] | None = None
    """Does so with what is measured on alone; None where there is no such part."""
    is_benchmark: bool = False
    """Whether the errors of a run that mixes it with others are those on it alone."""
    folder: str = ""
    """Where its files lie in torchvision's layout."""
    torchvision_name: str = ""
    publication: Publication | None = None
    """What is known without torchvision; None for what is not downloaded."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Its idx files of images, by what they are for; empty for what has none."""
    styles: StyleTable | None = None
    """The styles in which it is drawn; None for what is not drawn but read."""
    drawn_twice: Collection[str] = ()
    """The classes that are drawn twice as often: they win where another looks alike."""
    draw_others: Draw | None = None
    """Draws what is none of its classes; None likewise."""
    facts: Facts | None = None
    """None where the data themselves tell."""

    @property
    def draw(self) -> Draw | None:
        """What draws its classes; None for what is not drawn but read."""
        if self.styles is None:
            return None
        return partial(synthesize_characters, styles=self.styles, twice=self.drawn_twice)

    @property
    def needs_network(self) -> bool:
        """Whether it has to be downloaded where it is not on disk."""
        return self.publication is not None

    def is_on_disk(self, folders: Folders) -> bool:
        """Return whether it can be used without the network."""
        if self.publication is None:
            return True
        folder = folders.of(self) / self.folder
        return all((folder / name).is_file() for name in self.publication.md5)

    def load(self, demand: Demand) -> Loading:
        """Read, download or draw everything; raises BadInput where that fails."""
        return self.loader(self, demand)

    def load_test(self, folders: Folders) -> TestLoading:
        """Read or draw what is measured on; for those of CATALOGUE. Raises BadInput likewise."""
        assert self.test_loader is not None
        return self.test_loader(self, folders)

    def part_path(self, part: str, folders: Folders) -> Path:
        """Return the idx file with the images of one of its parts."""
        return folders.of(self) / self.folder / self.parts[part]

    def fetch(self, folders: Folders) -> Generator[Progress, None, None]:
        """Download what is missing; raises BadInput where that fails."""
        if self.publication is None or self.is_on_disk(folders):
            return
        yield Working(f"looking for {self.title}")
        publication = self.publication
        try:
            publication = look_up(self.torchvision_name, publication.byte_count)
        except BadInput as fault:
            yield Notice(f"{fault}; {self.title} is fetched from the mirrors that Inkling knows.")
        throttle = Throttle()
        for event in fetch(self.title, publication, folders.of(self) / self.folder):
            if throttle.is_due():
                yield event


def find_source(name: str) -> Source:
    """Return the source that a command names: one of CATALOGUE, or a path."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    return Source(
        name=name,
        title=Path(name).name,
        classes=None,
        loader=_load_ink_file,
    )


# MNIST and what comes in its files


def _load_idx(source: Source, demand: Demand) -> Loading:
    yield from _fetch_or_advise(source, demand.folders)
    yield Working(f"reading {source.title}")
    images = _read_idx_part(source, demand.folders, "train")
    test = _read_idx_part(source, demand.folders, "t10k")
    if not demand.holds_out:
        return Split(images, None, test)
    # At most a tenth: small sets in MNIST's layout train too.
    split = len(images) - min(VALIDATION_COUNT, len(images) // 10)
    validation = images.select(slice(split, None)) if split < len(images) else None
    return Split(images.select(slice(split)), validation, test)


def _load_idx_test(source: Source, folders: Folders) -> TestLoading:
    yield Working(f"reading {source.title}")
    return _read_idx_part(source, folders, "t10k")


def _read_idx_part(source: Source, folders: Folders, prefix: str) -> Dataset:
    assert source.classes is not None
    folder = folders.of(source) / source.folder
    return read_idx(folder / f"{prefix}-{IDX_IMAGES}", source.classes)


def _fetch_or_advise(source: Source, folders: Folders) -> Generator[Progress, None, None]:
    try:
        yield from source.fetch(folders)
    except Unreachable as error:
        raise Unreachable(
            f"{error}; {BUILT_IN_INK.title} needs no download, or name a folder that has "
            f"{source.title}"
        ) from error


# Built-in ink


def _draw(source: Source, demand: Demand) -> Loading:
    """Draw training data by the run's seed, the other sets always the same."""
    ink = demand.ink
    train = yield from draw_ink(ink, (demand.seed + 1) * 1_000_003, source=source)
    validation = None
    if demand.holds_out:
        count = DRAWN_VALIDATION_COUNT
        held_out = replace(ink, characters=count, noncharacters=count // 4)
        validation = yield from draw_ink(held_out, 1, source=source)
    tested = replace(ink, characters=DRAWN_TEST_COUNT, noncharacters=0)
    return Split(train, validation, (yield from draw_ink(tested, DRAWN_TEST_SEED, source=source)))


def _draw_test(source: Source, folders: Folders) -> TestLoading:
    tested = BuiltInInk(characters=DRAWN_TEST_COUNT, noncharacters=0)
    return (yield from draw_ink(tested, DRAWN_TEST_SEED, source=source))


def draw_ink(
    ink: BuiltInInk,
    seed: int,
    what: str = "drawing built-in ink",
    source: Source | None = None,
) -> TestLoading:
    """Draw built-in ink, or another source that is drawn, and return it whole.

    what: says, in its events, what it is for.
    """
    source = source or BUILT_IN_INK
    if ink.styles is not None:
        source = replace(source, styles=ink.styles)
    assert source.classes is not None
    assert source.draw is not None
    assert source.draw_others is not None
    total = ink.characters + ink.noncharacters
    drawn: list[Dataset] = []
    for draw, count in (
        (source.draw, ink.characters),
        (source.draw_others, ink.noncharacters),
    ):
        for drawings in draw_in_parts(draw, count, seed):
            drawn.append(Dataset.of_drawings(drawings, source.classes, ink.look))
            yield Working(what, sum(map(len, drawn)) / total)
    return join(drawn)


def draw_in_parts(draw: Draw, count: int, seed: int) -> Iterator[list[Drawing]]:
    """Draw so many, DRAWN_AT_ONCE at a time."""
    for start in range(0, count, DRAWN_AT_ONCE):
        yield draw(min(DRAWN_AT_ONCE, count - start), seed + start)


# Ink files


def _load_ink_file(source: Source, demand: Demand) -> Loading:
    """Set shares of an ink file apart at random, the same at every run."""
    yield Working(f"reading {source.title}")
    ink = yield from _read_to_learn(Path(source.name))
    if len(ink) < INK_FILE_MIN_COUNT:
        raise BadInput(f"{source.name}: {len(ink)} labelled drawings are too few to train on")
    shuffled = ink.select(np.random.default_rng(0).permutation(len(ink)))
    held_out = max(1, round(len(ink) * INK_FILE_HELD_OUT_SHARE))
    train_count = len(ink) - held_out * (2 if demand.holds_out else 1)
    validation = slice(train_count, train_count + held_out)
    return Split(
        shuffled.select(slice(train_count)),
        shuffled.select(validation) if demand.holds_out else None,
        shuffled.select(slice(len(ink) - held_out, None)),
    )


def _read_to_learn(path: Path) -> Generator[Progress, None, Dataset]:
    """Read an ink file or a folder, of which doubtful pictures are left out."""
    if not path.is_dir():
        characters, left_out = _read_characters(path)
        if left_out:
            numbers = "number" if left_out == 1 else "numbers"
            yield Notice(f"{path}: left out {left_out:,} {numbers} without parts.")
        return _to_dataset(path, characters)
    pictures, left_out = read_sure_pictures(path)
    if left_out:
        yield Notice(say_left_out(path, left_out))
    return pictures


def read_labelled_data(path: Path) -> Dataset:
    """Read an ink file or a folder of pictures; see `read_ink_file` and `read_folder`."""
    return read_folder(path) if path.is_dir() else read_ink_file(path)


def read_ink_file(path: Path) -> Dataset:
    """Read the labelled characters of an ink file, with the classes that their labels are.

    A drawing of several is as many characters, by its parts. The classes are in the order of their
    names; where all are digits they are the ten. Raises BadInput where the file is damaged, or has
    fewer than two labels.
    """
    characters, _ = _read_characters(path)
    return _to_dataset(path, characters)


def _read_characters(path: Path) -> tuple[list[Drawing], int]:
    """Return an ink file's labelled characters, and how many numbers are left out.

    Where some drawings have parts, others are left out whose labels are made of the same
    characters: they are numbers, and no classes of their own.
    """
    drawings = [drawing for drawing in read_drawings(path) if drawing.label is not None]
    characters = [character for drawing in drawings for character in characters_of(drawing)]
    if not any(drawing.parts for drawing in drawings):
        return characters, 0
    single = {part.label for drawing in drawings for part in drawing.parts}
    kept = [one for one in characters if one.label in single or not _is_row(one.label, single)]
    return kept, len(characters) - len(kept)


def _is_row(label: str | None, characters: Container[str]) -> bool:
    return label is not None and all(one in characters for one in characters_in(label))


def _to_dataset(path: Path, characters: Sequence[Drawing]) -> Dataset:
    labels = {character.label for character in characters if character.label is not None}
    if not labels:
        raise BadInput(f"{path}: holds no drawing with a label")
    return Dataset.of_drawings(characters, Classes.of_labels(labels, path))


MNIST = Source(
    name="mnist",
    title="MNIST",
    classes=DIGITS,
    loader=_load_idx,
    test_loader=_load_idx_test,
    is_benchmark=True,
    folder="MNIST/raw",
    torchvision_name="MNIST",
    publication=Publication(
        (
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "http://yann.lecun.com/exdb/mnist/",
        ),
        {
            "train-images-idx3-ubyte": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "train-labels-idx1-ubyte": "d53e105ee54ea40749a09fcbcd1e9432",
            "t10k-images-idx3-ubyte": "9fb629c4189551a2d022fa330f9573f3",
            "t10k-labels-idx1-ubyte": "ec29112dd5afa0611ce80d1b7f02629c",
        },
        11_594_722,
    ),
    parts={
        TRAINING: f"train-{IDX_IMAGES}",
        TEST: f"t10k-{IDX_IMAGES}",
    },
    facts=Facts(
        year=1998,
        counts={TRAINING: 60_000, TEST: 10_000},
        resolution="28 × 28 px, 256 grays",
        licence="CC BY-SA 3.0",
        origin="LeCun, Bottou, Bengio and Haffner, 1998, “Gradient-based learning applied to "
        "document recognition”; the licence as the documentation of Keras' data sets has it",
    ),
)
_DRAWN_FACTS = Facts(
    year=None,
    counts={},
    resolution="strokes, drawn at any size",
    licence="MIT, as Inkling itself",
    origin="it is part of Inkling: model/handwriting",
)
BUILT_IN_INK = Source(
    name="ink",
    title="built-in ink",
    classes=DIGITS,
    loader=_draw,
    test_loader=_draw_test,
    styles=DIGIT_STYLES,
    draw_others=synthesize_noncharacters,
    facts=_DRAWN_FACTS,
)
BUILT_IN_LETTERS = Source(
    name="letters",
    title="built-in letters",
    classes=Classes(LETTERS),
    loader=_draw,
    test_loader=_draw_test,
    styles=LETTERS,
    drawn_twice=LOWER,
    draw_others=partial(synthesize_none_of, LETTERS, UNLIKE_LETTERS),
    facts=_DRAWN_FACTS,
)
BUILT_IN_CHARACTERS = Source(
    name="characters",
    title="built-in digits, letters and signs",
    classes=Classes(CHARACTERS),
    loader=_draw,
    test_loader=_draw_test,
    styles=CHARACTERS,
    drawn_twice=LOWER,
    draw_others=partial(synthesize_none_of, CHARACTERS, {}),
    facts=_DRAWN_FACTS,
)
CATALOGUE: Mapping[str, Source] = {
    source.name: source for source in (MNIST, BUILT_IN_INK, BUILT_IN_LETTERS, BUILT_IN_CHARACTERS)
}
"""The sources that have a name, by it."""
