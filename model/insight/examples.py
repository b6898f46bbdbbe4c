"""Real images and what a network makes of them: which are alike, which a map answers to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.source import TRAINING, Folders, Source
from model.data.sources import BUILT_IN_INK, CATALOGUE
from model.handwriting.synthesis import synthesize_digits
from model.home.chosen import VERSION
from model.home.what_reads import drawings_of
from model.ink.drawing import Drawing
from model.ink.parts import characters_of
from model.ink.picture import Picture
from model.ink.raster import rasterize, to_grays
from model.ink.sample import Sample
from model.network.recognizer import Activations, Recognizer

IMAGE_COUNT = 10_000
"""Images of data sets: the first of the training part of each, of all alike many."""
DRAWN_COUNT = 3_000
DRAWN_SEED = 700_000
OWN_COUNT = 2_000
"""The user's newest drawings."""
STRONGEST = 12
"""How many images are known for each map."""

LAYERS = ("conv1", "conv2")
"""The layers whose maps are looked up, as `Activations` names them."""


class Part(NamedTuple):
    """Some of the examples, of one origin."""

    images: NDArray[np.uint8]  # (N, 1, 28, 28), ink = 255
    sample: Callable[[int], Sample]
    """Returns one of them as it can be put on the pad, by its index."""
    is_real: bool
    """Whether a person has written it."""


@dataclass(frozen=True, eq=False)
class Examples:
    """Images of several origins, one after the other."""

    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return sum(len(part.images) for part in self.parts)

    def sample(self, index: int) -> Sample:
        """Return the example at an index, with its label and where it came from."""
        part, at = self._find(index)
        return part.sample(at)

    def image(self, index: int) -> NDArray[np.uint8]:
        """Return (28, 28), ink = 255."""
        part, at = self._find(index)
        image: NDArray[np.uint8] = part.images[at, 0]
        return image

    def _find(self, index: int) -> tuple[Part, int]:
        for part in self.parts:
            if index < len(part.images):
                return part, index
            index -= len(part.images)
        raise IndexError("there is no such example")


class Place(NamedTuple):
    """Where a map answers most to an example."""

    example: int
    row: int
    column: int
    value: float
    """Before pooling and ReLU."""


@dataclass(frozen=True, eq=False)
class Index:
    """What one network makes of the examples."""

    features: NDArray[np.float32]
    """(N, 200), after ReLU."""
    places: dict[str, list[list[Place]]]
    """For each layer and map the examples that it answers to most, the strongest first."""

    def strongest(self, layer: str, channel: int) -> list[Place]:
        """Return the examples that a map answers to most, at most STRONGEST of them."""
        return self.places[layer][channel]


@dataclass(frozen=True)
class AtHand:
    """What there is for examples, besides the user's own drawings."""

    classes: Classes
    folders: Folders
    data_sets: tuple[str, ...]
    """The names of those sources that are on disk and have none but these classes."""
    choice_id: str = VERSION
    """What reads: the drawings that are kept while it does are the user's own."""


def find_at_hand(classes: Classes, folders: Folders, choice_id: str = VERSION) -> AtHand:
    """Return what there is for examples of these classes, while this choice reads."""
    data_sets = [
        source.name
        for source in CATALOGUE.values()
        if source.needs_network and source.is_on_disk(folders) and _has_only(source, classes)
    ]
    return AtHand(classes, folders, tuple(data_sets), choice_id)


def load_examples(at_hand: AtHand) -> Examples:
    """Return examples: the user's own, of data sets on disk, of built-in ink.

    Raises BadInput where a file is damaged.
    """
    parts = [_own(at_hand.classes, at_hand.choice_id)]
    most = IMAGE_COUNT // max(len(at_hand.data_sets), 1)
    parts += [_images(CATALOGUE[name], at_hand.folders, most) for name in at_hand.data_sets]
    if _has_only(BUILT_IN_INK, at_hand.classes):
        parts.append(_drawn())
    return Examples(tuple(part for part in parts if len(part.images)))


def _has_only(source: Source, classes: Classes) -> bool:
    return source.classes is not None and set(source.classes) <= set(classes)


def _images(source: Source, folders: Folders, most: int) -> Part:
    file = source.open_part(TRAINING, folders)
    labels = file.labels[:most]
    images = file.read(range(len(labels)))

    def sample(index: int) -> Sample:
        assert source.classes is not None
        picture = Picture.of_image(images[index])
        label = source.classes[int(labels[index])]
        return Sample(picture, label, f"{source.title}, training image {index + 1}")

    return Part(images[:, None], sample, is_real=True)


def _drawn() -> Part:
    return _of_drawings(
        synthesize_digits(DRAWN_COUNT, DRAWN_SEED), lambda index: "built-in ink", is_real=False
    )


def _own(classes: Classes, choice_id: str) -> Part:
    entries = sorted(drawings_of(choice_id).entries(), key=lambda entry: entry.time)
    characters = [
        (character, entry)
        for entry in entries
        for character in characters_of(entry.drawing)
        if character.label in classes
    ][-OWN_COUNT:]
    return _of_drawings(
        [character for character, _ in characters],
        lambda index: characters[index][1].sample.origin,
        is_real=True,
    )


def _of_drawings(
    drawings: Sequence[Drawing], origin: Callable[[int], str], *, is_real: bool
) -> Part:
    images = to_grays(rasterize(drawings))

    def sample(index: int) -> Sample:
        drawing = drawings[index]
        return Sample(drawing, drawing.label, origin(index))

    return Part(images, sample, is_real)


def index_examples(
    recognizer: Recognizer, examples: Examples, is_wanted: Callable[[], bool] = lambda: True
) -> Index | None:
    """Have a network look at all examples; takes seconds. None once it is no longer wanted.

    Its maps are looked up among what people wrote, where there is enough of that.
    """
    features: list[NDArray[np.float32]] = []
    responses = {layer: _Responses() for layer in LAYERS}
    has_real = sum(len(part.images) for part in examples.parts if part.is_real) >= IMAGE_COUNT // 10
    first = 0
    for part in examples.parts:
        for index, image in enumerate(part.images):
            if not is_wanted():
                return None
            # One at a time: larger products are shared out to threads, which wait for each other
            # where a window reads or a network trains beside them.
            activations = recognizer.activations((image[None] / 255).astype(np.float32))
            features.append(activations.hidden)
            if part.is_real or not has_real:
                for layer in LAYERS:
                    responses[layer].add(first + index, activations, layer)
        first += len(part.images)
    empty = np.empty((0, 200), np.float32)
    return Index(
        np.concatenate([empty, *features]),
        {layer: found.strongest() for layer, found in responses.items()},
    )


class _Responses:
    """The largest value of each map on each example, and where in the map it is."""

    def __init__(self) -> None:
        self._examples: list[int] = []
        self._values: list[NDArray[np.float32]] = []  # (M,) each
        self._cells: list[NDArray[np.intp]] = []  # (M,) each, counted row by row
        self._width = 1

    def add(self, example: int, activations: Activations, layer: str) -> None:
        maps: NDArray[np.float32] = getattr(activations, layer)[0]  # (M, H, W)
        self._width = maps.shape[2]
        self._examples.append(example)
        self._values.append(maps.max((1, 2)))
        self._cells.append(maps.reshape(len(maps), -1).argmax(1))

    def strongest(self) -> list[list[Place]]:
        if not self._values:
            return []
        values, cells = np.stack(self._values), np.stack(self._cells)  # (N, M)
        best = np.argsort(-values, axis=0, kind="stable")[:STRONGEST]
        return [
            [
                Place(
                    self._examples[at],
                    *divmod(int(cells[at, channel]), self._width),
                    float(values[at, channel]),
                )
                for at in best[:, channel]
            ]
            for channel in range(values.shape[1])
        ]
