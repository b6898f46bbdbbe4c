"""Finds the ink in a picture of any mode, polarity and transparency."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_PAPER_NOISE = 0.12  # fainter than this share of the darkest ink counts as paper


def find_ink(image: Image.Image) -> NDArray[np.float32]:
    """Return (height, width): 0 for paper, 1 for the strongest ink."""
    gray = to_gray(image)
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    difference = gray - np.median(border)
    # Lighter or darker than the paper: whichever holds more of what differs.
    ink = difference if (difference**3).sum() > 0 else -difference
    strongest = float(ink.max(initial=0))
    if strongest <= 8:  # of 255; less is noise on a blank page
        return np.zeros_like(gray)
    ink = (ink / strongest).clip(0, 1)
    return np.where(ink < _PAPER_NOISE, np.float32(0), ink)


def is_deep(image: Image.Image) -> bool:
    """Whether a px has 16 or 32 bits; they are stretched, as no rule names white."""
    return image.mode.startswith("I") or image.mode == "F"


def to_gray(image: Image.Image) -> NDArray[np.float32]:
    """Return (height, width) in 0..255, transparency laid on paper unlike the ink."""
    if is_deep(image):
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
