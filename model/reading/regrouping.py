"""Joining and splitting the parts of a number as a person says: which ink is one character each.

`fixed` is what was said so far, as `NumberReader.read` takes it. Where a stroke was cut, all ink of
it is fixed at once: a reader gives ink that is fixed to no other character.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing, Part, Trace, Traces
from model.ink.parts import join_traces
from model.reading.atoms import height_of_line, order_of
from model.reading.cuts import find_cuts
from model.reading.layout import Floats
from model.reading.prediction import NumberPrediction, Prediction

LEAST_SHARE = 0.2
"""Of a stroke's way, on either side of where it is cut for want of a better place."""


def parts_of(prediction: Prediction | None) -> tuple[Part, ...]:
    """Return the characters of a drawing as they were read, for its label; none where it is one.

    What is no character is none of them.
    """
    if not isinstance(prediction, NumberPrediction):
        return ()
    parts = tuple(Part(part.label, part.traces) for part in prediction.parts if part.label)
    return parts if len(parts) > 1 else ()


def join_parts(
    parts: Sequence[Traces], fixed: Sequence[Traces], first: int, past: int
) -> tuple[Traces, ...]:
    """Return what is fixed once the parts from `first` up to `past` are one character."""
    joined = join_traces(trace for traces in parts[first:past] for trace in traces)
    return _fix([joined], [*parts[:first], *parts[past:]], fixed)


def split_part(
    drawing: Drawing,
    parts: Sequence[Traces],
    fixed: Sequence[Traces],
    index: int,
    x: float | None = None,
) -> tuple[Traces, ...]:
    """Return what is fixed once a part is two characters; `fixed` where it cannot be two.

    It is split nearest to x, in px of the drawing, or else where two characters are likeliest.
    """
    halves = _split(drawing, parts[index], x)
    if halves is None:
        return tuple(fixed)
    return _fix(halves, [*parts[:index], *parts[index + 1 :]], fixed)


def _fix(
    said: Sequence[Traces], others: Sequence[Traces], fixed: Sequence[Traces]
) -> tuple[Traces, ...]:
    """Return what is said now, and of the other parts those that stay fixed or have to be."""
    taken = {trace for traces in said for trace in traces}
    kept = [traces for traces in others if traces in fixed]
    owners = {trace.stroke for trace in taken}
    waiting = [traces for traces in others if traces not in fixed]
    while shared := [t for t in waiting if owners & {trace.stroke for trace in t}]:
        kept += shared
        owners |= {trace.stroke for traces in shared for trace in traces}
        waiting = [traces for traces in waiting if traces not in shared]
    return (*kept, *said)


def _split(drawing: Drawing, traces: Traces, x: float | None) -> tuple[Traces, Traces] | None:
    points = [drawing.strokes[stroke][first:past, :2] for stroke, first, past in traces]
    boxes = np.array([[*run.min(axis=0), *run.max(axis=0)] for run in points])  # (R, 4)
    ways = [*_between_runs(traces, boxes), *_within_runs(traces, points, boxes)]
    if not ways:
        return None
    if x is not None:
        return min(ways, key=lambda way: abs(way[1] - x))[2]
    return max(ways, key=lambda way: way[0])[2]


_Way = tuple[float, float, tuple[Traces, Traces]]
"""How likely it is, by the empty columns between both in px; where; and what comes of it."""


def _between_runs(traces: Traces, boxes: Floats) -> list[_Way]:
    """Return the ways to split runs of points, in the order of the writing, into two groups."""
    order = order_of(boxes)
    ways: list[_Way] = []
    for count in range(1, len(order)):
        before, after = order[:count], order[count:]
        end, begin = float(boxes[before, 2].max()), float(boxes[after, 0].min())
        halves = _gather(traces, before), _gather(traces, after)
        ways.append((begin - end, (begin + end) / 2, halves))
    return ways


def _within_runs(traces: Traces, points: Sequence[Floats], boxes: Floats) -> list[_Way]:
    """Return the ways to cut one run of points, and to give each other run to its side."""
    ways: list[_Way] = []
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    line_height = height_of_line(boxes)
    for index, (trace, run) in enumerate(zip(traces, points, strict=True)):
        for at in find_cuts(run, line_height) or _anywhere(run):
            x = float(run[at, 0])
            stroke, first, past = trace
            others = [i for i in range(len(traces)) if i != index]
            halves = (
                join_traces(
                    [Trace(stroke, first, first + at + 1)]
                    + [traces[i] for i in others if middles[i] < x]
                ),
                join_traces(
                    [Trace(stroke, first + at, past)]
                    + [traces[i] for i in others if middles[i] >= x]
                ),
            )
            # Ink that was drawn without lifting the pen is rather one character.
            overlap = float(run[: at + 1, 0].max() - run[at:, 0].min())
            ways.append((-overlap - line_height / 2, x, halves))
    return ways


def _anywhere(run: Floats) -> list[int]:
    """Return the point where a run is nearest to its middle column; none where it is too short."""
    if len(run) < 3:
        return []
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(run, axis=0).T))])
    is_inner = (way >= LEAST_SHARE * way[-1]) & (way <= (1 - LEAST_SHARE) * way[-1])
    inner = np.flatnonzero(is_inner[1:-1]) + 1
    if not len(inner):
        inner = np.array([len(run) // 2])
    middle = (run[:, 0].min() + run[:, 0].max()) / 2
    return [int(inner[np.abs(run[inner, 0] - middle).argmin()])]


def _gather(traces: Traces, indices: NDArray[np.intp]) -> Traces:
    return join_traces(traces[index] for index in indices)
