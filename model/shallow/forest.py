"""A random forest: many trees of yes-or-no questions, whose answers are averaged."""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.ink.parallel import core_count
from model.shallow.classifiers import Arrays, Features, Fitting, Labels, Misshapen, Scores, take
from model.shallow.scikit_learn import import_ensemble

TREES = 60
LEAF = -1
"""Stands where a node that asks nothing has no children."""
NO_SHARE = 1e-3
"""Added to each class's mean share, so that none is impossible."""
CHUNK = 1_000


class Forest:
    """Trees in one row of nodes; of what a node asks nothing, only the shares count.

    roots: (T,); features, thresholds, lower, upper: (nodes,) which feature is asked for, and the
    nodes that follow where it is at most the threshold, and where it is more, each farther on in
    the row; shares: (nodes, C) float16, of the classes among a node's examples.
    """

    def __init__(
        self,
        roots: NDArray[np.int32],
        features: NDArray[np.int32],
        thresholds: NDArray[np.float32],
        lower: NDArray[np.int32],
        upper: NDArray[np.int32],
        shares: NDArray[np.float16],
    ) -> None:
        self.roots = roots
        self.features = features
        self.thresholds = thresholds
        self.lower = lower
        self.upper = upper
        self.shares = shares

    def scores(self, features: Features) -> Scores:
        """Return the logarithm of the trees' mean shares."""
        chunks = [
            self._shares_of(features[start : start + CHUNK])
            for start in range(0, len(features), CHUNK)
        ]
        empty = np.empty((0, self.shares.shape[1]), np.float32)
        scores: Scores = np.log(np.concatenate([empty, *chunks]) + np.float32(NO_SHARE))
        return scores

    def _shares_of(self, features: Features) -> NDArray[np.float32]:
        rows = np.arange(len(features))[:, None]
        at = np.tile(self.roots, (len(features), 1))  # (N, T)
        while (asks := self.lower[at] != LEAF).any():
            is_more = features[rows, self.features[at]] > self.thresholds[at]
            at = np.where(asks, np.where(is_more, self.upper[at], self.lower[at]), at)
        total = np.zeros((len(features), self.shares.shape[1]), np.float32)
        for tree in range(len(self.roots)):
            total += self.shares[at[:, tree]]
        return total / np.float32(len(self.roots))

    def arrays(self) -> Arrays:
        """Return the nodes."""
        return {
            "roots": self.roots,
            "features": self.features,
            "thresholds": self.thresholds,
            "lower": self.lower,
            "upper": self.upper,
            "shares": self.shares,
        }

    @classmethod
    def of_arrays(cls, arrays: Arrays, feature_count: int, class_count: int) -> "Forest":
        """Return the classifier that had these arrays; raises Misshapen."""
        shares = take(arrays, "shares", np.float16, (None, class_count), (0, 1))
        count = len(shares)
        lower, upper = (
            take(arrays, name, np.int32, (count,), (LEAF, count - 1)) for name in ("lower", "upper")
        )
        asks = lower != LEAF
        # What leads back would be walked for ever.
        if (np.minimum(lower, upper) <= np.arange(count))[asks].any():
            raise Misshapen("lower and upper lead back")
        return cls(
            take(arrays, "roots", np.int32, (None,), (0, count - 1)),
            take(arrays, "features", np.int32, (count,), (0, feature_count - 1)),
            take(arrays, "thresholds", np.float32, (count,)),
            lower,
            upper,
            shares,
        )


def fit_forest(features: Features, labels: Labels, class_count: int, seed: int) -> Fitting:
    """Grow TREES trees, a few at a time (Breiman, 2001); raises BadInput without scikit-learn."""
    ensemble = import_ensemble()
    workers = _core_count()
    forest = ensemble.RandomForestClassifier(
        n_estimators=0, warm_start=True, n_jobs=workers, random_state=seed
    )
    while forest.n_estimators < TREES:
        yield forest.n_estimators / TREES
        forest.n_estimators = min(forest.n_estimators + workers, TREES)
        forest.fit(features, labels)
    return _in_one_row([estimator.tree_ for estimator in forest.estimators_])


def _core_count() -> int:
    """Return on how many cores trees grow: as many as NumPy was given."""
    named = os.environ.get("OMP_NUM_THREADS", "")
    return min(core_count(), int(named)) if named.isdecimal() and int(named) else core_count()


def _in_one_row(trees: Sequence[Any]) -> Forest:
    """Return scikit-learn's trees as a Forest; their leaves ask for feature -2 of threshold -2."""
    roots = np.cumsum([0, *(tree.node_count for tree in trees[:-1])]).astype(np.int32)

    def moved(name: str) -> NDArray[np.int32]:
        parts = [getattr(tree, name) for tree in trees]
        shifted = [
            np.where(part < 0, LEAF, part + root) for part, root in zip(parts, roots, strict=True)
        ]
        return np.concatenate(shifted).astype(np.int32)

    shares = np.concatenate([tree.value[:, 0] for tree in trees])
    shares /= shares.sum(axis=1, keepdims=True)
    thresholds = np.concatenate([tree.threshold for tree in trees])
    rounded = thresholds.astype(np.float32)
    # Features are float32: to compare with the float32 below a threshold is to compare with it.
    rounded = np.where(rounded > thresholds, np.nextafter(rounded, np.float32(-np.inf)), rounded)
    return Forest(
        roots,
        np.concatenate([np.maximum(tree.feature, 0) for tree in trees]).astype(np.int32),
        rounded,
        moved("children_left"),
        moved("children_right"),
        shares.astype(np.float16),
    )
