"""Helpers of the tests of files of drawings."""

from pathlib import Path

import pytest

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
