"""Variations of a drawing: the same hand might have drawn it so, too.

Bends strokes rather than px, and `raster` draws them afresh: no variation is blurred or cut.
"""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from model.ink.drawing import Drawing

# Standard deviations: of angles in radians, of logarithms of lengths, and in heights of the ink.
# More than a hand varies: with two thirds of it a writer's other digits were misread more often.
ROTATION = 0.12
SHEAR = 0.18
STRETCH = 0.15
BEND = 0.09
RIPPLE = 0.03
TREMOR = 0.009


def vary(drawing: Drawing, count: int, rng: Generator) -> list[Drawing]:
    """Return `count` variations of a drawing with ink; all but pressure stays."""
    points = np.concatenate([stroke[:, :2] for stroke in drawing.strokes])  # (P, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max(float((high - low).max()), 1e-6)
    x, y = ((points - (low + high) / 2) / size).T  # each (P,), within half a height of 0
    a, b = rng.normal(0, BEND, (2, 3, count, 1))
    wave = rng.normal(0, 5, (2, 2, count, 1))
    phase = rng.uniform(0, 2 * np.pi, (2, count, 1))
    height = rng.normal(0, RIPPLE, (2, count, 1))
    bent_x = x + a[0] * 2 * x * y + a[1] * (y * y - 0.1) + a[2] * x * x
    bent_y = y + b[0] * 2 * x * y + b[1] * (x * x - 0.1) + b[2] * y * y
    bent_x = bent_x + height[0] * np.sin(wave[0, 0] * x + wave[0, 1] * y + phase[0])
    bent_y = bent_y + height[1] * np.sin(wave[1, 0] * x + wave[1, 1] * y + phase[1])
    bent_x = bent_x * np.exp(rng.normal(0, STRETCH, (count, 1)))
    bent_x = bent_x - bent_y * rng.normal(0, SHEAR, (count, 1))
    turn = rng.normal(0, ROTATION, (count, 1))
    cos, sin = np.cos(turn), np.sin(turn)
    varied = np.stack([cos * bent_x - sin * bent_y, sin * bent_x + cos * bent_y], axis=2)
    varied += rng.normal(0, TREMOR, varied.shape)  # (count, P, 2)
    ends = np.cumsum([len(stroke) for stroke in drawing.strokes])[:-1]
    return [replace(drawing, strokes=tuple(np.split(one * size, ends))) for one in varied]
