"""The styles in which people write digits: a module for each digit."""

from model.handwriting.skeleton import StyleTable
from model.handwriting.styles.digits.eight import EIGHT
from model.handwriting.styles.digits.five import FIVE
from model.handwriting.styles.digits.four import FOUR
from model.handwriting.styles.digits.nine import NINE
from model.handwriting.styles.digits.one import ONE
from model.handwriting.styles.digits.seven import SEVEN
from model.handwriting.styles.digits.six import SIX
from model.handwriting.styles.digits.three import THREE
from model.handwriting.styles.digits.two import TWO
from model.handwriting.styles.digits.zero import ZERO

DIGITS: StyleTable = {
    "0": ZERO,
    "1": ONE,
    "2": TWO,
    "3": THREE,
    "4": FOUR,
    "5": FIVE,
    "6": SIX,
    "7": SEVEN,
    "8": EIGHT,
    "9": NINE,
}
"""Every style of each digit, by its label "0" to "9"."""
