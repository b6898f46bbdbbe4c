"""What a pipeline can be put together from: each kind of features, and each of classifier."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.shallow.blocks import (
    FOUND_ON,
    Batch,
    Block,
    Deskewed,
    PrincipalComponents,
    RawPixels,
)
from model.shallow.classifiers import (
    Arrays,
    Classifier,
    Features,
    Fitting,
    Labels,
    NearestTemplate,
    fit_templates,
    take,
)
from model.shallow.forest import Forest, fit_forest
from model.shallow.gradients import OrientedGradients
from model.shallow.kernel import RadialBasis, fit_rbf
from model.shallow.linear import Linear, fit_logistic, fit_svm
from model.shallow.neighbours import NearestNeighbours, fit_neighbours

CHUNK = 500
"""So many images are made features of at once."""


@dataclass(frozen=True)
class FeatureKind:
    """How features are made."""

    title: str
    """As it stands within a sentence."""
    blocks: tuple[Block, ...]
    """Those that are not fitted."""
    has_components: bool = False
    """Whether principal components, which are, follow."""


@dataclass(frozen=True)
class ClassifierKind:
    """How a classifier is fitted, and made again of its arrays."""

    title: str
    """As it stands within a sentence."""
    fit: Callable[[Features, Labels, int, int], Fitting]
    """Given features, labels, the number of classes, and a seed."""
    of_arrays: Callable[[Arrays, int, int], Classifier]
    """Given arrays and the numbers of features and classes; raises Misshapen."""
    needs_scikit_learn: bool = False
    """To be fitted; nothing needs it to read."""


FEATURE_KINDS: Mapping[str, FeatureKind] = {
    "raw": FeatureKind("raw pixels", (RawPixels(),)),
    "deskewed": FeatureKind("deskewed pixels", (RawPixels(), Deskewed())),
    "hog": FeatureKind("oriented gradients", (RawPixels(), Deskewed(), OrientedGradients())),
    "pca": FeatureKind("principal components", (RawPixels(), Deskewed()), True),
}
"""By name, from the plainest on."""
CLASSIFIER_KINDS: Mapping[str, ClassifierKind] = {
    "template": ClassifierKind("nearest template", fit_templates, NearestTemplate.of_arrays),
    "logistic": ClassifierKind("logistic regression", fit_logistic, Linear.of_arrays),
    "knn": ClassifierKind("nearest neighbours", fit_neighbours, NearestNeighbours.of_arrays),
    "forest": ClassifierKind("random forest", fit_forest, Forest.of_arrays, True),
    "svm": ClassifierKind("linear SVM", fit_svm, Linear.of_arrays),
    "rbf": ClassifierKind("RBF kernel", fit_rbf, RadialBasis.of_arrays),
}
"""By name, from the plainest on."""


def fit_blocks(kind: FeatureKind, images: NDArray[np.uint8]) -> tuple[Block, ...]:
    """Return the blocks of a kind of features, fitted to images (N, 28, 28), ink = 255."""
    if not kind.has_components:
        return kind.blocks
    before = run_blocks(kind.blocks, to_shares(images[:FOUND_ON]))
    return (*kind.blocks, PrincipalComponents.found_in(before))


def blocks_of_arrays(kind: FeatureKind, arrays: Arrays) -> tuple[Block, ...]:
    """Return the blocks that had these arrays; raises Misshapen."""
    if not kind.has_components:
        return kind.blocks
    mean = take(arrays, "mean", np.float32, (28, 28))
    axes = take(arrays, "axes", np.float32, (None, mean.size))
    return (*kind.blocks, PrincipalComponents(mean, axes))


def to_shares(grays: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return whole numbers from 0 to 255, of any shape, as shares in [0, 1]."""
    return np.divide(grays, 255, dtype=np.float32)


def run_blocks(blocks: Sequence[Block], images: Batch) -> Batch:
    """Return (N, ...) what the last block makes of images, (N, 28, 28), some at a time."""
    chunks = []
    for start in range(0, max(len(images), 1), CHUNK):
        batch = images[start : start + CHUNK]
        for block in blocks:
            batch = block.apply(batch)
        chunks.append(batch)
    return np.concatenate(chunks)


def features_of(blocks: Sequence[Block], images: Batch) -> Features:
    """Return (N, F) what blocks make of images, (N, 28, 28) in [0, 1]."""
    return run_blocks(blocks, images).reshape(len(images), feature_count(blocks))


def feature_count(blocks: Sequence[Block]) -> int:
    """Return how many features blocks make of an image."""
    return int(np.prod(blocks[-1].shape))


def make_features(
    blocks: Sequence[Block], images: NDArray[np.uint8]
) -> Generator[float, None, Features]:
    """Return (N, F) the features of many images (N, 28, 28), ink = 255; yields the share done."""
    features = np.empty((len(images), feature_count(blocks)), np.float32)
    for start in range(0, len(images), CHUNK):
        some = slice(start, start + CHUNK)
        features[some] = features_of(blocks, to_shares(images[some]))
        yield min(start + CHUNK, len(images)) / len(images)
    return features
