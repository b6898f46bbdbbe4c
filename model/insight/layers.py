"""The network as a graph of operators, and what each makes of one image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.ink.field import FIELD
from model.ink.raster import Images
from model.network.recognizer import Recognizer, softmax
from model.network.weights import Weights, parameter_shapes

Values = NDArray[np.float32]
"""(maps, rows, columns) of one layer; a linear layer has maps of one cell."""

INPUT, CONV1, POOL1, CONV2 = "input", "conv1", "pool1", "conv2"
POOL2, HIDDEN, LOGITS, SOFTMAX = "pool2", "hidden", "logits", "softmax"
"""The layers' names, those between the input and softmax as `Activations` has them."""

SPOKEN = {
    INPUT: "the input",
    CONV1: "the first conv",
    POOL1: "the first pool",
    CONV2: "the second conv",
    POOL2: "the second pool",
    HIDDEN: "the hidden layer",
    LOGITS: "the last layer",
    SOFTMAX: "softmax",
}
"""What the layers are called in a sentence."""

POOLED_BY = {POOL1: 3, POOL2: 2}
"""The sides of the blocks of which only the largest value goes on."""


class Cell(NamedTuple):
    """One number that the network works out, all counted from 0."""

    layer: str
    channel: int
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Layer:
    """An operator and the maps that it makes."""

    name: str
    operator: str
    shape: tuple[int, int, int]
    """Maps, rows, columns."""
    weight_count: int = 0
    window: int = 0
    """Side of the square of the layer before that a cell is made of; 0 where it is all of that."""
    stride: int = 1
    """By how many cells of the layer before such squares lie apart."""

    @property
    def is_flat(self) -> bool:
        """Whether its maps are single numbers."""
        return self.shape[1:] == (1, 1)

    @property
    def is_pool(self) -> bool:
        """Whether it passes on the largest value of each block, where that is positive."""
        return self.name in POOLED_BY

    @property
    def size(self) -> str:
        """Its output's shape in a few words, such as "32 maps 24 × 24"."""
        maps, rows, columns = self.shape
        if self.name == INPUT:
            return f"{rows} × {columns}"
        return str(maps) if self.is_flat else f"{maps} maps {rows} × {columns}"

    @property
    def title(self) -> str:
        """Its operator, its output's shape, its number of weights."""
        return self._title(self.size)

    @property
    def short_title(self) -> str:
        """The same in less room."""
        return self._title(self.size.replace(" maps", " ×"))

    def _title(self, size: str) -> str:
        weights = [f"{self.weight_count:,} weights"] if self.weight_count else []
        return " · ".join([self.operator, size, *weights])

    def holds(self, cell: Cell) -> bool:
        """Whether there is such a cell."""
        at = (cell.channel, cell.row, cell.column)
        return all(0 <= i < n for i, n in zip(at, self.shape, strict=True))


def layers_of(classes: Classes) -> tuple[Layer, ...]:
    """Return the layers of a network that tells these classes apart, the input first."""
    shapes = parameter_shapes(len(classes))

    def count(name: str) -> int:
        return prod(shapes[f"{name}.weight"]) + prod(shapes[f"{name}.bias"])

    made = [Layer(INPUT, "what it sees", (1, FIELD, FIELD))]
    side = FIELD
    for conv, pool in ((CONV1, POOL1), (CONV2, POOL2)):
        maps, _, kernel, _ = shapes[f"{conv}.weight"]
        side = side - kernel + 1
        operator = f"conv {kernel} × {kernel}"
        made.append(Layer(conv, operator, (maps, side, side), count(conv), kernel))
        by = POOLED_BY[pool]
        side //= by
        made.append(Layer(pool, f"max pool {by}, ReLU", (maps, side, side), 0, by, by))
    made.append(Layer(HIDDEN, "linear, ReLU", (shapes["fc1.weight"][0], 1, 1), count("fc1")))
    made.append(Layer(LOGITS, "linear", (len(classes), 1, 1), count("fc2")))
    made.append(Layer(SOFTMAX, "softmax", (len(classes), 1, 1), 0, 0))
    return tuple(made)


@dataclass(frozen=True, eq=False)
class Flow:
    """One image on its way through the network: what stands in each cell."""

    weights: Weights
    layers: tuple[Layer, ...]
    values: Mapping[str, Values]

    def layer(self, name: str) -> Layer:
        """Return the layer of this name."""
        return self.layers[self.index(name)]

    def index(self, name: str) -> int:
        """Return how many layers stand before the one of this name."""
        return next(i for i, layer in enumerate(self.layers) if layer.name == name)

    def before(self, name: str) -> Layer:
        """Return the layer that the one of this name reads."""
        return self.layers[self.index(name) - 1]

    def holds(self, cell: Cell) -> bool:
        """Whether this network has such a cell."""
        return cell.layer in self.values and self.layer(cell.layer).holds(cell)

    def value(self, cell: Cell) -> float:
        """Return what stands in a cell."""
        return float(self.values[cell.layer][cell.channel, cell.row, cell.column])

    def name(self, cell: Cell) -> str:
        """Return what a cell's map is called, such as "map 17" or "class 7", counted from 1."""
        if cell.layer in (LOGITS, SOFTMAX):
            return f"class {self.weights.classes[cell.channel]}"
        if cell.layer == INPUT:
            return "the input"
        return f"{'unit' if cell.layer == HIDDEN else 'map'} {cell.channel + 1}"


def flow(recognizer: Recognizer, images: Images) -> Flow:
    """Return what each layer makes of the first image; images: (N, 1, 28, 28) in [0, 1]."""
    weights = recognizer.weights
    activations = recognizer.activations(images[:1])
    values: dict[str, Values] = {INPUT: images[0]}
    for name, array in activations._asdict().items():
        values[name] = array[0] if array.ndim == 4 else array[0][:, None, None]
    shares = softmax(activations.logits / np.float32(weights.card.temperature))
    values[SOFTMAX] = shares[0][:, None, None]
    return Flow(weights, layers_of(weights.classes), values)
