"""What falls onto a sheet: lamps and windows, shadows, and what a fold does to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from model.photographs.arrays import Floats, Range, draw, stretch

_MAP_PX = 192
"""Light changes slowly: it is worked out on at most so many px a side, and stretched."""


@dataclass(frozen=True)
class Light:
    """How a sheet is lit; ranges, of which one light is made for each photograph."""

    exposure: Range = (0.72, 0.98)
    """How bright white paper becomes in the picture, where 1 is as bright as px can be."""
    warmth: Range = (-0.04, 0.07)
    """Blue below 0, yellow above."""
    falloff: Range = (0, 0.12)
    """How much darker the side away from the lamp is."""
    vignette: Range = (0, 0.08)
    """How much darker the corners are."""
    shadow: Range = (0, 0)
    """How dark the shadow of a hand or a phone is; 0 for none."""
    folds: tuple[int, int] = (0, 0)
    """How many creases the sheet has, at least and at most."""
    glare: Range = (0, 0)
    """How bright a lamp's reflection is."""


def shine(rng: Generator, canvas: Floats, light: Light) -> None:
    """Light a canvas (H, W, 3) in place."""
    height, width = canvas.shape[:2]
    factor = min(_MAP_PX / max(height, width), 1)
    shape = (max(int(height * factor), 8), max(int(width * factor), 8))
    rows, columns = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j].astype(np.float32)
    level = _falloff(rng, rows, columns, draw(rng, light.falloff))
    level *= 1 - np.float32(draw(rng, light.vignette)) * (rows**2 + columns**2) / 2
    if darkness := draw(rng, light.shadow):
        level *= 1 - np.float32(darkness) * _shadow(rng, shape)
    warmth = draw(rng, light.warmth)
    # Two lamps of different colours: one side of the paper is warmer than the other.
    side = draw(rng, (-0.03, 0.03)) * (columns * rng.choice((-1, 1)) + rows) / 2
    level *= np.float32(draw(rng, light.exposure))
    for channel, sign in enumerate((0.6, 0.1, -1.0)):
        tinted = (level * (1 + sign * (warmth + side))).astype(np.float32)
        canvas[..., channel] *= stretch(tinted, (height, width))
    for _ in range(int(rng.integers(light.folds[0], light.folds[1] + 1))):
        _fold(rng, canvas)
    if brightness := draw(rng, light.glare):
        _reflect(rng, canvas, rows, columns, brightness)


def _falloff(rng: Generator, rows: Floats, columns: Floats, amount: float) -> Floats:
    """Return how bright each place is: less, the farther from a lamp beyond the border."""
    angle = rng.uniform(0, 2 * np.pi)
    lamp_x, lamp_y = np.cos(angle) * rng.uniform(0.7, 2.5), np.sin(angle) * rng.uniform(0.7, 2.5)
    apart = np.hypot(columns - np.float32(lamp_x), rows - np.float32(lamp_y))
    nearness = (apart - apart.min()) / max(float(np.ptp(apart)), 1e-6)
    level = 1 - np.float32(amount) * nearness ** np.float32(rng.uniform(0.8, 1.8))
    return np.asarray(level, np.float32)


def _shadow(rng: Generator, shape: tuple[int, int]) -> Floats:
    """Return (h, w) in [0, 1]: where a hand or a phone keeps the light off, soft at its edge."""
    height, width = shape
    size = max(shape)
    mask = Image.new("L", (width, height))
    pen = ImageDraw.Draw(mask)
    angle = rng.uniform(0, 2 * np.pi)
    # It comes in from one side, and covers up to half of the picture or a little more.
    reach = rng.uniform(-0.15, 0.35) * size
    x, y = width / 2 - np.cos(angle) * reach, height / 2 - np.sin(angle) * reach
    across = np.array((-np.sin(angle), np.cos(angle)))
    inward = np.array((-np.cos(angle), -np.sin(angle)))
    if rng.random() < 0.5:  # a phone, or the body of who holds it
        half, slant = rng.uniform(0.25, 1.2) * size, rng.uniform(-0.3, 0.3) * size
        tip = np.array((x, y)) + across * rng.uniform(-0.4, 0.4) * size
        corners = [
            tip + across * half + inward * slant,
            tip - across * half - inward * slant,
            tip - across * half - inward * 2 * size,
            tip + across * half - inward * 2 * size,
        ]
        pen.polygon([tuple(corner.tolist()) for corner in corners], fill=255)
    else:  # a hand with its fingers, which are round
        palm = np.array((x, y)) - inward * 0.35 * size
        radius = rng.uniform(0.2, 0.4) * size
        _disc(pen, palm, radius)
        arm = palm - inward * 2 * size
        pen.line([*palm.tolist(), *arm.tolist()], fill=255, width=int(1.2 * radius))
        for finger in range(int(rng.integers(1, 5))):
            lean = across * (finger - 1.5) * radius * 0.4
            tip = palm + lean + inward * radius * rng.uniform(0.9, 1.9)
            thick = radius * rng.uniform(0.22, 0.36)
            pen.line([*(palm + lean).tolist(), *tip.tolist()], fill=255, width=int(2 * thick))
            _disc(pen, tip, thick)
    soft = mask.filter(ImageFilter.GaussianBlur(size * rng.uniform(0.006, 0.09)))
    return np.asarray(soft, np.float32) / np.float32(255)


def _disc(pen: ImageDraw.ImageDraw, middle: NDArray[np.float64], radius: float) -> None:
    x, y = middle.tolist()
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _fold(rng: Generator, canvas: Floats) -> None:
    """Crease the sheet along a line, in place: the two sides face the lamp differently."""
    height, width = canvas.shape[:2]
    size = max(height, width)
    # Sheets are folded level or upright, mostly.
    angle = rng.choice((0, np.pi / 2)) + rng.normal(0, 0.12 if rng.random() < 0.7 else 0.6)
    u, v = np.cos(angle), np.sin(angle)
    x, y = rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height
    apart = np.float32(u) * (np.arange(width, dtype=np.float32) - np.float32(x))[None, :]
    apart = apart + np.float32(v) * (np.arange(height, dtype=np.float32) - np.float32(y))[:, None]
    slope, reach = rng.uniform(0.02, 0.10) * rng.choice((-1, 1)), size * rng.uniform(0.05, 0.3)
    side = apart / (abs(apart) + np.float32(0.003 * size + 0.5))
    shade = np.float32(slope) * side * np.exp(-abs(apart) / np.float32(reach))
    ridge = np.exp(-((apart / np.float32(max(0.0022 * size * rng.uniform(0.5, 2), 0.7))) ** 2))
    shade += np.float32(rng.uniform(-0.16, 0.08)) * ridge
    canvas *= (1 + shade)[..., None]


def _reflect(
    rng: Generator, canvas: Floats, rows: Floats, columns: Floats, brightness: float
) -> None:
    """Show a lamp in a glossy surface, in place."""
    x, y = rng.uniform(-1, 1, 2)
    wide, high = rng.uniform(0.15, 0.7, 2)
    spot = np.exp(-(((columns - x) / wide) ** 2 + ((rows - y) / high) ** 2)).astype(np.float32)
    canvas += stretch(np.float32(brightness) * spot, canvas.shape[:2])[..., None]
