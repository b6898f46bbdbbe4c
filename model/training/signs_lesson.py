"""A lesson in signs: teaches copies of a network classes that it has never had."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from model.data.classes import Classes
from model.network.convnet import ConvNet
from model.training.learner import to_device
from model.training.lesson import CPU, mean_parameters
from model.training.signs_ink import Beside
from model.training.targets import entropy, smoothed_targets

RECIPE = "signs"
STEPS, MAX_STEPS = 100, 1_000
"""A lesson's; two for each drawing, where those are more."""
BATCH_SIZE, OWN_IN_BATCH = 128, 76
"""Images of a batch, and those of them that are the user's own; the rest are built-in ink."""
LEARNING_RATE, LABEL_SMOOTHING = 0.001, 0.05


class OwnSigns(NamedTuple):
    """The user's distinct drawings, N of them, and V variations of each.

    All as the base's convolutions see them, which learning leaves as they are.
    """

    convolved: Tensor  # (N, 256)
    labels: Tensor  # (N,) indices of classes
    varied: Tensor  # (N, V, 256)

    def select(self, indices: Tensor) -> "OwnSigns":
        """Return some of them."""
        return OwnSigns(self.convolved[indices], self.labels[indices], self.varied[indices])


class SignsLesson:
    """Teaches copies of one network classes of its user's, each by some of the drawings."""

    def __init__(
        self, base: ConvNet, classes: Classes, own: OwnSigns, beside: Beside, seed: int
    ) -> None:
        self._base = base
        self.steps = min(max(STEPS, 2 * len(own.labels)), MAX_STEPS)
        self._classes, self._own, self._beside = classes, own, beside
        self._generator = torch.Generator().manual_seed(seed)
        smoothed = smoothed_targets(classes, LABEL_SMOOTHING)
        # The last row is that of what is none of them, whose label is -1.
        self._targets = torch.cat([smoothed, torch.full((1, len(classes)), 1 / len(classes))])

    @property
    def least_loss(self) -> float:
        """The mean entropy of the targets, in nats: no network's mean loss is less."""
        entropies = entropy(self._targets)
        share = OWN_IN_BATCH / BATCH_SIZE
        beside = float(entropies[self._beside.labels].mean())
        return share * float(entropies[0]) + (1 - share) * beside

    def begin(self, indices: Tensor) -> tuple[ConvNet, Iterator[Tensor]]:
        """Return a network for the signs, and the losses of the `steps` steps that teach it.

        indices: (K,) the drawings to learn. Each step is taken when its loss is asked for.
        """
        own = self._own.select(indices)
        network = self._new_network(own)
        return network, self._teach(network, own)

    @torch.no_grad()
    def _new_network(self, own: OwnSigns) -> ConvNet:
        """Return the base with a last layer for the signs, made from these drawings of them."""
        features = self._base.features(own.varied.flatten(0, 1))
        known = self._base.fc2(features).softmax(dim=1)
        weight, bias = self._rows_of_base(known, own.labels.repeat_interleave(own.varied.shape[1]))
        network = ConvNet(self._classes)
        state = self._base.state_dict() | {"fc2.weight": weight, "fc2.bias": bias}
        network.load_state_dict(state)
        return to_device(network, CPU)

    def _rows_of_base(self, known: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Return a last layer made of the base's: of the classes that it takes each sign for.

        known: (K, B), the probabilities of the base's classes for each variation; labels: (K,).
        """
        of_sign = torch.zeros(len(self._classes), known.shape[1]).index_add_(0, labels, known)
        for index, name in enumerate(self._classes):
            same = self._base.classes.index(name)
            if same is not None and not (labels == index).any():  # a digit that nobody has drawn
                of_sign[index, same] = 1
        of_sign = of_sign / of_sign.sum(dim=1, keepdim=True).clamp(min=1e-9)
        return of_sign @ self._base.fc2.weight, of_sign @ self._base.fc2.bias

    def _teach(self, network: ConvNet, own: OwnSigns) -> Iterator[Tensor]:
        beside, generator = self._beside, self._generator
        optimizer = torch.optim.Adam(
            [*network.fc1.parameters(), *network.fc2.parameters()], LEARNING_RATE
        )
        schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, self.steps)
        counts = torch.bincount(own.labels, minlength=len(self._classes))
        frequencies = 1 / counts[own.labels]  # all signs alike, however often each was drawn

        for _ in range(self.steps):
            chosen = torch.multinomial(
                frequencies, OWN_IN_BATCH, replacement=True, generator=generator
            )
            variation = torch.randint(own.varied.shape[1], (OWN_IN_BATCH,), generator=generator)
            others = torch.randint(
                len(beside.labels), (BATCH_SIZE - OWN_IN_BATCH,), generator=generator
            )
            shown = torch.cat([own.varied[chosen, variation], beside.convolved[others]])
            labels = torch.cat([own.labels[chosen], beside.labels[others]])
            loss = F.cross_entropy(network.fc2(network.features(shown)), self._targets[labels])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            yield loss.detach()

    @torch.no_grad()
    def combine(self, networks: Sequence[ConvNet]) -> ConvNet:
        """Return the mean of taught networks."""
        combined = to_device(ConvNet(self._classes), CPU)
        for parameter, mean in zip(combined.parameters(), mean_parameters(networks), strict=True):
            parameter.copy_(mean)
        return combined
