"""Finds the ink in a picture of any mode, polarity and light."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.ink.picture.candidates import REACHES_PX, Candidate, examine
from model.ink.picture.grays import is_deep, to_rgb
from model.ink.picture.light import Polarity, find_contrast, local_drop
from model.ink.picture.pieces import Pieces, find_pieces

_WINDOWS = (1 / 20, 1 / 8, 1 / 3)
SMOOTH_FROM_PX = 100
COARSE_AREA_PX = 260_000


def find_ink(image: Image.Image) -> Pieces:
    """Return the pieces of ink in a picture."""
    planes = to_rgb(image)
    return find_pieces(choose(planes))


def choose(planes: NDArray[np.uint8]) -> Candidate:
    """Return the likeliest candidate; planes: (C, H, W)."""
    area = planes.shape[1] * planes.shape[2]
    if area <= COARSE_AREA_PX:
        return choose_among(_families(planes))
    # Which assumption holds is seen as well at half the size.
    coarse = np.stack([np.asarray(Image.fromarray(plane).reduce(2)) for plane in planes])
    contrast = choose_among(_families(coarse)).contrast
    window = None if contrast.window is None else 2 * contrast.window
    return _family(planes, contrast.polarity, [window])[0]


def choose_among(families: list[list[Candidate]]) -> Candidate:
    best, scores = [], []
    for family in families:
        chosen = family[0]
        for candidate in family[1:]:
            if candidate.score > chosen.score * 1.1:
                chosen = candidate
        best.append(chosen)
        scores.append(sum(c.score for c in family))
    return best[int(np.argmax(scores))]


def _families(planes: NDArray[np.uint8]) -> list[list[Candidate]]:
    side = max(planes.shape[1:])
    windows: list[int | None] = [None]
    windows += [round(w * side) for w in reversed(_WINDOWS) if w * side >= 5]
    return [_family(planes, polarity, windows) for polarity in Polarity]


def _family(
    planes: NDArray[np.uint8], polarity: Polarity, windows: list[int | None]
) -> list[Candidate]:
    """Return the candidates of one polarity, one for each window."""
    smooth = planes
    if max(planes.shape[1:]) >= SMOOTH_FROM_PX:
        smooth = np.stack(
            [np.asarray(Image.fromarray(p).filter(ImageFilter.BoxBlur(1))) for p in planes]
        )
    drops = [local_drop(planes, polarity, reach) for reach in REACHES_PX]
    return [examine(find_contrast(planes, smooth, polarity, w), drops) for w in windows]
