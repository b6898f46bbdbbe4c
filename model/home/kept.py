"""What a step kept among the user's drawings, as a session's journal has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.home.chosen import VERSION
from model.ink.drawing import Part
from model.ink.json_lines import parse_parts, parts_fields
from model.ink.sample import Sample


@dataclass(frozen=True)
class Kept:
    """The entry that a step kept among the user's drawings."""

    id: str
    label: str
    parts: tuple[Part, ...] = ()
    """Those of the label, of the ink that lay on the page before."""
    choice: str = VERSION
    """The id of what read then: where the entry is, see `what_reads.drawings_of`."""


def kept_fields(kept: Kept) -> dict[str, Any]:
    """Return it as JSON."""
    fields: dict[str, Any] = {"id": kept.id, "label": kept.label}
    if kept.choice != VERSION:
        fields["choice"] = kept.choice
    return {**fields, "parts": parts_fields(kept.parts)} if kept.parts else fields


def parse_kept(fields: Mapping[str, Any], page: Sample) -> Kept:
    """Return what JSON says was kept of a page; raises BadInput, LookupError or TypeError."""
    label = parse_text(fields["label"])
    strokes = page.drawing.strokes if page.drawing else ()
    parts = parse_parts(fields.get("parts"), label, strokes)
    choice = parse_text(fields.get("choice", VERSION))
    return Kept(parse_text(fields["id"]), label, parts, choice)


def parse_text(value: object) -> str:
    """Return a text that JSON has said; raises TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value
