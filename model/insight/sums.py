"""The sum behind one cell, opened: what it multiplies, adds, pools and cuts off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.insight.fields import source_span
from model.insight.layers import (
    CONV1,
    CONV2,
    HIDDEN,
    INPUT,
    LOGITS,
    POOL1,
    POOL2,
    SOFTMAX,
    Cell,
    Flow,
)
from model.network.weights import INPUT_MEAN, INPUT_STD

Floats = NDArray[np.float64]

_PARAMETERS = {CONV1: "conv1", CONV2: "conv2", HIDDEN: "fc1", LOGITS: "fc2"}
_POOL_OF = {CONV1: POOL1, CONV2: POOL2}


@dataclass(frozen=True, eq=False)
class Sum:
    """What a cell of a convolution or a linear layer adds up, before pooling and ReLU.

    It has a term for each map that it reads: a patch of that map times a kernel.
    """

    cell: Cell
    patches: Floats  # (terms, rows, columns)
    kernels: Floats  # (terms, rows, columns)
    sources: tuple[Cell, ...]
    """The upper left cell of each patch."""
    bias: float

    @cached_property
    def contributions(self) -> Floats:
        """(terms,) what each term adds."""
        added: Floats = (self.patches * self.kernels).sum(axis=(1, 2))
        return added

    @cached_property
    def ranking(self) -> NDArray[np.intp]:
        """(terms,) the terms' indices, those that add or take away most first."""
        return np.argsort(-np.abs(self.contributions), kind="stable")

    @property
    def total(self) -> float:
        """All contributions and the bias."""
        return float(self.contributions.sum()) + self.bias


@dataclass(frozen=True, eq=False)
class Pooling:
    """A block of a convolution's map, of which the largest value goes on, where it is positive."""

    cell: Cell
    """Where the result stands."""
    block: Floats  # (rows, columns)
    largest: Cell
    """The cell of the convolution that goes on."""

    @property
    def pooled(self) -> float:
        """The largest value, before ReLU."""
        return float(self.block.max())


@dataclass(frozen=True, eq=False)
class Share:
    """What softmax makes of a class's logit: exp(logit / temperature), divided by all of these."""

    logit: float
    temperature: float
    exponential: float
    all_exponentials: float


@dataclass(frozen=True, eq=False)
class Opened:
    """How what stands in a cell comes about."""

    cell: Cell
    value: float
    sum: Sum | None = None
    """Of a pooled cell, that of the cell which was the largest. None for the input."""
    pooling: Pooling | None = None
    """What pools the cell, or what made it."""
    share: Share | None = None

    @property
    def is_cut(self) -> bool:
        """Whether ReLU makes a 0 of it."""
        before = self.pooling.pooled if self.pooling else self.sum.total if self.sum else 1.0
        return before < 0


def open_cell(flow: Flow, cell: Cell) -> Opened:
    """Return how what stands in a cell of the flow comes about."""
    value = flow.value(cell)
    match cell.layer:
        case "input":
            return Opened(cell, value)
        case "softmax":
            logit = Cell(LOGITS, cell.channel)
            return Opened(cell, value, open_sum(flow, logit), share=_share(flow, logit))
        case "pool1" | "pool2":
            pooling = _pooling(flow, cell)
            return Opened(cell, value, open_sum(flow, pooling.largest), pooling)
        case "conv1" | "conv2":
            by = flow.layer(_POOL_OF[cell.layer]).stride
            pooled = Cell(_POOL_OF[cell.layer], cell.channel, cell.row // by, cell.column // by)
            return Opened(cell, value, open_sum(flow, cell), _pooling(flow, pooled))
        case _:
            return Opened(cell, value, open_sum(flow, cell))


def open_sum(flow: Flow, cell: Cell) -> Sum:
    """Return the sum of a cell of a convolution or a linear layer.

    The kernels of the first layer are those for ink from 0 to 1: the network's normalisation of
    its input is folded into them and into the bias.
    """
    before = flow.before(cell.layer)
    left, top, right, bottom = source_span(flow, cell)
    patches = flow.values[before.name][:, top:bottom, left:right].astype(np.float64)
    name = _PARAMETERS[cell.layer]
    kernels = flow.weights.parameters[f"{name}.weight"][cell.channel].astype(np.float64)
    kernels = kernels.reshape(-1, *before.shape[1:]) if kernels.ndim == 1 else kernels
    bias = float(flow.weights.parameters[f"{name}.bias"][cell.channel])
    if before.name == INPUT:
        kernels = kernels / INPUT_STD
        bias -= float(kernels.sum()) * INPUT_MEAN
    sources = tuple(Cell(before.name, term, top, left) for term in range(len(patches)))
    return Sum(cell, patches, kernels, sources, bias)


def _pooling(flow: Flow, cell: Cell) -> Pooling:
    conv = flow.before(cell.layer).name
    left, top, right, bottom = source_span(flow, cell)
    block = flow.values[conv][cell.channel, top:bottom, left:right].astype(np.float64)
    row, column = divmod(int(block.argmax()), right - left)
    return Pooling(cell, block, Cell(conv, cell.channel, top + row, left + column))


def _share(flow: Flow, logit: Cell) -> Share:
    temperature = flow.weights.card.temperature
    logits = flow.values[LOGITS].ravel().astype(np.float64)
    exponentials = np.exp(logits / temperature)
    own = float(exponentials[logit.channel])
    return Share(flow.value(logit), temperature, own, float(exponentials.sum()))


def main_sources(flow: Flow, cell: Cell, count: int) -> list[tuple[Cell, float]]:
    """Return the cells that a cell is mostly made of, with what each adds, the most first.

    Of a patch it is the upper left cell; what adds nothing is left out.
    """
    if cell.layer == INPUT:
        return []
    if cell.layer == SOFTMAX:
        logit = Cell(LOGITS, cell.channel)
        return [(logit, flow.value(logit))]
    if flow.layer(cell.layer).is_pool:
        pooling = _pooling(flow, cell)
        return [(pooling.largest, pooling.pooled)]
    opened = open_sum(flow, cell)
    found = [(opened.sources[i], float(opened.contributions[i])) for i in opened.ranking[:count]]
    return [(source, added) for source, added in found if added]
