"""Handwriting synthesiser: believable drawings of characters, and of what is none, without end.

A writer has a hand: slant, proportions, haste, a pad, and a favourite style of each character.
Each drawing bends the style's skeleton (`model.handwriting.skeleton`) by the writer's hand and by
chance. All of it is arithmetic on arrays of many drawings at once. Nothing here is fitted to data.
"""

from collections.abc import Callable, Collection

import numpy as np
from numpy.random import Generator

from model.handwriting.noncharacters import (
    make_dots,
    make_fragments,
    make_intrusions,
    make_joins,
    make_scribbles,
)
from model.handwriting.numbers import ALL_LENGTHS, tie, write_numbers
from model.handwriting.sampling import LOG_CELLS
from model.handwriting.skeleton import StyleTable
from model.handwriting.styles import DIGITS, SIGNS, UNLIKE_DIGITS
from model.handwriting.writing import WRITER_DRAWINGS, Character, write_characters
from model.ink.drawing import Drawing

Draw = Callable[[int, int], list[Drawing]]
"""Makes drawings; takes how many, and a seed."""

TIED_SHARE = 0.07
JOINED_LENGTHS = range(2, 4)
LETTER_LOG_CELLS = 2.45
"""`LOG_CELLS` of letters, of which small ones are some half as high as digits."""


def synthesize_characters(
    count: int, seed: int, styles: StyleTable, twice: Collection[str] = ()
) -> list[Drawing]:
    """Return `count` drawings of the labels in `styles`, shuffled; the same per seed.

    The labels come in equal shares, those of `twice` twice as often, each in its own styles and no
    others. TIED_SHARE of them are cut out of a row whose writer did not lift the pen.
    """
    rng = np.random.default_rng([seed, 0])
    again = {label: choices for label, choices in styles.items() if label in twice}
    characters = _characters(styles) + _characters(again)
    log_cells = LOG_CELLS if styles.keys() <= DIGITS.keys() else LETTER_LOG_CELLS
    drawings = write_characters(count, characters, rng, log_cells=log_cells)
    drawings = [tie(drawing, rng) if rng.random() < TIED_SHARE else drawing for drawing in drawings]
    return _shuffle(drawings, rng)


def synthesize_digits(count: int, seed: int) -> list[Drawing]:
    """Return `count` drawings of digits; see `synthesize_characters`."""
    return synthesize_characters(count, seed, DIGITS)


def synthesize_numbers(count: int, seed: int, lengths: range = ALL_LENGTHS) -> list[Drawing]:
    """Return `count` whole numbers with their parts, each by one writer; the same per seed.

    lengths: of the numbers wanted, at least one of `numbers.LENGTHS`.
    """
    rng = np.random.default_rng([seed, 2])
    return _write_numbers(count, rng, lengths)


def synthesize_noncharacters(count: int, seed: int) -> list[Drawing]:
    """Return `count` drawings of no digit, shuffled; the same per seed.

    Letters carry their label. Signs, scribbles, dots, and digits joined, cut or intruded on by
    their neighbours carry none.
    """
    rng = np.random.default_rng([seed, 1])
    joins = count // 8
    intrusions = count // 16
    pieces = _write_numbers(joins + intrusions + count // 8, rng)
    fragments = make_fragments(pieces[joins + intrusions :], rng)
    dots = count // 24
    signs = count // 5
    scribbles = count // 8
    letters = count - signs - scribbles - joins - intrusions - len(fragments) - dots
    drawings = write_characters(letters, _characters(UNLIKE_DIGITS), rng)
    drawings += write_characters(signs, [Character(None, SIGNS)], rng)
    drawings += make_scribbles(scribbles, rng)
    drawings += make_joins(pieces[:joins], rng)
    drawings += make_intrusions(pieces[joins : joins + intrusions], rng)
    drawings += fragments
    drawings += make_dots(dots, rng)
    return _shuffle(drawings, rng)


def synthesize_none_of(
    styles: StyleTable, unlike: StyleTable, count: int, seed: int
) -> list[Drawing]:
    """Return `count` drawings of none of the characters in `styles`, shuffled; the same per seed.

    Characters joined to their neighbours, scribbles, dots, and what `unlike` has: characters that
    nobody takes for one of these. None carries a label.
    """
    rng = np.random.default_rng([seed, 4])
    joins = count // 4
    dots = count // 24
    signs = count // 3 if unlike else 0
    scribbles = count - joins - dots - signs
    drawings = make_joins(_write_rows(styles, joins, rng, JOINED_LENGTHS), rng)
    drawings += write_characters(signs, [Character(None, row) for row in unlike.values()], rng)
    drawings += make_scribbles(scribbles, rng)
    drawings += make_dots(dots, rng)
    return _shuffle(drawings, rng)


def _write_numbers(count: int, rng: Generator, lengths: range = ALL_LENGTHS) -> list[Drawing]:
    return _write_rows(DIGITS, count, rng, lengths)


def _write_rows(
    styles: StyleTable, count: int, rng: Generator, lengths: range = ALL_LENGTHS
) -> list[Drawing]:
    rows: list[Drawing] = []
    while len(rows) < count:
        # Some four rows come of a writer's characters.
        writers = (count - len(rows)) // 4 + 1
        characters = write_characters(writers * WRITER_DRAWINGS, _characters(styles), rng)
        rows += write_numbers(characters, rng, count - len(rows), lengths)
    return rows


def _characters(styles: StyleTable) -> list[Character]:
    return [Character(label, choices) for label, choices in styles.items()]


def _shuffle(drawings: list[Drawing], rng: Generator) -> list[Drawing]:
    return [drawings[index] for index in rng.permutation(len(drawings))]
