"""The parts of a number on the pad, and where the brackets lie that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from app.pad.ink_points import PAD_SIDE
from model.ink.drawing import Point, Traces

GAP_PX = 6
"""Between ink and its bracket; these lengths are logical px on the screen."""
STRIP_PX = 20
"""How high a bracket is with its label."""
MIN_WIDTH_PX = 12
BETWEEN_PX = 4
"""Between two brackets."""
FARTHEST_PX = 40
"""Brackets of a line stand in a row, unless one would be further than this from its ink."""
SLACK_PX = 3
"""A pointer so near to a bracket is on it."""


class PadPart(NamedTuple):
    """One character of a number, as it lies on the pad."""

    label: str
    confidence: float
    """In [0, 1]."""
    is_unsure: bool
    box: QRectF
    """In pad px."""
    traces: Traces = ()
    """Its ink in the drawing; none in a picture."""
    line: int = 0


@dataclass(frozen=True)
class Bracket:
    """Where a part's bracket lies, in pad px."""

    strip: QRectF
    """The bracket with its label."""
    is_above: bool
    """Whether it lies above its ink: there was no room below."""
    column: QRectF
    """What counts as the part: its ink and its strip, and no column of a neighbour's."""

    @property
    def middle_x(self) -> float:
        """The middle of its columns."""
        return self.strip.center().x()


def lay_out(parts: Sequence[PadPart], scale: float, margin: float) -> tuple[Bracket, ...]:
    """Return a bracket for each part; scale: logical px in each pad px; margin: of ink, in pad px.

    margin: how far ink reaches beyond its points.
    """
    made: list[Bracket] = []
    for _, line in groupby(parts, key=lambda part: part.line):
        boxes = [part.box.adjusted(-margin, -margin, margin, margin) for part in line]
        made += _lay_out_line(boxes, scale)
    return tuple(made)


def _lay_out_line(boxes: Sequence[QRectF], scale: float) -> list[Bracket]:
    gap, height = GAP_PX / scale, STRIP_PX / scale
    bottom, top = max(box.bottom() for box in boxes), min(box.top() for box in boxes)
    is_above = bottom + gap + height > PAD_SIDE and top - gap - height >= 0
    strips = []
    for box, (left, right) in zip(boxes, _columns(boxes, scale), strict=True):
        if is_above:
            y = max(top, box.top() - FARTHEST_PX / scale) - gap - height
        else:
            y = min(bottom, box.bottom() + FARTHEST_PX / scale) + gap
        strips.append(QRectF(left, min(y, PAD_SIDE - height), right - left, height))
    return [
        Bracket(strip, is_above, _column(box, strip))
        for box, strip in zip(boxes, strips, strict=True)
    ]


def _columns(boxes: Sequence[QRectF], scale: float) -> list[tuple[float, float]]:
    """Return from where to where each bracket reaches; those of ink that overlaps meet between."""
    least, between = MIN_WIDTH_PX / scale, BETWEEN_PX / scale
    ends = []
    for box in boxes:
        wider = max(least - box.width(), 0) / 2
        ends.append([box.left() - wider, box.right() + wider])
    for before, after in pairwise(ends):
        if after[0] - before[1] < between:
            middle = (before[1] + after[0]) / 2
            before[1] = max(middle - between / 2, before[0] + least / 2)
            after[0] = min(middle + between / 2, after[1] - least / 2)
    return [(left, right) for left, right in ends]


def _column(box: QRectF, strip: QRectF) -> QRectF:
    reach = box.united(strip)
    return QRectF(strip.left(), reach.top(), strip.width(), reach.height())


def bracket_at(brackets: Sequence[Bracket], at: Point, scale: float) -> int | None:
    """Return the index of the bracket at a place, label included; None where there is none."""
    slack = SLACK_PX / scale
    for index, bracket in enumerate(brackets):
        if bracket.strip.adjusted(-slack, -slack, slack, slack).contains(QPointF(*at)):
            return index
    return None


def part_at(brackets: Sequence[Bracket], at: Point, scale: float) -> int | None:
    """Return the index of the part at a place: its bracket, or else its ink's columns."""
    found = bracket_at(brackets, at, scale)
    if found is not None:
        return found
    return next((i for i, b in enumerate(brackets) if b.column.contains(QPointF(*at))), None)


def is_along(brackets: Sequence[Bracket], at: Point, scale: float) -> bool:
    """Whether a place lies on a bracket, or in the gap between two beside each other."""
    slack = SLACK_PX / scale
    if bracket_at(brackets, at, scale) is not None:
        return True
    return any(
        before.strip.united(after.strip).adjusted(0, -slack, 0, slack).contains(QPointF(*at))
        for before, after in pairwise(brackets)
        if abs(before.strip.center().y() - after.strip.center().y()) < before.strip.height()
    )
