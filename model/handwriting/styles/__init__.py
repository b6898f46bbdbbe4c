"""The styles in which people write: tables of digits, letters and signs."""

from model.handwriting.skeleton import StyleTable
from model.handwriting.styles.digits import DIGITS
from model.handwriting.styles.letters import LETTERS, LOWER
from model.handwriting.styles.named_signs import NAMED_SIGNS, UNLIKE_LETTERS
from model.handwriting.styles.signs import SIGNS
from model.handwriting.styles.unlike_digits import UNLIKE_DIGITS

__all__ = ["CHARACTERS", "DIGITS", "LETTERS", "LOWER", "SIGNS", "UNLIKE_DIGITS", "UNLIKE_LETTERS"]

CHARACTERS: StyleTable = {**DIGITS, **LETTERS, **NAMED_SIGNS}
"""Every style of all that has a name."""
