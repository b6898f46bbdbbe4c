"""Many images on one page, to be looked at."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from model.ink.field import FIELD
from model.ink.picture import encode_png
from model.ink.raster import Images
from model.storage.files import write_atomically

ZOOM = 2
CAPTION_PX = 14
GAP_PX = 6
COLUMNS = 20
PAPER, INK = 255, 0
PICTURE_PX = 160
"""The longer side of a picture on a page of pictures, at most."""
PICTURE_COLUMNS = 10


def make_page(images: Images, captions: Sequence[str], columns: int = COLUMNS) -> Image.Image:
    """Return a page of all images, dark ink on light paper, each with its caption below.

    images: (N, 1, 28, 28) in [0, 1]; captions: N of at most nine characters.
    """
    cell = FIELD * ZOOM
    shown = []
    for image, caption in zip(images, captions, strict=True):
        grays = np.round(PAPER - (PAPER - INK) * image[0]).astype(np.uint8)
        tile = Image.fromarray(grays).resize((cell, cell), Image.Resampling.NEAREST)
        shown.append((tile, caption))
    return _lay_out("L", shown, cell, columns, columns)


def make_picture_page(
    pictures: Iterable[tuple[NDArray[np.uint8], str]], columns: int = PICTURE_COLUMNS
) -> Image.Image:
    """Return a page of all pictures in colour, shrunk where they are large, with their captions.

    pictures: px (H, W, 3) and a caption of at most 25 characters each; gone through once, and only
    what is shown of them is kept.
    """
    shown = []
    for px, caption in pictures:
        image = Image.fromarray(px)
        image.thumbnail((PICTURE_PX, PICTURE_PX))
        shown.append((image, caption))
    return _lay_out("RGB", shown, PICTURE_PX, columns, min(len(shown), columns))


def _lay_out(
    mode: str, shown: Sequence[tuple[Image.Image, str]], cell_px: int, columns: int, wide: int
) -> Image.Image:
    """Return a page of tiles in rows of so many columns, each with its caption below.

    mode: Pillow's, of the page and the tiles; cell_px: a tile's longest side; wide: for how many
    columns there is room.
    """
    width, height = cell_px + GAP_PX, cell_px + CAPTION_PX + GAP_PX
    rows = -(-len(shown) // columns)
    size = (wide * width + GAP_PX, max(rows, 1) * height + GAP_PX)
    paper, ink = (ImageColor.getcolor(name, mode) for name in ("white", "black"))
    page = Image.new(mode, size, paper)
    draw = ImageDraw.Draw(page)
    for index, (tile, caption) in enumerate(shown):
        row, column = divmod(index, columns)
        x, y = GAP_PX + column * width, GAP_PX + row * height
        page.paste(tile, (x, y))
        draw.text((x + 2, y + cell_px), caption, fill=ink)
    return page


def write_page(path: Path, page: Image.Image) -> None:
    """Write a page as PNG, whole or not at all; raises BadInput when it cannot be written."""
    write_atomically(path, encode_png(np.asarray(page)))
