"""What every run is made of: a learner's steps, their losses as told, and reading what it knows."""

import time
from collections.abc import Generator, Iterable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np
import torch

# torch.optim imports this at its first use, for most of a second: here it is no part of a run.
import torch._dynamo
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR

from model.data.datasets import Dataset
from model.errors import BadInput
from model.network.convnet import ConvNet, copy_parameters
from model.network.weights import RunCard, Weights
from model.training.cuda_step import ReplayedStep
from model.training.devices import mixed_precision
from model.training.events import Stepped, Throttle, TrainingEvent, Working
from model.training.muon import Muon
from model.training.recipes import TrainingConfig

WARM_UP = 0.1
"""Share of a one-cycle schedule's steps that its learning rate rises."""
EVALUATION_BATCH = 200
"""Images read at once; at 500 the layers no longer fit the caches, and it takes twice as long."""

Network = TypeVar("Network", bound=nn.Module)


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


class DeviceData(NamedTuple):
    """A dataset as tensors on the training device."""

    images: Tensor  # (N, 1, 28, 28) uint8
    labels: Tensor  # (N,) int64

    @classmethod
    def of(cls, dataset: Dataset, device: torch.device) -> "DeviceData":
        """Copy a dataset there."""
        return cls(
            torch.tensor(dataset.images, device=device), torch.tensor(dataset.labels, device=device)
        )

    def batch(self, part: Tensor | slice) -> tuple[Tensor, Tensor]:
        """Return float32 images in [0, 1] and their labels."""
        return self.images[part].float().div_(255), self.labels[part]

    def batches(self) -> Iterator[Tensor]:
        """Yield all images in their order, as `batch` returns them, so many as are read at once."""
        for start in range(0, len(self.labels), EVALUATION_BATCH):
            yield self.batch(slice(start, start + EVALUATION_BATCH))[0]


class Learner:
    """A network and what changes it, step by step."""

    def __init__(self, network: nn.Module, config: TrainingConfig, steps: int) -> None:
        self.network = network
        device = next(network.parameters()).device
        self._precision = mixed_precision(device)
        self._optimizer = _make_optimizer(config, network, device)
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
        self._learn = ReplayedStep(self._learn_once) if device.type == "cuda" else self._learn_once

    def step(self, images: Tensor, goals: Tensor) -> Tensor:
        """Learn one batch; its loss stays on the device, and is valid until the next step."""
        self.network.train()
        loss = self._learn(images, goals)
        if self._schedule:
            self._schedule.step()
        return loss

    def _learn_once(self, images: Tensor, goals: Tensor) -> Tensor:
        with self._precision:
            loss = F.cross_entropy(self.network(images), goals)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        return loss.detach()


def _make_optimizer(
    config: TrainingConfig, network: nn.Module, device: torch.device
) -> torch.optim.Optimizer:
    parameters = network.parameters()
    rate: float | Tensor = config.learning_rate
    if device.type == "cuda":  # a recorded step reads it anew each time
        rate = torch.tensor(rate, device=device)
    if config.optimizer == "muon":
        return Muon(parameters, rate, config.momentum, config.weight_decay)
    return torch.optim.SGD(
        parameters,
        rate,
        momentum=config.momentum,
        nesterov=config.momentum > 0,
        weight_decay=config.weight_decay,
        fused=device.type in ("cpu", "cuda"),
    )


class Losses:
    """The losses of the steps since they were last told; summed on the device, read seldom."""

    def __init__(self, steps: int, watch: Stopwatch, device: torch.device) -> None:
        self._steps = steps
        self._watch = watch
        self._sum = torch.zeros((), device=device)
        self._told_step, self._warm_s = 0, 0.0
        self._throttle = Throttle()

    def add(self, step: int, loss: Tensor) -> Iterator[TrainingEvent]:
        """Tell the mean loss when it is time; raises BadInput when there is none any more."""
        self._sum += loss
        if step == 1:  # the first step warms the device up; time left is reckoned from the others
            self._warm_s = self._watch.elapsed_s
        elif step < self._steps and not self._throttle.is_due():
            return
        mean = self._sum.item() / (step - self._told_step)
        if not np.isfinite(mean):
            raise BadInput(f"training diverged at step {step}: try a lower learning rate")
        self._told_step = step
        self._sum.zero_()
        elapsed_s = self._watch.elapsed_s
        remaining_s = (elapsed_s - self._warm_s) / max(step - 1, 1) * (self._steps - step)
        yield from self._watch.leave_out(Stepped(step, mean, elapsed_s, remaining_s))


def to_device(network: Network, device: torch.device) -> Network:
    """Move a network, its convolutions laid out as they run fastest."""
    return network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def copy_weights(network: ConvNet, card: RunCard) -> Weights:
    """Return the network's weights as they are now."""
    return Weights(copy_parameters(network.state_dict()), card)


def read_logits(
    network: ConvNet, batches: Iterable[Tensor], watch: Stopwatch
) -> Generator[TrainingEvent, None, NDArray[np.float32]]:
    """Return (N, 10) logits of all batches of (B, 1, 28, 28) images in [0, 1].

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


def digit_error(logits: NDArray[np.float32], data: Dataset) -> float:
    """Return the fraction of the digits misread."""
    is_digit = data.labels >= 0
    return float((logits.argmax(axis=1) != data.labels)[is_digit].mean())
