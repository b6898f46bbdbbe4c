"""Opens files with pictures: which formats, how large, and which way up."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO, cast

from PIL import Image, ImageOps, UnidentifiedImageError
from typing_extensions import override

from model.errors import BadInput
from model.ink.picture.picture import INK_SIDE_PX, Picture, find_picture
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
Image.MAX_IMAGE_PIXELS = None  # MAX_AREA_PX refuses, where Pillow warns


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
                _draft(image)
                return find_picture(ImageOps.exif_transpose(image))
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


def _draft(image: Image.Image) -> None:
    """Have a JPEG decoded at a half or less of its size, where that is all that is looked at."""
    share = INK_SIDE_PX / max(*image.size, 1)
    if share < 1:
        image.draft(None, (round(image.width * share), round(image.height * share)))


def _check_size(path: Path, size: tuple[int, int]) -> None:
    width, height = size
    if max(size) > MAX_SIDE_PX or width * height > MAX_AREA_PX:
        raise BadInput(
            f"{path}: {width} x {height} px is too large, at most {MAX_SIDE_PX} px a side "
            f"and {MAX_AREA_PX // 1_000_000} million px"
        )
