"""Writing: from characters and their styles to drawings, writer by writer."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from model.handwriting.arrays import Floats, Indices
from model.handwriting.curves import POINTS, make_curve
from model.handwriting.hands import Hands
from model.handwriting.pen_paths import bend_paths, follow_style
from model.handwriting.sampling import LOG_CELLS, sample_paths
from model.handwriting.skeleton import Span, Style
from model.ink.drawing import Drawing, Stroke

WRITER_DRAWINGS = 20
"""Drawings by one writer."""
BATCH = 4000
"""Drawings worked on at once, which bounds the memory. A multiple of WRITER_DRAWINGS, so that
the drawings of a writer are all in one batch."""


class Character(NamedTuple):
    """What is written: the label of a drawing, and the styles it may be written in."""

    label: str | None
    styles: Sequence[Style]


def write_characters(
    count: int,
    characters: Sequence[Character],
    rng: Generator,
    writer_drawings: int = WRITER_DRAWINGS,
    log_cells: float = LOG_CELLS,
) -> list[Drawing]:
    """Return `count` drawings in the order in which they are written.

    They show the characters in turn, again and again. Each writer makes `writer_drawings` of them,
    which must divide BATCH. log_cells: see `sample_paths`.
    """
    drawings: list[Drawing] = []
    for first in range(0, count, BATCH):
        indices = np.arange(first, min(first + BATCH, count))
        hands = Hands(rng, indices // writer_drawings)
        drawings += _write_batch(characters, indices % len(characters), hands, log_cells)
    return drawings


def _write_batch(
    characters: Sequence[Character], indices: Indices, hands: Hands, log_cells: float
) -> list[Drawing]:
    """Return a drawing by each hand. indices: (N,) the index of the character that it shows."""
    styles = [style for character in characters for style in character.styles]
    chosen = hands.choose_styles([character.styles for character in characters], indices)
    haste = hands.vary(0.3, 0.15, mean=0.2).clip(0, 1)
    paths = np.empty((len(hands), POINTS, 2))
    for index in np.unique(chosen):
        rows = np.flatnonzero(chosen == index)
        paths[rows] = follow_style(styles[index], hands.select(rows), haste[rows])
    style_turns = np.array([style.turn for style in styles])[chosen]
    points = sample_paths(bend_paths(paths, style_turns, hands), hands, log_cells)  # (N, POINTS, 3)

    steps = hands.choose((1, 2, 3, 4), (0.45, 0.3, 0.18, 0.07))  # a slow pad sees every 4th point
    columns = hands.choose((2, 3), (0.7, 0.3))  # a tablet reports pressure
    linked = hands.rng.random(len(hands)) < 0.2 * haste
    drawings = []
    for row, index in enumerate(chosen):
        curve = make_curve(styles[index])
        spans = curve.linked if linked[row] else curve.strokes
        strokes = cut_strokes(points[row, :, : columns[row]], spans, steps[row])
        label = characters[indices[row]].label
        drawings.append(Drawing(strokes, label, f"synthetic/{hands.writers[row]}"))
    return drawings


def cut_strokes(points: Floats, spans: Sequence[Span], step: int) -> tuple[Stroke, ...]:
    """Return the strokes of a path. points: (T, C); spans: the points of each stroke.

    Of a stroke's points every `step`-th is kept, counted back from the last. The strokes are
    copies, since views would keep the points of the whole batch in memory.
    """
    return tuple(
        points[first + (last - first - 1) % step : last : step].copy() for first, last in spans
    )
