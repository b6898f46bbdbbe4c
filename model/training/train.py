"""Training as a generator of typed events; whoever walks it may pause or close it between two."""

import dataclasses
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from model.data.datasets import NOT_A_DIGIT
from model.ink.raster import FIELD
from model.network.calibration import calibrate
from model.network.convnet import ConvNet, Teacher
from model.network.weights import RunCard
from model.training.augment import Augmenter
from model.training.devices import (
    choose_device,
    describe_device,
    keep_freed_memory,
    mixed_precision,
)
from model.training.engine import (
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
    Finished,
    Notice,
    Snapshot,
    Started,
    Throttle,
    TrainingEvent,
    Validated,
    Working,
)
from model.training.recipes import Refinement, Strengths, TrainingConfig
from model.training.training_data import TrainingData, load_training_data, name_source

VALIDATIONS_PER_EPOCH = 2
PREPARED_AT_ONCE = {"cpu": 512, "mps": 2048, "cuda": 8192}
"""Images gathered and augmented at once, some batches of them: fewer, larger operations. On a CPU
they are to fit its caches."""
SNAPSHOT_INTERVAL_S = 1 / 5


def train(
    config: TrainingConfig, sources: Sequence[str], mnist: Path | None = None
) -> Iterator[TrainingEvent]:
    """Train a new network and tell how it goes; the last event is Finished.

    sources: "mnist", "ink" (drawn by `synthesis`) or the paths of ink files, one or more; mnist:
    MNIST's folder, where it is not the usual one. Between two events passes no more than about
    50 ms on the CPU, but while data are read and a device warms up. Raises BadInput when data or
    device cannot be used.
    """
    yield Working("starting PyTorch")
    device, notice = choose_device(config.device)
    if notice:
        yield Notice(notice)
    data = yield from load_training_data(config, sources, mnist)
    yield from _run(config, " + ".join(map(name_source, sources)), data, device)


class _Batch(NamedTuple):
    images: Tensor  # (N, 1, 28, 28) in [0, 1]
    labels: Tensor  # (N,)


class _Batches:
    """The training data, batch by batch: shuffled and augmented as the recipe says."""

    def __init__(self, config: TrainingConfig, data: TrainingData, device: torch.device) -> None:
        self._config = config
        self._train = DeviceData.of(data.train, device)
        self._epoch = torch.tensor(data.epoch, device=device)
        self._refining = torch.tensor(data.refining, device=device)
        self._generator = torch.Generator(device).manual_seed(config.seed)

    @property
    def images_per_epoch(self) -> int:
        return len(self._epoch)

    def steps_of(self, epochs: int) -> int:
        return epochs * self._steps_through(self._epoch)

    @property
    def steps_of_refinement(self) -> int:
        return self._steps_through(self._refining) if self._config.refinement else 0

    def _steps_through(self, places: Tensor) -> int:
        return -(-len(places) // self._config.batch_size)

    def of_epochs(self, epochs: int) -> Iterator[_Batch]:
        for _ in range(epochs):
            yield from self._through(self._epoch, self._config.augmentation)

    def of_refinement(self, refinement: Refinement) -> Iterator[_Batch]:
        return self._through(self._refining, refinement.augmentation)

    def _through(self, order: Tensor, strengths: Strengths | None) -> Iterator[_Batch]:
        augment = Augmenter(strengths, FIELD, self._generator) if strengths else None
        size = self._config.batch_size
        prepared_size = max(PREPARED_AT_ONCE[order.device.type] // size, 1) * size
        if self._config.shuffle:
            order = order[
                torch.randperm(len(order), generator=self._generator, device=order.device)
            ]
        for places in torch.split(order, prepared_size):
            images, labels = self._train.batch(places)
            if augment is not None:
                images = augment(images)
            yield from map(_Batch, torch.split(images, size), torch.split(labels, size))


class _Goals:
    """What each image is to be read as: its label, smoothed, and what a teacher says of it.

    What is no digit is to be read as all ten alike (Hendrycks et al., 2019, "Deep anomaly
    detection with outlier exposure"). On teachers: Hinton et al., 2015, "Distilling the knowledge
    in a neural network".
    """

    def __init__(self, config: TrainingConfig, device: torch.device) -> None:
        self._table = torch.full((11, 10), config.label_smoothing / 10, device=device)
        self._table[:10] += (1 - config.label_smoothing) * torch.eye(10, device=device)
        self._table[NOT_A_DIGIT] = 1 / 10
        self._teacher: Teacher | None = None
        self._teacher_share = config.teacher_share

    def learn_from(self, teacher: Teacher) -> None:
        self._teacher = teacher.eval()

    @torch.no_grad()
    def __call__(self, images: Tensor, labels: Tensor) -> Tensor:
        """Return (N, 10) probabilities."""
        goals = self._table[labels]
        if self._teacher is not None:
            with mixed_precision(images.device):
                taught = self._teacher(images)
            goals = goals.lerp(taught.float().softmax(dim=1), self._teacher_share)
        return goals


def _run(
    config: TrainingConfig, data_name: str, data: TrainingData, device: torch.device
) -> Iterator[TrainingEvent]:
    yield Working("moving data to the device")
    if device.type == "cpu":
        keep_freed_memory()
    batches = _Batches(config, data, device)
    steps = batches.steps_of(config.epochs) + batches.steps_of_refinement
    goals = _Goals(config, device)
    torch.manual_seed(config.seed)  # the network's first weights, the same on every device
    watch = Stopwatch()
    if config.teacher_epochs:
        goals.learn_from((yield from _train_teacher(config, batches, goals, device, watch)))
    network = to_device(ConvNet(), device)
    validation = DeviceData.of(data.validation, device) if data.validation else None
    device_name = describe_device(device)
    card = RunCard(recipe=config.recipe, data=data_name, seed=config.seed, device=device_name)
    yield Started(
        recipe=config.recipe,
        data=data_name,
        device=device_name,
        seed=config.seed,
        epochs=config.epochs,
        steps=steps,
        train_count=batches.images_per_epoch,
        validation_count=data.validation.size if data.validation else 0,
        test_count=data.test.size,
    )
    losses = Losses(steps, watch, device)
    snapshots = Throttle(SNAPSHOT_INTERVAL_S)
    validation_error = None
    validations = VALIDATIONS_PER_EPOCH * config.epochs
    validated_steps = {steps * part // validations for part in range(1, validations + 1)}
    for step, loss in enumerate(_learn(network, config.epochs, config, batches, goals), 1):
        yield from losses.add(step, loss)
        if snapshots.is_due():
            yield from watch.leave_out(Snapshot(copy_weights(network, card)))
        if validation and data.validation and step in validated_steps:
            logits = yield from read_logits(network, validation.batches(), watch)
            validation_error = digit_error(logits, data.validation)
            yield from watch.leave_out(Validated(step, validation_error))

    seconds = watch.elapsed_s
    logits = yield from read_logits(network, DeviceData.of(data.test, device).batches(), watch)
    card = dataclasses.replace(
        card,
        seconds=seconds,
        validation_error=validation_error,
        test_error=digit_error(logits, data.test),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    if data.calibration:
        logits = yield from read_logits(
            network, DeviceData.of(data.calibration, device).batches(), watch
        )
        calibration = calibrate(logits, data.calibration.labels)
        card = dataclasses.replace(
            card,
            temperature=calibration.temperature,
            known_threshold=calibration.threshold,
            known_slope=calibration.slope,
        )
    yield Finished(copy_weights(network, card))


def _train_teacher(
    config: TrainingConfig,
    batches: _Batches,
    goals: _Goals,
    device: torch.device,
    watch: Stopwatch,
) -> Generator[TrainingEvent, None, Teacher]:
    teacher = to_device(Teacher(), device)
    steps = batches.steps_of(config.teacher_epochs) + batches.steps_of_refinement
    throttle = Throttle()
    for step, _ in enumerate(_learn(teacher, config.teacher_epochs, config, batches, goals), 1):
        if throttle.is_due():
            yield from watch.leave_out(Working("training the teacher", step / steps))
    return teacher


def _learn(
    network: nn.Module, epochs: int, config: TrainingConfig, batches: _Batches, goals: _Goals
) -> Iterator[Tensor]:
    """Take the steps of so many epochs, and those that refine, and yield the loss of each."""
    learner = Learner(network, config, batches.steps_of(epochs))
    for images, labels in batches.of_epochs(epochs):
        yield learner.step(images, goals(images, labels))
    if config.refinement is not None:
        gentler = dataclasses.replace(config, learning_rate=config.refinement.learning_rate)
        learner = Learner(network, gentler, batches.steps_of_refinement)
        for images, labels in batches.of_refinement(config.refinement):
            yield learner.step(images, goals(images, labels))
