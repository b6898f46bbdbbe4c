"""A picture of writing: what was taken for ink in it, in which pieces, and what is read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.ink.picture.doubt import Doubt
from model.ink.picture.finding import find_ink
from model.ink.picture.grays import is_deep, to_planes
from model.ink.picture.placing import ink_to_input
from model.ink.raster import Images

SHOWN_AREA_PX = 2_560_000
"""Larger pictures are shrunk before anything else is done with them."""
WORKING_AREA_PX = 800_000
"""Ink is looked for in no more px."""
INK_SIDE_PX = 1600
"""The ink of a picture is kept with at most so many px a side."""
PREVIEW_SIDE_PX = 1024

Polygon = Sequence[tuple[float, float]]
"""At least three points, as shares of a picture's width and height."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture, the ink that was found in it, and which of that is read.

    A piece is ink that belongs together, such as one character with its loose strokes.
    """

    input: Images
    """(1, 1, 28, 28): the chosen ink as the network sees it."""
    preview: NDArray[np.uint8]
    """(height, width, 4) RGBA, the picture as it is shown, at most PREVIEW_SIDE_PX a side."""
    ink: NDArray[np.uint8]
    """(H, W), all ink that was found: 0 for paper, 255 for the strongest; at most INK_SIDE_PX a
    side. It covers what the preview shows, and may have another resolution."""
    pieces: NDArray[np.uint8]
    """(H, W): the number of the piece that each px of ink belongs to, from 1; 0 for none."""
    chosen: frozenset[int]
    """The numbers of the pieces that are read; none where there is no ink."""
    doubt: Doubt | None = None
    """None where it is sure, or where a person has chosen."""

    @classmethod
    def of_image(cls, image: NDArray[np.uint8]) -> Picture:
        """Return an image that is the network's input already, (28, 28), ink = 255."""
        preview = np.full((*image.shape, 4), 255, np.uint8)
        preview[..., :3] -= image[..., None]
        return cls.unparted((image[None, None] / 255).astype(np.float32), preview)

    @classmethod
    def unparted(cls, image: Images, preview: NDArray[np.uint8]) -> Picture:
        """Return a picture of which nothing is known but what the network sees, as one piece."""
        ink = (image[0, 0] * 255).clip(0, 255).astype(np.uint8)
        pieces = (ink > 0).astype(np.uint8)
        return cls(image, preview, ink, pieces, frozenset({1} if pieces.any() else ()))

    @property
    def piece_count(self) -> int:
        """How many pieces of ink there are."""
        return int(self.pieces.max(initial=0))

    @property
    def chosen_ink(self) -> NDArray[np.float32]:
        """(H, W): the ink that is read, from 0 for none to 1; made each time it is asked for."""
        return _chosen_ink(self.ink, self.pieces, self.chosen)

    def choosing(self, chosen: Iterable[int]) -> Picture:
        """Return the picture with these pieces chosen by a person, who has no doubt."""
        picture = replace(self, chosen=frozenset(chosen), doubt=None)
        return replace(picture, input=ink_to_input(picture.chosen_ink))

    def piece_at(self, x: float, y: float, reach: float = 0.0) -> int | None:
        """Return the piece at a place, or the nearest one within reach; None where there is none.

        x, y: shares of the picture's width and height; reach: a share of its longer side.
        """
        height, width = self.pieces.shape
        column, row = x * width, y * height
        radius = max(reach * max(width, height), 0.5)
        top, left = max(math.floor(row - radius), 0), max(math.floor(column - radius), 0)
        near = self.pieces[top : math.ceil(row + radius) + 1, left : math.ceil(column + radius) + 1]
        rows, columns = np.nonzero(near)
        if not len(rows):
            return None
        distances = np.hypot(rows + top + 0.5 - row, columns + left + 0.5 - column)
        nearest = int(distances.argmin())
        if distances[nearest] > radius + 0.5:
            return None
        return int(near[rows[nearest], columns[nearest]])

    def has_ink_within(self, polygon: Polygon) -> bool:
        """Whether any ink lies within a polygon; see `lassoed`."""
        return bool((self._mask(polygon) & (self.pieces > 0)).any())

    def lassoed(self, polygon: Polygon, *, adding: bool = False) -> Picture | None:
        """Return the picture with the ink within a polygon as one piece, chosen; None without ink.

        polygon: at least three points as shares of the picture's width and height; adding: whether
        what was chosen before stays so.
        """
        within = self._mask(polygon) & (self.pieces > 0)
        if not within.any():
            return None
        pieces = np.where(within, np.uint8(255), self.pieces)
        # What lies in it whole is a piece no longer, so that the others are numbered anew.
        is_left = np.bincount(pieces.ravel(), minlength=256) > 0
        is_left[0] = False
        numbers = np.cumsum(is_left) * is_left
        lassoed = replace(self, pieces=numbers.astype(np.uint8)[pieces])
        kept = {int(numbers[number]) for number in self.chosen if is_left[number]} if adding else ()
        return lassoed.choosing({int(numbers[255]), *kept})

    def _mask(self, polygon: Polygon) -> NDArray[np.bool_]:
        """Return (H, W), whether a px lies within a polygon."""
        height, width = self.pieces.shape
        mask = Image.new("1", (width, height))
        ImageDraw.Draw(mask).polygon([(x * width, y * height) for x, y in polygon], fill=1)
        return np.asarray(mask)


def find_picture(image: Image.Image) -> Picture:
    """Return the picture with the ink that is found in it; `image` stays as it is."""
    image = _shrink(image, SHOWN_AREA_PX)
    shown = Image.fromarray(to_planes(image)[0]) if is_deep(image) else image
    preview = shown.convert("RGBA")
    preview.thumbnail((PREVIEW_SIDE_PX, PREVIEW_SIDE_PX))
    found = find_ink(_shrink(image, WORKING_AREA_PX))
    read = ink_to_input(_chosen_ink(found.ink, found.numbers, found.chosen))
    return Picture(read, np.asarray(preview), found.ink, found.numbers, found.chosen, found.doubt)


def _chosen_ink(
    ink: NDArray[np.uint8], pieces: NDArray[np.uint8], chosen: frozenset[int]
) -> NDArray[np.float32]:
    is_chosen = np.zeros(256, bool)
    is_chosen[list(chosen)] = True
    taken = np.where(is_chosen[pieces], ink, np.uint8(0))
    return np.asarray(taken / np.float32(255))


def picture_of(rgba: NDArray[np.uint8]) -> Picture:
    """Return the picture for (height, width, 4) RGBA px, such as a clipboard's."""
    return find_picture(Image.fromarray(rgba, "RGBA"))


def image_to_input(image: Image.Image) -> Images:
    """Return the network's input, (1, 1, 28, 28), for a picture of one character.

    A blank picture gives an empty image; of several characters it has them all.
    """
    return find_picture(image).input


def _shrink(image: Image.Image, area_px: int) -> Image.Image:
    """Return the picture in a size that can be worked with."""
    share = min(
        math.sqrt(area_px / max(image.width * image.height, 1)),
        INK_SIDE_PX / max(image.size, default=1),
    )
    if share >= 1:
        return image
    if image.mode.startswith("I;16") or image.mode in ("1", "P"):  # which cannot be averaged
        image = image.convert("I" if image.mode.startswith("I") else "RGBA")
    size = (max(round(image.width * share), 1), max(round(image.height * share), 1))
    return image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
