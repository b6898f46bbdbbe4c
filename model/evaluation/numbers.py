"""Measuring how well numbers are read, over ink files of any length."""

from functools import partial
from pathlib import Path

from model.data.classes import DIGITS
from model.errors import BadInput
from model.evaluation.measure import (
    ShowShare,
    count_drawings,
    evaluate_ink,
    result_of_ink,
    show_nothing,
)
from model.evaluation.number_tally import NumberEvaluation, NumberTally
from model.evaluation.tally import Evaluation, Tally
from model.ink.drawing import Drawing
from model.ink.parallel import map_ink
from model.reading.many import NUMBERS_CHUNK, check_reads_numbers, read_drawings_as
from model.reading.prediction import Expected, Reader

_DIGITS = frozenset(DIGITS)


def is_number(label: str | None) -> bool:
    """Whether a label says digits, one or several; a space parts lines."""
    return label is not None and all(word and set(word) <= _DIGITS for word in label.split(" "))


def evaluate_ink_or_numbers(
    reader: Reader, path: Path, show_share: ShowShare = show_nothing
) -> Evaluation | NumberEvaluation:
    """Measure as `evaluate_numbers` an ink file that labels any drawing with several digits.

    Any other is measured as `evaluate_ink` does. Raises BadInput as they do.
    """
    if reader.classes != DIGITS:
        return evaluate_ink(reader, path, show_share)
    tally = Tally(reader.classes)
    parts = map_ink(path, partial(_count_unless_numbers, reader), show_share)
    for part in parts:
        if part is None:
            parts.close()
            return evaluate_numbers(reader, path, show_share)
        tally.merge(part)
    return result_of_ink(tally, path)


def _count_unless_numbers(reader: Reader, drawings: list[Drawing]) -> Tally | None:
    has_numbers = any(is_number(d.label) and d.label not in DIGITS for d in drawings)
    return None if has_numbers else count_drawings(reader, drawings)


def evaluate_numbers(
    reader: Reader, path: Path, show_share: ShowShare = show_nothing
) -> NumberEvaluation:
    """Measure over an ink file's drawings that are labelled with a number of one digit or more.

    Each is read as the pad reads it: nobody says whether it is one digit or several. Raises
    BadInput where there is no such drawing, or where the reader reads no digits.
    """
    check_reads_numbers(reader)
    tally = NumberTally()
    for part in map_ink(path, partial(_count, reader), show_share, NUMBERS_CHUNK):
        tally.merge(part)
    if not tally.counts["numbers"]:
        raise BadInput(f"{path}: holds no drawing that is labelled with a number")
    return tally.result()


def _count(reader: Reader, drawings: list[Drawing]) -> NumberTally:
    tally = NumberTally()
    numbers = [drawing for drawing in drawings if is_number(drawing.label)]
    predictions = read_drawings_as(reader, Expected.EITHER, numbers)
    tally.add(numbers, predictions)
    single = [i for i, drawing in enumerate(numbers) if drawing.label in DIGITS]
    if single:
        digits = [numbers[i] for i in single]
        tally.add_single(
            [digit.label or "" for digit in digits],
            [predictions[i] for i in single],
            reader.recognize(digits),
        )
    return tally
