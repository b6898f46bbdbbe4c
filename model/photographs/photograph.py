"""Photographs of writing, composed: ink on a sheet, in some light, before a camera."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count as numbers
from itertools import cycle, islice
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from PIL import Image

from model.errors import BadInput
from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing
from model.photographs.arrays import Floats, Mask, draw_evenly_in_size, pick
from model.photographs.camera import Px, choose_shape, expose, write_file
from model.photographs.kinds import KINDS, Kind
from model.photographs.light import shine
from model.photographs.paper import paint_sheet
from model.photographs.pens import Pen, choose_width, lay_ink, take_one
from model.photographs.sheets import MakeSheet, boxed_sheet
from model.photographs.view import View, make_view
from model.photographs.writing import Writing, lay_out, lay_out_lines

_DIGITS_AT_ONCE = 400
_SIDES = ((0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0))
_GAP = 0.12  # between the writing and its neighbour, at least, in heights of the writing


@dataclass(frozen=True, eq=False)
class Photograph:
    """A photograph of writing, with what is written and where."""

    px: Px
    """(H, W, 3), as a reader of its file gets them, upright."""
    label: str | None
    """What is written; None where nothing is, or where it is not known."""
    kind: str
    """A name in KINDS."""
    ink: Mask
    """(H, W): the px that the pen's tip went over, but for those of neighbours."""
    jpeg: bytes | None
    """The file that the camera wrote; None where it is a PNG."""

    @property
    def group(self) -> str:
        """What it shows, as folders of pictures say it.

        One "digit", a "number" of several, "many" in lines, a "nondigit", or "unclear": nobody said
        what it is.
        """
        if self.label is None:
            return "unclear" if self.ink.any() else "nondigit"
        words = self.label.split()
        if all(word.isascii() and word.isdecimal() for word in words):
            return "many" if len(words) > 1 else "digit" if len(self.label) == 1 else "number"
        return "nondigit"

    @property
    def suffix(self) -> str:
        """The ending of its file's name, with the dot."""
        return ".png" if self.jpeg is None else ".jpg"

    def to_file(self) -> bytes:
        """Return its file."""
        if self.jpeg is not None:
            return self.jpeg
        buffer = io.BytesIO()
        Image.fromarray(self.px).save(buffer, "PNG", compress_level=3)
        return buffer.getvalue()


def synthesize_photographs(
    count: int,
    seed: int,
    kinds: Sequence[str] | None = None,
    drawings: Sequence[Drawing] | None = None,
) -> Iterator[Photograph]:
    """Yield photographs, made one by one; the same per seed, however many are asked for.

    kinds: names in KINDS, of which each gets an equal share; None for all. drawings: what is
    written, one after the other and again from the beginning; None for the synthesiser's digits.
    Raises BadInput, before the first is made, on a kind that there is not, or drawings of which
    none has ink.
    """
    names = check_kinds(kinds)
    if drawings is None:
        source = _endless_digits(seed)
    else:
        inked = [drawing for drawing in drawings if not drawing.is_empty]
        if not inked:
            raise BadInput("no drawing with ink to be photographed")
        source = cycle(inked)
    return islice(_endless(names, seed, source), count)


def check_kinds(kinds: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of kinds, or of all; raises BadInput on one that there is not."""
    for name in kinds or ():
        if name not in KINDS:
            raise BadInput(f"{name} is no kind of photograph; there are {', '.join(KINDS)}")
    return tuple(kinds or KINDS)


def _endless_digits(seed: int) -> Iterator[Drawing]:
    for number in numbers():
        # The seeds of this and of what `synthesize` draws lie apart.
        yield from synthesize_digits(_DIGITS_AT_ONCE, seed + ((number + 1) << 32))


def _endless(names: Sequence[str], seed: int, source: Iterator[Drawing]) -> Iterator[Photograph]:
    for number in numbers():
        order = np.random.default_rng([seed, 2, number]).permutation(len(names))
        for place in order.tolist():
            rng = np.random.default_rng([seed, 3, number, place])
            yield _photograph(rng, names[place], source)


class _Scene(NamedTuple):
    """What was chosen by chance for one photograph."""

    kind: Kind
    make_sheet: MakeSheet
    pen: Pen
    writing: Writing
    width_mm: float


def _photograph(rng: Generator, name: str, source: Iterator[Drawing]) -> Photograph:
    kind = _resolve(rng, KINDS[name])
    written = [_take(rng, kind, source) for _ in range(_count(rng, kind.lines))]
    scene = _choose(rng, kind, written if written[0] else [[next(source)]])
    view = _aim(rng, scene)
    canvas = paint_sheet(rng, scene.make_sheet(rng, scene.writing), view)
    ink = np.zeros(view.shape, bool)
    if written[0]:
        ink = lay_ink(rng, canvas, scene.writing, scene.pen, view, scene.width_mm)
    if kind.has_neighbour:
        ink &= ~_lay_neighbour(rng, canvas, next(source), scene, view)
    shine(rng, canvas, kind.light)
    writing_px = scene.writing.height_mm * float(view.px_per_mm(np.zeros((1, 2)))[0])
    px, ink = expose(rng, canvas, ink, kind.camera, writing_px)
    px, jpeg = write_file(rng, px, kind.camera)
    return Photograph(px, _label(written), name, ink, jpeg)


def _resolve(rng: Generator, kind: Kind) -> Kind:
    """Return the kind, with what it takes from another one."""
    if not kind.borrows:
        return kind
    lenders = [other for other in KINDS.values() if other.characters == (1, 1)]
    return replace(pick(rng, tuple(lenders)), characters=kind.characters, has_neighbour=False)


def _count(rng: Generator, bounds: tuple[int, int]) -> int:
    least, most = bounds
    # What is the same for all takes no chance: photographs stay as they were.
    return least if least == most == 1 else int(rng.integers(least, most + 1))


def _take(rng: Generator, kind: Kind, source: Iterator[Drawing]) -> list[Drawing]:
    """Return what is written on a line."""
    least, most = kind.characters
    return list(islice(source, int(rng.integers(least, most + 1))))


def _choose(rng: Generator, kind: Kind, lines: Sequence[Sequence[Drawing]]) -> _Scene:
    make_sheet, pen = pick(rng, kind.sheets), take_one(rng, pick(rng, kind.pens))
    height_mm = draw_evenly_in_size(rng, pen.height_mm)
    writing = lay_out_lines(rng, lines, height_mm, in_cells=make_sheet is boxed_sheet)
    return _Scene(kind, make_sheet, pen, writing, choose_width(rng, pen, height_mm))


def _aim(rng: Generator, scene: _Scene) -> View:
    camera = scene.kind.camera
    shape = choose_shape(rng, camera)
    return make_view(rng, camera.pose, scene.writing, shape, scene.width_mm / 2)


def _lay_neighbour(
    rng: Generator, canvas: Floats, drawing: Drawing, scene: _Scene, view: View
) -> Mask:
    """Write another character where the border of the picture cuts it; return its px.

    It is left out where there is room on no side.
    """
    writing = lay_out(rng, [drawing], scene.writing.height_mm, in_cells=False)
    own = np.concatenate(scene.writing.strokes)
    to_mm = np.linalg.inv(view.matrix)
    for side in rng.permutation(_SIDES):
        x_px, y_px = (side + rng.uniform(-0.04, 0.04, 2)) * (view.width, view.height)
        place = to_mm @ (x_px, y_px, 1)
        moved = [stroke + place[:2] / place[2] for stroke in writing.strokes]
        theirs = np.concatenate(moved)
        gap = np.maximum(theirs.min(0) - own.max(0), own.min(0) - theirs.max(0)).max()
        if gap > _GAP * writing.height_mm:
            apart = replace(writing, strokes=tuple(moved))
            return lay_ink(rng, canvas, apart, scene.pen, view, scene.width_mm)
    return np.zeros(view.shape, bool)


def _label(lines: Sequence[Sequence[Drawing]]) -> str | None:
    """Return what is written, a space between lines; None where that is not known, or nothing."""
    labels = [[drawing.label for drawing in line] for line in lines]
    if not labels[0] or any(None in line for line in labels):
        return None
    return " ".join("".join(map(str, line)) for line in labels)
