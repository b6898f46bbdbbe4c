"""Pages of the pad from and to files and pictures; all of it may run on any thread.

Of Qt's classes it uses only such as the pad has imported: none may be made on another thread.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.pad.ink_painter import PAD_SIDE, render
from app.pad.page import Page
from app.pad.picture_painter import picture_image
from model.errors import BadInput
from model.ink.editing import fit_to_pad
from model.ink.formats import WRITTEN_DRAWINGS, format_by_name
from model.ink.ink_file import looks_like_ink, read_drawings, write_drawings
from model.ink.json_lines import format_drawing, parse_drawing
from model.ink.picture import encode_png, picture_of, read_picture
from model.ink.sample import Sample
from model.storage.files import write_atomically

Opened = tuple[Sample, str | None]
"""A sample to put on the pad, and a remark for the user or None."""


def open_sample(path: Path) -> Opened:
    """Read a file to put on the pad; raises BadInput."""
    if not looks_like_ink(path):
        return Sample(read_picture(path), origin=path.name), None
    first, count = None, 0
    for drawing in read_drawings(path):
        first, count = first or drawing, count + 1
    if first is None:
        raise BadInput(f"{path}: holds no drawing")
    remark = f"{path.name}: the first of its {count} drawings" if count > 1 else None
    return Sample(fit_to_pad(first, PAD_SIDE), first.label, path.name), remark


def picture_sample(image: QImage) -> Opened:
    """Return a picture, such as the clipboard's, as a sample."""
    return Sample(picture_of(rgba(image)), origin="clipboard"), None


def rgba(image: QImage) -> NDArray[np.uint8]:
    """Return (H, W, 4); Qt pads the rows of some formats, not of this one."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()


def parse_page(ink: bytes) -> Page:
    """Return a page with the drawing of one line of an ink file; raises BadInput."""
    return Page(parse_drawing(ink))


def format_page(page: Page) -> bytes | None:
    """Return the page's drawing as one line of an ink file, or None for a picture."""
    return format_drawing(page.drawing).encode() if page.picture is None else None


def render_page(page: Page, pen_width: float) -> QImage:
    """Return the page as a picture, black ink on white."""
    if page.picture is not None:
        return picture_image(page.picture)
    return render(page.drawing, pen_width)


def save_page(path: Path, page: Page, pen_width: float) -> str:
    """Save the page, as ink where the name says so, else as a PNG; return what to say of it."""
    if format_by_name(path, WRITTEN_DRAWINGS):
        if page.picture is not None:
            raise BadInput("A picture has no ink to save; save it as PNG.")
        write_drawings(path, [page.drawing])
    else:
        write_atomically(path, encode_png(rgba(render_page(page, pen_width))))
    return f"Saved {path}"
