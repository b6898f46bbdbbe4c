"""What every drawing that comes from a file must keep to: sizes, numbers, labels.

The functions raise BadInput with the fault alone; who calls them names the file and the line.
"""

import re
from collections.abc import Sequence

import numpy as np

from model.errors import BadInput
from model.ink.drawing import Drawing, Stroke

MAX_POINTS = 100_000
"""A drawing with more points than this is refused; a minute of fast scribbling has 15,000."""
MAX_COORDINATE_PX = 1e6
MAX_LABEL_LENGTH = 32
MAX_WRITER_LENGTH = 200
MAX_FILE_POINTS = 2_000_000
"""In all drawings of a file that is not read line by line."""

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def checked_stroke(points: Stroke) -> Stroke:
    """Return the (N, 2) or (N, 3) points, N > 0, if coordinates and pressures are in bounds."""
    is_pressed = points.shape[1] == 3
    coordinates = points[:, :2] if is_pressed else points
    # Written so that NaN fails it too.
    if not np.abs(coordinates).max() <= MAX_COORDINATE_PX:
        raise BadInput(f"a coordinate is not within ±{MAX_COORDINATE_PX:.0f} px")
    if is_pressed and not (points[:, 2].min() >= 0 and points[:, 2].max() <= 1):
        raise BadInput("a pressure is not within 0 and 1")
    return points


def check_point_count(count: int) -> None:
    """Refuse a drawing of so many points if they are too many."""
    if count > MAX_POINTS:
        raise BadInput(f"a drawing of more than {MAX_POINTS} points")


def parse_numbers(words: Sequence[str]) -> list[float]:
    """Return the numbers that the words spell; they may be infinite or NaN."""
    try:
        return list(map(float, words))
    except ValueError as error:
        raise BadInput("a number is not one") from error


def without_surrogates(text: str) -> str:
    """Return the text with what is half a character, and cannot be written, replaced."""
    return text if text.isascii() else _LONE_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def foreign_label(text: str | None) -> str | None:
    """Return the label that another program's text is, or None where it is too long or empty.

    Such texts may be anything, such as a whole formula; they are no fault of the file.
    """
    label = without_surrogates(text or "").strip()
    return label if 1 <= len(label) <= MAX_LABEL_LENGTH else None


def foreign_writer(text: str | None) -> str | None:
    """Return the writer that another program's text names, or None where it names none."""
    writer = without_surrogates(text or "").strip()
    return writer if 1 <= len(writer) <= MAX_WRITER_LENGTH else None


class FileBudget:
    """Counts the points in all drawings of a file; some formats show one stroke many times."""

    def __init__(self) -> None:
        self._points = 0

    def spend(self, points: int) -> None:
        """Count these points; raises BadInput where they are too many for one file."""
        self._points += points
        if self._points > MAX_FILE_POINTS:
            raise BadInput(f"drawings of more than {MAX_FILE_POINTS} points together")


class DrawingBuilder:
    """Collects the strokes of one drawing after another."""

    def __init__(self, budget: FileBudget | None = None) -> None:
        """Take the budget that several builders share, or make one."""
        self._budget = budget or FileBudget()
        self._strokes: list[Stroke] = []
        self._points = 0

    @property
    def is_empty(self) -> bool:
        """Whether the drawing has no stroke yet."""
        return not self._strokes

    def check_room(self, points: int) -> None:
        """Refuse a stroke of so many points, before it is made, where that is too many."""
        check_point_count(self._points + points)

    def add(self, stroke: Stroke) -> None:
        """Add a checked stroke; raises BadInput where the points are too many."""
        self.check_room(len(stroke))
        self._budget.spend(len(stroke))
        self._points += len(stroke)
        self._strokes.append(stroke)

    def finish(self, label: str | None = None, writer: str | None = None) -> Drawing:
        """Return the drawing, and begin the next one."""
        drawing = Drawing(tuple(self._strokes), label, writer)
        self._strokes, self._points = [], 0
        return drawing
