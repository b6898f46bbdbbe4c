"""The kinds of photographs: one table. A new kind is one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.photographs.camera import Camera
from model.photographs.light import Light
from model.photographs.pens import BALLPOINT, CHALK, FELT, MARKER, PENCIL, Pen
from model.photographs.sheets import (
    PAPERS,
    MakeSheet,
    blackboard,
    boxed_sheet,
    framed_sheet,
    plain_sheet,
    ruled_sheet,
    sheet_on_table,
    squared_sheet,
    tinted_sheet,
    whiteboard,
)
from model.photographs.view import Pose

PENS = (BALLPOINT, BALLPOINT, BALLPOINT, FELT, PENCIL)
"""What lies on a desk."""
DARK_PENS = (BALLPOINT, BALLPOINT, FELT)
DAYLIGHT, PHONE = Light(), Camera()


@dataclass(frozen=True)
class Kind:
    """What a photograph shows, and what is wrong with it; one choice of each is made by chance."""

    sheets: tuple[MakeSheet, ...] = (plain_sheet,)
    pens: tuple[Pen, ...] = PENS
    light: Light = DAYLIGHT
    camera: Camera = PHONE
    characters: tuple[int, int] = (1, 1)
    """How many characters are written side by side, at least and at most."""
    lines: tuple[int, int] = (1, 1)
    """How many lines of so many characters are written, at least and at most."""
    has_neighbour: bool = False
    """Whether the border of the picture cuts through other writing."""
    borrows: bool = False
    """Whether sheet, pen, light and camera are those of another kind that shows one character."""


KINDS: Mapping[str, Kind] = {
    "plain": Kind(),
    "tinted": Kind((tinted_sheet,)),
    "ruled": Kind((ruled_sheet,)),
    "squared": Kind((squared_sheet,)),
    "boxes": Kind((boxed_sheet,), camera=Camera(pose=Pose(share=(0.2, 0.65)))),
    "framed": Kind((framed_sheet,), camera=Camera(pose=Pose(share=(0.3, 0.62)))),
    "felt": Kind(PAPERS, (FELT,)),
    "pencil": Kind(PAPERS, (PENCIL,)),
    "chalk": Kind(
        (blackboard,), (CHALK,), Light(exposure=(0.7, 1.1), falloff=(0, 0.3), glare=(0, 0.12))
    ),
    "whiteboard": Kind(
        (whiteboard,), (MARKER,), Light(exposure=(0.6, 0.95), falloff=(0, 0.35), glare=(0, 0.35))
    ),
    "falloff": Kind(PAPERS, light=Light(falloff=(0.25, 0.7), vignette=(0, 0.25))),
    "vignette": Kind(PAPERS, light=Light(vignette=(0.25, 0.65))),
    "shadow": Kind(PAPERS, light=Light(shadow=(0.2, 0.55), falloff=(0, 0.25))),
    "folded": Kind(PAPERS, light=Light(folds=(1, 4))),
    "edge": Kind((sheet_on_table,), camera=Camera(pose=Pose(share=(0.12, 0.4)))),
    "tilted": Kind(
        PAPERS,
        camera=Camera(pose=Pose(turn_degrees=(-14, 14), tilt_degrees=(15, 38), bend=(0, 0.02))),
    ),
    "blurred": Kind(PAPERS, DARK_PENS, camera=Camera(blur=(0.01, 0.045), shake=(0, 0.06))),
    "dark": Kind(
        PAPERS, light=Light(exposure=(0.2, 0.45), falloff=(0, 0.35)), camera=Camera(noise=(2, 9))
    ),
    "small": Kind(
        PAPERS,
        DARK_PENS,
        camera=Camera(
            side_px=(48, 150),
            pose=Pose(share=(0.4, 0.8)),
            enlarged=(1, 1, 2, 3),
            quality=(25, 85),
        ),
    ),
    "neighbour": Kind(PAPERS, has_neighbour=True, camera=Camera(pose=Pose(share=(0.25, 0.7)))),
    "number": Kind(characters=(2, 5), borrows=True),
    "lines": Kind(PAPERS, DARK_PENS, characters=(2, 5), lines=(2, 3)),
    "blank": Kind(characters=(0, 0), borrows=True),
}
"""Each kind by its name."""
MAX_CHARACTERS = 1 + max(kind.characters[1] * kind.lines[1] for kind in KINDS.values())
"""Of one photograph, neighbours included."""
