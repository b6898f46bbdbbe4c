"""Learning signs: gives a network that knows ink the classes that its user has drawn."""

from collections.abc import Generator, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.data.dataset import misread_share
from model.data.progress import Throttle, Working
from model.ink.drawing import Drawing
from model.network.calibration import Calibration, calibrate_few, calibrate_unmeasured
from model.network.convnet import ConvNet
from model.network.weights import RunCard, Weights
from model.training.devices import keep_freed_memory
from model.training.events import Compared, TrainingEvent
from model.training.learn_hand import name_drawings
from model.training.lesson import CPU, make_network
from model.training.own_characters import OwnCharacter, vary_characters
from model.training.run import Run, Stopwatch
from model.training.signs_ink import NONE_OF_THEM, Beside, convolve, draw_beside, gather_signs
from model.training.signs_lesson import RECIPE, OwnSigns, SignsLesson

FOLDS = 3
"""Parts of the drawings; each is predicted by a network that the other parts taught."""
HELD_OUT = 5
"""One of so many drawings of what is no sign is kept to say when a drawing is refused."""


def learn_signs(
    drawings: Sequence[Drawing],
    names: Sequence[str],
    with_digits: bool,
    base: Weights,
    seed: int,
) -> Iterator[TrainingEvent]:
    """Teach signs; see `model.training.learn_signs`, through which others call it."""
    yield Working("reading your drawings")
    keep_freed_memory()
    run = Run(RunCard(recipe=RECIPE, seed=seed), CPU)
    classes, characters = yield from gather_signs(drawings, names, with_digits)
    run.name_data(name_drawings(len(characters)))
    known = make_network(base)
    own = yield from _gather_own(known, characters, seed)
    drawn = yield from draw_beside(known, own.varied, own.labels, classes, with_digits, seed)
    beside, held_out = _part(drawn)
    lesson = SignsLesson(known, classes, own, beside, seed)
    all_of_them = torch.arange(len(own.labels))
    network = lesson.new_network(all_of_them)
    yield run.start(
        network,
        epochs=1,
        steps=lesson.steps,
        least_loss=lesson.least_loss,
        train_count=len(own.labels),
        validation_count=0,
        test_count=0,
    )
    yield from run.follow(network, lesson.teach(network, all_of_them))
    folds = yield from _teach_folds(lesson, own, _none_of_them(held_out), run.watch)
    network = lesson.combine([network, *folds.networks])
    calibration = folds.calibration
    if calibration is None:
        calibration = calibrate_unmeasured(
            _predict(network, own.varied.flatten(0, 1)),
            _predict(network, _none_of_them(held_out)),
        )
    yield Compared(len(own.labels), None, folds.error, is_of_signs=True)
    yield run.finish(
        network,
        seconds=run.watch.elapsed_s,
        own_count=len(own.labels),
        own_error=folds.error,
        **calibration._asdict(),
    )


def _gather_own(
    base: ConvNet, characters: Sequence[OwnCharacter], seed: int
) -> Generator[TrainingEvent, None, OwnSigns]:
    """Vary the user's drawings, and return what the base's convolutions see in them."""
    varied = torch.from_numpy((yield from vary_characters(characters, seed)))
    images = torch.stack([torch.from_numpy(character.image) for character in characters])
    convolved = convolve(base, torch.cat([images, varied.flatten(0, 1)]))
    return OwnSigns(
        convolved[: len(images)],
        torch.tensor([character.label for character in characters]),
        convolved[len(images) :].view(*varied.shape[:2], -1),
    )


def _part(drawn: Beside) -> tuple[Beside, Beside]:
    """Return what is learned beside the signs, and what is kept to measure on."""
    is_held_out = torch.arange(len(drawn.labels)) % HELD_OUT == 0
    return (
        Beside(drawn.convolved[~is_held_out], drawn.labels[~is_held_out]),
        Beside(drawn.convolved[is_held_out], drawn.labels[is_held_out]),
    )


class _Folds(NamedTuple):
    """What cross-validation gives."""

    networks: Sequence[ConvNet]
    error: float | None
    """The misread share of drawings that were left out; None where no sign was drawn twice."""
    calibration: Calibration | None


def _teach_folds(
    lesson: SignsLesson, own: OwnSigns, others: Tensor, watch: Stopwatch
) -> Generator[TrainingEvent, None, _Folds]:
    """Teach a network all folds of the drawings but one, predict that one, for each in turn.

    Only drawings of signs of which others are learned can be predicted.
    """
    fold_of = _assign_folds(own.labels)
    count = int(fold_of.max()) + 1
    networks, labels = [], []
    logits: list[NDArray[np.float32]] = []
    logits_of_others: list[NDArray[np.float32]] = []
    throttle = Throttle()
    for fold in range(count):
        learned = torch.nonzero(fold_of != fold).flatten()
        network = lesson.new_network(learned)
        for step, _ in enumerate(lesson.teach(network, learned)):
            if throttle.is_due():
                share = (fold + step / lesson.steps) / count
                yield from watch.leave_out(Working("reading drawings that were left out", share))
        left_out = torch.nonzero(fold_of == fold).flatten()
        logits.append(_predict(network, own.convolved[left_out]))
        logits_of_others.append(_predict(network, others))
        labels.append(own.labels[left_out].numpy())
        networks.append(network)
    if not networks:
        return _Folds([], None, None)
    answers, truth = np.concatenate(logits), np.concatenate(labels)
    return _Folds(
        networks,
        misread_share(answers.argmax(axis=1), truth),
        calibrate_few(answers, truth, np.concatenate(logits_of_others)),
    )


@torch.inference_mode()
def _predict(network: ConvNet, convolved: Tensor) -> NDArray[np.float32]:
    """Return (N, C) logits of what the convolutions see."""
    logits: NDArray[np.float32] = network.fc2(network.features(convolved)).numpy()
    return logits


def _none_of_them(beside: Beside) -> Tensor:
    """Return (K, 256): the part of it that shows none of the classes."""
    return beside.convolved[beside.labels == NONE_OF_THEM]


def _assign_folds(labels: Tensor) -> Tensor:
    """Return (N,) the fold of each drawing, -1 for the only one of its sign.

    The drawings of a sign go to the folds in turn.
    """
    folds = torch.full_like(labels, -1)
    is_repeated = torch.bincount(labels)[labels] > 1
    in_order = torch.argsort(labels, stable=True)
    in_order = in_order[is_repeated[in_order]]
    folds[in_order] = torch.arange(len(in_order)) % min(FOLDS, max(len(in_order), 1))
    return folds
