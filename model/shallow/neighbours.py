"""The nearest neighbours, found exactly without comparing with every px of every example."""

import numpy as np
from numpy.typing import NDArray

from model.shallow.blocks import FOUND_ON, principal_axes
from model.shallow.classifiers import Arrays, Features, Fitting, Labels, Scores, one_hot, take

VOTERS = 5
FALL = 4
"""An example twice as far away has 1 / 2**FALL of the vote."""
LEAST_DISTANCE = 1e-3
AXES = 48
CANDIDATES = 256
CHUNK = 64
CODED_AT_ONCE = 2_000
GRAYS = 255
NO_VOTE = 1e-3
"""Added to each class's share of votes, so that none is impossible."""


class NearestNeighbours:
    """The votes of the VOTERS nearest examples, each weighed by how near it is.

    codes: (N, F) uint8, features as low + unit * code; labels: (N,) of classes. axes: (K, F) along
    which examples differ most.
    """

    def __init__(
        self,
        codes: NDArray[np.uint8],
        labels: Labels,
        scale: NDArray[np.float32],
        axes: NDArray[np.float32],
        class_count: int,
        shadows: NDArray[np.float32] | None = None,
    ) -> None:
        self.codes = codes
        self.labels = labels
        self.scale = scale  # low, unit
        self.axes = axes
        self._votes = one_hot(labels, class_count)
        self._middle = middle_of(self.examples(slice(0, CODED_AT_ONCE)))
        if shadows is None:
            shadows = np.concatenate(
                [
                    shadows_of(
                        self.examples(slice(start, start + CODED_AT_ONCE)), self._middle, axes
                    )
                    for start in range(0, len(codes), CODED_AT_ONCE)
                ]
            )
        self._shadows = shadows  # (N, K + 1)
        self._squares = (shadows**2).sum(axis=1)

    def examples(self, indices: slice | NDArray[np.intp]) -> Features:
        """Return the features of the examples at these indices."""
        low, unit = self.scale
        features: Features = self.codes[indices] * unit + low
        return features

    def search(
        self, features: Features, count: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return (N, count) the indices of the nearest examples and their distances, in order.

        There are fewer where there are fewer examples. Examples whose shadows are near are compared
        whole; the others need not be, as soon as their shadows are farther than what was found.
        """
        count = min(count, len(self.codes))
        indices = np.empty((len(features), count), np.intp)
        distances = np.empty((len(features), count), np.float32)
        for start in range(0, len(features), CHUNK):
            some = slice(start, start + CHUNK)
            shadows = shadows_of(features[some], self._middle, self.axes)
            bounds = self._squares - 2 * (shadows @ self._shadows.T)
            bounds += (shadows**2).sum(axis=1)[:, None]  # (n, N), squared
            for row, (one, bound) in enumerate(zip(features[some], bounds, strict=True), start):
                indices[row], distances[row] = self._search_one(one, bound, count)
        return indices, distances

    def _search_one(
        self, features: NDArray[np.float32], bounds: NDArray[np.float32], count: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        looked_at = max(CANDIDATES, 2 * count)
        while True:
            if looked_at >= len(bounds):
                near, beyond = np.arange(len(bounds)), np.inf
            else:
                order = np.argpartition(bounds, looked_at)
                near, beyond = order[:looked_at], float(bounds[order[looked_at]])
            squares = ((self.examples(near) - features) ** 2).sum(axis=1)
            first = np.lexsort((near, squares))[:count]
            if squares[first[-1]] <= beyond:
                return near[first], np.sqrt(squares[first])
            looked_at *= 4

    def scores(self, features: Features) -> Scores:
        """Return the logarithm of each class's share of the votes."""
        indices, distances = self.search(features, VOTERS)
        distances = np.maximum(distances, LEAST_DISTANCE)
        weights = (distances[:, :1] / distances) ** FALL
        weights /= weights.sum(axis=1, keepdims=True)
        shares = (self._votes[indices] * weights[:, :, None]).sum(axis=1)
        scores: Scores = np.log(shares + np.float32(NO_VOTE))
        return scores

    def arrays(self) -> Arrays:
        """Return the examples, their labels, and the axes."""
        return {
            "codes": self.codes,
            "labels": self.labels,
            "scale": self.scale,
            "axes": self.axes,
        }

    @classmethod
    def of_arrays(cls, arrays: Arrays, feature_count: int, class_count: int) -> "NearestNeighbours":
        """Return the classifier that had these arrays; raises Misshapen."""
        codes = take(arrays, "codes", np.uint8, (None, feature_count))
        labels = take(arrays, "labels", np.int64, (len(codes),), (0, class_count - 1))
        scale = take(arrays, "scale", np.float32, (2,))
        axes = take(arrays, "axes", np.float32, (None, feature_count))
        return cls(codes, labels, scale, axes, class_count)


def middle_of(features: Features) -> NDArray[np.float32]:
    """Return (F,): what shadows are reckoned from; any place would do."""
    middle: NDArray[np.float32] = features.mean(axis=0)
    return middle


def shadows_of(
    features: Features, middle: NDArray[np.float32], axes: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return (N, K + 1): where features lie along the axes, and how far off them all.

    Two such points are never farther apart than the features: along the axes they are as far, and
    off them by at least the difference of the distances.
    """
    centred = features - middle
    along = centred @ axes.T
    off = np.maximum((centred**2).sum(axis=1) - (along**2).sum(axis=1), 0)
    return np.column_stack([along, np.sqrt(off)])


def fit_neighbours(features: Features, labels: Labels, class_count: int, seed: int) -> Fitting:
    """Keep all examples, at 8 bits a feature, and find the axes to search them along."""
    yield 0.0
    low, high = float(features.min()), float(features.max())
    scale = np.array([low, max(high - low, 1e-6) / GRAYS], np.float32)
    first = features[:FOUND_ON]
    axes = principal_axes(first - first.mean(axis=0), AXES)
    codes = np.empty(features.shape, np.uint8)
    shadows = []
    for start in range(0, len(features), CODED_AT_ONCE):
        some = slice(start, start + CODED_AT_ONCE)
        codes[some] = np.round((features[some] - scale[0]) / scale[1])
        if start == 0:
            middle = middle_of(codes[:CODED_AT_ONCE] * scale[1] + scale[0])
        shadows.append(shadows_of(codes[some] * scale[1] + scale[0], middle, axes))
        yield min(start + CODED_AT_ONCE, len(features)) / len(features)
    return NearestNeighbours(codes, labels, scale, axes, class_count, np.concatenate(shadows))
