"""Puts an opened sum into figures: which grids, signs and lines tell it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from app.views.inside.figure import Grid, Line, Piece, Sign
from model.insight.layers import CONV1, INPUT, Cell, Flow
from model.insight.sums import Opened, Pooling, Share, Sum, open_cell
from model.text import percent, signed


def sum_pieces(flow: Flow, cell: Cell, limit: float) -> list[Piece]:
    """Return the pieces that tell how what stands in a cell comes about."""
    opened = open_cell(flow, cell)
    if cell.layer == INPUT:
        return [Line("Ink in this px, from 0 to 1", f"{opened.value:.2f}", is_strong=True)]
    pieces: list[Piece] = []
    if opened.sum is not None:
        pieces += _sum(flow, opened.sum, limit)
    if opened.pooling is not None:
        pieces += _pooling(flow, opened, opened.pooling, limit)
    elif opened.share is not None:
        pieces += _share(flow, opened, opened.share)
    elif cell.layer == "hidden":
        pieces.append(_relu(opened.sum.total if opened.sum else 0.0, opened.value))
    return pieces


def _sum(flow: Flow, opened: Sum, limit: float) -> Iterator[Piece]:
    best = int(opened.ranking[0])
    patch, kernel = opened.patches[best], opened.kernels[best]
    source = flow.name(opened.sources[best])
    is_first = opened.cell.layer == CONV1
    if patch.size > 1:
        largest = float(np.abs(flow.weights.parameters["conv1.weight"]).max()) / 0.3
        kernel_limit = largest if is_first else float(np.abs(opened.kernels).max())
        yield Grid("the ink" if is_first else f"in {source}", patch, 2.0 if is_first else limit)
        yield Sign("×")
        yield Grid("the kernel", kernel, kernel_limit)
        yield Sign("=")
        yield Grid("the products", patch * kernel, limit if not is_first else kernel_limit)
        count = patch.size
        yield Line(f"{count} products together", signed(float(opened.contributions[best])))
    else:
        value, weight = float(patch.item()), float(kernel.item())
        product = signed(float(opened.contributions[best]))
        yield Line(f"{source}: {signed(value)} × {signed(weight)}", product)
    others = len(opened.sources) - 1
    if others:
        rest = float(opened.contributions.sum() - opened.contributions[best])
        what = flow.name(opened.sources[0]).split()[0]
        yield Line(f"the other {others} {what}s", signed(rest))
    yield Line("bias", signed(opened.bias))
    where = (
        f"{flow.name(opened.cell)} before pooling" if "conv" in opened.cell.layer else "together"
    )
    yield Line(where, signed(opened.total), is_strong=True)


def _pooling(flow: Flow, opened: Opened, pooling: Pooling, limit: float) -> Iterator[Piece]:
    side = len(pooling.block)
    corner_row = pooling.cell.row * side
    corner_column = pooling.cell.column * side
    marked = (pooling.largest.row - corner_row, pooling.largest.column - corner_column)
    yield Grid(f"block of {side} × {side}", pooling.block, limit, marked)
    yield Line("the largest goes on", signed(pooling.pooled))
    yield _relu(pooling.pooled, flow.value(pooling.cell))
    if opened.sum is not None and opened.cell.layer.startswith("conv"):
        is_largest = opened.cell == pooling.largest
        yield Line("this cell is the one" if is_largest else "this cell is dropped here")


def _relu(before: float, after: float) -> Line:
    return Line("ReLU: what is negative becomes 0", signed(max(before, after, 0.0)), is_strong=True)


def _share(flow: Flow, opened: Opened, share: Share) -> Iterator[Piece]:
    count = len(flow.weights.classes)
    yield Line(f"exp({signed(share.logit)} / {share.temperature:.2f})", _large(share.exponential))
    yield Line(f"all {count} of these together", _large(share.all_exponentials))
    yield Line("its share", percent(opened.value, 1), is_strong=True)


def _large(value: float) -> str:
    return f"{value:,.2f}" if value < 1e6 else f"{value:.2e}"
