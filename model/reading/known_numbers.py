"""Numbers that are labelled as a whole: which of their ink is which character."""

from collections.abc import Sequence
from dataclasses import replace

from model.ink.drawing import Drawing, Traces
from model.reading.numbers import NumberReader
from model.reading.prediction import Reader


def find_parts(drawing: Drawing, reader: Reader, fixed: Sequence[Traces] = ()) -> Drawing:
    """Return a labelled drawing with the parts that spell its label.

    fixed: ink that is known to be one character each, unless the label cannot be so. It is the very
    same drawing where it has parts, where its label is one of the reader's classes or not made of
    them, and where its ink cannot be parted so.
    """
    if drawing.parts or not reader.classes.spell(drawing.label):
        return drawing
    numbers, label = NumberReader(reader), drawing.label or ""
    parts = numbers.align(drawing, label, fixed)
    if parts is None and fixed:
        parts = numbers.align(drawing, label)
    return drawing if parts is None else replace(drawing, parts=parts)
