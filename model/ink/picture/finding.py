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


def find_ink(image: Image.Image) -> Pieces:
    planes = to_rgb(image)
    candidate = choose(planes)
    return find_pieces(candidate)


def candidates(planes: NDArray[np.uint8]) -> list[list[Candidate]]:
    side = max(planes.shape[1:])
    smooth = planes
    if side >= SMOOTH_FROM_PX:
        smooth = np.stack(
            [np.asarray(Image.fromarray(p).filter(ImageFilter.BoxBlur(1))) for p in planes]
        )
    windows: list[int | None] = [None]
    windows += [round(w * side) for w in reversed(_WINDOWS) if w * side >= 5]
    families = []
    for polarity in Polarity:
        drops = [local_drop(planes, polarity, reach) for reach in REACHES_PX]
        families.append(
            [examine(find_contrast(planes, smooth, polarity, w), drops) for w in windows]
        )
    return families


def choose(planes: NDArray[np.uint8]) -> Candidate:
    best, scores = [], []
    for family in candidates(planes):
        chosen = family[0]
        for candidate in family[1:]:
            if candidate.score > chosen.score * 1.1:
                chosen = candidate
        best.append(chosen)
        scores.append(sum(c.score for c in family))
    return best[int(np.argmax(scores))]
