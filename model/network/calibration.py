"""Honest confidence: what of a network's logits is fitted on validation data after training."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]
"""(N, C), before any temperature."""

MODESTY = 0.0078
"""How far the stated confidence may lie below what validation data bear out: the most for which
the ECE on `pendigits-train`, hands that no training sees, stays within 1 %."""
TEMPERATURES = np.geomspace(0.2, 5, 200)
"""Among which the best fit is searched."""
TEMPERATURE_STEP, TEMPERATURE_STEPS = 1.002, 200
ECE_BINS = 15
REFUSED_SHARE = 0.01
"""The threshold of what is known refuses this share of the validation data's characters."""
FEW_REFUSED_SHARE, OTHERS_REFUSED_SHARE = 0.04, 0.95
"""Of few drawings, of which hardly one would be the hundredth part, this share is refused; fewer
where so many non-characters are refused still."""
UNMEASURED_SHARE = 0.05
"""Where between the scores of non-characters and of what was learned the threshold lies, if nothing
was left out to measure on."""


class Calibration(NamedTuple):
    """How logits become probabilities, and a score becomes "is known".

    is_known = 1 / (1 + exp(-slope (score - threshold))), so it is 0.5 at the threshold.
    """

    temperature: float
    known_threshold: float
    known_slope: float


def score(logits: Logits) -> NDArray[np.float32]:
    """Return (N,): high for the classes, low for what the network knows nothing of.

    The negative free energy of Liu et al., 2020, "Energy-based out-of-distribution detection".
    """
    top = logits.max(axis=1)
    total: NDArray[np.float32] = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return total


def calibrate(logits: Logits, labels: NDArray[np.int64]) -> Calibration:
    """Fit on validation data; labels: (N,) indices of classes, negative for non-characters."""
    is_character = labels >= 0
    temperature = modest_temperature(logits[is_character], labels[is_character])
    scores = score(logits)
    threshold = float(np.quantile(scores[is_character], REFUSED_SHARE))
    return Calibration(temperature, threshold, _fit_slope(scores - threshold, is_character))


def calibrate_few(
    logits: Logits, labels: NDArray[np.int64], others: NDArray[np.float32]
) -> Calibration:
    """Fit on few drawings that were left out of the training, and on non-characters.

    labels: (N,) indices of classes; others: (M, C) logits of non-characters. That none of a few
    was misread does not make an answer certain: by Laplace's rule of succession each label counts
    as believed to (N + 1) / (N + 2).
    """
    count, class_count = logits.shape
    believed = (count + 1) / (count + 2)
    targets = np.full(logits.shape, (1 - believed) / (class_count - 1))
    targets[np.arange(count), labels] = believed
    losses = [
        float((score(logits / t) - (targets * logits / t).sum(axis=1)).mean()) for t in TEMPERATURES
    ]
    scores, scores_of_others = score(logits), score(others)
    threshold = min(
        float(np.quantile(scores, FEW_REFUSED_SHARE)),
        float(np.quantile(scores_of_others, OTHERS_REFUSED_SHARE)),
    )
    margins = np.concatenate([scores, scores_of_others]) - np.float32(threshold)
    is_character = np.arange(len(margins)) < count
    return Calibration(
        float(TEMPERATURES[np.argmin(losses)]), threshold, _fit_slope(margins, is_character)
    )


def calibrate_unmeasured(learned: Logits, others: Logits) -> Calibration:
    """Fit where every drawing was learned, so that nothing says how others will be read.

    learned: (N, C) logits of what was learned; others: (M, C) of non-characters that were not.
    New drawings score less than what was learned, nobody knows how much: so the threshold is
    nearer to the non-characters. The temperature stays 1.
    """
    scores = np.concatenate([score(learned), score(others)])
    is_character = np.arange(len(scores)) < len(learned)
    low, high = float(scores[~is_character].mean()), float(scores[is_character].mean())
    threshold = low + UNMEASURED_SHARE * (high - low)
    return Calibration(1.0, threshold, _fit_slope(scores - np.float32(threshold), is_character))


def modest_temperature(logits: Logits, labels: NDArray[np.int64]) -> float:
    """Return the highest temperature that validation data bear out to within MODESTY.

    The best fit on validation data is too confident of hands that are less like the training data:
    with each percent of error that such a hand adds, it is overconfident by a percent.
    """
    best = fit_temperature(logits, labels)
    hotter = best * TEMPERATURE_STEP ** np.arange(TEMPERATURE_STEPS)
    borne_out = [t for t in hotter if calibration_error(logits / t, labels) <= MODESTY]
    return float(max(borne_out, default=best))


def calibration_error(logits: Logits, labels: NDArray[np.int64]) -> float:
    """Return the expected calibration error over ECE_BINS bins (Guo et al., 2017), in [0, 1]."""
    bins = CalibrationBins()
    confidences = np.exp(logits.max(axis=1) - score(logits))
    bins.add(confidences, logits.argmax(axis=1) == labels)
    return bins.error()


@dataclass(frozen=True)
class CalibrationBin:
    """The predictions whose confidence lay between two bounds; all shares are in [0, 1]."""

    low: float
    high: float
    count: int
    confidence: float
    """Their mean confidence; the middle of the bounds where there are none."""
    right: int
    """How many of them were right."""


class CalibrationBins:
    """How confident a network was and how often right, in ECE_BINS bins of equal confidence."""

    def __init__(self) -> None:
        self._sums = np.zeros((3, ECE_BINS))  # count, sum of confidences, number right

    def add(self, confidences: NDArray[np.float32], is_right: NDArray[np.bool_]) -> None:
        """Count some predictions; confidences: (N,) in [0, 1]."""
        bins = np.minimum((confidences * ECE_BINS).astype(int), ECE_BINS - 1)
        for row, weights in enumerate((None, confidences, is_right)):
            self._sums[row] += np.bincount(bins, weights, ECE_BINS)

    def merge(self, other: "CalibrationBins") -> None:
        """Add what another has counted."""
        self._sums += other._sums

    def error(self) -> float:
        """Return the mean gap between confidence and share right, bins weighed by their count."""
        count, confidence, right = self._sums
        return float(np.abs(confidence - right).sum() / max(count.sum(), 1))

    def bins(self) -> list[CalibrationBin]:
        """Return all bins, the least confident first."""
        return [
            CalibrationBin(
                low=number / ECE_BINS,
                high=(number + 1) / ECE_BINS,
                count=round(count),
                confidence=confidence / count if count else (number + 0.5) / ECE_BINS,
                right=round(right),
            )
            for number, (count, confidence, right) in enumerate(self._sums.T.tolist())
        ]


def fit_temperature(logits: Logits, labels: NDArray[np.int64]) -> float:
    """Return the temperature of least cross-entropy (Guo et al., 2017), searched on a grid."""
    losses = [_cross_entropy(logits / t, labels) for t in TEMPERATURES]
    return float(TEMPERATURES[np.argmin(losses)])


def _cross_entropy(logits: Logits, labels: NDArray[np.int64]) -> float:
    return float((score(logits) - logits[np.arange(len(labels)), labels]).mean())


def _fit_slope(margins: NDArray[np.float32], is_character: NDArray[np.bool_]) -> float:
    """Return the logistic slope of least cross-entropy, each class weighing the same."""
    weights = np.where(is_character, 1 / is_character.sum(), 1 / max(int((~is_character).sum()), 1))
    signed = np.where(is_character, margins, -margins)
    slopes = np.geomspace(0.2, 10, 60)
    losses = [float((weights * np.logaddexp(0, -slope * signed)).sum()) for slope in slopes]
    return float(slopes[np.argmin(losses)])
