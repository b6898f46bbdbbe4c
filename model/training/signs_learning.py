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
from model.training.device_data import PREDICTED_AT_ONCE
from model.training.devices import keep_freed_memory
from model.training.events import Compared, TrainingEvent
from model.training.learn_hand import name_drawings
from model.training.lesson import CPU, make_network
from model.training.own_characters import vary_characters
from model.training.run import Run, Stopwatch, predict_logits
from model.training.signs_ink import Beside, draw_beside, gather_signs
from model.training.signs_lesson import SIGNS, OwnSigns, SignsLesson, none_of_them

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
    run = Run(RunCard(recipe=SIGNS.recipe, seed=seed), CPU)
    classes, characters = yield from gather_signs(drawings, names, with_digits)
    run.name_data(name_drawings(len(characters)))
    own = OwnSigns(
        torch.stack([torch.from_numpy(character.image) for character in characters]),
        torch.tensor([character.label for character in characters]),
        torch.from_numpy((yield from vary_characters(characters, seed))),
    )
    drawn = yield from draw_beside(
        make_network(base), own.varied, own.labels, classes, with_digits, seed
    )
    beside, held_out = _part(drawn)
    lesson = SignsLesson(base, classes, own, beside, seed)
    all_of_them = torch.arange(len(own.labels))
    network = lesson.new_network(all_of_them)
    yield run.start(
        network,
        epochs=SIGNS.epochs,
        steps=lesson.steps,
        least_loss=lesson.least_loss,
        train_count=len(own.labels),
        validation_count=0,
        test_count=0,
    )
    yield from run.follow(network, lesson.teach(network, all_of_them))
    folds = yield from _teach_folds(lesson, own, none_of_them(held_out), run.watch)
    network = lesson.combine([network, *folds.networks])
    calibration = folds.calibration
    if calibration is None:
        calibration = yield from _calibrate_unmeasured(network, own, held_out, run.watch)
    yield Compared(len(own.labels), None, folds.error, is_of_signs=True)
    yield run.finish(
        network,
        seconds=run.watch.elapsed_s,
        own_count=len(own.labels),
        own_error=folds.error,
        **calibration._asdict(),
    )


def _part(drawn: Beside) -> tuple[Beside, Beside]:
    """Return what is learned beside the signs, and what is kept to measure on."""
    is_held_out = torch.arange(len(drawn.labels)) % HELD_OUT == 0
    return (
        Beside(drawn.images[~is_held_out], drawn.labels[~is_held_out]),
        Beside(drawn.images[is_held_out], drawn.labels[is_held_out]),
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
        batches = torch.split(own.images[left_out], PREDICTED_AT_ONCE)
        logits.append((yield from predict_logits(network, batches, watch)))
        batches = torch.split(others, PREDICTED_AT_ONCE)
        logits_of_others.append((yield from predict_logits(network, batches, watch)))
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


def _calibrate_unmeasured(
    network: ConvNet, own: OwnSigns, held_out: Beside, watch: Stopwatch
) -> Generator[TrainingEvent, None, Calibration]:
    """Calibrate by what was learned, where nothing could be left out."""
    own_batches = torch.split(own.varied.flatten(0, 1), PREDICTED_AT_ONCE)
    learned = yield from predict_logits(network, own_batches, watch)
    batches = torch.split(none_of_them(held_out), PREDICTED_AT_ONCE)
    return calibrate_unmeasured(learned, (yield from predict_logits(network, batches, watch)))


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
