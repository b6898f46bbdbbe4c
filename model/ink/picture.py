"""From a picture to the network's input: any size, mode, polarity, transparency and rotation."""

from __future__ import annotations

import io
import math
import os
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from typing_extensions import override

from model.errors import BadInput
from model.ink.field import BOX, FIELD, PEN_WIDTH_PX
from model.ink.raster import Images
from model.storage.files import open_plain

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP")
"""The formats that are opened, as Pillow names them; it would hand others to other programs."""
REFUSED_FORMATS = {
    b"%!PS": "PostScript",
    b"\xc5\xd0\xd3\xc6": "PostScript",
    b"%PDF": "PDF",
    b"8BPS": "Photoshop",
    b"gimp xcf": "GIMP",
    b"\xff\x0a": "JPEG XL",
    b"\x00\x00\x00\x0cJXL": "JPEG XL",
    b"\x00\x00\x00\x0cjP": "JPEG 2000",
    b"II*\x00\x10\x00\x00\x00CR": "camera raw",
}
"""What files of some other formats begin with."""
REFUSED_BRANDS = {b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"avif": "AVIF"}
"""What files of the ISO base media format name in their bytes 8 to 12."""

MAX_FILE_BYTES = 250_000_000
"""As many px as are allowed, of four bytes each, and some."""
MAX_READS = 1_000_000
"""Of one file. Pillow looks byte by byte for where a JPEG or a GIF goes on."""
MAX_SIDE_PX = 16_384
MAX_AREA_PX = 60_000_000
WORKING_AREA_PX = 6_000_000
"""Larger pictures are shrunk before anything else is done with them."""
WORKING_BOX_PX = 2048
"""So is larger ink: it is laid on a square of this side, and its surroundings."""
PREVIEW_SIDE_PX = 1024

_FINE = 4  # thin ink is thickened at this many times the field's resolution
_PAPER_NOISE = 0.12  # fainter than this share of the darkest ink counts as paper
_THIN = 0.7  # ink thinner than this share of the pen is thickened to the pen's width

Image.MAX_IMAGE_PIXELS = None  # MAX_AREA_PX refuses, where Pillow warns


class Picture(NamedTuple):
    """A picture of one character: the network's input, and the picture itself to show."""

    input: Images  # (1, 1, 28, 28)
    preview: NDArray[np.uint8]  # (height, width, 4) RGBA, at most PREVIEW_SIDE_PX a side

    @classmethod
    def of_image(cls, image: NDArray[np.uint8]) -> Picture:
        """Return an image that is the network's input already, (28, 28), ink = 255."""
        preview = np.full((*image.shape, 4), 255, np.uint8)
        preview[..., :3] -= image[..., None]
        return cls((image[None, None] / 255).astype(np.float32), preview)


def read_picture(path: Path) -> Picture:
    """Read a file with a picture of one character.

    Raises BadInput when the file is not a picture of a format that is opened, or too large a one.
    """
    with open_plain(path, 0) as raw:
        file = _CountedFile(path, raw)
        beginning = file.read(16)
        file.seek(0)
        if named := _name_refused(beginning):
            raise BadInput(
                f"{path}: a picture in the format {named}, which Inkling does not open; save it as "
                "PNG or JPEG"
            )
        try:
            with Image.open(file, formats=FORMATS) as image:
                _check_size(path, image.size)
                return make_picture(ImageOps.exif_transpose(image))
        except BadInput:
            raise
        except OSError as error:  # Pillow's own word for a truncated file has no errno
            if isinstance(error, UnidentifiedImageError):
                raise BadInput(f"{path}: not an image that can be read") from error
            reason = error.strerror or "a damaged image"
            raise BadInput(f"{path}: cannot be read ({reason})") from error
        except Exception as error:  # Pillow raises whatever parsing an odd file runs into
            raise BadInput(f"{path}: not an image that can be read") from error


class _CountedFile(io.BufferedReader):
    """A file that refuses to be larger, or to be read in more pieces, than a picture is."""

    def __init__(self, path: Path, raw: BinaryIO) -> None:
        if os.fstat(raw.fileno()).st_size > MAX_FILE_BYTES:
            raise BadInput(f"{path}: larger than {MAX_FILE_BYTES:,} bytes")
        super().__init__(cast(io.RawIOBase, raw))
        self._path = path
        self._reads = 0

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        """Return so many bytes; raises BadInput where that is asked for too often."""
        self._reads += 1
        if self._reads > MAX_READS:
            raise BadInput(f"{self._path}: cannot be read (a damaged image)")
        return super().read(size)


def _name_refused(beginning: bytes) -> str | None:
    """Return what a file's format is called that is known and not opened."""
    for magic, name in REFUSED_FORMATS.items():
        if beginning.startswith(magic):
            return name
    return REFUSED_BRANDS.get(beginning[8:12]) if beginning[4:8] == b"ftyp" else None


def _check_size(path: Path, size: tuple[int, int]) -> None:
    width, height = size
    if max(size) > MAX_SIDE_PX or width * height > MAX_AREA_PX:
        raise BadInput(
            f"{path}: {width} x {height} px is too large, at most {MAX_SIDE_PX} px a side "
            f"and {MAX_AREA_PX // 1_000_000} million px"
        )


def make_picture(image: Image.Image) -> Picture:
    """Return the picture with its preview; `image` stays as it is."""
    image = _shrink(image)
    shown = Image.fromarray(_to_gray(image).astype(np.uint8)) if _is_deep(image) else image
    preview = shown.convert("RGBA")
    preview.thumbnail((PREVIEW_SIDE_PX, PREVIEW_SIDE_PX))
    return Picture(image_to_input(image), np.asarray(preview))


def _shrink(image: Image.Image) -> Image.Image:
    """Return the picture in a size that can be worked with."""
    factor = math.isqrt(max(image.width * image.height - 1, 0) // WORKING_AREA_PX) + 1
    if factor == 1:
        return image
    if image.mode.startswith("I;16") or image.mode in ("1", "P"):  # which cannot be averaged
        image = image.convert("I" if image.mode.startswith("I") else "RGBA")
    return image.reduce(factor)


def picture_of(rgba: NDArray[np.uint8]) -> Picture:
    """Return the picture for (height, width, 4) RGBA px, such as a clipboard's."""
    return make_picture(Image.fromarray(rgba, "RGBA"))


def encode_png(picture: NDArray[np.uint8]) -> bytes:
    """Return a PNG file; picture: (H, W, 4), or (H, W) grays."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def decode_png(data: bytes) -> NDArray[np.uint8]:
    """Return (H, W, 4), a preview that `encode_png` has encoded; raises ValueError on others."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if max(image.size) > PREVIEW_SIDE_PX:
                raise ValueError("too large a preview")
            return np.asarray(image.convert("RGBA"))
    except Exception as error:  # Pillow raises whatever parsing an odd file runs into
        raise ValueError("not a preview") from error


def image_to_input(image: Image.Image) -> Images:
    """Return the network's input, (1, 1, 28, 28), for a picture of one character.

    The paper is what the border shows; ink is what differs from it, be it darker or lighter. Ink
    much thinner than the pen of `raster` is thickened to it. A blank picture gives an empty image.
    """
    ink = _find_ink(image)
    box = _ink_box(ink)
    if box is None:
        return np.zeros((1, 1, FIELD, FIELD), np.float32)
    # Work at a fixed, fine resolution; small pictures are only ever enlarged here.
    fine = _place(ink, box, BOX * _FINE, FIELD * _FINE)
    thickened = _thicken(fine)
    if thickened is not None and (thickened_box := _ink_box(thickened)):
        ink, box = thickened, thickened_box
    return _place(ink, box, BOX, FIELD).clip(0, 1)[None, None]


def _find_ink(image: Image.Image) -> NDArray[np.float32]:
    """Return (height, width): 0 for paper, 1 for the strongest ink."""
    gray = _to_gray(image)
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    difference = gray - np.median(border)
    # Lighter or darker than the paper: whichever holds more of what differs.
    ink = difference if (difference**3).sum() > 0 else -difference
    strongest = float(ink.max(initial=0))
    if strongest <= 8:  # of 255; less is noise on a blank page
        return np.zeros_like(gray)
    ink = (ink / strongest).clip(0, 1)
    return np.where(ink < _PAPER_NOISE, np.float32(0), ink)


def _is_deep(image: Image.Image) -> bool:
    """Whether a px has 16 or 32 bits; they are stretched, as no rule names white."""
    return image.mode.startswith("I") or image.mode == "F"


def _to_gray(image: Image.Image) -> NDArray[np.float32]:
    """Return (height, width) in 0..255, transparency laid on paper unlike the ink."""
    if _is_deep(image):
        values = np.asarray(image, np.float32)
        low, high = float(values.min()), float(values.max())
        if not np.isfinite(high - low):
            raise ValueError("px that are not finite")
        stretched: NDArray[np.float32] = (values - low) * (255 / max(high - low, 1.0))
        return stretched
    if not image.has_transparency_data:
        return np.asarray(image.convert("L"), np.float32)
    values, alpha = np.moveaxis(np.asarray(image.convert("LA"), np.float32), 2, 0)
    alpha /= 255
    opaque = alpha.sum()
    paper = 255.0 if opaque == 0 or (values * alpha).sum() / opaque < 128 else 0.0
    laid: NDArray[np.float32] = values * alpha + np.float32(paper) * (1 - alpha)
    return laid


def _ink_box(ink: NDArray[np.float32]) -> tuple[int, int, int, int] | None:
    """Return (left, top, right, bottom) of the ink, or None where there is none."""
    inked = ink >= 0.2
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _place(
    ink: NDArray[np.float32], box: tuple[int, int, int, int], box_side: int, side: int
) -> NDArray[np.float32]:
    """Return (side, side): the box fitted to `box_side`, its centre of mass in the middle."""
    left, top, right, bottom = box
    factor = -(-max(right - left, bottom - top) // WORKING_BOX_PX)
    if factor > 1:  # what is padded below would be as large as the box is long
        shrunk = np.asarray(Image.fromarray(ink[top:bottom, left:right]).reduce(factor))
        return _place(shrunk, (0, 0, shrunk.shape[1], shrunk.shape[0]), box_side, side)
    inside = ink[top:bottom, left:right]
    mass = inside.sum()
    centre_x = left + inside.sum(0) @ (np.arange(right - left) + 0.5) / mass
    centre_y = top + inside.sum(1) @ (np.arange(bottom - top) + 0.5) / mass
    scale = box_side / max(right - left, bottom - top)  # field px a picture px
    half = side / 2 / scale
    # Pad, so that the part of the picture that the field covers lies inside it.
    height, width = ink.shape
    overhang = half - min(centre_x, centre_y, width - centre_x, height - centre_y)
    pad = max(0, int(np.ceil(overhang)))
    padded = Image.fromarray(np.pad(ink, pad))
    x, y = centre_x + pad, centre_y + pad
    # Antialiases when it shrinks: its filter widens with the scale.
    resized = padded.resize(
        (side, side), Image.Resampling.BILINEAR, box=(x - half, y - half, x + half, y + half)
    )
    return np.asarray(resized, np.float32)


def _thicken(ink: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Return the ink with strokes as wide as the pen's, or None where they are wide enough."""
    ink = (ink / max(float(np.quantile(ink, 0.99)), 0.25)).clip(0, 1)
    # A long stroke of width w and length l has area w l and, around it, 2 l of edge.
    edge = np.hypot(*np.gradient(ink)).sum()
    width = 2 * float(ink.sum()) / max(float(edge), 1e-6)
    wanted = PEN_WIDTH_PX * _FINE
    if width >= wanted * _THIN:
        return None
    radius = (wanted - width) / 2
    reach = int(np.ceil(radius))
    padded = np.pad(ink, reach)
    height, columns = ink.shape
    thick = ink.copy()
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            fall = np.clip(radius + 0.5 - np.hypot(dx, dy), 0, 1)
            if fall > 0:
                shifted = padded[
                    reach + dy : reach + dy + height, reach + dx : reach + dx + columns
                ]
                np.maximum(thick, shifted * np.float32(fall), out=thick)
    return thick
