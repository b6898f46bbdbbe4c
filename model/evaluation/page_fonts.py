"""The fonts that pages are written in."""

from PIL import ImageFont

FONTS = ("DejaVuSans.ttf", "Arial.ttf", "Helvetica.ttc")
"""Looked for in this order; Pillow's own has no letters but those of English."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def load_font(size: int) -> Font:
    """Return the first of FONTS that this machine has, else Pillow's own; size in px."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:  # not on this machine
            continue
    return ImageFont.load_default(size)
