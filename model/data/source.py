"""What a source of data is: what it is called, which classes it has, and how it is come by."""

import os
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.dataset import Dataset
from model.data.download import Publication, fetch
from model.data.impostors import owner_of
from model.data.packed import GZIP_ENDING
from model.data.progress import Notice, Progress, Throttle, Working
from model.data.torchvision_tables import look_up
from model.errors import BadInput, NotInstalled
from model.handwriting.skeleton import StyleTable
from model.handwriting.synthesis import Draw, synthesize_characters
from model.ink.field import STANDARD_LOOK, Look
from model.storage.paths import home_folder

BUILT_IN_INK_TITLE = "built-in ink"
TRAINING, TEST = "training images", "test images"
"""What the parts of a source are for."""


class PartFile(Protocol):
    """Images with their labels, which are read when asked for."""

    @property
    def labels(self) -> NDArray[np.int64]:
        """(N,) indices of classes."""

    def read(self, indices: Sequence[int]) -> NDArray[np.uint8]:
        """Return (M, 28, 28), the images at these indices, ink = 255; raises BadInput."""


class Part(Protocol):
    """A part of a published set, as it lies in a folder."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files."""

    def read(self, folder: Path, classes: Classes) -> Dataset:
        """Read all of it; raises BadInput."""

    def open(self, folder: Path, classes: Classes) -> PartFile:
        """Open it to read some of its images; raises BadInput."""


@dataclass(frozen=True, kw_only=True)
class Folders:
    """Where data sets lie, as far as somebody has said it."""

    named: Mapping[str, Path] = field(default_factory=dict)
    """The folder of a source, by the source's name."""
    datasets: Path | None = None
    """A folder that holds several data sets."""

    def of(self, source: "Source") -> Path:
        """Return the folder that the source is in or will be, in torchvision's layout.

        That is the one named for it, else the one named for all; then what the environment names,
        such as `INKLING_EMNIST_LETTERS` for EMNIST's letters, `INKLING_EMNIST` for all of EMNIST
        and `INKLING_DATASETS` for all; then Inkling's own.
        """
        shared = (self.datasets, _named_by_environment("DATASETS"), home_folder() / "datasets")
        return self.named_for(source) or next(folder for folder in shared if folder)

    def named_for(self, source: "Source") -> Path | None:
        """Return the folder that is named for this source, or for its family, alone."""
        if source.name in self.named or self.datasets:
            return self.named.get(source.name)
        names = (source.name, source.torchvision_name)
        found = (_named_by_environment(name) for name in names if name)
        return next((folder for folder in found if folder), None)


def _named_by_environment(name: str) -> Path | None:
    named = os.environ.get(f"INKLING_{name.upper().replace('-', '_')}")
    return Path(named) if named else None


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
    shown_count: int = 0
    """About how many images of a smaller source an epoch is to show."""
    known: Collection[str] = ()
    """The classes of all sources of the run: what is drawn as none of one's shows none of these."""


class Split(NamedTuple):
    """One source's data; the three sets are apart."""

    train: Dataset
    validation: Dataset | None
    test: Dataset
    """Empty where there is too little to set anything apart."""
    repeats: int = 1
    """How often an epoch shows each training image, besides what the mixture says."""


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
    remark: str = ""
    """What else is to be known of it, as a sentence."""


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
    more_mirrors: tuple[str, ...] = ()
    """Mirrors that torchvision does not know."""
    parts: Mapping[str, Part] = field(default_factory=dict)
    """Its images, by what they are for; empty for what is not published."""
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
        return all(self.has_part(part, folders) for part in self.parts)

    def has_part(self, part: str, folders: Folders) -> bool:
        """Return whether all files of a part are on disk, gzipped or not."""
        folder = self.place(folders)
        return all(_find_file(folder, name) for name in self.parts[part].files)

    def place(self, folders: Folders) -> Path:
        """Return where its files lie, or will.

        That is in torchvision's layout; where a folder is named for this source alone, the files
        may also lie there as they were downloaded.
        """
        folder = folders.of(self)
        place = folder / self.folder
        if folders.named_for(self) and not _holds_any(place, self) and _holds_any(folder, self):
            return folder
        return place

    def load(self, demand: Demand) -> Loading:
        """Read, download or draw everything; raises BadInput where that fails."""
        return self.loader(self, demand)

    def load_test(self, folders: Folders) -> TestLoading:
        """Read or draw what is measured on; for those of CATALOGUE. Raises BadInput likewise."""
        assert self.test_loader is not None
        return self.test_loader(self, folders)

    def open_part(self, part: str, folders: Folders) -> PartFile:
        """Open one of its parts, to read some of its images; raises BadInput."""
        assert self.classes is not None
        self.refuse_impostors(part, folders)
        return self.parts[part].open(self.place(folders), self.classes)

    def read_part(self, part: str, folders: Folders) -> Dataset:
        """Read one of its parts; raises BadInput."""
        assert self.classes is not None
        self.refuse_impostors(part, folders)
        return self.parts[part].read(self.place(folders), self.classes)

    def refuse_impostors(self, part: str, folders: Folders) -> None:
        """Raise BadInput where a file of a part holds what is known to be another set's."""
        for name in self.parts[part].files:
            path = _find_file(self.place(folders), name)
            owner = path and owner_of(path)
            if owner and owner != self.title:
                raise BadInput(f"{path}: holds the bytes of {owner}, not those of {self.title}")

    def fetch(
        self, folders: Folders, parts: Iterable[str] | None = None
    ) -> Generator[Progress, None, None]:
        """Download what is missing of these parts, or of all; raises BadInput where that fails."""
        missing = [
            part
            for part in (self.parts if parts is None else parts)
            if not self.has_part(part, folders)
        ]
        if self.publication is None or not missing:
            return
        yield Working(f"looking for {self.title}")
        publication = self.publication
        try:
            publication = look_up(self.torchvision_name, publication.byte_count)
        except NotInstalled:
            pass  # as well: what is known here is what it publishes
        except BadInput as fault:
            yield Notice(f"{fault}; {self.title} is fetched from the mirrors that Inkling knows.")
        publication = publication._replace(mirrors=(*publication.mirrors, *self.more_mirrors))
        place = self.place(folders)
        names = [name for part in missing for name in self.parts[part].files]
        wanted = [name for name in names if not _find_file(place, name)]
        throttle = Throttle()
        for event in fetch(self.title, publication, place, wanted):
            if throttle.is_due():
                yield event


def _find_file(folder: Path, name: str) -> Path | None:
    """Return the path of a file, which may be gzipped; None where there is none."""
    paths = (folder / name, folder / f"{name}{GZIP_ENDING}")
    return next((path for path in paths if path.is_file()), None)


def _holds_any(folder: Path, source: Source) -> bool:
    """Whether a file of a source lies right in a folder, or one of which they can be unpacked."""
    names = [name for part in source.parts.values() for name in part.files]
    packed = source.publication.md5 if source.publication else ()
    return any(_find_file(folder, name) for name in (*names, *packed))
