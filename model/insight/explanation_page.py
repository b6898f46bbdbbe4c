"""An explanation as one picture, to be shown to others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from model.evaluation.page_fonts import load_font
from model.ink.drawing import Stroke
from model.ink.field import FIELD
from model.ink.raster import rasterize
from model.insight.colors import ON_LIGHT
from model.insight.explanation import Explanation
from model.insight.occlusion import Occlusion
from model.insight.wobble import WobbleStrip
from model.reading.prediction import Prediction
from model.text import percent

PAGE_PX = (1200, 800)
MARGIN_PX = 40
TOP_PX = 130
PICTURE_PX = 336
"""The side of the network's input, and of the drawing in colours."""
BARS_LEFT_PX = 832
MAX_BARS = 12
"""Of more classes only the likeliest are drawn, in the order of the classes."""
STRIP_TOP_PX = 576
STRIP_COLUMNS = 10
CELL_PX = (112, 104)
SMALL_PX = 56
"""The side of a wobbled drawing."""
PEN_PX = 20
SMOOTH = 3
"""Ink is drawn so many times larger, and shrunk."""

PAPER, INK, MUTED, TRACK, FAINT_INK = "#ffffff", "#111111", "#5f5f5f", "#dedede", "#a0a0a0"
ACCENT = "#2563eb"
EN_DASH = "\N{EN DASH}"
"""For a minus sign, which Pillow's own font has not."""

RGB = tuple[int, ...]


def draw_explanation(explanation: Explanation, target: int | None = None) -> Image.Image:
    """Return a page with the sentence, what the network sees, the ink in colours, bars and wobbles.

    target: the index of a class, to show what speaks for and against it; None for the answer.
    """
    occlusion = explanation.occlusion
    page = Image.new("RGB", PAGE_PX, PAPER)
    draw = ImageDraw.Draw(page)
    sentence = explanation.sentence(target)
    _write_lines(draw, (MARGIN_PX, 28), sentence, 26, PAGE_PX[0] - 2 * MARGIN_PX)
    top = TOP_PX + 28
    draw.text((MARGIN_PX, TOP_PX), "What the network sees", INK, load_font(16))
    seen = np.round(255 * rasterize([occlusion.drawing])[0, 0]).astype(np.uint8)
    page.paste(_image(seen, PICTURE_PX, smooth=False), (MARGIN_PX, top))
    shown = occlusion.prediction.index if target is None else target
    _paste_colored_ink(page, occlusion, shown, (2 * MARGIN_PX + PICTURE_PX, TOP_PX))
    _draw_bars(draw, occlusion.prediction, (BARS_LEFT_PX, top))
    _paste_strip(page, explanation.wobble_strip)
    return page


def _paste_colored_ink(
    page: Image.Image, occlusion: Occlusion, target: int, corner: tuple[int, int]
) -> None:
    left, top = corner
    draw = ImageDraw.Draw(page)
    name = occlusion.prediction.classes[target]
    draw.text(corner, f"Orange ink holds {name} up; blue speaks against it", INK, load_font(16))
    limit = occlusion.scale_limit(target)
    colors = [_color(fall / limit) for fall in occlusion.falls(target).tolist()]
    large = Image.new("RGB", (PICTURE_PX * SMOOTH, PICTURE_PX * SMOOTH), PAPER)
    lines = [piece.lines for piece in occlusion.pieces]
    _draw_ink(ImageDraw.Draw(large), lines, colors, PICTURE_PX * SMOOTH, PEN_PX * SMOOTH)
    page.paste(large.reduce(SMOOTH), (left, top + 28))
    _draw_legend(page, limit, (left, top + PICTURE_PX + 40))


def _draw_ink(
    draw: ImageDraw.ImageDraw,
    pieces: Sequence[Sequence[Stroke]],
    colors: Sequence[RGB],
    side: int,
    pen: int,
) -> None:
    """Draw pieces of ink, each of some lines (N, 2), fitted to a square."""
    points = np.concatenate([line for piece in pieces for line in piece])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (side - 2 * pen) / max(float((high - low).max()), 1e-9)
    for piece, color in zip(pieces, colors, strict=True):
        for line in piece:
            at = [(x, y) for x, y in ((line - (low + high) / 2) * scale + side / 2).tolist()]
            draw.line(at, color, pen)
            for x, y in at:
                draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), color)


def _draw_legend(page: Image.Image, limit: float, corner: tuple[int, int]) -> None:
    left, top = corner
    draw = ImageDraw.Draw(page)
    low, high = f"{EN_DASH}{100 * limit:.0f} %", f"+{100 * limit:.0f} %"
    draw.text((left, top), low, MUTED, load_font(14))
    bar_left, bar_width = left + 70, 180
    for x in range(bar_width):
        color = _color(2 * x / (bar_width - 1) - 1)
        draw.line((bar_left + x, top + 3, bar_left + x, top + 15), color)
    draw.text((bar_left + bar_width + 12, top), high, MUTED, load_font(14))


def _color(share: float) -> RGB:
    """Return the colour of a value in [-1, 1]; 0 is faint ink."""
    end = np.array(ImageColor.getrgb(ON_LIGHT[share > 0]), float)
    zero = np.array(ImageColor.getrgb(FAINT_INK), float)
    return tuple(np.round(zero + (end - zero) * min(abs(share), 1)).astype(int).tolist())


def _draw_bars(draw: ImageDraw.ImageDraw, prediction: Prediction, corner: tuple[int, int]) -> None:
    left, top = corner
    answer = prediction.text
    read = f"Read as {_cut(answer)}" if answer else f"Refused: {prediction.classes.refusal}"
    draw.text((left, TOP_PX), read, INK, load_font(16))
    likely = np.argsort(-prediction.probabilities, kind="stable")[:MAX_BARS]
    height = PICTURE_PX / MAX_BARS
    for row, index in enumerate(sorted(likely.tolist())):
        share = float(prediction.probabilities[index])
        y = round(top + row * height)
        draw.text((left, y), _cut(prediction.classes[index]), INK, load_font(16))
        bar = (left + 72, y + 5, left + 72 + 150, y + 15)
        draw.rounded_rectangle(bar, 5, TRACK)
        if share >= 0.005:
            color = ACCENT if index == prediction.index else MUTED
            draw.rounded_rectangle(
                (*bar[:2], bar[0] + max(round(150 * share), 10), bar[3]), 5, color
            )
        draw.text((bar[2] + 12, y), percent(share, 1), MUTED, load_font(16))


def _paste_strip(page: Image.Image, strip: WobbleStrip) -> None:
    draw = ImageDraw.Draw(page)
    draw.text(
        (MARGIN_PX, STRIP_TOP_PX - 32),
        f"{strip.sentence} when drawn a little otherwise",
        INK,
        load_font(16),
    )
    width, height = CELL_PX
    for index, one in enumerate(strip.wobbled):
        row, column = divmod(index, STRIP_COLUMNS)
        x, y = MARGIN_PX + column * width, STRIP_TOP_PX + row * height
        page.paste(_image(one.image, SMALL_PX, smooth=True), (x, y))
        is_same = one.prediction.text == strip.text
        answer = _cut(one.prediction.text or "?")
        draw.text((x + SMALL_PX + 6, y + 16), answer, MUTED if is_same else ACCENT, load_font(20))
        draw.text((x, y + SMALL_PX + 4), one.wobble.name, MUTED, load_font(11))


def _image(image: NDArray[np.uint8], side: int, *, smooth: bool) -> Image.Image:
    """Return (28, 28), ink = 255, as dark ink on light paper."""
    assert image.shape == (FIELD, FIELD)
    resampling = Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST
    return Image.fromarray(255 - image).resize((side, side), resampling)


def _write_lines(
    draw: ImageDraw.ImageDraw, corner: tuple[int, int], text: str, size: int, width: int
) -> None:
    """Write a text in as many lines as it needs."""
    font = load_font(size)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if draw.textlength(longer, font) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    for number, line in enumerate(lines):
        draw.text((corner[0], corner[1] + round(1.35 * size) * number), line, INK, font)


def _cut(name: str) -> str:
    """Return a class's name, cut where it is long."""
    return name if len(name) <= 8 else f"{name[:7]}…"
