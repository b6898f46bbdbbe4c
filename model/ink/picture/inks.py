"""Tells two inks in one component apart, such as a pen's from that of lines it was written over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.candidates import Candidate
from model.ink.picture.light import Contrast
from model.ink.picture.morphology import lightest

_APART = 0.85  # of the variance of strength lies between two inks, and not within them
_LEAST_SHARE = 0.1  # of the px, of either ink
_FAINTER = 0.7  # the weaker is at most so strong as the other
_LEAST_PX = 100


def stronger_ink(candidate: Candidate) -> Contrast | None:
    """Return the contrast with the stronger ink alone, or None where the main one is of one ink."""
    if candidate.main is None:
        return None
    components = candidate.components
    strength = candidate.contrast.strength
    inked = components.mask(np.arange(len(components)) == candidate.main)
    # The px in the middle of strokes: all others are as weak as their edges are soft.
    middle = inked & (strength >= 0.95 * lightest(strength, 3))
    threshold = _part(strength[middle])
    if threshold is None:
        return None
    near = lightest(np.where(strength >= threshold, np.uint8(1), np.uint8(0)), 3) > 0
    return replace(candidate.contrast, strength=np.where(near, strength, np.uint8(0)))


def _part(strengths: NDArray[np.uint8]) -> float | None:
    """Return between which strengths there are two kinds (Otsu, 1979), None where it is one."""
    if len(strengths) < _LEAST_PX:
        return None
    counts = np.bincount(strengths, minlength=256).astype(np.float64)
    values = np.arange(256)
    below = np.cumsum(counts)
    total = below[-1]
    weight = below / total
    mean = float((counts * values).sum() / total)
    sums = np.cumsum(counts * values) / total
    between = (mean * weight - sums) ** 2 / np.maximum(weight * (1 - weight), 1e-9)
    best = int(between.argmax())
    variance = float((counts * (values - mean) ** 2).sum() / total)
    weaker = float(sums[best] / max(weight[best], 1e-9))
    stronger = float((mean - sums[best]) / max(1 - weight[best], 1e-9))
    enough = _LEAST_SHARE <= weight[best] <= 1 - _LEAST_SHARE
    if not enough or between[best] < _APART * variance or weaker > _FAINTER * stronger:
        return None
    return (weaker + stronger) / 2
