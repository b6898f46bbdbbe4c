"""The ink that a set of signs is learned from: the user's own, and built-in ink beside it."""

import dataclasses
from collections.abc import Generator, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from model.data.classes import DIGITS, Classes, some_of
from model.data.progress import Notice, Progress, Throttle, Working
from model.data.sources import draw_in_parts
from model.errors import BadInput
from model.handwriting.styles import CHARACTERS
from model.handwriting.synthesis import (
    synthesize_characters,
    synthesize_digits,
    synthesize_none_of,
)
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.network.convnet import ConvNet
from model.training.device_data import PREDICTED_AT_ONCE
from model.training.own_characters import OwnCharacter

CHARACTER_COUNT, NONCHARACTER_COUNT, DIGIT_COUNT = 1_500, 500, 1_000
"""How much built-in ink is drawn: of all characters, of what is none, and digits more where they
are to be learned, too."""
LEAST_LIKE_ITSELF = 0.1
"""This share of a sign's own variations is less like it than what counts as looking like it."""
ALIKE_SHARE = 0.1
"""Of a letter or a digit so many of whose drawings look like a sign, none is shown as no sign."""
LEAST_BESIDE = 50
"""Where less built-in ink than this looks like none of the signs, all of it is shown as such."""
NONE_OF_THEM = -1
"""The label of what is none of the classes."""


class Beside(NamedTuple):
    """Built-in ink, M drawings that look like none of the signs."""

    convolved: Tensor  # (M, 256): what the base's convolutions see in each
    labels: Tensor  # (M,) indices of classes, NONE_OF_THEM for most


def gather_signs(
    drawings: Sequence[Drawing], names: Iterable[str], with_digits: bool
) -> Generator[Progress, None, tuple[Classes, list[OwnCharacter]]]:
    """Return the classes to learn, and the drawings of them; copies of one count once.

    Signs that nobody has drawn are left out, which a Notice says. Raises BadInput where there are
    fewer than two classes, or too many, or names that cannot be classes'.
    """
    names = tuple(dict.fromkeys(names))
    shown = {drawing.label for drawing in drawings if not drawing.is_empty}
    wanted = [name for name in names if name in shown]
    if not wanted:
        raise BadInput("there is no drawing of a sign to learn from")
    known = [*(DIGITS if with_digits else ()), *wanted]
    if len(set(known)) < 2:
        raise BadInput(f"all drawings are of one sign, {wanted[0]}: it takes two to tell apart")
    classes = Classes(dict.fromkeys(known))
    if missing := [name for name in names if name not in shown and name not in classes]:
        yield Notice(f"There is no drawing of {some_of(missing)} yet.")
    seen: set[Drawing] = set()
    characters: list[OwnCharacter] = []
    throttle = Throttle()
    for drawing in drawings:
        written = dataclasses.replace(drawing, writer=None, parts=())
        label = classes.index(drawing.label)
        if label is not None and not drawing.is_empty and written not in seen:
            seen.add(written)
            image = rasterize([written])[0]
            characters.append(OwnCharacter(written, label, image, len(characters)))
        if throttle.is_due():
            yield Working("reading your drawings")
    return classes, characters


def draw_beside(
    base: ConvNet, varied: Tensor, labels: Tensor, classes: Classes, with_digits: bool, seed: int
) -> Generator[Progress, None, Beside]:
    """Draw built-in ink to be learned beside the user's, without what looks like a sign.

    base: the network that learning starts from, by whose features it is judged what looks like a
    sign; varied: (N, V, 256), what its convolutions see in variations of the user's drawings;
    labels: (N,) theirs.
    """
    what = "drawing what is none of your signs"
    total = CHARACTER_COUNT + NONCHARACTER_COUNT + DIGIT_COUNT * with_digits
    parts: list[Tensor] = []
    texts: list[str | None] = []
    for draw, count in (
        (partial(synthesize_characters, styles=CHARACTERS), CHARACTER_COUNT),
        (partial(synthesize_none_of, CHARACTERS, {}), NONCHARACTER_COUNT),
        (synthesize_digits, DIGIT_COUNT * with_digits),
    ):
        for drawings in draw_in_parts(draw, count, seed):
            yield Working(what, len(texts) / total)
            parts.append(convolve(base, torch.from_numpy(rasterize(drawings))))
            texts += [drawing.label for drawing in drawings]
    drawn = torch.cat(parts)
    known = [classes.index(text) if with_digits and text in DIGITS else None for text in texts]
    indices = torch.tensor([NONE_OF_THEM if index is None else index for index in known])
    is_like = _is_like_signs(base, varied, labels, drawn, texts)
    if (~is_like).sum() < LEAST_BESIDE:
        is_like[:] = False
    shown = (indices != NONE_OF_THEM) | ~torch.from_numpy(is_like)
    return Beside(drawn[shown], indices[shown])


def _is_like_signs(
    base: ConvNet, varied: Tensor, labels: Tensor, drawn: Tensor, texts: Sequence[str | None]
) -> NDArray[np.bool_]:
    """Return (M,): whether a drawing looks like one of the signs, or others of its label do."""
    own, count = _directions(base, varied.flatten(0, 1)), varied.shape[1]
    own_labels = labels.repeat_interleave(count)
    others = _directions(base, drawn)
    is_like = torch.zeros(len(drawn), dtype=torch.bool)
    for label in set(labels.tolist()):
        of_sign = own[own_labels == label]
        centre = F.normalize(of_sign.mean(dim=0), dim=0)
        is_like |= others @ centre > (of_sign @ centre).quantile(LEAST_LIKE_ITSELF)
    found = is_like.numpy()
    named = np.array([text or "" for text in texts])
    for text in {text for text in texts if text}:
        if found[named == text].mean() > ALIKE_SHARE:
            found[named == text] = True
    return found


@torch.no_grad()
def convolve(network: ConvNet, images: Tensor) -> Tensor:
    """Return (N, 256): what the network's convolutions see in images, a few at a time."""
    return torch.cat([network.convolve(part) for part in torch.split(images, PREDICTED_AT_ONCE)])


@torch.no_grad()
def _directions(network: ConvNet, convolved: Tensor) -> Tensor:
    """Return (N, 200): the network's features, each of length 1."""
    return F.normalize(network.features(convolved), dim=1)
