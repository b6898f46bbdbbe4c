"""The classifiers: how scores for the classes come from features. Here the plainest."""

from collections.abc import Generator, Mapping
from typing import Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from model.shallow.blocks import FOUND_ON

Features = NDArray[np.float32]
"""(N, F): the features of N images, flattened."""
Labels = NDArray[np.int64]
"""(N,): indices of classes."""
Scores = NDArray[np.float32]
"""(N, C): higher for likelier classes; only a temperature away from logits."""
Arrays = Mapping[str, NDArray[np.generic]]

MOST = 1e4
"""What is fitted stays far below; products of four such numbers and their sums are float32."""


class Classifier(Protocol):
    """A fitted classifier. Immutable, so any thread may use it."""

    def scores(self, features: Features) -> Scores:
        """Return the scores of N images."""

    def arrays(self) -> Arrays:
        """Return what was fitted, by name; the classifier is made of it again."""


Fitting = Generator[float, None, Classifier]
"""Fits a classifier; yields the share that is done, in [0, 1]. Closed early, it just ends."""


class Misshapen(ValueError):
    """Arrays are not those of such a classifier; says which and why."""


Kind = TypeVar("Kind", bound=np.generic)


def take(
    arrays: Arrays,
    name: str,
    dtype: type[Kind],
    shape: tuple[int | None, ...],
    within: tuple[float, float] | None = None,
) -> NDArray[Kind]:
    """Return one of the arrays; raises Misshapen where it is missing, or of another kind.

    shape: None stands for any length but 0. within: the least and the most that its numbers may be;
    floats have to be finite anyway.
    """
    if name not in arrays:
        raise Misshapen(f"{name} is missing")
    array = arrays[name]
    fits = len(array.shape) == len(shape) and all(
        length == (length or 1 if wanted is None else wanted)
        for length, wanted in zip(array.shape, shape, strict=True)
    )
    if array.dtype != dtype or not fits:
        raise Misshapen(f"{name} is {array.dtype} {array.shape}")
    if array.dtype.kind == "f" and not (np.abs(array) <= MOST).all():
        raise Misshapen(f"{name} holds numbers that are not finite or far too large")
    if within is not None and not (array.min() >= within[0] and array.max() <= within[1]):
        raise Misshapen(f"{name} holds numbers that are not within {within[0]} and {within[1]}")
    return cast(NDArray[Kind], array)


def spread(features: Features) -> float:
    """Return the mean squared distance from the mean, of as many as it takes to tell."""
    some = features[:FOUND_ON]
    return max(float(((some - some.mean(axis=0)) ** 2).sum(dtype=np.float64)) / len(some), 1e-12)


def one_hot(labels: Labels, class_count: int) -> NDArray[np.float32]:
    """Return (N, C): 1 at each label, 0 elsewhere."""
    rows = np.zeros((len(labels), class_count), np.float32)
    rows[np.arange(len(labels)), labels] = 1
    return rows


class NearestTemplate:
    """The class whose mean is nearest, by Euclidean distance; templates: (C, F)."""

    def __init__(self, templates: Features) -> None:
        self.templates = templates

    def scores(self, features: Features) -> Scores:
        """Return minus half the squared distances, but for what is the same for all classes."""
        half_squares = (self.templates**2).sum(axis=1) / 2
        scores: Scores = features @ self.templates.T - half_squares
        return scores

    def arrays(self) -> Arrays:
        """Return the templates."""
        return {"templates": self.templates}

    @classmethod
    def of_arrays(cls, arrays: Arrays, feature_count: int, class_count: int) -> "NearestTemplate":
        """Return the classifier that had these arrays; raises Misshapen."""
        return cls(take(arrays, "templates", np.float32, (class_count, feature_count)))


def fit_templates(features: Features, labels: Labels, class_count: int, seed: int) -> Fitting:
    """Take the mean of each class."""
    templates = np.empty((class_count, features.shape[1]), np.float32)
    for index in range(class_count):
        templates[index] = features[labels == index].mean(axis=0)
        yield (index + 1) / class_count
    return NearestTemplate(templates)
