"""The paper and the light on it, and what stands out from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.grays import blurred
from model.ink.picture.morphology import closing, darkest, lightest, opening

_LUMINANCE = (0.299, 0.587, 0.114)
_DARKEST_PAPER = 60  # darker is no paper with less light, but dark
_CLEAR = 5.0  # so many standard deviations of the paper's noise is ink
_NOISY = 7.0, 16.0  # strength that noise has: from these on px are blurred with those around them


class Polarity(Enum):
    """Whether ink is darker than its paper or lighter."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, eq=False)
class Contrast:
    """What stands out from the paper, if ink is dark, or light, and narrower than a window."""

    polarity: Polarity
    window: int | None
    """The widest ink that is found, in px; None where the paper is the same everywhere."""
    strength: NDArray[np.uint8]
    """(H, W): how far each px is from its paper, 0 where it is paper; in as much light as white."""
    noise: float
    """The standard deviation of the paper's px."""

    @property
    def least(self) -> float:
        """The least strength that noise hardly ever has."""
        return max(_CLEAR * self.noise, 6.0)


def find_contrast(
    planes: NDArray[np.uint8], smooth: NDArray[np.uint8], polarity: Polarity, window: int | None
) -> Contrast:
    """Return what is darker, or lighter, than the paper around it.

    planes: (C, H, W), C = 1 or 3; smooth: the same without noise.
    """
    papers = [_paper(even, polarity, window) for even in smooth]
    hats = [
        paper - plane if polarity is Polarity.DARK else plane - paper
        for plane, paper in zip(planes.astype(np.int16), papers, strict=True)
    ]
    difference = _combine(np.stack(hats))
    if polarity is Polarity.DARK:
        difference *= _gain(np.stack(papers).max(0))
    sample = difference.reshape(-1)[:: max(difference.size // 40_000, 1)]
    low, quarter, middle = np.quantile(sample, [0.05, 0.25, 0.5]).tolist()
    # Of noise alone both give its standard deviation. The first is right where ink covers half of
    # the picture, the other where there is ink of the other polarity besides.
    noise = min((quarter - low) / 0.97, 1.4826 * float(np.median(np.abs(sample - middle))))
    # Paper is taken to be as its lightest px nearby, and so a little lighter than it is.
    level = max(middle if middle - quarter < 3 * noise + 3 else quarter, 0.0)
    strength = (difference - np.float32(level)).clip(0, 255).astype(np.uint8)
    return Contrast(polarity, window, strength, noise)


def without_noise(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the planes blurred a little where noise is as strong as faint ink, such as at night.

    planes: (C, H, W).
    """
    sample = planes[:, ::2, ::2].max(0)
    light = max(float(np.median(sample)), _DARKEST_PAPER)
    green = planes[len(planes) // 2]
    apart = np.abs(green.astype(np.int16) - blurred(green, 1))[::2, ::2]
    noise = 1.4826 * float(np.median(apart)) * 255 / light
    radius = sum(noise >= level for level in _NOISY)
    return np.stack([blurred(plane, radius) for plane in planes]) if radius else planes


def _paper(even: NDArray[np.uint8], polarity: Polarity, window: int | None) -> NDArray[np.int16]:
    if window is None:
        border = np.concatenate([even[0], even[-1], even[:, 0], even[:, -1]])
        return np.full((1, 1), np.median(border), np.int16)
    fill = closing if polarity is Polarity.DARK else opening
    return fill(even, window).astype(np.int16)


def local_drop(smooth: NDArray[np.uint8], polarity: Polarity, reach: int) -> NDArray[np.uint8]:
    """Return (H, W): how much darker, or lighter, the picture gets within `reach` px of each px."""
    window = 2 * reach + 1
    drops = [
        plane.astype(np.int16) - darkest(plane, window)
        if polarity is Polarity.DARK
        else lightest(plane, window) - plane.astype(np.int16)
        for plane in smooth
    ]
    drop = _combine(np.stack(drops))
    if polarity is Polarity.DARK:
        drop *= _gain(np.max(smooth, axis=0).astype(np.int16))
    return drop.clip(0, 255).astype(np.uint8)


def _gain(paper: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return by how much more light the paper would be white; ink in a shadow is as faint as it."""
    white = np.float32(255)
    gain: NDArray[np.float32] = white / np.maximum(paper, _DARKEST_PAPER).astype(np.float32)
    return gain


def _combine(hats: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return (H, W) of (C, H, W): halfway between luminance and the colour that differs most."""
    if len(hats) == 1:
        gray: NDArray[np.float32] = hats[0].astype(np.float32)
        return gray
    most = np.maximum(np.maximum(hats[0], hats[1]), hats[2])
    combined: NDArray[np.float32] = most * np.float32(0.5)
    for hat, share in zip(hats, _LUMINANCE, strict=True):
        combined += hat * np.float32(share / 2)
    return combined
