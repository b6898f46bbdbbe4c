"""What a run trains on, chooses by and is measured on, from the sources that were named."""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.datasets import (
    Dataset,
    built_in_ink,
    fetch_mnist,
    has_mnist,
    join,
    load_ink,
    load_mnist,
    mnist_folder,
)
from model.errors import BadInput
from model.training.events import Fetching, Throttle, TrainingEvent, Working
from model.training.recipes import TrainingConfig

MNIST_VALIDATION_COUNT = 5_000
INK_VALIDATION_COUNT = 5_000
INK_TEST_COUNT = 5_000
INK_TEST_SEED = 500_000
INK_FILE_MIN_COUNT = 10
INK_VALIDATION_SHARE = 0.1
INK_TEST_SHARE = 0.1


class Part(NamedTuple):
    """One source's data; the three sets are apart."""

    train: Dataset
    validation: Dataset | None
    test: Dataset
    repeats: float = 1.0
    """How often an epoch shows each training image ..."""
    refining_repeats: float = 1.0
    """... and a refinement."""


class TrainingData(NamedTuple):
    """The parts put together. Errors are MNIST's where it is among the sources, else all parts'."""

    train: Dataset
    epoch: NDArray[np.intp]
    """The places in `train` that one epoch shows, those of some sources several times ..."""
    refining: NDArray[np.intp]
    """... and those that a refinement shows."""
    validation: Dataset | None
    """Measured while the run goes on."""
    calibration: Dataset | None
    """All parts' validation sets: confidence is to hold for each of them."""
    test: Dataset


def load_training_data(
    config: TrainingConfig, sources: Sequence[str], mnist: Path | None
) -> Generator[TrainingEvent, None, TrainingData]:
    """Read or draw the data of every source, telling how far it is; sources as for `train`."""
    parts = []
    measured = None
    for source in sources:
        if source == "mnist":
            folder = mnist_folder(mnist)
            if not has_mnist(folder):
                yield from _fetch(folder)
            yield Working("reading MNIST")
            measured = _split_mnist(config, folder)
            parts.append(measured)
        elif source == "ink":
            parts.append((yield from _draw_ink(config)))
        else:
            yield Working(f"reading {name_source(source)}")
            parts.append(_split_ink(config, Path(source)))
    all_validation = _join_known([part.validation for part in parts])
    return TrainingData(
        train=join([part.train for part in parts]),
        epoch=_join_places(parts, [part.repeats for part in parts]),
        refining=_join_places(parts, [part.refining_repeats for part in parts]),
        validation=measured.validation if measured else all_validation,
        calibration=all_validation,
        test=measured.test if measured else join([part.test for part in parts]),
    )


def name_source(source: str) -> str:
    """Return what a user calls this source."""
    return {"mnist": "MNIST", "ink": "built-in ink"}.get(source) or Path(source).name


def _join_places(parts: Sequence[Part], repeats: Sequence[float]) -> NDArray[np.intp]:
    firsts = np.cumsum([0, *(part.train.size for part in parts)])
    return np.concatenate(
        [
            first + _repeat(part.train.size, often)
            for first, part, often in zip(firsts, parts, repeats, strict=False)
        ]
    )


def _repeat(size: int, repeats: float) -> NDArray[np.intp]:
    """Return each of 0 ... size - 1 so often; where that is no whole number, some once more."""
    count = round(size * repeats)
    some = np.random.default_rng(0).permutation(size)[: count % size]
    return np.concatenate([np.tile(np.arange(size), count // size), some])


def _join_known(datasets: Sequence[Dataset | None]) -> Dataset | None:
    known = [dataset for dataset in datasets if dataset is not None]
    return join(known) if known else None


def _fetch(folder: Path) -> Iterator[Fetching]:
    throttle = Throttle()
    try:
        for event in fetch_mnist(folder):
            if throttle.is_due():
                yield event
    except BadInput as error:
        raise BadInput(
            f"{error}; built-in ink needs no download, or name a folder that has MNIST"
        ) from error


def _split_mnist(config: TrainingConfig, folder: Path) -> Part:
    images = load_mnist(folder, train=True)
    test = load_mnist(folder, train=False)
    refining_repeats = config.refinement.mnist_repeats if config.refinement else 0.0
    if not config.holds_out:
        return Part(images, None, test, config.mnist_repeats, refining_repeats)
    # At most a tenth: small sets in MNIST's layout train too.
    split = images.size - min(MNIST_VALIDATION_COUNT, images.size // 10)
    validation = images.select(slice(split, None)) if split < images.size else None
    train = images.select(slice(split))
    return Part(train, validation, test, config.mnist_repeats, refining_repeats)


def _draw_ink(config: TrainingConfig) -> Generator[TrainingEvent, None, Part]:
    """Draw built-in ink: training data by the run's seed, the other sets always the same."""
    train = yield from draw_ink(config.ink_digits, config.ink_others, (config.seed + 1) * 1_000_003)
    validation = None
    if config.holds_out:
        validation = yield from draw_ink(INK_VALIDATION_COUNT, INK_VALIDATION_COUNT // 4, 1)
    test = yield from draw_ink(INK_TEST_COUNT, 0, INK_TEST_SEED)
    refining_repeats = config.refinement.ink_repeats if config.refinement else 0.0
    return Part(train, validation, test, refining_repeats=refining_repeats)


def draw_ink(
    digits: int, others: int, seed: int, what: str = "drawing built-in ink"
) -> Generator[TrainingEvent, None, Dataset]:
    """Draw built-in ink and return it whole, telling `what` goes on and how far it is."""
    drawn = []
    for part in built_in_ink(digits, others, seed):
        drawn.append(part)
        share = sum(part.size for part in drawn) / (digits + others)
        yield Working(what, share)
    return join(drawn)


def _split_ink(config: TrainingConfig, path: Path) -> Part:
    """Set shares of an ink file apart at random, the same at every run."""
    ink = load_ink(path)
    if ink.size < INK_FILE_MIN_COUNT:
        raise BadInput(f"{path}: {ink.size} labelled digits are too few to train on")
    shuffled = ink.select(np.random.default_rng(0).permutation(ink.size))
    test_count = max(1, round(ink.size * INK_TEST_SHARE))
    validation_count = max(1, round(ink.size * INK_VALIDATION_SHARE)) if config.holds_out else 0
    train_count = ink.size - test_count - validation_count
    held_out = slice(train_count, train_count + validation_count)
    return Part(
        shuffled.select(slice(train_count)),
        shuffled.select(held_out) if validation_count else None,
        shuffled.select(slice(train_count + validation_count, None)),
    )
