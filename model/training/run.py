"""What every run has in common: a clock, a run card, and the events that its steps emit."""

import dataclasses
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from model.data.dataset import Dataset, misread_share
from model.data.progress import Throttle, Working
from model.errors import BadInput
from model.network.convnet import ConvNet, copy_parameters
from model.network.weights import MAX_PARAMETER, RunCard, Weights
from model.training.device_data import DeviceData
from model.training.devices import describe_device
from model.training.events import Finished, Snapshot, Started, Stepped, TrainingEvent

SNAPSHOT_INTERVAL_S = 1 / 5
"""There is a snapshot that often, and after each step that is a power of two: of the first steps,
which change most, there are so some of each run, however fast it is."""


def _no_events(step: int) -> Iterator[TrainingEvent]:
    yield from ()


class Run:
    """One run of training or learning, from the start of its clock to its last event."""

    def __init__(self, card: RunCard, device: torch.device) -> None:
        """card: what is known of the run before it begins."""
        self.watch = Stopwatch()
        self.device = device
        self._card = dataclasses.replace(card, device=describe_device(device))

    def name_data(self, data: str) -> None:
        """Say what the run learns from, once that is known."""
        self._card = dataclasses.replace(self._card, data=data)

    def start(
        self,
        network: ConvNet,
        *,
        epochs: int,
        steps: int,
        least_loss: float | None,
        **counts: int,
    ) -> Started:
        """Return the event that the first step follows; counts: those of Started."""
        card = self._card
        self._losses = Losses(steps, self.watch, self.device)
        self._snapshots = Throttle(SNAPSHOT_INTERVAL_S)
        return Started(
            recipe=card.recipe or "",
            data=card.data or "",
            classes=network.classes.names,
            device=card.device or "",
            seed=card.seed or 0,
            epochs=epochs,
            steps=steps,
            least_loss=least_loss,
            **counts,
        )

    def follow(
        self,
        network: ConvNet,
        losses: Iterable[Tensor],
        after_step: Callable[[int], Iterator[TrainingEvent]] = _no_events,
    ) -> Iterator[TrainingEvent]:
        """Take a run's steps by walking their losses, and yield what they emit."""
        step = 0
        for step, loss in enumerate(losses, 1):
            yield from self._losses.add(step, loss)
            if self._snapshots.is_due() or is_power_of_two(step):
                check_learned(network, step)
                yield from self.watch.leave_out(Snapshot(self._copy_weights(network), step))
            yield from after_step(step)
        check_learned(network, step)

    def measure(
        self, network: ConvNet, data: Dataset
    ) -> Generator[TrainingEvent, None, tuple[float, NDArray[np.float32]]]:
        """Return the share of a dataset that the network misreads, and its (N, C) logits."""
        batches = DeviceData.of(data, self.device).batches()
        logits = yield from predict_logits(network, batches, self.watch)
        return misread_share(logits.argmax(axis=1), data.labels), logits

    def finish(self, network: ConvNet, **facts: Any) -> Finished:
        """Return the last event, with the run card completed by these of its fields."""
        date = datetime.now(UTC).isoformat(timespec="seconds")
        self._card = dataclasses.replace(self._card, date=date, **facts)
        return Finished(self._copy_weights(network))

    def _copy_weights(self, network: ConvNet) -> Weights:
        return Weights(copy_parameters(network.state_dict()), self._card, network.classes)


def is_power_of_two(number: int) -> bool:
    """Return whether a number from 1 on is 1, 2, 4, 8, ..."""
    return number & (number - 1) == 0


class Stopwatch:
    """Elapsed time, without the time that the generator waited for its consumer."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()

    @property
    def elapsed_s(self) -> float:
        """Seconds since it was made, those waited left out."""
        return time.perf_counter() - self._begin

    def leave_out(self, event: TrainingEvent) -> Iterator[TrainingEvent]:
        """Yield the event; a consumer that pauses here does not count."""
        left = time.perf_counter()
        yield event
        self._begin += time.perf_counter() - left


class Losses:
    """The losses of the steps since the last event; summed on the device, fetched seldom."""

    def __init__(self, steps: int, watch: Stopwatch, device: torch.device) -> None:
        self._steps = steps
        self._watch = watch
        self._sum = torch.zeros((), device=device)
        self._emitted_step, self._warm_s = 0, 0.0
        self._throttle = Throttle()

    def add(self, step: int, loss: Tensor) -> Iterator[TrainingEvent]:
        """Yield the mean loss when it is due; raises BadInput when it is no longer finite."""
        self._sum += loss
        if step == 1:  # the first step warms the device up; time left is reckoned from the others
            self._warm_s = self._watch.elapsed_s
        elif step < self._steps and not self._throttle.is_due():
            return
        mean = self._sum.item() / (step - self._emitted_step)
        if not np.isfinite(mean):
            raise diverged(step)
        self._emitted_step = step
        self._sum.zero_()
        elapsed_s = self._watch.elapsed_s
        remaining_s = (elapsed_s - self._warm_s) / max(step - 1, 1) * (self._steps - step)
        yield from self._watch.leave_out(Stepped(step, mean, elapsed_s, remaining_s))


def check_learned(network: nn.Module, step: int) -> None:
    """Raise BadInput where a network's weights are such as no weights file may hold.

    A run that diverges has a finite loss for a while.
    """
    largest = torch.stack([parameter.detach().abs().max() for parameter in network.parameters()])
    if not float(largest.max()) <= MAX_PARAMETER:  # NaN is not, either
        raise diverged(step)


def diverged(step: int) -> BadInput:
    """Return the refusal of a run that has diverged by a step."""
    return BadInput(f"training diverged at step {step}: try a lower learning rate")


def predict_logits(
    network: ConvNet, batches: Iterable[Tensor], watch: Stopwatch
) -> Generator[TrainingEvent, None, NDArray[np.float32]]:
    """Return (N, C) logits of all batches of (B, 1, 28, 28) images in [0, 1].

    It yields while it goes on, so that it can be closed or paused.
    """
    network.eval()
    chunks = []
    throttle = Throttle()
    for images in batches:
        with torch.inference_mode():
            logits = network(images.contiguous(memory_format=torch.channels_last))
            chunks.append(logits.float().cpu().numpy())
        if throttle.is_due():
            yield from watch.leave_out(Working("measuring errors"))
    return np.concatenate(chunks)
