"""Training as a generator of typed events; whoever walks it may pause or close it between two."""

import dataclasses
import time
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import torch

# torch.optim imports this at its first use, for most of a second: here it is no part of a run.
import torch._dynamo
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR

from model.augment import Augmenter
from model.calibration import calibrate
from model.datasets import NOT_A_DIGIT, Dataset
from model.devices import choose_device, describe_device, keep_freed_memory
from model.errors import BadInput
from model.events import (
    Finished,
    Notice,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Validated,
    Working,
)
from model.muon import Muon
from model.network import ConvNet, Teacher, copy_parameters
from model.raster import FIELD
from model.recipes import TrainingConfig
from model.training_data import TrainingData, load_training_data, name_source
from model.weights import RunCard, Weights

WARM_UP = 0.1
"""Share of a one-cycle schedule's steps that its learning rate rises."""
VALIDATIONS_PER_EPOCH = 2
EVALUATION_BATCH = 500
PREPARED_AT_ONCE = 512
"""Images gathered and augmented at once, some batches of them: fewer, larger operations."""
# Together at most 25 events a second: more would only queue up before a window.
STEPPED_INTERVAL_S = 1 / 20
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


Network = TypeVar("Network", bound=nn.Module)


class _Stopwatch:
    """Elapsed time, without the time that the generator waited for its consumer."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()

    @property
    def elapsed_s(self) -> float:
        return time.perf_counter() - self._begin

    def leave_out(self, event: TrainingEvent) -> Iterator[TrainingEvent]:
        """Yield the event; a consumer that pauses here does not count."""
        left = time.perf_counter()
        yield event
        self._begin += time.perf_counter() - left


class _DeviceData(NamedTuple):
    """A dataset as tensors on the training device."""

    images: Tensor  # (N, 1, 28, 28) uint8
    labels: Tensor  # (N,) int64

    @classmethod
    def of(cls, dataset: Dataset, device: torch.device) -> "_DeviceData":
        return cls(
            torch.tensor(dataset.images, device=device), torch.tensor(dataset.labels, device=device)
        )

    def batch(self, part: Tensor | slice) -> tuple[Tensor, Tensor]:
        """Return float32 images in [0, 1] and their labels."""
        return self.images[part].float().div_(255), self.labels[part]


class _Batches:
    """The training data, batch by batch: shuffled and augmented as the recipe says."""

    def __init__(self, config: TrainingConfig, data: TrainingData, device: torch.device) -> None:
        self._config = config
        self._train = _DeviceData.of(data.train, device)
        self._epoch = torch.tensor(data.epoch, device=device)
        self._generator = torch.Generator(device).manual_seed(config.seed)
        self._augment = (
            None
            if config.augmentation is None
            else Augmenter(config.augmentation, FIELD, self._generator)
        )

    @property
    def images_per_epoch(self) -> int:
        return len(self._epoch)

    @property
    def steps_per_epoch(self) -> int:
        return -(-self.images_per_epoch // self._config.batch_size)

    def of_epochs(self, epochs: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield (N, 1, 28, 28) images in [0, 1] and (N,) labels."""
        size = self._config.batch_size
        prepared_size = max(PREPARED_AT_ONCE // size, 1) * size
        for _ in range(epochs):
            order = self._epoch
            if self._config.shuffle:
                order = order[
                    torch.randperm(len(order), generator=self._generator, device=order.device)
                ]
            for places in torch.split(order, prepared_size):
                images, labels = self._train.batch(places)
                if self._augment is not None:
                    images = self._augment(images)
                yield from zip(torch.split(images, size), torch.split(labels, size), strict=True)


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
            goals = goals.lerp(self._teacher(images).softmax(dim=1), self._teacher_share)
        return goals


class _Learner:
    """A network and what changes it, step by step."""

    def __init__(self, network: nn.Module, config: TrainingConfig, steps: int) -> None:
        self.network = network
        self._optimizer = _make_optimizer(config, network)
        self._schedule = (
            OneCycleLR(
                self._optimizer,
                config.learning_rate,
                total_steps=steps + 1,
                pct_start=WARM_UP,
                anneal_strategy="linear",
                cycle_momentum=False,
            )
            if config.one_cycle
            else None
        )

    def step(self, images: Tensor, goals: Tensor) -> Tensor:
        """Learn one batch and return its loss, which stays on the device."""
        self.network.train()
        loss = F.cross_entropy(self.network(images), goals)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        if self._schedule:
            self._schedule.step()
        return loss.detach()


def _make_optimizer(config: TrainingConfig, network: nn.Module) -> torch.optim.Optimizer:
    parameters, rate = network.parameters(), config.learning_rate
    if config.optimizer == "muon":
        return Muon(parameters, rate, config.momentum, config.weight_decay)
    return torch.optim.SGD(
        parameters,
        rate,
        momentum=config.momentum,
        nesterov=config.momentum > 0,
        weight_decay=config.weight_decay,
        fused=next(network.parameters()).device.type in ("cpu", "cuda"),
    )


class _Losses:
    """The losses of the steps since they were last told; summed on the device, read seldom."""

    def __init__(self, steps: int, watch: _Stopwatch, device: torch.device) -> None:
        self._steps = steps
        self._watch = watch
        self._sum = torch.zeros((), device=device)
        self._told_step, self._told_s, self._warm_s = 0, 0.0, 0.0

    def add(self, step: int, loss: Tensor) -> Iterator[TrainingEvent]:
        """Tell the mean loss when it is time; raises BadInput when there is none any more."""
        self._sum += loss
        now_s = self._watch.elapsed_s
        if step == 1:  # the first step warms the device up; time left is reckoned from the others
            self._warm_s = now_s
        elif step < self._steps and now_s - self._told_s < STEPPED_INTERVAL_S:
            return
        mean = self._sum.item() / (step - self._told_step)
        if not np.isfinite(mean):
            raise BadInput(f"training diverged at step {step}: try a lower learning rate")
        self._told_step, self._told_s = step, self._watch.elapsed_s
        self._sum.zero_()
        per_step_s = (self._told_s - self._warm_s) / max(step - 1, 1)
        remaining_s = per_step_s * (self._steps - step)
        yield from self._watch.leave_out(Stepped(step, mean, self._told_s, remaining_s))


def _run(
    config: TrainingConfig, data_name: str, data: TrainingData, device: torch.device
) -> Iterator[TrainingEvent]:
    yield Working("moving data to the device")
    if device.type == "cpu":
        keep_freed_memory()
    batches = _Batches(config, data, device)
    steps = batches.steps_per_epoch * config.epochs
    goals = _Goals(config, device)
    torch.manual_seed(config.seed)  # the network's first weights, the same on every device
    watch = _Stopwatch()
    if config.teacher_epochs:
        goals.learn_from((yield from _train_teacher(config, batches, goals, device, watch)))
    network = _to(ConvNet(), device)
    learner = _Learner(network, config, steps)
    validation = _DeviceData.of(data.validation, device) if data.validation else None
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
    losses = _Losses(steps, watch, device)
    snapshot_s = 0.0
    validation_error = None
    validated_steps = {
        epoch * batches.steps_per_epoch + batches.steps_per_epoch * part // VALIDATIONS_PER_EPOCH
        for epoch in range(config.epochs)
        for part in range(1, VALIDATIONS_PER_EPOCH + 1)
    }
    for step, (images, labels) in enumerate(batches.of_epochs(config.epochs), 1):
        yield from losses.add(step, learner.step(images, goals(images, labels)))
        if watch.elapsed_s - snapshot_s >= SNAPSHOT_INTERVAL_S:
            snapshot_s = watch.elapsed_s
            yield from watch.leave_out(Snapshot(_copy_weights(network, card)))
        if validation and data.validation and step in validated_steps:
            logits = yield from _read(network, validation, watch)
            validation_error = _error(logits, data.validation)
            yield from watch.leave_out(Validated(step, validation_error))

    seconds = watch.elapsed_s
    logits = yield from _read(network, _DeviceData.of(data.test, device), watch)
    card = dataclasses.replace(
        card,
        seconds=seconds,
        validation_error=validation_error,
        test_error=_error(logits, data.test),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    if data.calibration:
        logits = yield from _read(network, _DeviceData.of(data.calibration, device), watch)
        calibration = calibrate(logits, data.calibration.labels)
        card = dataclasses.replace(
            card,
            temperature=calibration.temperature,
            digit_threshold=calibration.threshold,
            digit_slope=calibration.slope,
        )
    yield Finished(_copy_weights(network, card))


def _train_teacher(
    config: TrainingConfig,
    batches: _Batches,
    goals: _Goals,
    device: torch.device,
    watch: _Stopwatch,
) -> Generator[TrainingEvent, None, Teacher]:
    teacher = _to(Teacher(), device)
    steps = batches.steps_per_epoch * config.teacher_epochs
    learner = _Learner(teacher, config, steps)
    told_s = 0.0
    for step, (images, labels) in enumerate(batches.of_epochs(config.teacher_epochs), 1):
        learner.step(images, goals(images, labels))
        if watch.elapsed_s - told_s >= STEPPED_INTERVAL_S:
            told_s = watch.elapsed_s
            yield from watch.leave_out(Working("training the teacher", step / steps))
    return teacher


def _to(network: Network, device: torch.device) -> Network:
    return network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def _copy_weights(network: ConvNet, card: RunCard) -> Weights:
    return Weights(copy_parameters(network.state_dict()), card)


def _read(
    network: ConvNet, data: _DeviceData, watch: _Stopwatch
) -> Generator[TrainingEvent, None, NDArray[np.float32]]:
    """Return (N, 10) logits; yields while it goes on, so that it can be closed or paused."""
    network.eval()
    chunks = []
    told_s = watch.elapsed_s
    for start in range(0, len(data.labels), EVALUATION_BATCH):
        images, _ = data.batch(slice(start, start + EVALUATION_BATCH))
        with torch.inference_mode():
            logits = network(images.contiguous(memory_format=torch.channels_last))
            chunks.append(logits.float().cpu().numpy())
        if watch.elapsed_s - told_s >= STEPPED_INTERVAL_S:
            told_s = watch.elapsed_s
            yield from watch.leave_out(Working("measuring errors"))
    return np.concatenate(chunks)


def _error(logits: NDArray[np.float32], data: Dataset) -> float:
    """Return the fraction of the digits misread."""
    is_digit = data.labels >= 0
    return float((logits.argmax(axis=1) != data.labels)[is_digit].mean())
