"""Which known images are most alike in what the network makes of them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Neighbour(NamedTuple):
    """An image that is alike."""

    example: int
    """Its index among the features that were searched."""
    likeness: float
    """The cosine of the angle between the features, in [0, 1]: ReLU leaves none below 0."""


def nearest(
    features: NDArray[np.float32], query: NDArray[np.float32], count: int
) -> list[Neighbour]:
    """Return the `count` most alike, the most alike first; fewer where there are fewer.

    features: (N, F); query: (F,); both as `Activations.hidden` has them. Alike is what lies in the
    same direction: of ink that is drawn more clearly all features grow, and that is no other shape.
    An image without any feature is like nothing.
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", features, features)) * float(np.sqrt(query @ query))
    products = features @ query
    likeness = np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)
    first = np.argsort(-likeness, kind="stable")[:count]
    return [Neighbour(int(index), min(float(likeness[index]), 1.0)) for index in first]
