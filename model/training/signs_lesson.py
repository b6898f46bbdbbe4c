"""A lesson in signs: teaches copies of a network classes that it has never had."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from model.data.classes import Classes
from model.network.convnet import ConvNet
from model.network.weights import Weights
from model.training.augment import Augmenter
from model.training.learner import Learner, to_device
from model.training.lesson import CPU, make_network
from model.training.recipes import GENTLE, TrainingConfig
from model.training.signs_ink import NONE_OF_THEM, Beside
from model.training.targets import entropy, smoothed_targets

SIGNS = TrainingConfig(
    recipe="signs",
    mixture={},
    epochs=1,
    batch_size=64,
    learning_rate=0.003,
    weight_decay=0.0,
    label_smoothing=0.05,
    augmentation=GENTLE,
)
STEPS = 150
OWN_IN_BATCH = 40
"""Images of a batch that are the user's own; the rest are built-in ink."""
HEAD_STEPS, HEAD_RATE, HEAD_DECAY = 200, 0.01, 1e-3
HEAD_IMAGES = 6
"""Variations of each drawing from which the last layer gets its first weights."""
FEATURE_LENGTH = 10.0


class OwnSigns(NamedTuple):
    """The user's distinct drawings, N of them, and V variations of each."""

    images: Tensor  # (N, 1, 28, 28) in [0, 1]
    labels: Tensor  # (N,) indices of classes
    varied: Tensor  # (N, V, 1, 28, 28) in [0, 1]

    def select(self, indices: Tensor) -> "OwnSigns":
        """Return some of them."""
        return OwnSigns(self.images[indices], self.labels[indices], self.varied[indices])


class SignsLesson:
    """Teaches copies of one network classes of its user's, each by some of the drawings."""

    steps = STEPS

    def __init__(
        self, base: Weights, classes: Classes, own: OwnSigns, beside: Beside, seed: int
    ) -> None:
        self._base = make_network(base)
        self._classes, self._own, self._beside = classes, own, beside
        self._generator = torch.Generator().manual_seed(seed)
        smoothed = smoothed_targets(classes, SIGNS.label_smoothing)
        self._targets = torch.cat([smoothed, torch.full((1, len(classes)), 1 / len(classes))])

    @property
    def least_loss(self) -> float:
        """The mean entropy of the targets, in nats: no network's mean loss is less."""
        entropies = entropy(self._targets)
        share = OWN_IN_BATCH / SIGNS.batch_size
        beside = float(entropies[self._beside.labels].mean())
        return share * float(entropies[0]) + (1 - share) * beside

    def new_network(self, indices: Tensor) -> ConvNet:
        """Return the base with a last layer that tells these drawings apart as well as it can."""
        network = ConvNet(self._classes)
        own, beside = self._own.select(indices), self._beside
        variations = own.varied[:, :HEAD_IMAGES]
        labels = own.labels.repeat_interleave(variations.shape[1])
        images = torch.cat([variations.flatten(0, 1), beside.images])
        weight, bias = self._fit_head(images, self._targets[torch.cat([labels, beside.labels])])
        state = self._base.state_dict() | {"fc2.weight": weight, "fc2.bias": bias}
        network.load_state_dict(state)
        return to_device(network, CPU)

    def _fit_head(self, images: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return the weights of a last layer that is fitted by itself."""
        with torch.no_grad():
            features = torch.cat([self._base.features(part) for part in images.split(200)])
            scale = FEATURE_LENGTH / features.norm(dim=1).mean()
        inputs = features * scale
        weight = torch.zeros(len(self._classes), inputs.shape[1], requires_grad=True)
        bias = torch.zeros(len(self._classes), requires_grad=True)
        optimizer = torch.optim.Adam([weight, bias], HEAD_RATE)
        for _ in range(HEAD_STEPS):
            loss = F.cross_entropy(F.linear(inputs, weight, bias), targets)
            loss = loss + HEAD_DECAY * weight.square().sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        return weight.detach() * scale, bias.detach()

    def teach(self, network: ConvNet, indices: Tensor) -> Iterator[Tensor]:
        """Take `steps` steps and yield the loss of each; indices: (K,) the drawings to learn."""
        own, beside, generator = self._own.select(indices), self._beside, self._generator
        learner = Learner(network, SIGNS, self.steps)
        assert SIGNS.augmentation is not None
        augment = Augmenter(SIGNS.augmentation, own.images.shape[-1], generator)
        counts = torch.bincount(own.labels, minlength=len(self._classes))
        frequencies = 1 / counts[own.labels]  # all signs alike, however often each was drawn

        for _ in range(self.steps):
            chosen = torch.multinomial(
                frequencies, OWN_IN_BATCH, replacement=True, generator=generator
            )
            count = own.varied.shape[1]
            variation = torch.randint(count, (OWN_IN_BATCH,), generator=generator)
            others = torch.randint(
                len(beside.labels), (SIGNS.batch_size - OWN_IN_BATCH,), generator=generator
            )
            images = torch.cat([own.varied[chosen, variation], beside.images[others]])
            labels = torch.cat([own.labels[chosen], beside.labels[others]])
            shown = augment(images).contiguous(memory_format=torch.channels_last)
            yield learner.step(shown, self._targets[labels])

    @torch.no_grad()
    def combine(self, networks: Sequence[ConvNet]) -> ConvNet:
        """Return the mean of taught networks (Wortsman et al., 2022, "Model soups")."""
        combined = to_device(ConvNet(self._classes), CPU)
        taught = zip(*(network.parameters() for network in networks), strict=True)
        for parameter, learned in zip(combined.parameters(), taught, strict=True):
            parameter.copy_(torch.stack(learned).mean(dim=0))
        return combined


def none_of_them(beside: Beside) -> Tensor:
    """Return (K, 1, 28, 28): the images of it that show none of the classes."""
    return beside.images[beside.labels == NONE_OF_THEM]
