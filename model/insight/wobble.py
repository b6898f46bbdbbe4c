"""The same drawing as the hand might have drawn it, too, and what is read of it then.

To move a drawing, or to scale it as a whole, changes nothing at all: ink is fitted and centred
before the network sees it (`model.ink.raster`). So here it is moved *after* that, off the centre
of the network's field, and scaled in one direction only. The pen's width on the pad changes nothing
either; here the field's own pen is made thinner and thicker.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing
from model.ink.field import FIELD, PEN_WIDTH_PX, STANDARD_LOOK, Look
from model.ink.raster import Images, rasterize
from model.insight.occlusion import Check, go_on
from model.reading.prediction import Prediction, Reader

SHIFT_PX = 2
"""How far a drawing is moved off the centre, in px of the field."""


class Wobble(NamedTuple):
    """One way in which a drawing may be drawn otherwise."""

    name: str
    """What was done with it, such as "turned left 10°"."""
    turn_degrees: float = 0.0
    """Clockwise, as y goes down."""
    lean: float = 0.0
    """To the right, by so much of the height."""
    width: float = 1.0
    """By what it is made wider; its height stays."""
    pen: float = 1.0
    """By what the pen is made wider."""
    shift_px: tuple[int, int] = (0, 0)
    """Right and down, in px of the field."""

    @property
    def matrix(self) -> NDArray[np.float64]:
        """(2, 2), to be multiplied with columns of x and y."""
        angle = np.radians(self.turn_degrees)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return np.asarray(turn @ np.array([[self.width, -self.lean], [0.0, 1.0]]))

    @property
    def changes_ink(self) -> bool:
        """Whether the drawing itself is another, rather than how it lies in the field."""
        return self.pen == 1 and self.shift_px == (0, 0)


WOBBLES = (
    Wobble("moved left", shift_px=(-SHIFT_PX, 0)),
    Wobble("moved right", shift_px=(SHIFT_PX, 0)),
    Wobble("moved up", shift_px=(0, -SHIFT_PX)),
    Wobble("moved down", shift_px=(0, SHIFT_PX)),
    Wobble("turned left 20°", turn_degrees=-20),
    Wobble("turned left 10°", turn_degrees=-10),
    Wobble("turned right 10°", turn_degrees=10),
    Wobble("turned right 20°", turn_degrees=20),
    Wobble("leaned left, much", lean=-0.4),
    Wobble("leaned left", lean=-0.2),
    Wobble("leaned right", lean=0.2),
    Wobble("leaned right, much", lean=0.4),
    Wobble("much narrower", width=0.6),
    Wobble("narrower", width=0.8),
    Wobble("wider", width=1.25),
    Wobble("much wider", width=1.6),
    Wobble("pen much thinner", pen=0.65),
    Wobble("pen thinner", pen=0.8),
    Wobble("pen thicker", pen=1.15),
    Wobble("pen much thicker", pen=1.3),
)
"""The twenty ways, always the same."""


@dataclass(frozen=True, eq=False)
class Wobbled:
    """A drawing otherwise, as the network sees it, and what is read of it."""

    wobble: Wobble
    drawing: Drawing
    image: NDArray[np.uint8]
    """(28, 28), ink = 255: what the network sees, rounded as images of data sets are."""
    prediction: Prediction


@dataclass(frozen=True, eq=False)
class WobbleStrip:
    """A drawing in all of the ways."""

    text: str | None
    """What is read of the drawing as it is."""
    wobbled: tuple[Wobbled, ...]

    @cached_property
    def same_count(self) -> int:
        """In how many ways the same is read."""
        return sum(one.prediction.text == self.text for one in self.wobbled)

    @property
    def sentence(self) -> str:
        """What comes of it, such as "Read the same in 17 of 20"."""
        return f"Read the same in {self.same_count} of {len(self.wobbled)}"


def wobble(
    drawing: Drawing,
    prediction: Prediction,
    reader: Reader,
    wobbles: Sequence[Wobble] = WOBBLES,
    check: Check = go_on,
) -> WobbleStrip:
    """Return what is read of a drawing with ink in all of the ways.

    prediction: what is read of it as it is.
    """
    drawings = [apply(one, drawing) for one in wobbles]
    images = np.zeros((len(drawings), 1, FIELD, FIELD), np.float32)
    check()
    for pen in sorted({one.pen for one in wobbles}):
        look = replace(STANDARD_LOOK, pen_width_px=PEN_WIDTH_PX * pen)
        alike = [index for index, one in enumerate(wobbles) if one.pen == pen]
        images[alike] = _rasterize([drawings[i] for i in alike], [wobbles[i] for i in alike], look)
    grays = np.round(255 * images).astype(np.uint8)
    images = (grays / 255).astype(np.float32)  # read as `Picture.of_image` gives it again
    check()
    found = reader.predict(images)
    return WobbleStrip(
        prediction.text,
        tuple(
            Wobbled(one, drawings[index], grays[index, 0], found[index])
            for index, one in enumerate(wobbles)
        ),
    )


def apply(one: Wobble, drawing: Drawing) -> Drawing:
    """Return the drawing turned, leaned and stretched about its middle; pressure goes."""
    left, top, right, bottom = drawing.bounds()
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    strokes = [(stroke[:, :2] - middle) @ one.matrix.T + middle for stroke in drawing.strokes]
    return replace(drawing, strokes=tuple(strokes))


def _rasterize(drawings: Sequence[Drawing], wobbles: Sequence[Wobble], look: Look) -> Images:
    images = rasterize(drawings, look)
    for image, one in zip(images, wobbles, strict=True):
        if one.shift_px != (0, 0):
            image[0] = _moved(image[0], *one.shift_px)
    return images


def _moved(image: NDArray[np.float32], right: int, down: int) -> NDArray[np.float32]:
    """Return (H, W): the image moved by whole px; nothing comes in at the edges."""
    height, width = image.shape
    moved = np.zeros_like(image)
    moved[max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = image[
        max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
    ]
    return moved
