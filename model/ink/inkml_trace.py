"""The points of InkML's traces: values of channels, in full or as differences.

https://www.w3.org/TR/InkML/#trace
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from model.errors import BadInput
from model.ink.bounds import check_point_count, checked_stroke, parse_numbers
from model.ink.drawing import Stroke

MAX_POINT_LENGTH = 1000
"""Of all points of a trace together, a point."""

_WORD = re.compile(
    r"""[!'"]?[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[*?TF,]|\#[0-9A-Fa-f]{1,8}"""
)
_MODES = _EXPLICIT, _FIRST, _SECOND = "!'\""


class TraceFormat(NamedTuple):
    """Where a point's values have what is drawn."""

    x: int = 0
    y: int = 1
    pressure: int | None = None
    pressure_max: float = 1.0
    x_sign: int = 1
    y_sign: int = 1
    """-1 where the channel grows to the left, or upwards."""


def trace_format(channels: Iterable[Mapping[str, str]]) -> TraceFormat:
    """Return what a traceFormat says; channels: the attributes of each that has a value always.

    Raises BadInput with the fault alone.
    """
    indices: dict[str, int] = {}
    found: dict[str, Mapping[str, str]] = {}
    for index, channel in enumerate(channels):
        name = channel.get("name", "")
        indices.setdefault(name, index)
        found.setdefault(name, channel)
    if "X" not in found or "Y" not in found:
        raise BadInput("a trace format without the channels X and Y")
    signs = [-1 if found[name].get("orientation") == "-ve" else 1 for name in "XY"]
    pressure_max = 1.0
    if "F" in found and "max" in found["F"]:
        [pressure_max] = parse_numbers([found["F"]["max"]])
    is_pressed = "F" in found and 0 < pressure_max < float("inf")
    return TraceFormat(
        indices["X"], indices["Y"], indices["F"] if is_pressed else None, pressure_max, *signs
    )


def parse_trace(text: str, layout: TraceFormat) -> Stroke | None:
    """Return the stroke of a trace's text, or None of one without points.

    A pressure out of its channel's range has no known scale; the stroke is then without. Raises
    BadInput with the fault alone.
    """
    text = text.strip().rstrip(",")
    if not text:
        return None
    count = text.count(",") + 1
    check_point_count(count)
    if len(text) > MAX_POINT_LENGTH * count:
        raise BadInput(f"points of more than {MAX_POINT_LENGTH} characters")
    columns = [layout.x, layout.y]
    if layout.pressure is not None:
        columns.append(layout.pressure)
    values = np.array(list(map(_add_up, _columns(text, columns)))).T.copy()
    values[:, 0] *= layout.x_sign
    values[:, 1] *= layout.y_sign
    if layout.pressure is not None:
        with np.errstate(over="ignore", invalid="ignore"):
            values[:, 2] /= layout.pressure_max
        pressures = values[:, 2]
        if not (pressures.min() >= 0 and pressures.max() <= 1):
            values = values[:, :2].copy()
    return checked_stroke(values)


def _columns(text: str, columns: list[int]) -> list[list[str]]:
    """Return what is spelt at these places of each point."""
    words = _WORD.findall(text)
    if sum(map(len, words)) != len("".join(text.split())):
        raise BadInput("a trace with something that is not a value")
    ends = [index for index, word in enumerate(words) if word == ","]
    starts = [0, *(end + 1 for end in ends)]
    lengths = map(operator.sub, [*ends, len(words)], starts)
    if min(lengths) <= max(columns):
        raise BadInput("a point without all that is drawn")
    return [[words[start + column] for start in starts] for column in columns]


def _add_up(words: list[str]) -> list[float]:
    """Return a channel's values in full.

    After `'` they are differences, after `"` differences of differences, until another sign says
    otherwise; `*` and `?` stand for the value before.
    """
    sums: list[float] = []
    value, step, mode = float("nan"), 0.0, _EXPLICIT
    for word in words:
        if word in "*?":
            sums.append(value)
            continue
        if word in "TF":
            raise BadInput("a coordinate that is true or false")
        if word[0] in _MODES:
            mode, word = word[0], word[1:]
        number = float(int(word[1:], 16)) if word[0] == "#" else float(word)
        if mode == _EXPLICIT:
            step = number - value if sums else 0.0
            value = number
        else:
            step = number if mode == _FIRST else step + number
            value += step
        sums.append(value)
    return sums
