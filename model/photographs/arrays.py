"""Chance: numbers from ranges, one of several things, and smooth noise over px."""

from typing import TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Floats = NDArray[np.float32]
Points = NDArray[np.float64]
"""(N, 2) of x and y."""
Mask = NDArray[np.bool_]

Range = tuple[float, float]
"""From where to where a number is drawn."""
Color = tuple[float, float, float]
"""Red, green and blue in [0, 1], as a screen shows them."""


_CLOUDS_PX = 128
_T = TypeVar("_T")


def pick(rng: Generator, choices: tuple[_T, ...]) -> _T:
    """Return one of the choices, all of them equally likely."""
    return choices[rng.integers(len(choices))]


def draw(rng: Generator, within: Range) -> float:
    """Return a number from a range, all of it equally likely."""
    return float(rng.uniform(*within))


def draw_evenly_in_size(rng: Generator, within: Range) -> float:
    """Return a number from a range above 0 whose logarithm is equally likely everywhere."""
    return float(np.exp(rng.uniform(*np.log(within))))


def smooth_noise(rng: Generator, shape: tuple[int, int], cell_px: float) -> Floats:
    """Return `shape` noise about 0, of deviation about 1, that changes over some `cell_px`."""
    height, width = shape
    if cell_px <= 1:
        return rng.standard_normal(shape, np.float32)
    coarse = (int(height / cell_px) + 2, int(width / cell_px) + 2)
    return stretch(rng.standard_normal(coarse, np.float32), shape) * np.float32(1.25)


def clouds(rng: Generator, shape: tuple[int, int], size: float) -> Floats:
    """Return `shape` noise of deviation 1, in spots of some share `size` of the longer side."""
    height, width = shape
    factor = min(_CLOUDS_PX / max(shape), 1)
    coarse = (max(int(height * factor), 2), max(int(width * factor), 2))
    grays = rng.integers(0, 256, coarse, np.uint8)
    spots = Image.fromarray(grays).filter(ImageFilter.GaussianBlur(size * max(coarse)))
    values = np.asarray(spots, np.float32)
    return stretch((values - values.mean()) / max(float(values.std()), 1e-3), shape)


def stretch(values: Floats, shape: tuple[int, int]) -> Floats:
    """Return (h, w) values stretched over `shape` px, smooth between them."""
    height, width = shape
    image = Image.fromarray(values).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image, np.float32)
