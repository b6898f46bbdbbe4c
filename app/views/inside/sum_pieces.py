"""Puts an opened sum into figures: which grids, signs and lines tell it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from app.views.inside.figure import Break, Grid, Line, Lines, Piece, Sign
from model.insight.layers import CONV1, CONV2, HIDDEN, INPUT, Cell, Flow
from model.insight.sums import Opened, Pooling, Share, Sum, open_cell
from model.text import percent, signed


def sum_pieces(flow: Flow, cell: Cell, limit: float) -> list[Piece]:
    """Return the pieces that tell how what stands in a cell comes about."""
    opened = open_cell(flow, cell)
    if cell.layer == INPUT:
        return [Lines((Line("Ink in this px, from 0 to 1", f"{opened.value:.2f}", True),))]
    pieces: list[Piece] = []
    lines: list[Line] = []
    if opened.sum is not None:
        pieces += _grids(flow, opened.sum, limit)
        lines += _sum(flow, opened.sum)
    if opened.share is not None:
        lines += _share(flow, opened, opened.share)
    elif cell.layer == HIDDEN and opened.sum is not None:
        lines.append(_relu(opened.sum.total))
    pieces.append(Lines(tuple(lines)))
    if opened.pooling is not None:
        pieces += _pooling(opened, opened.pooling, limit)
    return pieces


def _grids(flow: Flow, opened: Sum, limit: float) -> Iterator[Piece]:
    """Yield the term that adds or takes away most, spelled out; a single product has no grid."""
    best = int(opened.ranking[0])
    patch, kernel = opened.patches[best], opened.kernels[best]
    if patch.size == 1:
        return
    is_ink = opened.cell.layer == CONV1
    kernel_limit = float(np.abs(opened.kernels).max())
    yield Grid("the ink" if is_ink else flow.name(opened.sources[best]), patch, limit, None, is_ink)
    yield Sign("×")
    yield Grid("the kernel", kernel, kernel_limit)
    yield Sign("=")
    yield Grid("the products", patch * kernel, kernel_limit if is_ink else limit)


def _sum(flow: Flow, opened: Sum) -> Iterator[Line]:
    best = int(opened.ranking[0])
    patch, kernel = opened.patches[best], opened.kernels[best]
    source = flow.name(opened.sources[best])
    added = signed(float(opened.contributions[best]))
    if patch.size > 1:
        yield Line(f"{patch.size} products together", added)
    else:
        yield Line(
            f"{source}: {signed(float(patch.item()))} × {signed(float(kernel.item()))}", added
        )
    others = len(opened.sources) - 1
    if others:
        rest = float(opened.contributions.sum() - opened.contributions[best])
        yield Line(f"the other {others} {source.split()[0]}s", signed(rest))
    yield Line("bias", signed(opened.bias))
    is_pooled = opened.cell.layer in (CONV1, CONV2)
    yield Line("before pooling" if is_pooled else "together", signed(opened.total), True)


def _pooling(opened: Opened, pooling: Pooling, limit: float) -> Iterator[Piece]:
    side = len(pooling.block)
    marked = (pooling.largest.row % side, pooling.largest.column % side)
    yield Break()
    yield Grid("its block", pooling.block, limit, marked)
    lines = [Line("the largest", signed(pooling.pooled)), _relu(pooling.pooled)]
    if opened.cell.layer in (CONV1, CONV2):
        is_largest = opened.cell == pooling.largest
        lines.append(Line("It is this cell's." if is_largest else "This cell's is dropped."))
    yield Lines(tuple(lines))


def _relu(before: float) -> Line:
    return Line("ReLU, no less than 0", signed(max(before, 0.0)), True)


def _share(flow: Flow, opened: Opened, share: Share) -> Iterator[Line]:
    count = len(flow.weights.classes)
    yield Line(f"exp({signed(share.logit)} / {share.temperature:.2f})", _large(share.exponential))
    yield Line(f"all {count} of these together", _large(share.all_exponentials))
    yield Line("its share", percent(opened.value, 1), True)


def _large(value: float) -> str:
    return f"{value:,.2f}" if value < 1e6 else f"{value:.2e}"
