"""Learning signs: gives a network that knows ink the classes that its user has drawn."""

from collections.abc import Generator, Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.data.dataset import misread_share
from model.data.progress import Working
from model.ink.drawing import Drawing
from model.network.calibration import Calibration, calibrate_few, calibrate_unmeasured
from model.network.convnet import ConvNet
from model.network.weights import RunCard, Weights
from model.training.devices import keep_freed_memory
from model.training.events import Compared, TrainingEvent
from model.training.folds import FOLDS, Fold, teach_folds
from model.training.learn_hand import name_drawings
from model.training.lesson import CPU, make_network
from model.training.own_characters import OwnCharacter, vary_characters
from model.training.run import Run
from model.training.signs_ink import NONE_OF_THEM, Beside, convolve, draw_beside, gather_signs
from model.training.signs_lesson import RECIPE, OwnSigns, SignsLesson

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
    network, losses = lesson.begin(torch.arange(len(own.labels)))
    yield run.start(
        network,
        epochs=1,
        steps=lesson.steps,
        least_loss=lesson.least_loss,
        train_count=len(own.labels),
        validation_count=0,
        test_count=0,
    )
    yield from run.follow(network, losses)
    others = _none_of_them(held_out)
    folds = yield from teach_folds(lesson, _assign_folds(own.labels), run.watch)
    network = lesson.combine([network, *(fold.network for fold in folds)])
    if folds:
        error, calibration = _validate(folds, own, others)
    else:  # no sign was drawn twice
        varied = _predict(network, own.varied.flatten(0, 1))
        error, calibration = None, calibrate_unmeasured(varied, _predict(network, others))
    yield Compared(len(own.labels), None, error, is_of_signs=True)
    yield run.finish(
        network,
        seconds=run.watch.elapsed_s,
        own_count=len(own.labels),
        own_error=error,
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


def _validate(folds: Sequence[Fold], own: OwnSigns, others: Tensor) -> tuple[float, Calibration]:
    """Return the misread share of the drawings that were left out, and what is fitted to them.

    others: (M, 256), what the convolutions see in drawings of no sign.
    """
    logits = np.concatenate([_predict(one.network, own.convolved[one.left_out]) for one in folds])
    labels = own.labels[torch.cat([fold.left_out for fold in folds])].numpy()
    logits_of_others = np.concatenate([_predict(fold.network, others) for fold in folds])
    error = misread_share(logits.argmax(axis=1), labels)
    return error, calibrate_few(logits, labels, logits_of_others)


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

    The drawings of a sign go to the folds in turn: only those can be predicted of whose sign others
    are learned.
    """
    folds = torch.full_like(labels, -1)
    is_repeated = torch.bincount(labels)[labels] > 1
    in_order = torch.argsort(labels, stable=True)
    in_order = in_order[is_repeated[in_order]]
    folds[in_order] = torch.arange(len(in_order)) % min(FOLDS, max(len(in_order), 1))
    return folds
