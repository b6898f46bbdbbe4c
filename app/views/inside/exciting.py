"""Finds the examples that excite the map of a cell most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.views.inside.flows import Exciting
from model.insight.examples import STRONGEST, Examples, Index
from model.insight.fields import WHOLE_FIELD, Span, receptive_field
from model.insight.layers import CONV1, CONV2, HIDDEN, POOL1, POOL2, Cell, Flow
from model.text import signed, start_with_capital, with_article

CONVOLUTION = {CONV1: CONV1, POOL1: CONV1, CONV2: CONV2, POOL2: CONV2}


def can_be_excited(cell: Cell) -> bool:
    """Return whether examples are looked up for cells such as this."""
    return cell.layer in CONVOLUTION or cell.layer == HIDDEN


def exciting(
    flow: Flow, cell: Cell, examples: Examples, index: Index
) -> list[tuple[int, Exciting]]:
    """Return the examples, by their index, that excite a cell's map most.

    There are none for the ink, nor for a class.
    """
    found: list[tuple[int, Span, float]] = []
    layer = CONVOLUTION.get(cell.layer)
    if layer is not None and index.places[layer]:
        for place in index.strongest(layer, cell.channel):
            answering = Cell(layer, cell.channel, place.row, place.column)
            found.append((place.example, receptive_field(flow, answering), place.value))
    elif cell.layer == HIDDEN and len(index.features):
        answers = index.features[:, cell.channel]
        best = np.argsort(-answers, kind="stable")[:STRONGEST]
        found = [(int(i), WHOLE_FIELD, float(answers[i])) for i in best]
    made = []
    for at, field, value in found:
        sample = examples.sample(at)
        label = sample.label or "?"
        shown = start_with_capital(with_article(label))
        text = f"{shown} out of {sample.origin}: {flow.name(cell)} answers {signed(value)}"
        made.append((at, Exciting(examples.image(at), label, text, field)))
    return made


def summary(flow: Flow, cell: Cell, shown: Sequence[Exciting]) -> str:
    """Say what the examples have in common, by counting their labels."""
    label, count = Counter(item.caption for item in shown).most_common(1)[0]
    name = flow.name(cell)
    begin = f"The drawings that excite {name} most"
    if count < 2:
        return f"{begin}, no two of one class."
    return f"{begin}; {count} of these {len(shown)} are {with_article(label)}."
