"""Learning a hand: fine-tunes a network on its user's drawings, beside what it knows already."""

import dataclasses
from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from model.data.datasets import (
    Dataset,
    has_mnist,
    is_digit_label,
    join,
    load_mnist,
    mnist_folder,
)
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.ink.variation import vary
from model.network.convnet import ConvNet, load_parameters
from model.network.weights import Parameters, Weights
from model.training.devices import describe_device, keep_freed_memory
from model.training.engine import (
    EVALUATION_BATCH,
    DeviceData,
    Learner,
    Losses,
    Stopwatch,
    copy_weights,
    digit_error,
    read_logits,
    to_device,
)
from model.training.events import (
    Compared,
    Finished,
    Snapshot,
    Started,
    Throttle,
    TrainingEvent,
    Working,
)
from model.training.recipes import TrainingConfig
from model.training.training_data import INK_TEST_SEED, draw_ink, name_source

LEARNING = TrainingConfig(
    recipe="learned",
    epochs=1,
    batch_size=64,
    learning_rate=0.003,
    weight_decay=0.0,
    label_smoothing=0.02,
    augmentation=None,
)
MIN_STEPS, MAX_STEPS = 50, 400
"""Each drawing adds a step to the fewest."""
OWN_IN_BATCH, OWN_OF_ONE_DIGIT = 24, 8
"""How many images of a batch are the user's, at most, and at most so many for each digit that they
hold; the others are of what the network knows already."""
DOUBT, LEAST_BELIEVED = 0.25, 0.003
"""A drawing is shown as often as this power of the probability that the network gave its label,
taken for so much at least: what is hardly believed may be a slip, and contradicts what is known."""
VARIATIONS = (4, 60)
"""At least, and at most, so many variations of each drawing ..."""
VARIED_COUNT = 1_500
"""... and of all drawings together about so many."""
REMEMBERED_MNIST, REMEMBERED_DIGITS, REMEMBERED_OTHERS = 4_000, 2_000, 400
"""What the network knows already: images of MNIST, and drawings of built-in ink."""
EVERYONE_COUNT = 2_000
"""Drawings of built-in ink that stand for everyone's digits where MNIST is not at hand."""
FOLDS = 3
"""The user's drawings are split in so many parts, each read by a network taught by the others."""
STRIDE = 1.25
"""How far the result goes from the weights as they were to the mean of what was taught: a network
of all drawings, and one without each fold. What they have in common is less of a chance than any
one alone, and forgets less, so there is room to go further. Wortsman et al., 2022, "Model soups",
average weights; Ilharco et al., 2023, "Editing models with task arithmetic", go beyond."""
SNAPSHOT_INTERVAL_S = 1 / 5
CPU = torch.device("cpu")


def learn(
    weights: Weights,
    drawings: Sequence[Drawing],
    base: str | None = None,
    mnist: Path | None = None,
    seed: int = 0,
) -> Iterator[TrainingEvent]:
    """Fine-tune weights on drawings labelled 0 to 9; the last two events are Compared and Finished.

    The user's own errors in Compared are of drawings that were left out of the training (cross-
    validation); everyone's are of MNIST's test images where MNIST is on this machine, else of
    built-in ink. base: the name of the weights' version, for the run card; mnist: MNIST's folder,
    where it is not the usual one. Between two events passes no more than about 100 ms. Raises
    BadInput where no drawing is labelled 0 to 9.
    """
    yield Working("reading your drawings")
    keep_freed_memory()
    folder = mnist_folder(mnist)
    watch = Stopwatch()
    own = yield from _gather_own(weights.parameters, drawings, seed, watch)
    memory = yield from _gather_memory(weights.parameters, folder, seed, watch)
    everyone = yield from _gather_everyone(folder)
    error_before = yield from _measure(_make_network(weights.parameters), everyone.data, watch)
    lesson = _Lesson(weights.parameters, own, memory, seed)
    yield Started(
        recipe=LEARNING.recipe,
        data=name_drawings(own.size),
        device=describe_device(CPU),
        seed=seed,
        epochs=LEARNING.epochs,
        steps=lesson.steps,
        train_count=own.size,
        validation_count=0,
        test_count=everyone.data.size,
    )
    card = dataclasses.replace(
        weights.card,
        recipe=LEARNING.recipe,
        data=name_drawings(own.size),
        seed=seed,
        device=describe_device(CPU),
        base=base,
        validation_error=None,
    )
    losses = Losses(lesson.steps, watch, CPU)
    snapshots = Throttle(SNAPSHOT_INTERVAL_S)
    network = lesson.new_network()
    for step, loss in enumerate(lesson.teach(network, torch.arange(own.size)), 1):
        yield from losses.add(step, loss)
        if snapshots.is_due():
            yield from watch.leave_out(Snapshot(copy_weights(network, card)))
    folds = yield from _teach_folds(lesson, own, watch)
    network = lesson.combine([network, *folds.networks])
    error_after = yield from _measure(network, everyone.data, watch)
    yield Compared(
        own.size,
        folds.error_before,
        folds.error_after,
        everyone.name,
        error_before,
        error_after,
    )
    card = dataclasses.replace(
        card,
        seconds=watch.elapsed_s,
        test_error=error_after,
        own_count=own.size,
        own_error=folds.error_after,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    yield Finished(copy_weights(network, card))


def name_drawings(count: int) -> str:
    """Return what a run card calls so many drawings of the user."""
    return f"{count} of your drawings" if count != 1 else "one of your drawings"


class _Own(NamedTuple):
    """The user's distinct digits, N of them: as they were drawn, and V variations of each."""

    images: Tensor  # (N, 1, 28, 28) in [0, 1]
    labels: Tensor  # (N,) in 0..9
    varied: Tensor  # (N, V, 1, 28, 28) in [0, 1]
    answers: Tensor  # (N, 10): the probabilities that the network gives each, as it was

    @property
    def size(self) -> int:
        return len(self.labels)


class _Memory(NamedTuple):
    """What the network knows already, and is to go on knowing."""

    images: Tensor  # (M, 1, 28, 28) in [0, 1]
    answers: Tensor  # (M, 10): the probabilities that it gives each


class _Everyone(NamedTuple):
    """Digits of other people, to measure on."""

    name: str
    data: Dataset


def _gather_own(
    base: Parameters, drawings: Sequence[Drawing], seed: int, watch: Stopwatch
) -> Generator[TrainingEvent, None, _Own]:
    """Draw the user's digits as the network sees them; copies of one drawing count once."""
    distinct: dict[tuple[str, bytes], tuple[Drawing, Tensor]] = {}
    throttle = Throttle()
    for drawing in drawings:
        if is_digit_label(drawing.label) and not drawing.is_empty:
            image = rasterize([drawing])[0]
            distinct.setdefault(
                (drawing.label, image.tobytes()), (drawing, torch.from_numpy(image))
            )
        if throttle.is_due():
            yield Working("reading your drawings")
    if not distinct:
        raise BadInput("there is no drawing labelled 0 to 9 to learn from")
    rng = np.random.default_rng(seed)
    count = int(np.clip(VARIED_COUNT // len(distinct), *VARIATIONS))
    varied = []
    for drawing, _ in distinct.values():
        varied.append(torch.from_numpy(rasterize(vary(drawing, count, rng))))
        if throttle.is_due():
            yield Working("varying your drawings", len(varied) / len(distinct))
    images = torch.stack([image for _, image in distinct.values()])
    return _Own(
        images,
        torch.tensor([int(label) for label, _ in distinct]),
        torch.stack(varied),
        (yield from _read(_make_network(base), torch.split(images, EVALUATION_BATCH), watch)),
    )


def _gather_memory(
    base: Parameters, folder: Path, seed: int, watch: Stopwatch
) -> Generator[TrainingEvent, None, _Memory]:
    what = "remembering other hands"
    yield Working(what)
    parts = []
    if has_mnist(folder):
        train = load_mnist(folder, train=True)
        parts.append(
            train.select(np.random.default_rng(seed).permutation(train.size)[:REMEMBERED_MNIST])
        )
    parts.append((yield from draw_ink(REMEMBERED_DIGITS, REMEMBERED_OTHERS, seed + 1, what)))
    data = DeviceData.of(join(parts), CPU)
    images, _ = data.batch(slice(None))
    return _Memory(images, (yield from _read(_make_network(base), data.batches(), watch)))


def _gather_everyone(folder: Path) -> Generator[TrainingEvent, None, _Everyone]:
    yield Working("gathering everyone's digits")
    if has_mnist(folder):
        return _Everyone(name_source("mnist"), load_mnist(folder, train=False))
    drawn = yield from draw_ink(EVERYONE_COUNT, 0, INK_TEST_SEED, "gathering everyone's digits")
    return _Everyone(name_source("ink"), drawn)


class _Lesson:
    """Teaches copies of one network some of the user's drawings, beside what it knows."""

    def __init__(self, base: Parameters, own: _Own, memory: _Memory, seed: int) -> None:
        self._base, self._own, self._memory = base, own, memory
        self._generator = torch.Generator().manual_seed(seed)
        self.steps = min(MIN_STEPS + own.size, MAX_STEPS)
        digits = len(set(own.labels.tolist()))
        self._own_in_batch = min(OWN_IN_BATCH, digits * OWN_OF_ONE_DIGIT)
        smoothing = LEARNING.label_smoothing
        self._goals = smoothing / 10 + (1 - smoothing) * torch.eye(10)
        believed = own.answers.gather(1, own.labels[:, None])[:, 0]
        self._frequencies = believed.clamp(min=LEAST_BELIEVED) ** DOUBT

    def new_network(self) -> ConvNet:
        """Return a copy of the network as it was."""
        return _make_network(self._base)

    def teach(self, network: ConvNet, places: Tensor) -> Iterator[Tensor]:
        """Take `steps` steps and yield the loss of each; places: (K,) which drawings to learn."""
        learner = Learner(network, LEARNING, self.steps)
        own, memory, own_count = self._own, self._memory, self._own_in_batch
        generator = self._generator
        frequencies = self._frequencies[places]

        def draw(count: int, size: int) -> Tensor:
            return torch.randint(count, (size,), generator=generator)

        for _ in range(self.steps):
            chosen = places[
                torch.multinomial(frequencies, own_count, replacement=True, generator=generator)
            ]
            known = draw(len(memory.images), LEARNING.batch_size - own_count)
            variation = draw(own.varied.shape[1], own_count)
            images = torch.cat([own.varied[chosen, variation], memory.images[known]])
            goals = torch.cat([self._goals[own.labels[chosen]], memory.answers[known]])
            yield learner.step(images, goals)

    @torch.no_grad()
    def combine(self, networks: Sequence[ConvNet]) -> ConvNet:
        """Return what networks that were taught have in common: STRIDE along their mean change."""
        combined = self.new_network()
        taught = zip(*(network.parameters() for network in networks), strict=True)
        for parameter, others in zip(combined.parameters(), taught, strict=True):
            parameter.lerp_(torch.stack(others).mean(dim=0), STRIDE)
        return combined


class _Folds(NamedTuple):
    """What cross-validation gives; of one drawing alone there are no errors and no networks."""

    error_before: float | None
    error_after: float | None
    networks: Sequence[ConvNet]


def _teach_folds(
    lesson: _Lesson, own: _Own, watch: Stopwatch
) -> Generator[TrainingEvent, None, _Folds]:
    """Teach a network all parts but one of the drawings, and read that one, for each in turn."""
    if own.size < 2:
        return _Folds(None, None, [])
    count = min(FOLDS, own.size)
    fold_of = torch.empty(own.size, dtype=torch.long)
    # Each label's drawings go to the folds in turn, so that all folds have about as many.
    fold_of[torch.argsort(own.labels, stable=True)] = torch.arange(own.size) % count
    networks = []
    misread = 0
    throttle = Throttle()
    for fold in range(count):
        network = lesson.new_network()
        for step, _ in enumerate(lesson.teach(network, torch.nonzero(fold_of != fold).flatten())):
            if throttle.is_due():
                share = (fold + step / lesson.steps) / count
                yield from watch.leave_out(Working("reading drawings that were left out", share))
        left_out = torch.nonzero(fold_of == fold).flatten()
        batches = torch.split(own.images[left_out], EVALUATION_BATCH)
        answers = yield from _read(network, batches, watch)
        misread += _count_misread(answers, own.labels[left_out])
        networks.append(network)
    misread_before = _count_misread(own.answers, own.labels)
    return _Folds(misread_before / own.size, misread / own.size, networks)


def _read(
    network: ConvNet, batches: Iterable[Tensor], watch: Stopwatch
) -> Generator[TrainingEvent, None, Tensor]:
    """Return (N, 10) the probabilities that the network gives all images of the batches."""
    logits = yield from read_logits(network, batches, watch)
    return torch.from_numpy(logits).softmax(dim=1)


def _count_misread(answers: Tensor, labels: Tensor) -> int:
    return int((answers.argmax(dim=1) != labels).sum())


def _measure(
    network: ConvNet, data: Dataset, watch: Stopwatch
) -> Generator[TrainingEvent, None, float]:
    logits = yield from read_logits(network, DeviceData.of(data, CPU).batches(), watch)
    return digit_error(logits, data)


def _make_network(parameters: Parameters) -> ConvNet:
    network = ConvNet()
    load_parameters(network, parameters)
    return to_device(network, CPU)
