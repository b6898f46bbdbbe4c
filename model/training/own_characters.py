"""The characters of the user's drawings, as the network sees them: what it learns a hand from."""

import dataclasses
from collections.abc import Generator, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from model.data.classes import Classes
from model.data.progress import Notice, Progress, Throttle, Working
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.parts import characters_of
from model.ink.raster import Images, rasterize
from model.ink.variation import vary
from model.network.recognizer import Recognizer
from model.network.weights import Weights
from model.reading.known_numbers import find_parts

VARIATIONS = (4, 60)
"""The fewest and the most variations of each character."""
VARIED_COUNT = 1_500
"""About the number of variations of all characters together."""
VARIED_STROKES = 2_000
"""The most strokes of all variations of one character: of more, each takes long to draw."""


class OwnCharacter(NamedTuple):
    """One character that the user has drawn, alone or as a part of a number."""

    drawing: Drawing
    label: int
    """The index of its class."""
    image: Images
    """(1, 28, 28) in [0, 1]"""
    owner: int
    """The number of the drawing that it is of, from 0."""


def gather_characters(
    weights: Weights, drawings: Sequence[Drawing]
) -> Generator[Progress, None, tuple[list[OwnCharacter], int]]:
    """Return the characters to learn from, and of how many drawings they could not be found.

    Copies of one drawing count once. A number without parts is aligned with its label. Raises
    BadInput where nothing is left.
    """
    classes, recognizer = weights.classes, Recognizer(weights)
    seen: set[Drawing] = set()
    characters: list[OwnCharacter] = []
    owner = left_out = 0
    throttle = Throttle()
    for drawing in drawings:
        written = dataclasses.replace(drawing, writer=None)
        if not drawing.is_empty and written not in seen and _is_of(drawing, classes):
            seen.add(written)
            found = list(_known_characters(find_parts(drawing, recognizer), classes))
            characters += [
                OwnCharacter(one, label, rasterize([one])[0], owner) for one, label in found
            ]
            owner += bool(found)
            left_out += not found
        if throttle.is_due():
            yield Working("reading your drawings")
    if left_out:
        yield Notice(_say_left_out(left_out))
    if not characters:
        raise BadInput(f"there is no drawing labelled {classes} to learn from")
    return characters, left_out


def _is_of(drawing: Drawing, classes: Classes) -> bool:
    return drawing.label in classes or classes.spell(drawing.label)


def _known_characters(drawing: Drawing, classes: Classes) -> Iterator[tuple[Drawing, int]]:
    for character in [drawing] if drawing.label in classes else characters_of(drawing):
        label = classes.index(character.label)
        if label is not None:
            yield character, label


def _say_left_out(count: int) -> str:
    numbers = "One number is" if count == 1 else f"{count:,} numbers are"
    ink = "its" if count == 1 else "their"
    return f"{numbers} left out: {ink} ink could not be parted into the digits of the label."


def vary_characters(
    characters: Sequence[OwnCharacter], seed: int
) -> Generator[Progress, None, Images]:
    """Return (N, V, 1, 28, 28): variations of each character, V of them."""
    rng = np.random.default_rng(seed)
    count = int(np.clip(VARIED_COUNT // len(characters), *VARIATIONS))
    varied = []
    throttle = Throttle()
    for character in characters:
        fewer = max(min(count, VARIED_STROKES // len(character.drawing.strokes)), 1)
        images = rasterize(vary(character.drawing, fewer, rng))
        varied.append(images[np.arange(count) % fewer])
        if throttle.is_due():
            yield Working("varying your drawings", len(varied) / len(characters))
    return np.stack(varied)
