"""What a camera makes of what it sees: blur, noise, few px, and the file it writes."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from model.photographs.arrays import (
    Floats,
    Mask,
    Range,
    draw,
    draw_evenly_in_size,
    pick,
    smooth_noise,
)
from model.photographs.view import Pose

Px = NDArray[np.uint8]
"""(H, W, 3)"""

_ASPECTS = (0.75, 0.75, 0.5625, 1.0, 1.3333, 1.3333, 1.7778, 1.7778)
_LARGE_PX = (1700, 3000)
_LARGE_SHARE = 0.02
_ORIENTATION_TAG = 0x0112
_TURNS = {
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
    3: Image.Transpose.ROTATE_180,
}
"""How px are laid on their side in a file that says, by this number, how to show them upright."""
_TURNED = 0.1
"""How many files are of such."""


LEVEL = Pose()


@dataclass(frozen=True)
class Camera:
    """A kind of camera, and who holds it; ranges, of which one is made for each photograph."""

    side_px: Range = (200, 1600)
    """Of the picture's longer side."""
    pose: Pose = LEVEL
    blur: Range = (0, 0.008)
    """The lens's blur as a share of the writing's height, on top of what every lens has."""
    shake: Range = (0, 0)
    """How far the hand moves, likewise."""
    noise: Range = (0.5, 4)
    """The sensor's noise, of 255."""
    enlarged: tuple[int, ...] = (1,)
    """By which factors a picture is enlarged afterwards."""
    quality: tuple[int, int] = (55, 96)
    """Of JPEG, in Pillow's numbers."""
    lossless: float = 0.2
    """How many of the pictures are written as PNG."""


def choose_shape(rng: Generator, camera: Camera) -> tuple[int, int]:
    """Return height and width of a picture in px."""
    longer = draw_evenly_in_size(rng, camera.side_px)
    if camera.side_px[1] >= 1600 and rng.random() < _LARGE_SHARE:
        longer = draw_evenly_in_size(rng, _LARGE_PX)
    # What a camera gives, or what somebody cut out of it.
    aspect = pick(rng, _ASPECTS) if rng.random() < 0.6 else draw_evenly_in_size(rng, (0.6, 1.7))
    if aspect < 1:
        return round(longer), max(round(longer * aspect), 32)
    return max(round(longer / aspect), 32), round(longer)


def expose(
    rng: Generator, scene: Floats, ink: Mask, camera: Camera, writing_px: float
) -> tuple[Px, Mask]:
    """Return the px that the sensor gives for a scene (H, W, 3) in [0, 1], and the ink in them.

    writing_px: how high the writing is.
    """
    px = _to_bytes(scene * np.float32(255))
    seen = _blur(px, draw(rng, (0.3, 0.75)) + draw(rng, camera.blur) * writing_px)
    if shake := draw(rng, camera.shake):
        seen = _shake(rng, seen, shake * writing_px)
    _add_noise(rng, seen, draw(rng, camera.noise))
    if rng.random() < 0.3:
        _sharpen(seen, draw(rng, (0.4, 1.5)), draw(rng, (1, 2.5)))
    image = Image.fromarray(_to_bytes(seen))
    factor = pick(rng, camera.enlarged)
    if factor > 1:
        size = (image.width * factor, image.height * factor)
        image = image.resize(size, Image.Resampling.BICUBIC)
        ink = ink.repeat(factor, axis=0).repeat(factor, axis=1)
    return np.asarray(image), ink


def _to_bytes(values: Floats) -> Px:
    return (values + np.float32(0.5)).clip(0, 255).astype(np.uint8)


def _blur(px: Px, sigma_px: float) -> Floats:
    """Return px (H, W, 3) as a lens shows them that spreads each of them so far."""
    variance = sigma_px**2
    if variance < 0.6:
        # Three px a row have the same variance as the bell curve, and take a third of the time.
        spread: ImageFilter.Filter = ImageFilter.BoxBlur(variance / (2 - 2 * variance))
    else:
        spread = ImageFilter.GaussianBlur(sigma_px)
    return np.array(Image.fromarray(px).filter(spread), np.float32)


def _shake(rng: Generator, px: Floats, length_px: float) -> Floats:
    """Return the mean of what is seen while the camera moves along a line."""
    angle = rng.uniform(0, np.pi)
    steps = int(min(max(length_px, 2), 9))
    total = np.zeros_like(px)
    for along in np.linspace(-0.5, 0.5, steps) * length_px:
        dx, dy = round(along * np.cos(angle)), round(along * np.sin(angle))
        rows = np.arange(px.shape[0]) + dy
        columns = np.arange(px.shape[1]) + dx
        total += px[rows.clip(0, px.shape[0] - 1)][:, columns.clip(0, px.shape[1] - 1)]
    return np.asarray(total / np.float32(steps))


def _add_noise(rng: Generator, px: Floats, deviation: float) -> None:
    """Add to each px its own noise, in all channels alike, and coarser noise of colour; in place.

    px: (H, W, 3) in 0..255.
    """
    shape = px.shape[0], px.shape[1]
    own = np.float32(deviation) * smooth_noise(rng, shape, pick(rng, (1.0, 1.0, 1.7)))
    colour = np.float32(0.5 * deviation) * smooth_noise(rng, shape, draw(rng, (2, 4)))
    px[..., 0] += own + colour
    px[..., 1] += own
    px[..., 2] += own - colour


def _sharpen(px: Floats, amount: float, radius_px: float) -> None:
    """Have edges overshoot, as phones do; in place. px: (H, W, 3) in 0..255."""
    around = Image.fromarray(_to_bytes(px)).filter(ImageFilter.BoxBlur(radius_px))
    px += np.float32(amount) * (px - np.asarray(around, np.float32))


def write_file(rng: Generator, px: Px, camera: Camera) -> tuple[Px, bytes | None]:
    """Return the px that a reader of the camera's file gets, and the file, where it is a JPEG.

    None stands for a PNG, which keeps all px as they are. Some JPEGs lie on their side, as the
    sensor did, and say so in their EXIF data.
    """
    if rng.random() < camera.lossless:
        return px, None
    quality = int(rng.integers(camera.quality[0], camera.quality[1] + 1))
    image, exif = Image.fromarray(px), Image.Exif()
    if rng.random() < _TURNED:
        number = pick(rng, tuple(_TURNS))
        image, exif[_ORIENTATION_TAG] = image.transpose(_TURNS[number]), number
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, exif=exif)
    with Image.open(buffer) as written:
        return np.asarray(ImageOps.exif_transpose(written).convert("RGB")), buffer.getvalue()
