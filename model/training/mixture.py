"""What a run trains on, is chosen by and is measured on: its sources, mixed."""

import dataclasses
from collections.abc import Generator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.dataset import Dataset, join
from model.data.source import Demand, Folders, Source, Split
from model.data.sources import find_source
from model.storage.tensor_file import MAX_TEXT_LENGTH
from model.training.events import TrainingEvent
from model.training.recipes import RECIPES, Mixture, TrainingConfig


class TrainingData(NamedTuple):
    """The sources' data put together; `epoch` and `refining` are indices of `train`."""

    train: Dataset
    epoch: NDArray[np.intp]
    """The images that one epoch shows, some of them several times."""
    refining: NDArray[np.intp]
    """The images that a refinement shows."""
    validation: Dataset | None
    """What is measured while the run goes on: of the benchmarks, where there are some."""
    calibration: Dataset | None
    """The validation data of all sources: confidence is to hold for each of them."""
    test: Dataset
    """What is measured at the end: of the benchmarks, where there are some. It may be empty."""


def load_mixture(
    config: TrainingConfig, folders: Folders
) -> Generator[TrainingEvent, None, TrainingData]:
    """Read, download or draw the data of every source of a run's mixture."""
    sources = [find_source(name) for name in config.mixture]
    splits = yield from _load_all(sources, config.demand(folders))
    benchmarks = [
        split for source, split in zip(sources, splits, strict=True) if source.is_benchmark
    ]
    train = join([split.train for split in splits])
    sizes = [len(split.train) for split in splits]
    # What a recipe is made for is shown as often as it says, not as often as small sources are.
    meant = RECIPES[config.recipe].mixture
    repeats = [
        1 if name in meant else split.repeats
        for name, split in zip(config.mixture, splits, strict=True)
    ]
    calibration = _join_validation(splits, train.classes)
    measured = benchmarks or splits
    return TrainingData(
        train=train,
        epoch=repeat_all(sizes, _products(config.mixture, repeats)),
        refining=repeat_all(sizes, _products(config.refining_mixture(), repeats)),
        validation=_join_validation(measured, train.classes),
        calibration=calibration,
        test=join([split.test for split in measured]).with_classes(train.classes),
    )


def _load_all(
    sources: Sequence[Source], demand: Demand
) -> Generator[TrainingEvent, None, list[Split]]:
    """Return the data of each source; what is none of one's classes is none of the others', too."""
    known = {name for source in sources for name in source.classes or ()}
    splits: dict[str, Split] = {}
    # What is drawn comes last: by then all that is read has told its classes.
    for source in sorted(sources, key=lambda source: source.styles is not None):
        split = yield from source.load(dataclasses.replace(demand, known=frozenset(known)))
        known.update(split.train.classes)
        splits[source.name] = split
    return [splits[source.name] for source in sources]


def _join_validation(splits: Sequence[Split], classes: Classes) -> Dataset | None:
    known = [split.validation for split in splits if split.validation is not None]
    return join(known).with_classes(classes) if known else None


def _products(mixture: Mixture, repeats: Sequence[int]) -> list[float]:
    return [often * times for often, times in zip(mixture.values(), repeats, strict=True)]


def name_mixture(config: TrainingConfig) -> str:
    """Return what a run card calls the sources of a mixture, no longer than a card may say it."""
    titles = " + ".join(find_source(name).title for name in config.mixture)
    return titles if len(titles) <= MAX_TEXT_LENGTH else titles[: MAX_TEXT_LENGTH - 1] + "…"


def repeat_all(sizes: Sequence[int], repeats: Sequence[float]) -> NDArray[np.intp]:
    """Return indices of joined datasets of these sizes, those of each repeated so often."""
    firsts = np.cumsum([0, *sizes[:-1]])
    parts = zip(firsts, sizes, repeats, strict=True)
    return np.concatenate([first + _repeat(size, often) for first, size, often in parts])


def _repeat(size: int, repeats: float) -> NDArray[np.intp]:
    """Return each of 0 ... size - 1 so often; where that is no whole number, some once more."""
    count = round(size * repeats)
    some = np.random.default_rng(0).permutation(size)[: count % size]
    return np.concatenate([np.tile(np.arange(size), count // size), some])
