"""Ink named in plain words by its shape and its place: "the bar at the top", "the crossbar"."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Stroke

STRAIGHT = 0.9
"""How much of a straight line's length its ends are apart, at least."""
LEVEL_DEGREES = 25.0
"""A straight line no steeper is a bar; one as near to upright, an upright."""
CLOSED = 0.3
"""How much of a loop's length its ends are apart, at most."""
DOT = 0.06
"""Ink no longer than this share of the drawing's size is a dot."""
WIDE = 0.35
"""A drawing is only described by its left and right where it is this wide for its height."""
LONG = 0.4
"""A part of a stroke that is shorter, as a share of the drawing's size, has no shape of its own."""
SPANNING = 0.7
"""Ink that spans more of a drawing's width is neither at its left nor at its right."""
OFF = 0.06
"""Ink so far off a bar, as a share of the drawing's size, is no longer on it."""
SPACINGS = 60
"""So many steps along a drawing's size find where lines cross."""

_ACROSS = ("left", "", "right")
_DOWN = ("top", "", "bottom")


def name_ink(lines: Sequence[Stroke], drawing: Drawing) -> str:
    """Return what some of a drawing's ink is called, such as "the loop at the bottom left".

    lines: that ink, each (N, 2) in px of the drawing.
    """
    if len(lines) > 1:
        return "some strokes"
    line = lines[0]
    left, top, right, bottom = drawing.bounds()
    low, size = np.array([left, top]), np.array([right - left, bottom - top])
    extent = max(float(size.max()), 1e-9)
    shape = _shape(line, extent)
    ends = [line[0].tolist(), line[-1].tolist()]
    is_whole = ends in [[s[0, :2].tolist(), s[-1, :2].tolist()] for s in drawing.strokes]
    if not is_whole and shape != "loop" and float(np.hypot(*np.ptp(line, axis=0))) < LONG * extent:
        shape = "ink"
    if shape == "bar" and _is_crossed(line, drawing, extent):
        return "the crossbar"
    place = _place(line, low, size, extent)
    return f"the {shape} {place}" if place else f"the {shape}"


def _shape(line: Stroke, extent: float) -> str:
    steps = np.diff(line, axis=0)
    length = float(np.hypot(*steps.T).sum())
    if length <= DOT * extent:
        return "dot"
    apart = line[-1] - line[0]
    distance = float(np.hypot(*apart))
    if distance >= STRAIGHT * length:
        steep = float(np.degrees(np.arctan2(abs(apart[1]), abs(apart[0]))))
        if steep <= LEVEL_DEGREES:
            return "bar"
        return "upright" if steep >= 90 - LEVEL_DEGREES else "slanting line"
    return "loop" if distance <= CLOSED * length else "curve"


def _place(line: Stroke, low: NDArray[np.float64], size: NDArray[np.float64], extent: float) -> str:
    """Return where a line lies in a drawing from `low`, in thirds; empty where it spans it."""
    line_low, line_high = line.min(axis=0), line.max(axis=0)
    words: list[str | None] = []
    for axis, names in ((1, _DOWN), (0, _ACROSS)):
        spans = float(line_high[axis] - line_low[axis]) > SPANNING * size[axis]
        if size[axis] < WIDE * extent or spans:
            words.append(None)
            continue
        middle = ((line_low[axis] + line_high[axis]) / 2 - low[axis]) / size[axis]
        words.append(names[min(int(3 * middle), 2)])
    down, across = words
    if down and across:
        return f"at the {down} {across}"
    if down or across:
        return f"at the {down}" if down else f"on the {across}"
    return "in the middle" if down == "" else ""


def _is_crossed(bar: Stroke, drawing: Drawing, extent: float) -> bool:
    """Whether other ink goes right across a bar between its ends."""
    begin, way = bar[0], bar[-1] - bar[0]
    length = max(float(np.hypot(*way)), 1e-9)
    along, across = way / length, np.array([-way[1], way[0]]) / length
    for stroke in drawing.strokes:
        points = _spaced(stroke[:, :2], extent / SPACINGS) - begin
        sides = points @ across
        off = np.flatnonzero(np.abs(sides) > OFF * extent)
        sides, place = sides[off], points[off] @ along
        inside = (place > 0.15 * length) & (place < 0.85 * length)
        crosses = (sides[:-1] * sides[1:] < 0) & inside[:-1] & inside[1:]
        if (crosses & (np.abs(np.diff(place)) < 3 * OFF * extent)).any():
            return True
    return False


def _spaced(stroke: Stroke, spacing: float) -> Stroke:
    """Return the stroke's line with a point each `spacing` px."""
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    at = np.linspace(0, way[-1], int(way[-1] / spacing) + 2)
    return np.column_stack([np.interp(at, way, stroke[:, axis]) for axis in (0, 1)])
