"""Linear classifiers: logistic regression and the linear support vector machine.

Both are fitted by stochastic gradient descent with momentum, in NumPy: on 60,000 images that takes
seconds where solvers that see all images at once take minutes and four times the memory, and it can
be stopped between any two steps.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.shallow.classifiers import (
    Arrays,
    Features,
    Fitting,
    Labels,
    Scores,
    one_hot,
    spread,
    take,
)

BATCH = 32
"""So small that BLAS multiplies on one thread: on a busy machine a second one is waited for."""
EPOCHS = 10
LEAST_STEPS = 2_000
MOMENTUM = 0.9
L2 = 1e-6
LOGISTIC_RATE, SVM_RATE = 3.0, 1.0
"""Of features whose mean square length is 1; it falls to 0 in a line."""

Gradient = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]
"""Returns how a batch's loss grows with its scores (N, C), given which class each is (N, C)."""


class Linear:
    """Scores are weighted sums of features; weights: (C, F), bias: (C,)."""

    def __init__(self, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        self.weights = weights
        self.bias = bias

    def scores(self, features: Features) -> Scores:
        """Return the sums."""
        scores: Scores = features @ self.weights.T + self.bias
        return scores

    def arrays(self) -> Arrays:
        """Return weights and bias."""
        return {"weights": self.weights, "bias": self.bias}

    @classmethod
    def of_arrays(cls, arrays: Arrays, feature_count: int, class_count: int) -> "Linear":
        """Return the classifier that had these arrays; raises Misshapen."""
        return cls(
            take(arrays, "weights", np.float32, (class_count, feature_count)),
            take(arrays, "bias", np.float32, (class_count,)),
        )


def fit_logistic(features: Features, labels: Labels, class_count: int, seed: int) -> Fitting:
    """Fit multinomial logistic regression: the least cross-entropy."""
    return _descend(features, one_hot(labels, class_count), _cross_entropy, LOGISTIC_RATE, seed)


def fit_svm(features: Features, labels: Labels, class_count: int, seed: int) -> Fitting:
    """Fit one class against the others each, by the squared hinge loss (Tang, 2013)."""
    return _descend(features, one_hot(labels, class_count), _squared_hinge, SVM_RATE, seed)


def _cross_entropy(
    scores: NDArray[np.float32], is_class: NDArray[np.float32]
) -> NDArray[np.float32]:
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    return np.asarray(likely - is_class, np.float32)


def _squared_hinge(
    scores: NDArray[np.float32], is_class: NDArray[np.float32]
) -> NDArray[np.float32]:
    sign = 2 * is_class - 1
    return np.asarray(-sign * np.maximum(0, 1 - sign * scores), np.float32)


def _descend(
    features: Features, is_class: NDArray[np.float32], gradient: Gradient, rate: float, seed: int
) -> Fitting:
    count, length = features.shape
    mean = features.mean(axis=0)
    scale = np.float32(1 / np.sqrt(spread(features)))
    random = np.random.default_rng(seed)
    batch = min(BATCH, count)
    a_pass = count // batch
    steps = max(EPOCHS * a_pass, LEAST_STEPS)
    weights = np.zeros((length + 1, is_class.shape[1]), np.float32)  # the last row is the bias
    speed = np.zeros_like(weights)
    some = np.ones((batch, length + 1), np.float32)
    for step in range(steps):
        if step % a_pass == 0:
            order = random.permutation(count)
        chosen = order[step % a_pass * batch :][:batch]
        some[:, :-1] = (features[chosen] - mean) * scale
        slope = some.T @ gradient(some @ weights, is_class[chosen]) / batch + L2 * weights
        speed = MOMENTUM * speed + slope
        weights -= np.float32(rate * (1 - step / steps)) * (slope + MOMENTUM * speed)  # Nesterov
        yield (step + 1) / steps
    scaled = np.ascontiguousarray(weights[:-1].T) * scale
    return Linear(scaled, weights[-1] - scaled @ mean)
