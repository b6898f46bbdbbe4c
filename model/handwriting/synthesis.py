"""Handwriting synthesiser: believable drawings of digits, and of what is no digit, without end.

A writer has a hand: slant, proportions, haste, a pad, and a favourite style of each character.
Each drawing bends the style's skeleton (`model.handwriting.skeleton`) by the writer's hand and by
chance. All of it is arithmetic on arrays of many drawings at once. Nothing here is fitted to data.
"""

import numpy as np
from numpy.random import Generator

from model.handwriting.noncharacters import make_dots, make_pairs, make_scribbles
from model.handwriting.skeleton import StyleTable
from model.handwriting.styles import DIGITS, LETTERS, SIGNS
from model.handwriting.writing import Character, write_characters
from model.ink.drawing import Drawing


def synthesize_digits(count: int, seed: int, styles: StyleTable = DIGITS) -> list[Drawing]:
    """Return `count` drawings of the labels in `styles`, shuffled; the same per seed.

    The labels come in equal shares, each in its own styles and no others.
    """
    rng = np.random.default_rng([seed, 0])
    return _shuffle(write_characters(count, _characters(styles), rng), rng)


def synthesize_noncharacters(count: int, seed: int) -> list[Drawing]:
    """Return `count` drawings of no digit, shuffled; the same per seed.

    Letters carry their label. Signs, scribbles, dots and pairs of digits carry none.
    """
    rng = np.random.default_rng([seed, 1])
    pairs = count // 12
    dots = count // 24
    signs = count // 4
    scribbles = count // 6
    letters = count - signs - scribbles - pairs - dots
    drawings = write_characters(letters, _characters(LETTERS), rng)
    drawings += write_characters(signs, [Character(None, SIGNS)], rng)
    drawings += make_scribbles(scribbles, rng)
    digits = _shuffle(write_characters(2 * pairs, _characters(DIGITS), rng), rng)
    drawings += make_pairs(digits, rng)
    drawings += make_dots(dots, rng)
    return _shuffle(drawings, rng)


def _characters(styles: StyleTable) -> list[Character]:
    return [Character(label, choices) for label, choices in styles.items()]


def _shuffle(drawings: list[Drawing], rng: Generator) -> list[Drawing]:
    return [drawings[index] for index in rng.permutation(len(drawings))]
