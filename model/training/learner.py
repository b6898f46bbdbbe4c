"""A network and what changes it, step by step."""

from typing import TypeVar

import torch

# torch.optim imports this at its first use, for most of a second: here it is no part of a run.
import torch._dynamo
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR

from model.training.cuda_step import ReplayedStep
from model.training.devices import mixed_precision
from model.training.muon import Muon
from model.training.recipes import WARM_UP, TrainingConfig

Network = TypeVar("Network", bound=nn.Module)


class Learner:
    """Takes steps of gradient descent, as a recipe says."""

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
                # Torch divides by nought where the rise would end on the first step.
                pct_start=WARM_UP if WARM_UP * (steps + 1) != 1 else 2 * WARM_UP,
                anneal_strategy="linear",
                cycle_momentum=False,
            )
            if config.one_cycle
            else None
        )
        self._learn = ReplayedStep(self._learn_once) if device.type == "cuda" else self._learn_once

    def step(self, images: Tensor, targets: Tensor) -> Tensor:
        """Learn one batch; its loss stays on the device, and is valid until the next step."""
        self.network.train()
        loss = self._learn(images, targets)
        if self._schedule:
            self._schedule.step()
        return loss

    def _learn_once(self, images: Tensor, targets: Tensor) -> Tensor:
        with self._precision:
            loss = F.cross_entropy(self.network(images), targets)
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


def to_device(network: Network, device: torch.device) -> Network:
    """Move a network, its convolutions laid out as they run fastest."""
    return network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]
