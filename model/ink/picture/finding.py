"""Finds the ink in a picture of any mode, polarity and light."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.ink.picture.candidates import Candidate, examine
from model.ink.picture.edges import REACHES_PX
from model.ink.picture.grays import blurred, to_planes
from model.ink.picture.inks import stronger_ink
from model.ink.picture.light import Polarity, find_contrast, local_drop, without_noise
from model.ink.picture.pieces import Pieces, find_pieces

_WINDOWS = (1 / 3, 1 / 8, 1 / 20)  # of the picture's longer side
_LEAST_WINDOW_PX = 5
_COARSE_AREA_PX = 260_000
_SMOOTH_FROM_PX = 100  # a side; in smaller pictures a px is a large part of a stroke
_PARTED = 0.6  # of the score of both inks; one alone is smaller
_BETTER = 1.1  # times as good has a narrower window to be
_UNEVEN = 3.0  # times as noisy as in a window is paper in uneven light
_AS_GOOD = 0.85  # times as good, and as much in all, is enough of a window there


def find_ink(image: Image.Image) -> Pieces:
    """Return the pieces of ink in a picture."""
    planes = to_planes(image)
    if max(planes.shape[1:]) >= _SMOOTH_FROM_PX:
        planes = without_noise(planes)
    return find_pieces(_choose(planes))


def _choose(planes: NDArray[np.uint8]) -> Candidate:
    """Return what is likeliest the ink; planes: (C, H, W)."""
    if planes.shape[1] * planes.shape[2] <= _COARSE_AREA_PX:
        return _part_inks(planes, _choose_among(_families(planes)))
    # Which assumption holds is seen as well at half the size.
    coarse = np.stack([np.asarray(Image.fromarray(plane).reduce(2)) for plane in planes])
    contrast = _choose_among(_families(coarse)).contrast
    window = None if contrast.window is None else 2 * contrast.window
    [candidate] = _family(planes, _smooth(planes), contrast.polarity, [window])
    return _part_inks(planes, candidate)


def _part_inks(planes: NDArray[np.uint8], candidate: Candidate) -> Candidate:
    """Return the candidate with the stronger ink alone, where writing lies on scribbles."""
    stronger = stronger_ink(candidate)
    if stronger is None:
        return candidate
    parted = examine(stronger, _drops(planes, stronger.polarity))
    return parted if parted.score > _PARTED * candidate.score else candidate


def _choose_among(families: list[list[Candidate]]) -> Candidate:
    """Return the best of the better polarity's candidates.

    Real ink is found with most windows, the gaps between it with the one that is as wide.
    """
    family = max(families, key=lambda family: sum(candidate.score for candidate in family))
    chosen = family[0]
    for candidate in family[1:]:
        if candidate.score > _BETTER * chosen.score or _sees_more(candidate, chosen):
            chosen = candidate
    return chosen


def _sees_more(candidate: Candidate, chosen: Candidate) -> bool:
    """Whether a window finds the rest of a row that uneven light hides from the same paper for all.

    A single character is as strong as any; of several, some stand where the light is another.
    """
    if chosen.contrast.window is not None:
        return False
    is_uneven = chosen.contrast.noise > _UNEVEN * candidate.contrast.noise + 1
    is_row = min(candidate.like_main, chosen.like_main) > 1
    is_as_good = candidate.score > _AS_GOOD * chosen.score
    return is_uneven and is_row and is_as_good and candidate.writing > _AS_GOOD * chosen.writing


def _families(planes: NDArray[np.uint8]) -> list[list[Candidate]]:
    """Return the candidates of each polarity, those with wider windows first."""
    widths = [round(share * max(planes.shape[1:])) for share in _WINDOWS]
    windows = [None, *(width for width in widths if width >= _LEAST_WINDOW_PX)]
    smooth = _smooth(planes)
    return [_family(planes, smooth, polarity, windows) for polarity in Polarity]


def _smooth(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the planes without the noise of single px, where these are a small part of strokes."""
    if max(planes.shape[1:]) < _SMOOTH_FROM_PX:
        return planes
    return np.stack([blurred(plane, 1) for plane in planes])


def _family(
    planes: NDArray[np.uint8],
    smooth: NDArray[np.uint8],
    polarity: Polarity,
    windows: list[int | None],
) -> list[Candidate]:
    """Return the candidates of one polarity, one for each window; smooth: of `_smooth`."""
    drops = _drops(planes, polarity)
    return [examine(find_contrast(planes, smooth, polarity, w), drops) for w in windows]


def _drops(planes: NDArray[np.uint8], polarity: Polarity) -> list[NDArray[np.uint8]]:
    return [local_drop(planes, polarity, reach) for reach in REACHES_PX]
