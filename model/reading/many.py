"""Reading many drawings of numbers, such as those of a file."""

from collections.abc import Sequence

from model.data.classes import DIGITS
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.parallel import CHUNK
from model.reading.numbers import NumberReader
from model.reading.prediction import Expected, Prediction, Reader

NUMBERS_CHUNK = 100
"""Numbers that are read at a time; each takes several times as long as one character."""


def chunk_of(expected: Expected) -> int:
    """Return how many drawings of a file are read at a time."""
    return CHUNK if expected is Expected.SINGLE else NUMBERS_CHUNK


def read_drawings_as(
    reader: Reader, expected: Expected, drawings: Sequence[Drawing]
) -> list[Prediction]:
    """Return what is read of each drawing; a NumberPrediction where it is taken for a number.

    May run in another process: what it is given and what it returns can be pickled.
    """
    if expected is Expected.SINGLE or reader.classes != DIGITS:
        return reader.recognize(drawings)  # all at once, which is faster
    numbers = NumberReader(reader)
    return [numbers.read(drawing, expected) for drawing in drawings]


def check_reads_numbers(reader: Reader) -> None:
    """Raise BadInput where a reader tells apart other classes than digits."""
    if reader.classes != DIGITS:
        raise BadInput(f"numbers are read by weights of the digits 0 to 9, not of {reader.classes}")
