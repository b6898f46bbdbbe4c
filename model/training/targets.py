"""What a network is to say of each image: probabilities of the classes."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.data.classes import Classes
from model.training.devices import mixed_precision
from model.training.recipes import TrainingConfig
from model.training.teacher import Teacher


def smoothed_targets(classes: Classes, smoothing: float) -> Tensor:
    """Return (C, C): the targets of each class, some of which all classes share alike."""
    count = len(classes)
    return smoothing / count + (1 - smoothing) * torch.eye(count)


def entropy(targets: Tensor) -> Tensor:
    """Return (N,) in nats: the least cross-entropy that any answer has against (N, C) targets."""
    entropies: Tensor = torch.special.entr(targets).sum(dim=1)
    return entropies


class Targets:
    """The label, smoothed, and in part what a teacher says.

    A non-character is to be taken for all classes alike (Hendrycks et al., 2019, "Deep anomaly
    detection with outlier exposure"). On teachers: Hinton et al., 2015, "Distilling the knowledge
    in a neural network".
    """

    def __init__(self, config: TrainingConfig, classes: Classes, device: torch.device) -> None:
        count = len(classes)
        # The last row is that of a non-character, whose label is -1.
        self._table = torch.full((count + 1, count), 1 / count, device=device)
        self._table[:count] = smoothed_targets(classes, config.label_smoothing)
        self._teacher: Teacher | None = None
        self._teacher_share = config.teacher_share

    def learn_from(self, teacher: Teacher) -> None:
        """Have a teacher say a part of the targets from now on."""
        self._teacher = teacher.eval()

    def least_loss(self, labels: NDArray[np.int64]) -> float | None:
        """Return the least mean loss, in nats, that a network can have on images so labelled.

        labels: (N,), as Dataset has them, each as often as it is shown. None where a teacher says a
        part of the targets.
        """
        if self._teacher is not None:
            return None
        return float(entropy(self._table.cpu())[torch.as_tensor(labels)].mean())

    @torch.no_grad()
    def __call__(self, images: Tensor, labels: Tensor) -> Tensor:
        """Return (N, C) probabilities; labels: (N,), as Dataset has them."""
        targets = self._table[labels]
        if self._teacher is not None:
            with mixed_precision(images.device):
                taught = self._teacher(images)
            targets = targets.lerp(taught.float().softmax(dim=1), self._teacher_share)
        return targets
