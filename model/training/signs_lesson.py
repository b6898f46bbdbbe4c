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
from model.training.device_data import PREDICTED_AT_ONCE
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
    learning_rate=0.001,
    weight_decay=0.0,
    label_smoothing=0.05,
    augmentation=GENTLE,
)
MIN_STEPS, MAX_STEPS = 60, 120
"""A lesson's; each drawing adds a step to the fewest."""
OWN_IN_BATCH = 40
"""Images of a batch that are the user's own; the rest are built-in ink."""
HEAD_STEPS, HEAD_RATE, HEAD_DECAY = 100, 0.01, 1e-3
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

    def __init__(
        self, base: Weights, classes: Classes, own: OwnSigns, beside: Beside, seed: int
    ) -> None:
        self._base = make_network(base)
        self.steps = min(MIN_STEPS + len(own.labels), MAX_STEPS)
        self._classes, self._own, self._beside = classes, own, beside
        with torch.inference_mode():
            self._beside_features = _features(self._base, beside.images)
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
        count = variations.shape[1]
        with torch.inference_mode():
            features = _features(self._base, variations.flatten(0, 1))
            known = self._base.fc2(features).softmax(dim=1).unflatten(0, (-1, count)).mean(dim=1)
        labels = torch.cat([own.labels.repeat_interleave(count), beside.labels])
        first = self._rows_of_base(known, own.labels)
        weight, bias = self._fit_head(
            torch.cat([features, self._beside_features]), self._targets[labels], *first
        )
        state = self._base.state_dict() | {"fc2.weight": weight, "fc2.bias": bias}
        network.load_state_dict(state)
        return to_device(network, CPU)

    def _rows_of_base(self, known: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Return a last layer made of the base's: of the classes that it takes each sign for.

        known: (K, B), the probabilities of the base's classes for each drawing; labels: (K,).
        """
        of_sign = torch.zeros(len(self._classes), known.shape[1]).index_add_(0, labels, known)
        for index, name in enumerate(self._classes):
            same = self._base.classes.index(name)
            if same is not None and not (labels == index).any():  # a digit that nobody has drawn
                of_sign[index, same] = 1
        of_sign = of_sign / of_sign.sum(dim=1, keepdim=True).clamp(min=1e-9)
        return of_sign @ self._base.fc2.weight.detach(), of_sign @ self._base.fc2.bias.detach()

    def _fit_head(
        self, features: Tensor, targets: Tensor, first_weight: Tensor, first_bias: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return a last layer that is fitted by itself, and stays near the first."""
        scale = FEATURE_LENGTH / features.norm(dim=1).mean()
        inputs = (features * scale).clone()
        weight = torch.zeros_like(first_weight, requires_grad=True)
        bias = torch.zeros_like(first_bias, requires_grad=True)
        first = F.linear(features.clone(), first_weight, first_bias)
        optimizer = torch.optim.Adam([weight, bias], HEAD_RATE)
        for _ in range(HEAD_STEPS):
            loss = F.cross_entropy(first + F.linear(inputs, weight, bias), targets)
            loss = loss + HEAD_DECAY * weight.square().sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        return first_weight + weight.detach() * scale, first_bias + bias.detach()

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


def _features(network: ConvNet, images: Tensor) -> Tensor:
    """Return (N, 200): the network's features of images, a few at a time."""
    parts = torch.split(images, PREDICTED_AT_ONCE)
    return torch.cat([network.features(part) for part in parts])
