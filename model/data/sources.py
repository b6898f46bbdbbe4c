"""The sources of data: the catalogue of those that have a name, and what Inkling draws itself.

A source is one entry of CATALOGUE, or an ink file or a folder of pictures, which are sources of
whatever labels they have.
Nothing else in the program knows a source by its name.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from model.data.classes import DIGITS, Classes
from model.data.dataset import Dataset, join
from model.data.image_sets import FAMILY, MNIST
from model.data.labelled import load_labelled
from model.data.progress import Working
from model.data.source import (
    BUILT_IN_INK_TITLE,
    BuiltInInk,
    Demand,
    Facts,
    Folders,
    Loading,
    Source,
    Split,
    TestLoading,
)
from model.handwriting.styles import CHARACTERS, LETTERS, LOWER, UNLIKE_LETTERS
from model.handwriting.styles import DIGITS as DIGIT_STYLES
from model.handwriting.synthesis import Draw, synthesize_noncharacters, synthesize_none_of
from model.ink.drawing import Drawing

DRAWN_VALIDATION_COUNT = 5_000
DRAWN_TEST_COUNT = 5_000
DRAWN_TEST_SEED = 500_000
DRAWN_AT_ONCE = 1_000


def find_source(name: str) -> Source:
    """Return the source that a command names: one of CATALOGUE, or a path."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    return Source(
        name=name,
        title=Path(name).name or name,
        classes=None,
        loader=load_labelled,
    )


# Built-in ink


def _draw(source: Source, demand: Demand) -> Loading:
    """Draw training data by the run's seed, the other sets always the same."""
    ink, known = demand.ink, demand.known
    train = yield from draw_ink(ink, (demand.seed + 1) * 1_000_003, source=source, known=known)
    validation = None
    if demand.holds_out:
        count = DRAWN_VALIDATION_COUNT
        held_out = replace(ink, characters=count, noncharacters=count // 4)
        validation = yield from draw_ink(held_out, 1, source=source, known=known)
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
    known: Collection[str] = (),
) -> TestLoading:
    """Draw built-in ink, or another source that is drawn, and return it whole.

    what: says, in its events, what it is for; known: the classes of other sources, too, of which
    there is then nothing among what is none of this one's.
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
            kept = [
                one for one in drawings if one.label in source.classes or one.label not in known
            ]
            drawn.append(Dataset.of_drawings(kept, source.classes, ink.look))
            yield Working(what, sum(map(len, drawn)) / total)
    return join(drawn)


def draw_in_parts(draw: Draw, count: int, seed: int) -> Iterator[list[Drawing]]:
    """Draw so many, DRAWN_AT_ONCE at a time."""
    for start in range(0, count, DRAWN_AT_ONCE):
        yield draw(min(DRAWN_AT_ONCE, count - start), seed + start)


_DRAWN_FACTS = Facts(
    year=None,
    counts={},
    resolution="strokes, drawn at any size",
    licence="MIT, as Inkling itself",
    origin="it is part of Inkling: model/handwriting",
)
_drawn = partial(Source, loader=_draw, test_loader=_draw_test, facts=_DRAWN_FACTS)
BUILT_IN_INK = _drawn(
    name="ink",
    title=BUILT_IN_INK_TITLE,
    classes=DIGITS,
    styles=DIGIT_STYLES,
    draw_others=synthesize_noncharacters,
)
BUILT_IN_LETTERS = _drawn(
    name="letters",
    title="built-in letters",
    classes=Classes(LETTERS),
    styles=LETTERS,
    drawn_twice=LOWER,
    draw_others=partial(synthesize_none_of, LETTERS, UNLIKE_LETTERS),
)
BUILT_IN_CHARACTERS = _drawn(
    name="characters",
    title="built-in digits, letters and signs",
    classes=Classes(CHARACTERS),
    styles=CHARACTERS,
    drawn_twice=LOWER,
    draw_others=partial(synthesize_none_of, CHARACTERS, {}),
)
CATALOGUE: Mapping[str, Source] = {
    source.name: source
    for source in (MNIST, BUILT_IN_INK, BUILT_IN_LETTERS, BUILT_IN_CHARACTERS, *FAMILY)
}
"""The sources that have a name, by it."""
