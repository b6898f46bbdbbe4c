"""The training data, batch by batch."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from model.ink.field import FIELD
from model.training.augment import Augmenter
from model.training.device_data import DeviceData
from model.training.mixture import TrainingData
from model.training.recipes import Refinement, Strengths, TrainingConfig

PREPARED_AT_ONCE = {"cpu": 512, "mps": 2048, "cuda": 8192}
"""Images gathered and augmented at once, some batches of them: fewer, larger operations. On a CPU
they are to fit its caches."""


class Batch(NamedTuple):
    """Some training images, as a step sees them."""

    images: Tensor  # (N, 1, 28, 28) in [0, 1]
    labels: Tensor  # (N,), as Dataset has them


class Batches:
    """The training data, batch by batch: shuffled and augmented as the recipe says."""

    def __init__(self, config: TrainingConfig, data: TrainingData, device: torch.device) -> None:
        self._config = config
        self._train = DeviceData.of(data.train, device)
        self._epoch = torch.tensor(data.epoch, device=device)
        self._refining = torch.tensor(data.refining, device=device)
        self._generator = torch.Generator(device).manual_seed(config.seed)

    @property
    def images_per_epoch(self) -> int:
        """How many images an epoch shows."""
        return len(self._epoch)

    def steps_of(self, epochs: int) -> int:
        """Return how many batches so many epochs have."""
        return epochs * self._steps_through(self._epoch)

    @property
    def steps_of_refinement(self) -> int:
        """How many batches the refinement has; 0 where there is none."""
        return self._steps_through(self._refining) if self._config.refinement else 0

    def _steps_through(self, indices: Tensor) -> int:
        return -(-len(indices) // self._config.batch_size)

    def of_epochs(self, epochs: int) -> Iterator[Batch]:
        """Yield the batches of so many epochs."""
        for _ in range(epochs):
            yield from self._through(self._epoch, self._config.augmentation)

    def of_refinement(self, refinement: Refinement) -> Iterator[Batch]:
        """Yield the batches of the refinement."""
        return self._through(self._refining, refinement.augmentation)

    def _through(self, order: Tensor, strengths: Strengths | None) -> Iterator[Batch]:
        augment = Augmenter(strengths, FIELD, self._generator) if strengths else None
        size = self._config.batch_size
        prepared_size = max(PREPARED_AT_ONCE[order.device.type] // size, 1) * size
        if self._config.shuffle:
            order = order[
                torch.randperm(len(order), generator=self._generator, device=order.device)
            ]
        for indices in torch.split(order, prepared_size):
            images, labels = self._train.batch(indices)
            if augment is not None:
                images = augment(images)
            yield from map(Batch, torch.split(images, size), torch.split(labels, size))
