"""Learning a hand: fine-tunes a network on its user's drawings, beside what it knows already."""

import dataclasses
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from model.data.classes import Classes
from model.data.dataset import Dataset, join, misread_share
from model.data.image_sets import MNIST
from model.data.progress import Working
from model.data.source import BuiltInInk, Demand, Folders
from model.data.sources import BUILT_IN_INK, DRAWN_TEST_SEED, draw_ink
from model.ink.drawing import Drawing
from model.network.convnet import ConvNet
from model.network.weights import Weights
from model.training.device_data import PREDICTED_AT_ONCE, DeviceData
from model.training.devices import keep_freed_memory
from model.training.events import Compared, TrainingEvent
from model.training.folds import FOLDS, teach_folds
from model.training.lesson import CPU, LEARNING, Lesson, Memory, Own, make_network
from model.training.own_characters import OwnCharacter, gather_characters, vary_characters
from model.training.run import Run, Stopwatch, predict_logits

REMEMBERED_IMAGES = 4_000
REMEMBERED_INK = BuiltInInk(characters=2_000, noncharacters=400)
"""What the network knows already: so many images of MNIST, and built-in ink."""
EVERYONES_INK = BuiltInInk(characters=2_000, noncharacters=0)
"""Built-in ink that stands for everyone's where MNIST is not at hand."""


def learn(
    weights: Weights, drawings: Sequence[Drawing], base: str | None, folders: Folders, seed: int
) -> Iterator[TrainingEvent]:
    """Fine-tune weights; see `model.training.learn`, through which others call it."""
    yield Working("reading your drawings")
    keep_freed_memory()
    run = Run(
        dataclasses.replace(
            weights.card, recipe=LEARNING.recipe, seed=seed, base=base, validation_error=None
        ),
        CPU,
    )
    characters, left_out = yield from gather_characters(weights, drawings)
    own = yield from _gather_own(weights, characters, seed, run.watch)
    memory = yield from _gather_memory(weights, folders, seed, run.watch)
    everyone = yield from _gather_everyone(weights.classes, folders)
    error_before = yield from _measure(run, make_network(weights), everyone)
    lesson = Lesson(weights, own, memory, seed)
    network, losses = lesson.begin(torch.arange(own.size))
    run.name_data(name_drawings(own.drawing_count))
    yield run.start(
        network,
        epochs=LEARNING.epochs,
        steps=lesson.steps,
        least_loss=lesson.least_loss,
        train_count=own.size,
        validation_count=0,
        test_count=len(everyone.data) if everyone else 0,
    )
    yield from run.follow(network, losses)
    folds = yield from _cross_validate(lesson, own, run.watch)
    network = lesson.combine([network, *folds.networks])
    error_after = yield from _measure(run, network, everyone)
    yield Compared(
        own.drawing_count,
        folds.error_before,
        folds.error_after,
        everyone.name if everyone else None,
        error_before,
        error_after,
    )
    yield run.finish(
        network,
        seconds=run.watch.elapsed_s,
        test_error=error_after,
        own_count=own.drawing_count + left_out,  # what cannot be learned is not new for ever
        own_error=folds.error_after,
    )


def name_drawings(count: int) -> str:
    """Return what a run card calls so many drawings of the user."""
    return f"{count} of your drawings" if count != 1 else "one of your drawings"


def _gather_own(
    weights: Weights, characters: Sequence[OwnCharacter], seed: int, watch: Stopwatch
) -> Generator[TrainingEvent, None, Own]:
    """Draw the user's characters as the network sees them, and vary them."""
    varied = yield from vary_characters(characters, seed)
    images = torch.stack([torch.from_numpy(character.image) for character in characters])
    batches = torch.split(images, PREDICTED_AT_ONCE)
    return Own(
        images,
        torch.tensor([character.label for character in characters]),
        torch.from_numpy(varied),
        (yield from _predict(make_network(weights), batches, watch)),
        torch.tensor([character.owner for character in characters]),
    )


def _gather_memory(
    weights: Weights, folders: Folders, seed: int, watch: Stopwatch
) -> Generator[TrainingEvent, None, Memory]:
    """Gather images of other people's, with what the network says of each."""
    what = "remembering other hands"
    yield Working(what)
    parts = []
    if MNIST.is_on_disk(folders):
        train = (yield from MNIST.load(Demand(folders=folders, holds_out=False))).train
        some = np.random.default_rng(seed).permutation(len(train))[:REMEMBERED_IMAGES]
        parts.append(train.select(some))
    drawn = yield from draw_ink(REMEMBERED_INK, seed + 1, what)
    data = DeviceData.of(join([*parts, drawn]), CPU)
    images, _ = data.batch(slice(None))
    return Memory(images, (yield from _predict(make_network(weights), data.batches(), watch)))


class _Everyone(NamedTuple):
    """Other people's drawings, to measure on."""

    name: str
    data: Dataset


def _gather_everyone(
    classes: Classes, folders: Folders
) -> Generator[TrainingEvent, None, _Everyone | None]:
    """Gather what the errors of everyone are measured on; None where no source has the classes."""
    what = "gathering everyone's drawings"
    yield Working(what)
    if MNIST.classes == classes and MNIST.is_on_disk(folders):
        return _Everyone(MNIST.title, (yield from MNIST.load_test(folders)))
    if BUILT_IN_INK.classes == classes:
        drawn = yield from draw_ink(EVERYONES_INK, DRAWN_TEST_SEED, what)
        return _Everyone(BUILT_IN_INK.title, drawn)
    return None


class _Validated(NamedTuple):
    """What cross-validation gives; of one drawing alone there are no errors and no networks."""

    error_before: float | None
    error_after: float | None
    networks: Sequence[ConvNet]


def _cross_validate(
    lesson: Lesson, own: Own, watch: Stopwatch
) -> Generator[TrainingEvent, None, _Validated]:
    count = min(FOLDS, own.drawing_count)
    if count < 2:
        return _Validated(None, None, [])
    folds = yield from teach_folds(lesson, _assign_folds(own, count), watch)
    answers = torch.empty_like(own.answers)
    for network, left_out in folds:
        batches = torch.split(own.images[left_out], PREDICTED_AT_ONCE)
        answers[left_out] = yield from _predict(network, batches, watch)
    networks = [fold.network for fold in folds]
    return _Validated(_own_error(own, own.answers), _own_error(own, answers), networks)


def _assign_folds(own: Own, count: int) -> Tensor:
    """Return (N,) the fold of each character; those of one drawing are left out together."""
    firsts = torch.searchsorted(own.owners, torch.arange(own.drawing_count))
    folds = torch.empty(own.drawing_count, dtype=torch.long)
    # Each label's drawings go to the folds in turn, so that all folds have about as many.
    in_order = torch.argsort(own.labels[firsts], stable=True)
    folds[in_order] = torch.arange(own.drawing_count) % count
    return folds[own.owners]


def _own_error(own: Own, answers: Tensor) -> float:
    return misread_share(answers.argmax(dim=1).numpy(), own.labels.numpy())


def _predict(
    network: ConvNet, batches: Iterable[Tensor], watch: Stopwatch
) -> Generator[TrainingEvent, None, Tensor]:
    """Return (N, C) the probabilities that the network gives all images of the batches."""
    logits = yield from predict_logits(network, batches, watch)
    return torch.from_numpy(logits).softmax(dim=1)


def _measure(
    run: Run, network: ConvNet, everyone: _Everyone | None
) -> Generator[TrainingEvent, None, float | None]:
    if everyone is None:
        return None
    error, _ = yield from run.measure(network, everyone.data)
    return error
