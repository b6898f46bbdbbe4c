"""A kernel machine, approximated: ridge regression on what is near each of some landmarks."""

import numpy as np
from numpy.typing import NDArray

from model.shallow.classifiers import (
    MOST,
    Arrays,
    Features,
    Fitting,
    Labels,
    Scores,
    one_hot,
    spread,
    take,
)

LANDMARKS = 2_000
WIDTH = 2.0
"""The kernel falls to exp(-WIDTH) at the features' mean squared distance."""
RIDGE = 0.1
NOISE = 3e-8
"""Of the trace of K'K, added to the ridge: sums of float32 products say nothing below a tenth."""
CHUNK = 1_000


class RadialBasis:
    """Scores are weighted sums of how near the features are to each landmark.

    landmarks: (M, F); weights: (M, C). Near is exp(-gamma |x - landmark|^2), the Gaussian or radial
    basis function (RBF) kernel.
    """

    def __init__(
        self, landmarks: Features, weights: NDArray[np.float32], gamma: NDArray[np.float32]
    ) -> None:
        self.landmarks = landmarks
        self.weights = weights
        self.gamma = gamma  # (1,)
        self._squares = (landmarks**2).sum(axis=1)

    def nearness(self, features: Features) -> NDArray[np.float32]:
        """Return (N, M) in (0, 1]: the kernel of features and landmarks."""
        squares = (features**2).sum(axis=1)[:, None] + self._squares
        squares -= 2 * (features @ self.landmarks.T)
        near: NDArray[np.float32] = np.exp(-self.gamma * np.maximum(squares, 0))
        return near

    def scores(self, features: Features) -> Scores:
        """Return the sums, some images at a time."""
        chunks = [
            self.nearness(features[start : start + CHUNK]) @ self.weights
            for start in range(0, len(features), CHUNK)
        ]
        return np.concatenate([np.empty((0, self.weights.shape[1]), np.float32), *chunks])

    def arrays(self) -> Arrays:
        """Return landmarks, weights and gamma."""
        return {"landmarks": self.landmarks, "weights": self.weights, "gamma": self.gamma}

    @classmethod
    def of_arrays(cls, arrays: Arrays, feature_count: int, class_count: int) -> "RadialBasis":
        """Return the classifier that had these arrays; raises Misshapen."""
        landmarks = take(arrays, "landmarks", np.float32, (None, feature_count))
        weights = take(arrays, "weights", np.float32, (len(landmarks), class_count))
        return cls(landmarks, weights, take(arrays, "gamma", np.float32, (1,), (0, MOST)))


def fit_rbf(features: Features, labels: Labels, class_count: int, seed: int) -> Fitting:
    """Fit ridge regression to 1 for the class and -1 for others, in Nystroem's approximation.

    LANDMARKS of the examples, chosen at random, stand for all (Williams and Seeger, 2001, "Using
    the Nyström method to speed up kernel machines"): the weights solve (K'K + ridge) w = K'y, where
    K is (N, M).
    """
    count = min(LANDMARKS, len(features))
    chosen = np.random.default_rng(seed).choice(len(features), count, replace=False)
    landmarks = features[chosen]
    gamma = np.array([WIDTH / (2 * spread(features))], np.float32)
    basis = RadialBasis(landmarks, np.empty((count, class_count), np.float32), gamma)
    left = np.zeros((count, count))
    right = np.zeros((count, class_count))
    wanted = 2 * one_hot(labels, class_count) - 1
    for start in range(0, len(features), CHUNK):
        near = basis.nearness(features[start : start + CHUNK])
        left += near.T @ near
        right += near.T @ wanted[start : start + CHUNK]
        yield min(start + CHUNK, len(features)) / len(features) * 0.9
    left += (RIDGE + NOISE * np.trace(left)) * np.eye(count)
    return RadialBasis(landmarks, np.linalg.solve(left, right).astype(np.float32), gamma)
