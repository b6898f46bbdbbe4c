"""What a network misreads of labelled samples: which for which, how sure it was, the samples."""

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from model.data.dataset import label_indices
from model.data.progress import Progress, Throttle, Working
from model.errors import BadInput
from model.evaluation.tally import Batch, Evaluation, Tally
from model.ink.sample import Sample
from model.insight.shelves import Open, Shelf, inputs_of
from model.reading.prediction import Prediction, Reader
from model.text import percent, with_article

AT_ONCE = 128
"""Samples predicted between two events: some 50 ms."""
KEPT_A_CELL = 60
"""So many samples of each label that were taken for a class are kept: the worst."""
SURE = 0.9
"""From this confidence on, a network that contradicts a label may be right."""
MOST_DOUBTED = 100
HONEST_ECE = 0.01
"""Up to this expected calibration error a confidence can be taken at its word."""


class Case(NamedTuple):
    """A sample, and what the network said of it."""

    sample: Sample
    label: str
    predicted: str
    confidence: float
    """The probability of what was predicted."""
    is_accepted: bool

    @property
    def is_right(self) -> bool:
        """Whether it was read as it is labelled."""
        return self.label == self.predicted

    @property
    def badness(self) -> float:
        """How bad it is, in [0, 1]: how sure it was and wrong, or how unsure and right."""
        return 1 - self.confidence if self.is_right else self.confidence

    @property
    def doubts_label(self) -> bool:
        """Whether the label may be wrong: the network is sure that it is of another class.

        Its confidence is SURE or more, and it takes the sample for one of the classes at all.
        """
        return not self.is_right and self.is_accepted and self.confidence >= SURE


@dataclass(frozen=True, eq=False)
class Mistakes:
    """What was measured, with the samples behind it."""

    evaluation: Evaluation
    cells: Mapping[tuple[int, int], Sequence[Case]]
    """The samples of a label that were taken for a class, by the indices of both; the worst first,
    at most KEPT_A_CELL. Where both are the same, those that were nearly misread come first."""
    passed_over: int
    """How many samples have a label that the network does not know."""
    doubted_count: int
    """How many samples may be labelled wrongly, those among them that `cells` does not hold."""

    def count(self, label: int, predicted: int) -> int:
        """Return how many samples of a label were taken for a class."""
        return int(self.evaluation.confusion[label, predicted])

    @property
    def misread_count(self) -> int:
        """How many were taken for another class."""
        confusion = self.evaluation.confusion
        return int(confusion.sum() - np.trace(confusion))

    def commonest(self) -> tuple[int, int] | None:
        """Return the label and the class that it was most often taken for; None without any."""
        confusion = self.evaluation.confusion.copy()
        np.fill_diagonal(confusion, 0)
        if not confusion.any():
            return None
        label, predicted = divmod(int(confusion.argmax()), len(confusion))
        return label, predicted

    def doubted(self) -> list[Case]:
        """Return those that may be labelled wrongly, the likeliest first, at most MOST_DOUBTED."""
        doubted = [case for cases in self.cells.values() for case in cases if case.doubts_label]
        return sorted(doubted, key=lambda case: -case.confidence)[:MOST_DOUBTED]


def find_mistakes(
    reader: Reader, open_shelf: Open, title: str
) -> Generator[Progress, None, Mistakes]:
    """Predict all samples of a shelf whose labels are classes of the reader, some at a time.

    Raises BadInput where there is none, or the shelf cannot be opened.
    """
    shelf = yield from open_shelf()
    labels = label_indices(shelf.labels, reader.classes)
    known = np.flatnonzero(labels >= 0)
    if not len(known):
        raise BadInput(f"nothing in {title} is labelled {reader.classes}")
    book = _Book(reader)
    throttle = Throttle()
    for start in range(0, len(known), AT_ONCE):
        book.read(shelf, known[start : start + AT_ONCE].tolist())
        if throttle.is_due():
            yield Working(f"reading {title}", min((start + AT_ONCE) / len(known), 1))
    return book.result(passed_over=len(labels) - len(known))


class _Book:
    """What was found so far; it holds no more samples than will be shown."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._tally = Tally(reader.classes)
        self._cells: dict[tuple[int, int], list[Case]] = defaultdict(list)
        self._doubted_count = 0

    def read(self, shelf: Shelf, indices: Sequence[int]) -> None:
        """Predict some of a shelf's samples, all of which have known labels."""
        samples = shelf.samples(indices)
        labels = label_indices([sample.label for sample in samples], self._reader.classes)
        batch = Batch(inputs_of(samples), labels, [None] * len(samples))
        predictions = self._tally.count(self._reader, batch)
        touched = set()
        for sample, label, prediction in zip(samples, labels.tolist(), predictions, strict=True):
            case = _case_of(sample, label, prediction)
            self._cells[label, prediction.index].append(case)
            self._doubted_count += case.doubts_label
            touched.add((label, prediction.index))
        for cell in touched:
            self._cells[cell].sort(key=lambda case: -case.badness)
            del self._cells[cell][KEPT_A_CELL:]

    def result(self, passed_over: int) -> Mistakes:
        """Return what was found."""
        return Mistakes(self._tally.result(), dict(self._cells), passed_over, self._doubted_count)


def _case_of(sample: Sample, label: int, prediction: Prediction) -> Case:
    return Case(
        sample=sample,
        label=prediction.classes[label],
        predicted=prediction.label,
        confidence=prediction.confidence,
        is_accepted=prediction.is_accepted,
    )


# In words


def describe_mistakes(mistakes: Mistakes) -> str:
    """Return one sentence that sums up what was misread."""
    measured = mistakes.evaluation
    wrong, count = mistakes.misread_count, measured.count
    low, high = measured.interval
    places = 2 if high < 0.1 else 1
    sentence = (
        f"{_count(wrong)} of {count:,} misread ({percent(measured.error, places)}, "
        f"95 %: {100 * low:.{places}f} to {percent(high, places)})"
    )
    commonest = mistakes.commonest()
    if commonest is None:
        return f"{sentence}."
    label, predicted = (measured.classes[index] for index in commonest)
    times = mistakes.count(*commonest)
    often = "most often" if times > 1 else "such as"
    taken = f"{with_article(label)} taken for {with_article(predicted)}"
    return f"{sentence}; {often} {taken} ({times:,})."


def _count(count: int) -> str:
    return f"{count:,}" if count else "None"


def describe_cell(mistakes: Mistakes, label: int, predicted: int) -> str:
    """Return what a cell of the confusion matrix says."""
    classes, count = mistakes.evaluation.classes, mistakes.count(label, predicted)
    total = int(mistakes.evaluation.confusion[label].sum())
    if not total:
        return f"Nothing is labelled {classes[label]}."
    said = "read as such" if label == predicted else f"taken for {classes[predicted]}"
    return f"{count:,} of {total:,} labelled {classes[label]} {said} ({percent(count / total)})."


def describe_confidence(evaluation: Evaluation) -> str:
    """Return one sentence on how honest the stated confidence is."""
    claimed = sum(part.count * part.confidence for part in evaluation.bins) / evaluation.count
    right = 1 - evaluation.error
    ece = f"ECE {percent(evaluation.ece)}"
    if evaluation.ece <= HONEST_ECE:
        verdict = "Its confidence can be believed"
    elif claimed > right:
        verdict = "It is surer than it may be"
    else:
        verdict = "It is more modest than it need be"
    return (
        f"{verdict}: it claims {percent(claimed)} on average and is right in {percent(right)} "
        f"({ece})."
    )


def describe_doubts(count: int, shown: int) -> str:
    """Return what is said of so many doubted labels, of which the first are shown."""
    if not count:
        sure = percent(SURE, 0)
        return f"No label is doubted: nothing was misread with a confidence of {sure} or more."
    if count == 1:
        return "1 may be labelled wrongly: the network is sure that it is something else."
    sentence = (
        f"{count:,} may be labelled wrongly: the network is sure that they are something else."
    )
    return sentence if shown == count else f"{sentence} {shown} are shown, the likeliest first."
