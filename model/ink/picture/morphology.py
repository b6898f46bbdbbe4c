"""Largest and smallest values within a window, and what these make of grays."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Grays = NDArray[np.uint8]
Px = TypeVar("Px", bound=np.integer[Any])


def closing(grays: Grays, window: int) -> Grays:
    """Return (H, W) without what is darker than its surroundings and narrower than the window.

    grays: (H, W); window: px, a square's side. The picture goes on beyond its edges as it ends.
    """
    return _spread(_spread(grays, window, np.maximum), window, np.minimum)


def opening(grays: Grays, window: int) -> Grays:
    """Return (H, W) without what is lighter than its surroundings, and narrower."""
    return _spread(_spread(grays, window, np.minimum), window, np.maximum)


def darkest(grays: Grays, window: int) -> Grays:
    """Return (H, W): the least within the window around each px."""
    return _spread(grays, window, np.minimum)


def lightest(grays: NDArray[Px], window: int) -> NDArray[Px]:
    """Return (H, W): the most within the window around each px; of integers of any size."""
    return _spread(grays, window, np.maximum)


def _spread(grays: NDArray[Px], window: int, pick: np.ufunc) -> NDArray[Px]:
    """Return the largest, or the smallest, of a window around each px; it is made odd."""
    for axis in (0, 1):
        reach = min(window // 2, grays.shape[axis] - 1)
        if reach > 0:
            grays = _spread_along(grays, reach, pick, axis)
    return grays


def _spread_along(grays: NDArray[Px], reach: int, pick: np.ufunc, axis: int) -> NDArray[Px]:
    """Return the pick of the `reach` px before each, of itself and of as many after it."""
    pad = [(0, 0), (0, 0)]
    pad[axis] = (reach, reach)
    picked = np.pad(grays, pad, "edge")
    wanted, covered = 2 * reach + 1, 1
    while covered < wanted:  # each round doubles how many px one of them stands for
        step = min(covered, wanted - covered)
        length = picked.shape[axis] - step
        if axis == 0:
            picked = pick(picked[:length], picked[step:])
        else:
            picked = pick(picked[:, :length], picked[:, step:])
        covered += step
    return picked
