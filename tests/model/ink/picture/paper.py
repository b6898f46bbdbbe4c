"""Pictures as cameras and scanners give them, drawn by the tests themselves."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from model.ink.drawing import Drawing
from tests.model.ink.helpers import paint

SIDE_PX = 600
Sheet = NDArray[np.float32]
"""(SIDE_PX, SIDE_PX, 3): red, green and blue in 0..255."""

BLUE, RED, GRAPHITE = (35, 45, 130), (190, 40, 40), (120, 118, 115)


def blank(tint: tuple[int, int, int] = (240, 238, 230)) -> Sheet:
    """Return paper."""
    return np.full((SIDE_PX, SIDE_PX, 3), tint, np.float32)


def write(
    sheet: Sheet, drawing: Drawing, color: tuple[int, int, int] = BLUE, width_px: float = 12
) -> Sheet:
    """Return the sheet with a drawing in its middle, half as large as it."""
    field = Image.new("L", (SIDE_PX, SIDE_PX), 0)
    digit = paint(drawing, SIDE_PX // 2, width_px, paper=0, ink=255)
    field.paste(digit, (SIDE_PX // 4, SIDE_PX // 4))
    return lay(sheet, field, color)


def lay(sheet: Sheet, mask: Image.Image, color: tuple[int, int, int]) -> Sheet:
    """Return the sheet with a colour where a gray mask is white."""
    share = (np.asarray(mask, np.float32) / np.float32(255))[..., None]
    laid: Sheet = sheet * (1 - share) + np.array(color, np.float32) * share
    return laid


def rule(sheet: Sheet, step_px: int, lean: float = 0.0, squared: bool = False) -> Sheet:
    """Return the sheet with lines across it; lean: what they rise over its width, as a share."""
    mask = Image.new("L", (SIDE_PX, SIDE_PX), 0)
    pen = ImageDraw.Draw(mask)
    rise = lean * SIDE_PX
    for place in range(-step_px, SIDE_PX + 2 * step_px, step_px):
        pen.line((0, place + rise / 2, SIDE_PX, place - rise / 2), 255, 2)
        if squared:
            pen.line((place - rise / 2, 0, place + rise / 2, SIDE_PX), 255, 2)
    return lay(sheet, mask, (150, 160, 200))


def box(sheet: Sheet, margin_px: int, width_px: int) -> Sheet:
    """Return the sheet with a black box around its middle."""
    mask = Image.new("L", (SIDE_PX, SIDE_PX), 0)
    corner = SIDE_PX - margin_px - 1
    ImageDraw.Draw(mask).rectangle(
        (margin_px, margin_px, corner, corner), outline=255, width=width_px
    )
    return lay(sheet, mask, (20, 20, 20))


def shade(sheet: Sheet, share: NDArray[np.float64]) -> Sheet:
    """Return the sheet in less light; share: (SIDE_PX, SIDE_PX) or one that broadcasts to it."""
    return (sheet * np.broadcast_to(share, sheet.shape[:2])[..., None]).astype(np.float32)


def falling() -> NDArray[np.float64]:
    """Return light that falls off from a corner to less than a half."""
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX] / SIDE_PX
    light: NDArray[np.float64] = 1 - 0.4 * np.hypot(rows, columns)
    return light


def shadow(softness_px: float = 12.0) -> NDArray[np.float64]:
    """Return light with a shadow from the middle on, whose edge crosses the writing."""
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX]
    across = (columns - SIDE_PX / 2) * 0.9 + (rows - SIDE_PX / 2) * 0.4
    light: NDArray[np.float64] = 1 - 0.45 / (1 + np.exp(-across / softness_px))
    return light


def photograph(sheet: Sheet, grain: float = 3.0, blur_px: float = 1.0) -> Image.Image:
    """Return the sheet as a camera's JPEG has it."""
    noisy = sheet + np.random.default_rng(0).normal(0, grain, sheet.shape)
    image = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
    buffer = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(blur_px)).save(buffer, "JPEG", quality=85)
    buffer.seek(0)
    return Image.open(buffer)


def form(sheet: Sheet, cells: int = 4, lean: float = 0.04, width_px: int = 3) -> Sheet:
    """Return the sheet with a row of printed cells; the second is around the middle."""
    mask = Image.new("L", (SIDE_PX, SIDE_PX), 0)
    pen = ImageDraw.Draw(mask)
    pitch, tall = 0.36 * SIDE_PX, 0.7 * SIDE_PX
    left, top = (SIDE_PX - pitch) / 2 - pitch, (SIDE_PX - tall) / 2

    def leaning(x: float, y: float) -> tuple[float, float]:
        return x - lean * (y - SIDE_PX / 2), y + lean * (x - SIDE_PX / 2)

    right = left + cells * pitch
    for y in (top, top + tall):
        pen.line((leaning(left, y), leaning(right, y)), 255, width_px)
    for x in np.arange(cells + 1) * pitch + left:
        pen.line((leaning(x, top), leaning(x, top + tall)), 255, width_px)
    return lay(sheet, mask, (150, 60, 60))


def on_a_table(sheet: Sheet, margin_px: int = 60) -> Sheet:
    """Return the sheet as it lies on a dark table that is seen on two sides."""
    table = sheet.copy()
    table[:margin_px] = table[:, :margin_px] = (95, 60, 35)
    return table
