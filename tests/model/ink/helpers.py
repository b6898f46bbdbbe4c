"""Helpers of the tests of files of drawings and of pictures."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings


def refusal(path: Path) -> str:
    """Return with which sentence a file is refused."""
    with pytest.raises(BadInput) as refused:
        list(read_drawings(path))
    return str(refused.value)


def points(drawing: Drawing) -> list[list[list[float]]]:
    """Return a drawing's strokes as lists."""
    return [stroke.tolist() for stroke in drawing.strokes]


def paint(
    drawing: Drawing,
    side_px: int = 400,
    width_px: float = 18,
    paper: int = 255,
    ink: int = 0,
) -> Image.Image:
    """Return a gray picture of a drawing made on a 400 px pad, painted with round lines."""
    zoom = side_px / 400 * 4  # painted four times as large, for smooth edges
    image = Image.new("L", (side_px * 4, side_px * 4), paper)
    draw = ImageDraw.Draw(image)
    radius = max(width_px * side_px / 400 * 4 / 2, 2)
    for stroke in drawing.strokes:
        points = [(x * zoom, y * zoom) for x, y in stroke[:, :2]]
        draw.line(points, ink, round(2 * radius), joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), ink)
    return image.resize((side_px, side_px), Image.Resampling.BOX)
