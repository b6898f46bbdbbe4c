"""Honest confidence: what of a network's logits is fitted on validation data after training."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]
"""(N, 10), before any temperature."""

REFUSED_SHARE = 0.01
"""The threshold of "not a digit" refuses this share of the validation's digits."""


class Calibration(NamedTuple):
    """How logits become probabilities, and a score becomes "is a digit".

    is_digit = 1 / (1 + exp(-slope (score - threshold))), so it is 0.5 at the threshold.
    """

    temperature: float
    threshold: float
    slope: float


def score(logits: Logits) -> NDArray[np.float32]:
    """Return (N,): high for digits, low for what the network knows nothing of.

    The negative free energy of Liu et al., 2020, "Energy-based out-of-distribution detection".
    """
    top = logits.max(axis=1)
    total: NDArray[np.float32] = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return total


def calibrate(logits: Logits, labels: NDArray[np.int64]) -> Calibration:
    """Fit on validation data; labels: (N,) in 0..9, or negative for what is no digit."""
    is_digit = labels >= 0
    temperature = fit_temperature(logits[is_digit], labels[is_digit])
    scores = score(logits)
    threshold = float(np.quantile(scores[is_digit], REFUSED_SHARE))
    return Calibration(temperature, threshold, _fit_slope(scores - threshold, is_digit))


def fit_temperature(logits: Logits, labels: NDArray[np.int64]) -> float:
    """Return the temperature of least cross-entropy (Guo et al., 2017), searched on a grid."""
    temperatures = np.geomspace(0.2, 5, 200)
    return float(
        temperatures[np.argmin([_cross_entropy(logits / t, labels) for t in temperatures])]
    )


def _cross_entropy(logits: Logits, labels: NDArray[np.int64]) -> float:
    return float((score(logits) - logits[np.arange(len(labels)), labels]).mean())


def _fit_slope(margins: NDArray[np.float32], is_digit: NDArray[np.bool_]) -> float:
    """Return the logistic slope of least cross-entropy, each class weighing the same."""
    weights = np.where(is_digit, 1 / is_digit.sum(), 1 / max(int((~is_digit).sum()), 1))
    signed = np.where(is_digit, margins, -margins)
    slopes = np.geomspace(0.2, 10, 60)
    losses = [float((weights * np.logaddexp(0, -slope * signed)).sum()) for slope in slopes]
    return float(slopes[np.argmin(losses)])
