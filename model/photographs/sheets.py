"""Kinds of sheets: what shops sell, offices print, and classrooms hang on the wall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from numpy.random import Generator

from model.photographs.arrays import Color, draw, pick
from model.photographs.paper import Boxes, Edge, Ruling, Sheet
from model.photographs.writing import Writing

Colors = tuple[Color, ...]
MakeSheet = Callable[[Generator, Writing], Sheet]

WHITE_PAPER: Colors = ((0.97, 0.97, 0.96), (0.95, 0.95, 0.97), (0.97, 0.96, 0.92))
TINTED_PAPER: Colors = (
    (0.97, 0.93, 0.72),  # yellow
    (0.88, 0.93, 0.80),  # green
    (0.80, 0.90, 0.97),  # blue
    (0.97, 0.84, 0.86),  # pink
    (0.93, 0.86, 0.74),  # manila
    (0.78, 0.68, 0.54),  # brown
    (0.85, 0.84, 0.81),  # recycled
)
BLACKBOARDS: Colors = (
    (0.14, 0.15, 0.15),
    (0.16, 0.27, 0.22),
    (0.20, 0.34, 0.29),
    (0.24, 0.26, 0.30),
)
WHITEBOARDS: Colors = ((0.96, 0.97, 0.98), (0.93, 0.94, 0.94))
TABLES: Colors = (
    (0.42, 0.28, 0.18),
    (0.62, 0.46, 0.31),
    (0.16, 0.13, 0.12),
    (0.30, 0.31, 0.34),
    (0.55, 0.60, 0.66),
    (0.86, 0.82, 0.75),
)
PRINT: Colors = (
    (0.55, 0.66, 0.80),
    (0.62, 0.64, 0.68),
    (0.45, 0.48, 0.52),
    (0.72, 0.60, 0.74),
    (0.50, 0.66, 0.62),
    (0.80, 0.52, 0.46),
)
FORM_PRINT: Colors = (
    (0.08, 0.08, 0.09),
    (0.30, 0.31, 0.33),
    (0.20, 0.28, 0.50),
    (0.78, 0.30, 0.30),
    (0.86, 0.56, 0.40),
    (0.35, 0.55, 0.42),
)
MARGIN: Color = (0.85, 0.35, 0.40)
_FAR_MM = 2000.0
"""Lines so far apart are one line."""


def plain_sheet(rng: Generator, writing: Writing) -> Sheet:
    """Return white paper with nothing printed on it, and some dust on some."""
    return _blank(rng, WHITE_PAPER)


def tinted_sheet(rng: Generator, writing: Writing) -> Sheet:
    """Return a plain sheet of coloured paper."""
    return _blank(rng, TINTED_PAPER)


def ruled_sheet(rng: Generator, writing: Writing) -> Sheet:
    """Return a sheet with lines to write on, and at times a margin."""
    spacing = draw(rng, (6, 10.5))
    # Writing stands on a line, or nearly; large writing goes across several.
    base = writing.height_mm / 2 + draw(rng, (-0.2, 0.2)) * min(writing.height_mm, spacing)
    rulings = [Ruling(spacing, draw(rng, (0.12, 0.45)), pick(rng, PRINT), base)]
    if rng.random() < 0.2:
        margin = -writing.width_mm / 2 - draw(rng, (3, 25))
        rulings.append(Ruling(_FAR_MM, draw(rng, (0.2, 0.5)), MARGIN, margin, is_upright=True))
    return replace(_printed(rng), rulings=tuple(rulings))


def squared_sheet(rng: Generator, writing: Writing) -> Sheet:
    """Return squared paper."""
    spacing = (4.0, 5.0, 5.0, 5.0, 7.0, 10.0)[rng.integers(6)]
    width, color = draw(rng, (0.1, 0.35)), pick(rng, PRINT)
    x, y = rng.uniform(0, spacing, 2).tolist()
    level = Ruling(spacing, width, color, y)
    upright = Ruling(spacing, width, color, x, is_upright=True)
    return replace(_printed(rng), rulings=(level, upright))


def boxed_sheet(rng: Generator, writing: Writing) -> Sheet:
    """Return a form with a row of boxes, in some of which the writing stands."""
    before, after = rng.integers(0, 4, 2).tolist()
    pitch = writing.pitch_mm
    height = writing.height_mm * draw(rng, (1.2, 1.7))
    top = -height / 2 + draw(rng, (-0.35, 0.35)) * (height - writing.height_mm)
    boxes = Boxes(
        left_mm=writing.left_mm - before * pitch,
        top_mm=top,
        pitch_mm=pitch,
        height_mm=height,
        count=before + writing.count + after,
        width_mm=writing.height_mm * draw(rng, (0.012, 0.05)),
        color=pick(rng, FORM_PRINT),
    )
    return replace(_printed(rng), boxes=(boxes,))


def framed_sheet(rng: Generator, writing: Writing) -> Sheet:
    """Return a sheet with a cell of a table around the writing, often with others beside it."""
    side = max(writing.height_mm, writing.width_mm)
    width, height = side * draw(rng, (1.45, 2.6)), side * draw(rng, (1.45, 2.4))
    x, y = rng.uniform(-0.3, 0.3, 2) * (width - side, height - side)
    line_mm = side * draw(rng, (0.015, 0.08))
    color = pick(rng, FORM_PRINT[:4])
    left, top = x - width / 2, y - height / 2
    rows = (
        Boxes(left - width, top + row * height, width, height, 3, line_mm, color)
        for row in ((-1, 0, 1) if rng.random() < 0.6 else (0,))
    )
    return replace(_printed(rng), boxes=tuple(rows))


def blackboard(rng: Generator, writing: Writing) -> Sheet:
    """Return a blackboard, wiped more or less well; some have lines."""
    mottling = draw(rng, (0.02, 0.13))
    board = Sheet(pick(rng, BLACKBOARDS), grain=draw(rng, (0.01, 0.06)), mottling=mottling)
    if rng.random() < 0.15:
        spacing = writing.height_mm * draw(rng, (0.5, 1.5))
        ruling = Ruling(spacing, draw(rng, (0.6, 1.5)), (1.9, 1.9, 1.9), rng.uniform(0, spacing))
        board = replace(board, rulings=(ruling,))
    return board


def whiteboard(rng: Generator, writing: Writing) -> Sheet:
    """Return a whiteboard."""
    return Sheet(pick(rng, WHITEBOARDS), grain=0, mottling=draw(rng, (0.003, 0.02)))


PAPERS: tuple[MakeSheet, ...] = (plain_sheet, plain_sheet, tinted_sheet, ruled_sheet, squared_sheet)
"""What lies about, as often."""


def sheet_on_table(rng: Generator, writing: Writing) -> Sheet:
    """Return a sheet that ends not far from the writing; beyond it a table is seen."""
    sheet = pick(rng, PAPERS)(rng, writing)
    table = pick(rng, TABLES)
    shade = draw(rng, (0.8, 1.1))
    color = (table[0] * shade, table[1] * shade, table[2] * shade)
    sides = rng.permutation([(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)])
    edges = []
    for u, v in sides[: rng.choice((1, 1, 2, 2, 3, 4))].tolist():
        half_mm = (writing.width_mm if u else writing.height_mm) / 2
        distance = half_mm + writing.height_mm * draw(rng, (0.35, 1.6))
        edges.append(Edge((u, v), distance, color))
    return replace(sheet, edges=tuple(edges))


def _blank(rng: Generator, colors: Colors) -> Sheet:
    specks = int(rng.integers(1, 7)) if rng.random() < 0.25 else 0
    shade = draw(rng, (0.96, 1))
    red, green, blue = pick(rng, colors)
    color = (red * shade, green * shade, blue * shade)
    return Sheet(color, draw(rng, (0, 0.018)), draw(rng, (0, 0.012)), specks=specks)


def _printed(rng: Generator) -> Sheet:
    """Return the paper of a sheet on which something is printed."""
    return _blank(rng, WHITE_PAPER if rng.random() < 0.8 else TINTED_PAPER)
