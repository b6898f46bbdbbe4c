"""Whether what stands out has edges of its own, as ink has, or fades away, as a shadow does."""

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.components import Components, Floats
from model.ink.picture.morphology import lightest
from model.ink.picture.surroundings import SMALL_PX, border_contact

REACHES_PX = (4, 8, 16)
"""Within so many px ink gives way to paper: the wider a stroke is, the more blurred it may be."""
_BLUR = 0.3  # of a stroke's width
_RING_PX = 2  # how far outside of a component its edge is looked at
_SHARP = 0.4  # of a component's strength is lost at an edge of its own
_NONE, _ALL = 0.5, 0.85  # shares of sharp edge: up to the one it is no ink, from the other on it is


def edge_share(components: Components, strength: Floats, drops: list[NDArray[np.uint8]]) -> Floats:
    """Return (N,): near 1 where a component's edges are edges of the picture, too.

    What is found under an assumption that does not hold ends where the window did, where a shadow
    has grown dark enough, or at the edge of the picture.

    strength: (N,), the mean of each component's; drops: (H, W) for each of REACHES_PX, as
    `light.local_drop` gives them.
    """
    labels = components.labels + 1
    near = lightest(labels, 2 * _RING_PX + 1)
    ring = (near > 0) & (lightest(labels, 2 * _RING_PX - 1) == 0)
    owner = near[ring] - 1
    level = np.searchsorted(REACHES_PX, _BLUR * components.stroke_width).clip(max=len(drops) - 1)
    dropped = np.stack([drop[ring] for drop in drops])[level[owner], np.arange(len(owner))]
    sharp = np.bincount(owner, dropped >= _SHARP * strength[owner], len(components))
    length = np.bincount(owner, minlength=len(components)).astype(np.float64)
    if max(components.shape) >= SMALL_PX:
        length += _RING_PX * border_contact(components)
    share = sharp / np.maximum(length, 1)
    return np.where(length > 0, np.clip((share - _NONE) / (_ALL - _NONE), 0.01, 1), 1.0)
