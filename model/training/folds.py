"""Cross-validation: each drawing is predicted by a network that has not learned it."""

from collections.abc import Generator, Iterator
from typing import NamedTuple, Protocol

import torch
from torch import Tensor

from model.data.progress import Throttle, Working
from model.network.convnet import ConvNet
from model.training.events import TrainingEvent
from model.training.run import Stopwatch

FOLDS = 3
"""Parts of the user's drawings, each of which is left out once; fewer where there are fewer."""


class Teaching(Protocol):
    """What teaches networks some of the user's drawings each."""

    @property
    def steps(self) -> int:
        """How many steps each of them takes."""

    def begin(self, indices: Tensor) -> tuple[ConvNet, Iterator[Tensor]]:
        """Return a network, and the losses of its steps, which are taken as they are walked.

        indices: (K,) the drawings that it is to learn.
        """


class Fold(NamedTuple):
    """A network, and the drawings that it has not learned."""

    network: ConvNet
    left_out: Tensor  # (K,) indices


def teach_folds(
    lesson: Teaching, fold_of: Tensor, watch: Stopwatch
) -> Generator[TrainingEvent, None, list[Fold]]:
    """Teach a network all drawings but those of one fold, for each fold in turn.

    fold_of: (N,) the fold of each drawing, from 0; -1 for what is never left out. Where all are -1,
    there are no folds.
    """
    count = int(fold_of.max()) + 1
    folds = []
    throttle = Throttle()
    for fold in range(count):
        network, losses = lesson.begin(torch.nonzero(fold_of != fold).flatten())
        for step, _ in enumerate(losses):
            if throttle.is_due():
                share = (fold + step / lesson.steps) / count
                yield from watch.leave_out(Working("reading drawings that were left out", share))
        folds.append(Fold(network, torch.nonzero(fold_of == fold).flatten()))
    return folds
