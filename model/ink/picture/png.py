"""Arrays of px to and from PNG files."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def encode_png(picture: NDArray[np.uint8]) -> bytes:
    """Return a PNG file; picture: (H, W, 4) RGBA, (H, W, 3) RGB, or (H, W) grays."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def decode_png(data: bytes, max_side_px: int, mode: str = "RGBA") -> NDArray[np.uint8]:
    """Return the px of a PNG file: (H, W, 4), or (H, W) in mode "L"; raises ValueError on others.

    A picture that is larger than `max_side_px` a side is refused likewise.
    """
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if max(image.size) > max_side_px:
                raise ValueError("too large a picture")
            return np.asarray(image.convert(mode))
    except Exception as error:  # Pillow raises whatever parsing an odd file runs into
        raise ValueError("not a PNG picture") from error
