"""Pictures of ink in pieces, as they are found, made without looking for ink."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.data import folders
from model.ink.picture import Doubt, Picture, read_picture

SIDE_PX = 100
LEFT, MIDDLE, RIGHT = (10, 30, 20, 70), (45, 20, 55, 80), (70, 40, 95, 50)
"""(left, top, right, bottom) in px of the picture: two bars upright and one that lies."""


def picture_in_pieces(
    boxes: Sequence[tuple[int, int, int, int]] = (LEFT, MIDDLE, RIGHT),
    chosen: Sequence[int] = (1,),
    doubt: Doubt | None = None,
    colors: tuple[int, int] = (255, 0),
) -> Picture:
    """Return a square picture with a piece of ink in each box; colors: grays of paper and ink."""
    paper, gray = colors
    preview = np.full((SIDE_PX, SIDE_PX, 4), paper, np.uint8)
    preview[..., 3] = 255
    pieces = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    for number, (left, top, right, bottom) in enumerate(boxes, 1):
        preview[top:bottom, left:right, :3] = gray
        pieces[top:bottom, left:right] = number
    ink = np.where(pieces > 0, 255, 0).astype(np.uint8)
    blank = np.zeros((1, 1, 28, 28), np.float32)
    found = Picture(blank, preview, ink, pieces, frozenset())
    return replace(found.choosing(chosen), doubt=doubt)


DOUBTFUL_NAME = "doubtful"


def doubt_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have folders' pictures be doubtful whose names begin so, whatever is found in them."""

    def read(path: Path) -> Picture:
        doubt = Doubt.SHADOW if path.name.startswith(DOUBTFUL_NAME) else None
        return replace(read_picture(path), doubt=doubt)

    monkeypatch.setattr(folders, "read_picture", read)
