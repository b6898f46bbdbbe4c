"""Many images on one page, to be looked at."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from model.ink.drawing import Drawing
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
NUMBER_PX = (224, 56)
"""The width and the height that a number is drawn to fit, on a page of numbers."""
NUMBER_COLUMNS = 6
NUMBER_PEN_PX = 2
SMOOTHING = 4
"""So many times larger is ink drawn than it is shown."""


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
    return _lay_out("L", shown, (cell, cell), columns, columns)


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
    cell = (PICTURE_PX, PICTURE_PX)
    return _lay_out("RGB", shown, cell, columns, min(len(shown), columns))


def make_number_page(
    drawings: Iterable[Drawing], captions: Sequence[str], columns: int = NUMBER_COLUMNS
) -> Image.Image:
    """Return a page of numbers, drawn as ink on wide tiles, each with its caption below.

    captions: one for each drawing, of at most 36 characters.
    """
    tiles = map(_draw_number, drawings)
    shown = list(zip(tiles, captions, strict=True))
    return _lay_out("L", shown, NUMBER_PX, columns, columns)


def _draw_number(drawing: Drawing) -> Image.Image:
    """Return a drawing's ink, fitted into a tile."""
    width, height = (SMOOTHING * side for side in NUMBER_PX)
    pen_px = SMOOTHING * NUMBER_PEN_PX
    tile = Image.new("L", (width, height), PAPER)
    if not drawing.is_empty:
        left, top, right, bottom = drawing.bounds()
        scale = min(
            (width - 2 * pen_px) / (right - left + 1e-9),
            (height - 2 * pen_px) / (bottom - top + 1e-9),
        )
        middle = np.array([left + right, top + bottom]) / 2
        draw = ImageDraw.Draw(tile)
        for stroke in drawing.strokes:
            points = (stroke[:, :2] - middle) * scale + (width / 2, height / 2)
            draw.line([tuple(point) for point in points.tolist()], INK, pen_px, "curve")
            for x, y in (points[0], points[-1]):
                draw.ellipse((x - pen_px / 2, y - pen_px / 2, x + pen_px / 2, y + pen_px / 2), INK)
    return tile.resize(NUMBER_PX, Image.Resampling.BOX)


def _lay_out(
    mode: str,
    shown: Sequence[tuple[Image.Image, str]],
    cell_px: tuple[int, int],
    columns: int,
    wide: int,
) -> Image.Image:
    """Return a page of tiles in rows of so many columns, each with its caption below.

    mode: Pillow's, of the page and the tiles; cell_px: how wide and high a tile is at most; wide:
    for how many columns there is room.
    """
    width, height = cell_px[0] + GAP_PX, cell_px[1] + CAPTION_PX + GAP_PX
    rows = -(-len(shown) // columns)
    size = (wide * width + GAP_PX, max(rows, 1) * height + GAP_PX)
    paper, ink = (ImageColor.getcolor(name, mode) for name in ("white", "black"))
    page = Image.new(mode, size, paper)
    draw = ImageDraw.Draw(page)
    for index, (tile, caption) in enumerate(shown):
        row, column = divmod(index, columns)
        x, y = GAP_PX + column * width, GAP_PX + row * height
        page.paste(tile, (x, y))
        draw.text((x + 2, y + cell_px[1]), caption, fill=ink)
    return page


def write_page(path: Path, page: Image.Image) -> None:
    """Write a page as PNG, whole or not at all; raises BadInput when it cannot be written."""
    write_atomically(path, encode_png(np.asarray(page)))
