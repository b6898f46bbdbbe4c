"""The staircase as a chart: error against seconds to fit, each step numbered and named."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from pathlib import Path

from PIL import Image, ImageDraw

from model.evaluation.page_fonts import load_font
from model.plain_text import plain
from model.shallow.comparison import Measured
from model.text import format_seconds, percent

PAGE_PX = (1280, 800)
PLOT = (110, 90, 790, 700)
"""Left, top, right and bottom of the plot on the page, in px."""
KEY_LEFT_PX = 830
PAPER, INK, MUTED, GRID = "#ffffff", "#111111", "#5f5f5f", "#e4e4e4"
COLORS = ("#2563eb", "#d55e00", "#00805c", "#aa3377", "#7a6000")
"""Told apart by colour-blind eyes, too; the marks have other shapes besides."""
CORNERS = (0, 4, 3, 5, 6)
"""Of the marks; 0 is a circle."""
MARK_PX = 11
LEAST_ERROR = 1e-4
"""What has none is drawn there: a logarithm has no 0."""
LEAST_SECONDS = 0.1

Point = tuple[float, float]


class Scale:
    """A logarithmic axis between whole decades, or halves of such, that hold all values."""

    def __init__(self, values: Sequence[float], start_px: float, end_px: float) -> None:
        self._low = floor(2 * log10(min(values))) / 2
        self._high = max(ceil(2 * log10(max(values))) / 2, self._low + 1)
        self._start_px = start_px
        self._end_px = end_px

    def to_px(self, value: float) -> float:
        """Return where a value lies."""
        share = (log10(value) - self._low) / (self._high - self._low)
        return self._start_px + share * (self._end_px - self._start_px)

    def ticks(self) -> Iterator[float]:
        """Yield 1, 2 and 5 times each power of ten on the axis."""
        for exponent in range(floor(self._low), ceil(self._high) + 1):
            for factor in (1, 2, 5):
                value = factor * 10.0**exponent
                if self._low - 1e-9 <= log10(value) <= self._high + 1e-9:
                    yield value


def draw_staircase(steps: Sequence[Measured]) -> Image.Image:
    """Return the chart; steps whose seconds nobody knows are in its key alone."""
    page = Image.new("RGB", PAGE_PX, PAPER)
    draw = ImageDraw.Draw(page)
    names = list(steps[0].errors)
    timed = [step for step in steps if step.seconds is not None]
    seconds = [max(step.seconds or 0, LEAST_SECONDS) for step in timed] or [1.0]
    errors = [max(step.errors[name], LEAST_ERROR) for step in steps for name in names]
    left, top, right, bottom = PLOT
    across, up = Scale(seconds, left + 20, right - 20), Scale(errors, bottom - 20, top + 20)
    _draw_axes(draw, across, up)
    for number, name in enumerate(names):
        look = number % len(COLORS)
        points = [
            (across.to_px(at), up.to_px(max(step.errors[name], LEAST_ERROR)))
            for step, at in zip(timed, seconds, strict=True)
        ]
        draw.line(points, COLORS[look], 2)
        for step, point in zip(timed, points, strict=True):
            _draw_mark(draw, point, look)
            draw.text(point, str(steps.index(step) + 1), PAPER, load_font(12), anchor="mm")
    _draw_names(draw, names)
    _draw_key(draw, steps, names[0])
    return page


def _draw_axes(draw: ImageDraw.ImageDraw, across: Scale, up: Scale) -> None:
    left, top, right, bottom = PLOT
    small = load_font(14)
    for value in across.ticks():
        x = across.to_px(value)
        draw.line((x, top, x, bottom), GRID)
        draw.text((x, bottom + 8), f"{value:g}", MUTED, small, anchor="ma")
    for value in up.ticks():
        y = up.to_px(value)
        draw.line((left, y, right, y), GRID)
        draw.text((left - 10, y), f"{100 * value:g} %", MUTED, small, anchor="rm")
    draw.line((left, top, left, bottom, right, bottom), MUTED)
    draw.text(((left + right) / 2, bottom + 34), "seconds to fit", INK, load_font(16), anchor="ma")
    draw.text((left - 80, 24), "From made features to end to end", INK, load_font(26))
    draw.text((left - 80, top - 22), "misread", INK, load_font(16))


def _draw_mark(draw: ImageDraw.ImageDraw, point: Point, look: int) -> None:
    if corners := CORNERS[look]:
        turned = 45 if corners == 4 else 0
        draw.regular_polygon((*point, MARK_PX + 2), corners, turned, COLORS[look], PAPER)
    else:
        x, y = point
        box = (x - MARK_PX, y - MARK_PX, x + MARK_PX, y + MARK_PX)
        draw.ellipse(box, COLORS[look], PAPER)


def _draw_names(draw: ImageDraw.ImageDraw, names: Sequence[str]) -> None:
    """Name the data, along the bottom."""
    font = load_font(15)
    x = float(PLOT[0])
    for number, name in enumerate(names):
        look = number % len(COLORS)
        text = _cut(plain(Path(name).name), 32)
        _draw_mark(draw, (x, PAGE_PX[1] - 32), look)
        draw.text((x + 20, PAGE_PX[1] - 32), text, INK, font, anchor="lm")
        x += 60 + draw.textlength(text, font)


def _draw_key(draw: ImageDraw.ImageDraw, steps: Sequence[Measured], name: str) -> None:
    """Name the steps, with what each adds and its error on the first of the data."""
    y = PLOT[1]
    for number, step in enumerate(steps, 1):
        time = "unknown" if step.seconds is None else format_seconds(step.seconds)
        draw.text((KEY_LEFT_PX, y), f"{number}", COLORS[0], load_font(17))
        draw.text((KEY_LEFT_PX + 32, y), step.title, INK, load_font(17))
        what = f"{percent(step.errors[name])} in {time}: {step.adds}"
        draw.text((KEY_LEFT_PX + 32, y + 24), what, MUTED, load_font(13))
        y += 64


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
