"""From a picture to strokes that draw it: a picture that is imported becomes ink like any other.

The ink is thinned to lines one px wide (Zhang and Suen, 1984, "A fast parallel algorithm for
thinning digital patterns"), and a pen follows them, straight on where they cross. In what order
and direction they were written, a picture does not tell.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.ink.drawing import Drawing
from model.ink.picture.picture import Picture
from model.ink.picture.placing import FINE, ink_to_fine_field

INK = 0.6
"""What is darker counts as ink."""
SPUR_PX = 2.0
"""Side lines shorter than this are the thinning's, not the pen's; in px of the field."""
HEADING_POINTS = 5
"""How far the pen looks back to go straight on."""
SMOOTHING_POINTS = 2
"""To either side, over which the stairs of px are evened out."""

Mask = NDArray[np.bool_]
Px = tuple[int, int]


def trace(image: NDArray[np.float32], label: str | None = None) -> Drawing:
    """Return a drawing that looks like the image; image: (28, 28) in [0, 1], ink = 1."""
    side = image.shape[0] * FINE
    fine = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    return _trace_fine(np.asarray(fine), label)


def trace_ink(picture: Picture, label: str | None = None) -> Drawing:
    """Return a drawing that looks like the ink of a picture that is read; in px of the input."""
    return _trace_fine(ink_to_fine_field(picture.chosen_ink), label)


def _trace_fine(fine: NDArray[np.float32], label: str | None) -> Drawing:
    """Return a drawing in px of the field; fine: (112, 112) in [0, 1], ink = 1."""
    lines = thin(np.pad(fine > INK, 1))
    return Drawing(
        tuple(_smooth(np.array(way, float)[:, ::-1] / FINE) for way in _follow(lines)), label
    )


def thin(ink: Mask) -> Mask:
    """Return the ink thinned to lines; ink: (height, width), its border without any."""
    ink = ink.copy()
    changed = True
    while changed:
        changed = False
        for first, second in (((0, 2, 4), (2, 4, 6)), ((0, 2, 6), (0, 4, 6))):
            around = _around(ink)  # (8, height, width), clockwise from the px above
            count = around.sum(axis=0)
            turns = (~around & np.roll(around, -1, axis=0)).sum(axis=0)
            gone = ink & (count >= 2) & (count <= 6) & (turns == 1)
            gone &= ~around[list(first)].all(axis=0) & ~around[list(second)].all(axis=0)
            gone &= ~_of_lone_squares(ink, around, count)
            ink &= ~gone
            changed |= bool(gone.any())
    return ink


def _of_lone_squares(ink: Mask, around: Mask, count: NDArray[np.intp]) -> Mask:
    """Return the first px of each square of four that touches no other ink: it would vanish."""
    of_three = count == 3
    return np.asarray(ink & around[2:5].all(axis=0) & of_three & _around(of_three)[2:5].all(axis=0))


def _around(ink: Mask) -> Mask:
    steps = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
    return np.stack([np.roll(ink, (-y, -x), axis=(0, 1)) for y, x in steps])


def _follow(lines: Mask) -> list[list[Px]]:
    """Return the ways of a pen along the lines, as (row, column)."""
    left = {(int(y), int(x)) for y, x in np.argwhere(lines)}
    walked: set[Px] = set()
    ways: list[list[Px]] = []
    while left:
        # From an end, if there is one; the uppermost, as most strokes begin.
        start = min(left, key=lambda px: (len(_beside(px, left)) != 1, px))
        way = [start]
        left.discard(start)
        while onward := _beside(way[-1], left):
            way.append(_straightest(way, onward))
            left.discard(way[-1])
        before = _beside(way[0], walked)
        after = _beside(way[-1], (walked | {way[0]}) - set(way[-2:]))
        if (before or after) and len(way) < SPUR_PX * FINE and ways:
            continue
        walked.update(way)
        ways.append([*before[:1], *way, *after[:1]])
    return ways


def _beside(px: Px, among: set[Px]) -> list[Px]:
    """Return the neighbours of a px that are among these, those that share a side first."""
    y, x = px
    straight = ((y - 1, x), (y, x - 1), (y, x + 1), (y + 1, x))
    aslant = ((y - 1, x - 1), (y - 1, x + 1), (y + 1, x - 1), (y + 1, x + 1))
    return [near for near in (*straight, *aslant) if near in among]


def _straightest(way: list[Px], onward: list[Px]) -> Px:
    (y, x), (from_y, from_x) = way[-1], way[-HEADING_POINTS:][0]
    heading = complex(x - from_x, y - from_y)

    def agreement(px: Px) -> float:
        step = complex(px[1] - x, px[0] - y)
        return (heading.conjugate() * step).real / abs(step)

    return max(onward, key=agreement)


def _smooth(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (N, 2): each point the mean of those around it; the ends stay."""
    if len(points) < 3:
        return points
    reach = SMOOTHING_POINTS
    padded = np.concatenate(
        [np.repeat(points[:1], reach, 0), points, np.repeat(points[-1:], reach, 0)]
    )
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0)
    smooth: NDArray[np.float64] = windows.mean(axis=-1)
    smooth[0], smooth[-1] = points[0], points[-1]
    return smooth
