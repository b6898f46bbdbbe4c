"""Counting numbers that were read against their labels: whole strings, and digit by digit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.evaluation.statistics import wilson_interval
from model.evaluation.tally import WORST
from model.ink.drawing import Drawing
from model.network.calibration import CalibrationBins
from model.reading.prediction import NumberPrediction, Prediction


class MisreadNumber(NamedTuple):
    """A number that was misread, or refused."""

    confidence: float
    drawing: Drawing
    text: str | None
    """What was read; None where it was refused."""


@dataclass(frozen=True)
class SingleDigits:
    """What reading numbers does to drawings of one digit; all shares are in [0, 1]."""

    count: int
    taken_apart: float
    """Share that was read as several digits."""
    error: float
    """Share that is misread where numbers are read."""
    error_single: float
    """Share of the same that is misread where each is taken for one digit."""


@dataclass(frozen=True, eq=False)
class NumberEvaluation:
    """What was measured on `count` numbers; all shares are in [0, 1]."""

    count: int
    strings_right: float
    """Share that was accepted and read as its label says, whole."""
    interval: tuple[float, float]
    """Its 95 % interval (Wilson, 1927)."""
    digits_right: float
    """1 less the edit distances from label to text over the labels' lengths (Levenshtein, 1966).

    Spaces, which part lines, count as characters; what is refused has no right one.
    """
    too_many: float
    """Share with more characters than the label."""
    too_few: float
    """Share with fewer, but not refused."""
    rejected: float
    """Share that was refused."""
    ece: float
    """Expected calibration error of the confidence in whole strings that were accepted."""
    writers: dict[str, tuple[int, float]]
    """Each known writer's count, and the share of it that was misread or refused."""
    worst: list[MisreadNumber]
    """The misread numbers that were read with most confidence, at most WORST."""
    is_known: NDArray[np.float32]
    """(count,) each number's `is_known`."""
    single_digits: SingleDigits | None
    """On those labelled with one digit; None where there are none."""

    def to_json(self) -> dict[str, Any]:
        """Return what was measured as JSON has it; drawings are left out."""
        single = {"single_digits": asdict(self.single_digits)} if self.single_digits else {}
        return {
            "count": self.count,
            "strings_right": self.strings_right,
            "interval": list(self.interval),
            "digits_right": self.digits_right,
            "too_many": self.too_many,
            "too_few": self.too_few,
            "rejected": self.rejected,
            "ece": self.ece,
            **single,
            "writers": {
                writer: {"count": count, "error": error}
                for writer, (count, error) in self.writers.items()
            },
        }


class NumberTally:
    """What was counted so far; small, however much that was."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._bins = CalibrationBins()
        self._written: Counter[str] = Counter()
        self._misread: Counter[str] = Counter()
        self._worst: list[MisreadNumber] = []
        self._is_known: list[float] = []

    def merge(self, part: "NumberTally") -> None:
        """Add what another has counted."""
        self.counts.update(part.counts)
        self._bins.merge(part._bins)
        self._written.update(part._written)
        self._misread.update(part._misread)
        worst = sorted(self._worst + part._worst, key=lambda misread: -misread.confidence)
        self._worst = worst[:WORST]
        self._is_known += part._is_known

    def add(self, drawings: Sequence[Drawing], predictions: Sequence[Prediction]) -> None:
        """Count what was read of labelled drawings."""
        for drawing, prediction in zip(drawings, predictions, strict=True):
            self._add_number(drawing, prediction)
        accepted = [
            (prediction.confidence, prediction.text == drawing.label)
            for drawing, prediction in zip(drawings, predictions, strict=True)
            if prediction.is_accepted
        ]
        confidences, is_right = np.array(accepted, np.float32).reshape(-1, 2).T
        self._bins.add(confidences, is_right > 0)

    def _add_number(self, drawing: Drawing, prediction: Prediction) -> None:
        label, text = drawing.label or "", prediction.text
        self.counts["numbers"] += 1
        self.counts["right"] += text == label
        self.counts["length"] += len(label)
        self.counts["distance"] += edit_distance(label, text or "")
        self.counts["too many"] += len(text or "") > len(label)
        self.counts["too few"] += text is not None and len(text) < len(label)
        self.counts["refused"] += text is None
        self._is_known.append(prediction.is_known)
        if drawing.writer is not None:
            self._written[drawing.writer] += 1
        if text != label:
            self._worst.append(MisreadNumber(prediction.confidence, drawing, text))
            if drawing.writer is not None:
                self._misread[drawing.writer] += 1

    def add_single(
        self, labels: Sequence[str], predictions: Sequence[Prediction], alone: Sequence[Prediction]
    ) -> None:
        """Count single digits, beside what is read of them where each is taken for one.

        An error is counted as `Tally` does, whether a drawing is refused or not.
        """
        for label, prediction, single in zip(labels, predictions, alone, strict=True):
            self.counts["single"] += 1
            self.counts["apart"] += (
                isinstance(prediction, NumberPrediction) and len(prediction.label) > 1
            )
            self.counts["wrong"] += prediction.label != label
            self.counts["wrong alone"] += single.label != label

    def result(self) -> NumberEvaluation:
        """Return what was counted; there has to be a number."""
        counts = self.counts
        count = counts["numbers"]
        return NumberEvaluation(
            count=count,
            strings_right=counts["right"] / count,
            interval=wilson_interval(counts["right"], count),
            digits_right=1 - counts["distance"] / counts["length"],
            too_many=counts["too many"] / count,
            too_few=counts["too few"] / count,
            rejected=counts["refused"] / count,
            ece=self._bins.error(),
            writers={
                writer: (n, self._misread[writer] / n)
                for writer, n in sorted(self._written.items())
            },
            worst=self._worst,
            is_known=np.array(self._is_known, np.float32),
            single_digits=self._single_digits(),
        )

    def _single_digits(self) -> SingleDigits | None:
        count = self.counts["single"]
        if not count:
            return None
        apart, wrong, alone = (
            self.counts[key] / count for key in ("apart", "wrong", "wrong alone")
        )
        return SingleDigits(count, apart, wrong, alone)


def edit_distance(label: str, text: str) -> int:
    """Return the fewest insertions, deletions and changes of a character from one to the other."""
    row = list(range(len(text) + 1))
    for i, wanted in enumerate(label, 1):
        diagonal, row[0] = row[0], i
        for j, character in enumerate(text, 1):
            changed = diagonal + (wanted != character)
            diagonal = row[j]
            row[j] = min(row[j] + 1, row[j - 1] + 1, changed)
    return row[-1]
