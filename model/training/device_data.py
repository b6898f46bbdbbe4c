"""A dataset on the device that trains."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from model.data.dataset import Dataset

PREDICTED_AT_ONCE = 200
"""Images; at 500 the layers no longer fit the caches, and each image takes twice as long."""


class DeviceData(NamedTuple):
    """A dataset as tensors on the training device."""

    images: Tensor  # (N, 1, 28, 28) uint8
    labels: Tensor  # (N,) int64, as Dataset has them

    @classmethod
    def of(cls, dataset: Dataset, device: torch.device) -> "DeviceData":
        """Copy a dataset there."""
        return cls(
            torch.tensor(dataset.images, device=device), torch.tensor(dataset.labels, device=device)
        )

    def batch(self, indices: Tensor | slice) -> tuple[Tensor, Tensor]:
        """Return float32 images in [0, 1] and their labels."""
        return self.images[indices].float().div_(255), self.labels[indices]

    def batches(self) -> Iterator[Tensor]:
        """Yield all images in order, as `batch` returns them, PREDICTED_AT_ONCE at a time."""
        for start in range(0, len(self.labels), PREDICTED_AT_ONCE):
            yield self.batch(slice(start, start + PREDICTED_AT_ONCE))[0]
