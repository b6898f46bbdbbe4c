"""What there is to look at and to measure on: the sources, the user's drawings, and files."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from model.data.classes import Classes
from model.data.progress import Working
from model.data.source import TEST, Facts, Folders, Source
from model.data.sources import CATALOGUE, DRAWN_TEST_COUNT, DRAWN_TEST_SEED, draw_in_parts
from model.handwriting.skeleton import StyleTable
from model.handwriting.synthesis import Draw
from model.home.chosen import VERSION
from model.ink.sample import Sample
from model.insight.shelves import (
    ImageShelf,
    Open,
    Opening,
    SampleShelf,
    StyleShelf,
    WriterShelf,
    at_once,
    open_file,
    open_noncharacters,
    open_own_characters,
    open_own_drawings,
)
from model.text import start_with_capital

OWN_DRAWINGS = "own drawings"
"""The name of what the user has kept; a source or a file is named by its own."""
OWN_FACTS = Facts(
    year=None,
    counts={},
    resolution="strokes, as you drew them",
    licence="yours",
    origin="they lie in Inkling's folder, and nowhere else",
)
FILE_FACTS = Facts(
    year=None,
    counts={},
    resolution="as the file has it",
    licence="the file does not say",
    origin="you have chosen it",
)


class DataAtHand(NamedTuple):
    """What the user has chosen, which views show and measure on."""

    folders: Folders = Folders()
    """Where sources are looked for."""
    files: Sequence[Path] = ()
    """Ink files and folders of pictures."""
    choice_id: str = VERSION
    """What reads: the drawings that are kept while it does are the user's own."""


class Arrangement(NamedTuple):
    """One order in which something can be looked at."""

    title: str
    open: Open


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something that can be looked at, and measured on."""

    name: str
    title: str
    facts: Facts
    classes: Classes | None
    """None where the data themselves tell."""
    source: Source | None = None
    """What can fetch it; None for what is on disk or nowhere."""
    arrangements: tuple[Arrangement, ...]
    open_test: Open
    """Opens what a network is measured on."""
    test_title: str
    """What that is called."""
    is_file: bool = False

    @property
    def heading(self) -> str:
        """Its title where a line begins with it; a file's name stays as it is."""
        return self.title if self.is_file else start_with_capital(self.title)

    @property
    def test_heading(self) -> str:
        """Likewise what is measured on."""
        return self.test_title if self.is_file else start_with_capital(self.test_title)

    def is_on_disk(self, folders: Folders) -> bool:
        """Return whether it can be looked at without downloading it."""
        return self.source is None or self.source.is_on_disk(folders)


def find_offers(
    folders: Folders, files: Sequence[Path] = (), choice_id: str = VERSION
) -> list[Offer]:
    """Return what there is: the catalogue's sources, the user's drawings, then the files.

    choice_id: what reads, whose drawings are the user's.
    """
    sources = [_offer_source(source, folders) for source in CATALOGUE.values()]
    return [
        *(offer for offer in sources if offer is not None),
        own_drawings(choice_id),
        *map(offer_file, files),
    ]


def own_drawings(choice_id: str = VERSION) -> Offer:
    """Return what the user has kept while this reads."""
    return Offer(
        name=OWN_DRAWINGS,
        title="your drawings",
        facts=OWN_FACTS,
        classes=None,
        arrangements=(Arrangement("all", partial(open_own_drawings, choice_id)),),
        open_test=partial(open_own_characters, choice_id),
        test_title="your drawings",
    )


def offer_file(path: Path) -> Offer:
    """Return an ink file or a folder of pictures."""
    opening = partial(open_file, path)
    return Offer(
        name=str(path),
        title=path.name,
        facts=FILE_FACTS,
        classes=None,
        arrangements=(Arrangement("all", opening),),
        open_test=opening,
        test_title=path.name,
        is_file=True,
    )


def _offer_source(source: Source, folders: Folders) -> Offer | None:
    """Return a source; None for one that can be neither drawn nor read in parts."""
    if source.facts is None or source.classes is None:
        return None
    if source.styles is not None:
        arrangements = _arrange_styles(source.styles, source.draw_others)
        open_test: Open = partial(_draw_test, source)
    elif TEST in source.parts:
        arrangements = tuple(
            Arrangement(part, _open_part(source, part, source.classes, folders))
            for part in source.parts
        )
        open_test = _open_part(source, TEST, source.classes, folders)
    else:
        return None
    return Offer(
        name=source.name,
        title=source.title,
        facts=source.facts,
        classes=source.classes,
        source=source,
        arrangements=arrangements,
        open_test=open_test,
        test_title=f"{source.title}'s {TEST}" if source.parts else source.title,
    )


def _arrange_styles(styles: StyleTable, draw_others: Draw | None) -> tuple[Arrangement, ...]:
    arrangements = (
        Arrangement("by style", at_once(partial(StyleShelf, styles))),
        Arrangement("by writer", at_once(partial(WriterShelf, styles))),
    )
    if draw_others is None:
        return arrangements
    return (*arrangements, Arrangement("no character", partial(open_noncharacters, draw_others)))


def _open_part(source: Source, part: str, classes: Classes, folders: Folders) -> Open:
    return at_once(
        lambda: ImageShelf(source.open_part(part, folders), classes, f"{source.title}, {part}")
    )


def _draw_test(source: Source) -> Opening:
    """Draw what `inkling evaluate` measures on, with its strokes."""
    assert source.draw is not None
    title = source.title
    samples: list[Sample] = []
    for drawings in draw_in_parts(source.draw, DRAWN_TEST_COUNT, DRAWN_TEST_SEED):
        samples += [Sample(drawing, drawing.label, title) for drawing in drawings]
        yield Working(f"drawing {title}", len(samples) / DRAWN_TEST_COUNT)
    return SampleShelf(samples)
