"""The px of a picture of any mode as bytes, transparency laid on paper; and their means."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter


def is_deep(image: Image.Image) -> bool:
    """Whether a px has 16 or 32 bits; they are stretched, as no rule names white."""
    return image.mode.startswith("I") or image.mode == "F"


def to_planes(image: Image.Image) -> NDArray[np.uint8]:
    """Return (C, H, W), red, green and blue, or gray alone where the picture has no colour.

    What is transparent is laid on paper unlike the ink. Raises ValueError on px that are not
    finite.
    """
    if is_deep(image):
        return _stretch(np.asarray(image, np.float32))[None]
    if image.has_transparency_data:
        planes = _lay_on_paper(image)
    elif image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))[None]
    else:
        planes = np.ascontiguousarray(np.moveaxis(np.asarray(image.convert("RGB")), 2, 0))
    if (planes[0] == planes[1]).all() and (planes[0] == planes[2]).all():
        return planes[:1]
    return planes


def blurred(grays: NDArray[np.uint8], radius_px: int) -> NDArray[np.uint8]:
    """Return (H, W): the mean of the square around each px, of 2 * radius_px + 1 px a side."""
    return np.asarray(Image.fromarray(grays).filter(ImageFilter.BoxBlur(radius_px)))


def _stretch(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(high - low):
        raise ValueError("px that are not finite")
    return ((values - low) * (255 / max(high - low, 1.0)) + 0.5).astype(np.uint8)


def _lay_on_paper(image: Image.Image) -> NDArray[np.uint8]:
    gray, alpha = np.moveaxis(np.asarray(image.convert("LA"), np.float32), 2, 0)
    opaque = float(alpha.sum())
    dark = opaque == 0 or float((gray * alpha).sum()) / opaque < 128
    paper = Image.new("RGBA", image.size, (255, 255, 255, 255) if dark else (0, 0, 0, 255))
    paper.alpha_composite(image.convert("RGBA"))
    return np.ascontiguousarray(np.moveaxis(np.asarray(paper)[..., :3], 2, 0))
