"""Drawings of several characters: the ink of one, of some, and where a stroke is cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from model.ink.drawing import Drawing, Part, Trace, Traces


def join_traces(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    """Return runs of points in the order of the strokes; those that meet or overlap become one."""
    joined: list[Trace] = []
    for trace in sorted(traces):
        if joined and joined[-1].stroke == trace.stroke and trace.first <= joined[-1].past:
            joined[-1] = joined[-1]._replace(past=max(joined[-1].past, trace.past))
        else:
            joined.append(trace)
    return tuple(joined)


def all_ink(drawing: Drawing) -> Traces:
    """Return every stroke of a drawing, whole."""
    return tuple(Trace(index, 0, len(stroke)) for index, stroke in enumerate(drawing.strokes))


InkKey = tuple[tuple[int, int, int], ...]
"""The identity of each stroke, and which of its points."""


def key_of(drawing: Drawing, traces: Iterable[Trace]) -> InkKey:
    """Return what tells ink from all other while its strokes live, whatever drawing it is in."""
    return tuple((id(drawing.strokes[i]), first, past) for i, first, past in sorted(traces))


def ink_of(drawing: Drawing, traces: Iterable[Trace], label: str | None = None) -> Drawing:
    """Return some of a drawing's ink as a drawing of its own; its strokes are views."""
    strokes = tuple(
        drawing.strokes[index][first:past] for index, first, past in join_traces(traces)
    )
    return Drawing(strokes, label, drawing.writer)


def characters_of(drawing: Drawing) -> list[Drawing]:
    """Return each character of a labelled drawing, with its label; the drawing where it is one."""
    if not drawing.parts:
        return [drawing]
    return [ink_of(drawing, part.traces, part.label) for part in drawing.parts]


def without_label(drawing: Drawing) -> Drawing:
    """Return the ink of a drawing, of which nobody has said yet what it is."""
    return replace(drawing, label=None, parts=())


def carry_over(characters: Iterable[Traces], before: Drawing, after: Drawing) -> tuple[Traces, ...]:
    """Return runs of points as they are numbered once some strokes of a drawing have changed.

    characters: the ink of some. Those that have ink of a stroke that has changed are left out, and
    those that share a stroke with them: of a stroke that is cut, all ink is said to be some's.
    """
    indices = {id(stroke): index for index, stroke in enumerate(after.strokes)}
    places = {
        index: indices[id(stroke)]
        for index, stroke in enumerate(before.strokes)
        if id(stroke) in indices
    }
    left = list(characters)
    gone = {trace.stroke for traces in left for trace in traces} - places.keys()
    while lost := [traces for traces in left if any(trace.stroke in gone for trace in traces)]:
        gone |= {trace.stroke for traces in lost for trace in traces}
        left = [traces for traces in left if traces not in lost]
    return tuple(
        tuple(trace._replace(stroke=places[trace.stroke]) for trace in traces) for traces in left
    )


def characters_in(label: str) -> str:
    """Return what the parts of a label spell: spaces part lines of writing, and have no ink."""
    return label.replace(" ", "")


def relabelled(drawing: Drawing, label: str | None) -> Drawing:
    """Return a drawing with another label; each part gets its character where they are as many.

    Else nobody has said yet which ink is which character.
    """
    characters = characters_in(label or "")
    if len(characters) != len(drawing.parts):
        return replace(drawing, label=label, parts=())
    parts = [
        Part(character, part.traces)
        for character, part in zip(characters, drawing.parts, strict=True)
    ]
    return replace(drawing, label=label, parts=tuple(parts))
