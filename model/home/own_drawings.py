"""What the user's own drawings are to a version: how many are new to it, how many it misreads."""

from collections.abc import Sequence

import numpy as np

from model.data.dataset import label_indices, misread_share
from model.home.collection import DrawingCollection
from model.home.versions import Version, load_reading_weights, load_version
from model.ink.raster import Images
from model.network.recognizer import Recognizer
from model.network.weights import Weights


def count_drawings(weights: Weights | None = None) -> tuple[int, int]:
    """Return how many drawings of its classes the user has kept, and how many it has not learned.

    weights: those of the current version, unless others are given. Raises BadInput where the
    drawings cannot be read.
    """
    if weights is None:
        weights, _ = load_reading_weights()
    count = DrawingCollection().count(weights.classes)
    return count, max(count - (weights.card.own_count or 0), 0)


def own_error(version: Version, images: Images, labels: Sequence[str | None]) -> float | None:
    """Return the share of the user's drawings that a version misreads, of those of its classes.

    images: (N, 1, 28, 28), the drawings as the network sees them; labels: N of theirs. The error of
    a version that has learned a hand was measured as it learned, on drawings that were left out.
    None where the error is not known.
    """
    card = version.card
    if card is None or not labels:
        return None
    if card.base is not None:
        return card.own_error
    weights = load_version(version.name)
    predicted = [prediction.index for prediction in Recognizer(weights).predict(images)]
    error = misread_share(np.array(predicted, np.intp), label_indices(labels, weights.classes))
    return None if np.isnan(error) else error
