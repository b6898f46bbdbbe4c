"""Training as a generator of typed events; whoever walks it may pause or close it between two."""

import dataclasses
import time
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from model.augment import Augmenter
from model.calibration import calibrate
from model.datasets import (
    NOT_A_DIGIT,
    Dataset,
    built_in_ink,
    fetch_mnist,
    has_mnist,
    join,
    load_ink,
    load_mnist,
    mnist_folder,
)
from model.devices import choose_device, describe_device
from model.errors import BadInput
from model.events import (
    Fetching,
    Finished,
    Notice,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Validated,
    Working,
)
from model.network import ConvNet, copy_parameters
from model.raster import FIELD
from model.recipes import TrainingConfig
from model.weights import RunCard, Weights

MNIST_VALIDATION_COUNT = 5_000
INK_VALIDATION_COUNT = 5_000
INK_TEST_COUNT = 5_000
INK_FILE_MIN_COUNT = 10
INK_VALIDATION_SHARE = 0.1
INK_TEST_SHARE = 0.1
VALIDATIONS_PER_EPOCH = 2
EVALUATION_BATCH = 500
STEPPED_INTERVAL_S = 1 / 30
SNAPSHOT_INTERVAL_S = 1 / 5


class TrainingData(NamedTuple):
    """What a run trains on, chooses by, and is measured on at the end; the parts are apart."""

    train: Dataset
    validation: Dataset | None
    test: Dataset


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
    data = yield from _load_data(config, sources, mnist)
    yield from _run(config, " + ".join(_name_source(source) for source in sources), data, device)


def _name_source(source: str) -> str:
    return {"mnist": "MNIST", "ink": "built-in ink"}.get(source) or Path(source).name


def _load_data(
    config: TrainingConfig, sources: Sequence[str], mnist: Path | None
) -> Generator[TrainingEvent, None, TrainingData]:
    parts = []
    for source in sources:
        if source == "mnist":
            folder = mnist_folder(mnist)
            if not has_mnist(folder):
                yield from _fetch(folder)
            yield Working("reading MNIST")
            parts.append(_split_mnist(config, folder))
        elif source == "ink":
            parts.append((yield from _draw_ink(config)))
        else:
            yield Working(f"reading {_name_source(source)}")
            parts.append(_split_ink(config, Path(source)))
    validations = [part.validation for part in parts if part.validation is not None]
    return TrainingData(
        join([part.train for part in parts]),
        join(validations) if validations else None,
        join([part.test for part in parts]),
    )


def _fetch(folder: Path) -> Iterator[Fetching]:
    try:
        yield from fetch_mnist(folder)
    except BadInput as error:
        raise BadInput(
            f"{error}; built-in ink needs no download, or name a folder that has MNIST"
        ) from error


def _split_mnist(config: TrainingConfig, folder: Path) -> TrainingData:
    images = load_mnist(folder, train=True)
    test = load_mnist(folder, train=False)
    # At most a tenth: small sets in MNIST's layout train too.
    held_out = min(MNIST_VALIDATION_COUNT, images.size // 10) if config.holds_out else 0
    if not held_out:
        return TrainingData(join([images] * config.mnist_repeats), None, test)
    split = images.size - held_out
    training = join([images.select(slice(split))] * config.mnist_repeats)
    return TrainingData(training, images.select(slice(split, None)), test)


def _draw_ink(config: TrainingConfig) -> Generator[TrainingEvent, None, TrainingData]:
    """Draw built-in ink: training data by the run's seed, the other parts always the same."""
    parts = []
    for digits, others, seed in (
        (config.ink_digits, config.ink_others, (config.seed + 1) * 1_000_003),
        (INK_VALIDATION_COUNT, INK_VALIDATION_COUNT // 4, 1),
        (INK_TEST_COUNT, 0, 500_000),
    ):
        drawn = built_in_ink(digits, others, seed)
        while True:
            try:
                share = next(drawn)
            except StopIteration as stop:
                parts.append(stop.value)
                break
            yield Working("drawing built-in ink", share)
    training, validation, test = parts
    return TrainingData(training, validation if config.holds_out else None, test)


def _split_ink(config: TrainingConfig, path: Path) -> TrainingData:
    """Set shares of an ink file apart at random, the same at every run."""
    ink = load_ink(path)
    if ink.size < INK_FILE_MIN_COUNT:
        raise BadInput(f"{path}: {ink.size} labelled digits are too few to train on")
    shuffled = ink.select(np.random.default_rng(0).permutation(ink.size))
    test_count = max(1, round(ink.size * INK_TEST_SHARE))
    validation_count = max(1, round(ink.size * INK_VALIDATION_SHARE)) if config.holds_out else 0
    train_count = ink.size - test_count - validation_count
    return TrainingData(
        shuffled.select(slice(train_count)),
        shuffled.select(slice(train_count, train_count + validation_count))
        if validation_count
        else None,
        shuffled.select(slice(train_count + validation_count, None)),
    )


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


def _run(
    config: TrainingConfig, data_name: str, data: TrainingData, device: torch.device
) -> Iterator[TrainingEvent]:
    yield Working("moving data to the device")
    torch.manual_seed(config.seed)  # the network's first weights, the same on every device
    network = ConvNet().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    generator = torch.Generator(device).manual_seed(config.seed)
    training = _DeviceData.of(data.train, device)
    validation = _DeviceData.of(data.validation, device) if data.validation else None
    targets = _target_table(config.label_smoothing, device)
    strengths = config.augmentation
    augment = None if strengths is None else Augmenter(strengths, FIELD, generator)
    steps_per_epoch = -(-data.train.size // config.batch_size)
    steps = steps_per_epoch * config.epochs
    optimizer = torch.optim.SGD(
        network.parameters(),
        lr=config.learning_rate,
        momentum=config.momentum,
        nesterov=config.momentum > 0,
        weight_decay=config.weight_decay,
    )
    schedule = (
        torch.optim.lr_scheduler.OneCycleLR(
            optimizer, config.learning_rate, total_steps=steps + 1, cycle_momentum=False
        )
        if config.one_cycle
        else None
    )
    device_name = describe_device(device)
    card = RunCard(recipe=config.recipe, data=data_name, seed=config.seed, device=device_name)
    yield Started(
        recipe=config.recipe,
        data=data_name,
        device=device_name,
        seed=config.seed,
        epochs=config.epochs,
        steps=steps,
        train_count=data.train.size,
        validation_count=data.validation.size if data.validation else 0,
        test_count=data.test.size,
    )
    watch = _Stopwatch()
    loss_sum = torch.zeros((), device=device)
    told_step, told_s, snapshot_s, warm_s = 0, 0.0, 0.0, 0.0
    validation_error = validation_logits = None
    validate_at = {
        round(steps_per_epoch * part / VALIDATIONS_PER_EPOCH)
        for part in range(1, VALIDATIONS_PER_EPOCH + 1)
    }
    order = torch.arange(data.train.size, device=device)
    for step in range(1, steps + 1):
        place = (step - 1) % steps_per_epoch
        if config.shuffle and place == 0:
            order = torch.randperm(data.train.size, generator=generator, device=device)
        start = place * config.batch_size
        images, labels = training.batch(order[start : start + config.batch_size])
        if augment is not None:
            images = augment(images)
        network.train()
        logits = network(images.contiguous(memory_format=torch.channels_last))
        loss = F.cross_entropy(logits, targets[labels])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if schedule:
            schedule.step()
        loss_sum += loss.detach()

        if step == 1:  # the first step warms the device up; time left is reckoned from the others
            warm_s = watch.elapsed_s
        if step in (1, steps) or watch.elapsed_s - told_s >= STEPPED_INTERVAL_S:
            mean_loss = loss_sum.item() / (step - told_step)
            if not np.isfinite(mean_loss):
                raise BadInput(f"training diverged at step {step}: try a lower learning rate")
            told_step, told_s = step, watch.elapsed_s
            loss_sum.zero_()
            per_step_s = (told_s - warm_s) / max(step - 1, 1)
            yield from watch.leave_out(
                Stepped(step, mean_loss, told_s, per_step_s * (steps - step))
            )
        if watch.elapsed_s - snapshot_s >= SNAPSHOT_INTERVAL_S:
            snapshot_s = watch.elapsed_s
            yield from watch.leave_out(Snapshot(_copy_weights(network, card)))
        if validation and data.validation and place + 1 in validate_at:
            validation_logits = yield from _read(network, validation, watch)
            validation_error = _error(validation_logits, data.validation)
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
    if data.validation is not None and validation_logits is not None:
        calibration = calibrate(validation_logits, data.validation.labels)
        card = dataclasses.replace(
            card,
            temperature=calibration.temperature,
            digit_threshold=calibration.threshold,
            digit_slope=calibration.slope,
        )
    yield Finished(_copy_weights(network, card))


def _copy_weights(network: ConvNet, card: RunCard) -> Weights:
    return Weights(copy_parameters(network.state_dict()), card)


def _target_table(label_smoothing: float, device: torch.device) -> Tensor:
    """Return (11, 10): the probabilities to learn for each label, the last row for NOT_A_DIGIT.

    What is no digit is to be read as all ten alike (Hendrycks et al., 2019, "Deep anomaly
    detection with outlier exposure").
    """
    smoothed = torch.full((11, 10), label_smoothing / 10, device=device)
    smoothed[:10] += (1 - label_smoothing) * torch.eye(10, device=device)
    smoothed[NOT_A_DIGIT] = 1 / 10
    return smoothed


def _read(
    network: ConvNet, data: _DeviceData, watch: _Stopwatch
) -> Generator[TrainingEvent, None, NDArray[np.float32]]:
    """Return (N, 10) logits; yields while it goes on, so that it can be closed or paused."""
    network.eval()
    chunks = []
    for start in range(0, len(data.labels), EVALUATION_BATCH):
        images, _ = data.batch(slice(start, start + EVALUATION_BATCH))
        with torch.inference_mode():
            logits = network(images.contiguous(memory_format=torch.channels_last))
            chunks.append(logits.float().cpu().numpy())
        yield from watch.leave_out(Working("measuring errors"))
    return np.concatenate(chunks)


def _error(logits: NDArray[np.float32], data: Dataset) -> float:
    """Return the fraction of the digits misread."""
    is_digit = data.labels >= 0
    return float((logits.argmax(axis=1) != data.labels)[is_digit].mean())
