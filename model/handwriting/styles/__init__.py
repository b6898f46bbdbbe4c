"""The styles in which people write: tables of digits, letters and signs."""

from model.handwriting.styles.digits import DIGITS
from model.handwriting.styles.letters import LETTERS
from model.handwriting.styles.signs import SIGNS

__all__ = ["DIGITS", "LETTERS", "SIGNS"]
