"""The classifiers: how scores for the classes come from features."""

from collections.abc import Generator, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]
"""(N, F): the features of N images, flattened."""
Scores = NDArray[np.float32]
"""(N, C): higher for likelier classes; only a temperature away from logits."""
Arrays = Mapping[str, NDArray[np.generic]]


class Classifier(Protocol):
    """A fitted classifier. Immutable, so any thread may use it."""

    def scores(self, features: Features) -> Scores:
        """Return the scores of N images."""

    def arrays(self) -> Arrays:
        """Return what was fitted, by name; the classifier is made of it again."""


Fitting = Generator[float, None, Classifier]
"""Fits a classifier; yields the share that is done, in [0, 1]. Closed early, it just ends."""


class NearestTemplate:
    """The class whose mean is nearest, by Euclidean distance."""

    def __init__(self, templates: Features) -> None:
        self.templates = templates  # (C, F)

    def scores(self, features: Features) -> Scores:
        """Return minus half the squared distances, but for what is the same for all classes."""
        half_squares = (self.templates**2).sum(axis=1) / 2
        scores: Scores = features @ self.templates.T - half_squares
        return scores

    def arrays(self) -> Arrays:
        """Return the templates."""
        return {"templates": self.templates}


def fit_templates(
    features: Features, labels: NDArray[np.int64], class_count: int, seed: int
) -> Fitting:
    """Take the mean of each class; of a class without examples that is 0."""
    yield 0.0
    templates = np.zeros((class_count, features.shape[1]), np.float32)
    for index in np.unique(labels):
        templates[index] = features[labels == index].mean(axis=0)
    return NearestTemplate(templates)
