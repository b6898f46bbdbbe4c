"""Many images on one page, to be looked at."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from model.ink.field import FIELD
from model.ink.picture import encode_png
from model.ink.raster import Images
from model.storage.files import write_atomically

ZOOM = 2
CAPTION_PX = 14
GAP_PX = 6
COLUMNS = 20
PAPER, INK = 255, 0


def make_page(images: Images, captions: Sequence[str], columns: int = COLUMNS) -> Image.Image:
    """Return a page of all images, dark ink on light paper, each with its caption below.

    images: (N, 1, 28, 28) in [0, 1]; captions: N of at most nine characters.
    """
    cell = FIELD * ZOOM
    width, height = cell + GAP_PX, cell + CAPTION_PX + GAP_PX
    rows = -(-len(images) // columns)
    page = Image.new("L", (columns * width + GAP_PX, max(rows, 1) * height + GAP_PX), PAPER)
    draw = ImageDraw.Draw(page)
    for index, (image, caption) in enumerate(zip(images, captions, strict=True)):
        row, column = divmod(index, columns)
        x, y = GAP_PX + column * width, GAP_PX + row * height
        grays = np.round(PAPER - (PAPER - INK) * image[0]).astype(np.uint8)
        page.paste(Image.fromarray(grays).resize((cell, cell), Image.Resampling.NEAREST), (x, y))
        draw.text((x + 2, y + cell), caption, fill=INK)
    return page


def write_page(path: Path, page: Image.Image) -> None:
    """Write a page as PNG, whole or not at all; raises BadInput when it cannot be written."""
    write_atomically(path, encode_png(np.asarray(page)))
