"""A lesson: teaches copies of a network some of its user's drawings, beside what it knows."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from model.network.convnet import ConvNet, load_parameters
from model.network.weights import Weights
from model.training.learner import Learner, to_device
from model.training.recipes import TrainingConfig
from model.training.targets import entropy, smoothed_targets

LEARNING = TrainingConfig(
    recipe="learned",
    mixture={},
    epochs=1,
    batch_size=64,
    learning_rate=0.003,
    weight_decay=0.0,
    label_smoothing=0.02,
    augmentation=None,
)
MIN_STEPS, MAX_STEPS = 50, 400
"""A lesson's; each drawing adds a step to the fewest."""
OWN_IN_BATCH, OWN_OF_ONE_CLASS = 24, 8
"""The most images of a batch that are the user's own, of all classes and for each class that they
show; the rest are of what the network knows already."""
DOUBT, LEAST_BELIEVED = 0.25, 0.003
"""How often a drawing is shown goes with this power of the probability that the network gave its
label, which counts as LEAST_BELIEVED at least: what is hardly believed may be a slip, and it
contradicts what is known."""
STRIDE = 1.25
"""How far the result goes from the weights as they were to the mean of the networks that were
taught: one by all drawings, and one without each fold. What they have in common owes less to chance
than any one alone, and forgets less, so there is room to go further. Wortsman et al., 2022, "Model
soups", average weights; Ilharco et al., 2023, "Editing models with task arithmetic", go beyond."""
CPU = torch.device("cpu")


class Own(NamedTuple):
    """The characters of the user's own distinct drawings, N of them, and V variations of each."""

    images: Tensor  # (N, 1, 28, 28) in [0, 1]
    labels: Tensor  # (N,) indices of classes
    varied: Tensor  # (N, V, 1, 28, 28) in [0, 1]
    answers: Tensor  # (N, C): the probabilities that the network gave each before the lesson
    owners: Tensor  # (N,) the number of each one's drawing, from 0; those of a number are alike

    @property
    def size(self) -> int:
        """The number of characters; len() of a named tuple is that of its fields."""
        return len(self.labels)

    @property
    def drawing_count(self) -> int:
        """The number of drawings that they are of."""
        return int(self.owners[-1]) + 1


class Memory(NamedTuple):
    """What the network knows already, and is to go on knowing."""

    images: Tensor  # (M, 1, 28, 28) in [0, 1]
    answers: Tensor  # (M, C): the probabilities that it gave each before the lesson


class Lesson:
    """Teaches copies of one network, each some of the user's own drawings."""

    def __init__(self, weights: Weights, own: Own, memory: Memory, seed: int) -> None:
        self._weights, self._own, self._memory = weights, own, memory
        self._generator = torch.Generator().manual_seed(seed)
        self.steps = min(MIN_STEPS + own.size, MAX_STEPS)
        class_count = len(set(own.labels.tolist()))
        self._own_in_batch = min(OWN_IN_BATCH, class_count * OWN_OF_ONE_CLASS)
        self._targets = smoothed_targets(weights.classes, LEARNING.label_smoothing)
        believed = own.answers.gather(1, own.labels[:, None])[:, 0]
        self._frequencies = believed.clamp(min=LEAST_BELIEVED) ** DOUBT

    @property
    def least_loss(self) -> float:
        """The mean entropy of the targets, in nats: no network's mean loss is less."""
        own = float(entropy(self._targets[:1]))  # all labels' are alike
        known = float(entropy(self._memory.answers).mean())
        share = self._own_in_batch / LEARNING.batch_size
        return share * own + (1 - share) * known

    def begin(self, indices: Tensor) -> tuple[ConvNet, Iterator[Tensor]]:
        """Return a copy of the network, and the losses of the `steps` steps that teach it.

        indices: (K,) the characters to learn. Each step is taken when its loss is asked for.
        """
        network = make_network(self._weights)
        return network, self._teach(network, indices)

    def _teach(self, network: ConvNet, indices: Tensor) -> Iterator[Tensor]:
        learner = Learner(network, LEARNING, self.steps)
        own, memory, own_count = self._own, self._memory, self._own_in_batch
        generator = self._generator
        frequencies = self._frequencies[indices]

        def draw(count: int, size: int) -> Tensor:
            return torch.randint(count, (size,), generator=generator)

        for _ in range(self.steps):
            chosen = indices[
                torch.multinomial(frequencies, own_count, replacement=True, generator=generator)
            ]
            known = draw(len(memory.images), LEARNING.batch_size - own_count)
            variation = draw(own.varied.shape[1], own_count)
            images = torch.cat([own.varied[chosen, variation], memory.images[known]])
            targets = torch.cat([self._targets[own.labels[chosen]], memory.answers[known]])
            yield learner.step(images, targets)

    @torch.no_grad()
    def combine(self, networks: Sequence[ConvNet]) -> ConvNet:
        """Return what taught networks have in common: STRIDE along their mean change."""
        combined = make_network(self._weights)
        for parameter, mean in zip(combined.parameters(), mean_parameters(networks), strict=True):
            parameter.lerp_(mean, STRIDE)
        return combined


def mean_parameters(networks: Sequence[ConvNet]) -> Iterator[Tensor]:
    """Yield the mean of each parameter of some networks (Wortsman et al., 2022, "Model soups")."""
    for same in zip(*(network.parameters() for network in networks), strict=True):
        yield torch.stack(same).mean(dim=0)


def make_network(weights: Weights) -> ConvNet:
    """Return a network with these weights, on the CPU."""
    network = ConvNet(weights.classes)
    load_parameters(network, weights.parameters)
    return to_device(network, CPU)
