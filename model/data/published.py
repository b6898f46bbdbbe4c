"""Reading published sets of images, which are fetched where they are not on disk."""

from collections.abc import Generator, Iterable

from model.data.classes import DIGITS
from model.data.progress import Progress, Working
from model.data.source import (
    BUILT_IN_INK_TITLE,
    TEST,
    TRAINING,
    Demand,
    Folders,
    Loading,
    Source,
    Split,
    TestLoading,
)
from model.errors import Unreachable

VALIDATION_COUNT = 5_000
"""How much of a data set with a test set of its own is held out, at most a tenth."""


def load_published(source: Source, demand: Demand) -> Loading:
    """Read training and test images; the last of the training images are held out.

    Of a set that is published small, an epoch shows each image several times.
    """
    yield from _fetch_or_advise(source, demand.folders, source.parts)
    yield Working(f"reading {source.title}")
    images = source.read_part(TRAINING, demand.folders)
    test = source.read_part(TEST, demand.folders)
    counts = source.facts.counts if source.facts else {}
    repeats = max(round(demand.shown_count / counts.get(TRAINING, len(images))), 1)
    if not demand.holds_out:
        return Split(images, None, test, repeats)
    # At most a tenth: small sets in MNIST's layout train too.
    split = len(images) - min(VALIDATION_COUNT, len(images) // 10)
    validation = images.select(slice(split, None)) if split < len(images) else None
    return Split(images.select(slice(split)), validation, test, repeats)


def load_published_test(source: Source, folders: Folders) -> TestLoading:
    """Read the test images."""
    yield from _fetch_or_advise(source, folders, [TEST])
    yield Working(f"reading {source.title}")
    return source.read_part(TEST, folders)


def _fetch_or_advise(
    source: Source, folders: Folders, parts: Iterable[str]
) -> Generator[Progress, None, None]:
    try:
        yield from source.fetch(folders, parts)
    except Unreachable as error:
        instead = f"{BUILT_IN_INK_TITLE} needs no download, or " if source.classes == DIGITS else ""
        raise Unreachable(f"{error}; {instead}name a folder that has {source.title}") from error
