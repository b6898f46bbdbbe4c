"""What stands out from the paper and is no writing: frames, boxes, bars at the picture's edge."""

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.components import Components, Floats
from model.ink.picture.runs import Mask

SMALL_PX = 64
"""Pictures with shorter sides are of one character: what reaches their edge is a part of it."""
_MOST_FRAMES = 12
_LEAST_FRAME = 0.08  # of the picture's longer side
_LEAST_INSIDE = 0.1  # of the frame's longer side
_ALIKE = 0.3  # of the frame's strength: fainter is dirt, or the noise of JPEG
_BAR = 0.1  # thinner than this share of its length is a bar ...
_LONG_BAR = 0.4  # ... if it is longer than this share of the picture


def border_contact(components: Components) -> Floats:
    """Return (N,): how many px of each component lie at an edge of the picture."""
    along = [np.bincount(e[e >= 0], minlength=len(components)) for e in _edges(components)]
    return np.asarray(np.sum(along, 0), np.float64)


def border_share(components: Components) -> Floats:
    """Return (N,): the shares that each component takes of the four edges, added up."""
    shares = [
        np.bincount(edge[edge >= 0], minlength=len(components)) / len(edge)
        for edge in _edges(components)
    ]
    return np.asarray(np.sum(shares, 0), np.float64)


def _edges(components: Components) -> list[NDArray[np.int32]]:
    labels = components.labels
    return [labels[0], labels[-1], labels[:, 0], labels[:, -1]]


def find_bars(components: Components) -> Mask:
    """Return (N,): whether a component is straight, level or upright, and comes from the edge."""
    height, width = components.shape
    if max(height, width) < SMALL_PX:
        return np.zeros(len(components), np.bool_)
    thin_level = components.height <= _BAR * components.width
    thin_upright = components.width <= _BAR * components.height
    level = thin_level & (components.width >= _LONG_BAR * width)
    upright = thin_upright & (components.height >= _LONG_BAR * height)
    touches = (components.left == 0) | (components.right == width)
    touches |= (components.top == 0) | (components.bottom == height)
    bars: Mask = (level | upright) & touches
    return bars


def find_frames(components: Components, peak: NDArray[np.uint8]) -> Mask:
    """Return (N,): whether a component runs along two sides of its box or more, and has others in.

    peak: (N,), the largest strength of each component.
    """
    frames = np.zeros(len(components), np.bool_)
    size = components.size
    large = np.flatnonzero(size >= _LEAST_FRAME * max(components.shape))
    for index in large[np.argsort(-size[large])][:_MOST_FRAMES]:
        inside = (
            (components.left >= components.left[index])
            & (components.top >= components.top[index])
            & (components.right <= components.right[index])
            & (components.bottom <= components.bottom[index])
            & (size >= _LEAST_INSIDE * size[index])
            & (peak >= _ALIKE * float(peak[index]))
        )
        inside[index] = False
        if not inside.any():
            continue
        short = min(components.width[index], components.height[index])
        reach = min(max(1.5 * components.stroke_width[index], 0.06 * size[index]), 0.15 * short)
        near, sides = components.sides(int(index), float(reach))
        frames[index] = near >= 0.75 and sides >= 2
    return frames
