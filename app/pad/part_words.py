"""What is said of a number on the pad to who does not see its brackets."""

from __future__ import annotations

from collections.abc import Sequence

from app.pad.brackets import PadPart
from model.text import ordinal, whole_percent

HOW = "Left and Right step through them, Shift joins with the next, Return splits."
TIP = "Drag onto the next bracket to join both. Double-click to split."


LEFT_OUT = "No digit, and left out"


def name_part(labels: Sequence[str], index: int) -> str:
    """Say which digit of a number a part is; labels: of all parts, empty for what is no digit."""
    if not labels[index]:
        return LEFT_OUT
    return f"{ordinal(sum(map(bool, labels[: index + 1])))} digit: {labels[index]}"


def describe_part(parts: Sequence[PadPart], index: int) -> str:
    """Say which part it is, what it is read as, and how sure that is."""
    part, name = parts[index], name_part([part.label for part in parts], index)
    doubt = ", not sure" if part.is_unsure and part.label else ""
    return f"{name}, {whole_percent(part.confidence)}{doubt}"


def describe_parts(parts: Sequence[PadPart], focus: int) -> str:
    """Say which parts there are, and which is in focus."""
    labels = [part.label for part in parts if part.label]
    can_part = f" {HOW}" if parts[0].traces else ""
    return f"{describe_part(parts, focus)}. {len(labels)} digits: {' '.join(labels)}.{can_part}"


def tip_of(parts: Sequence[PadPart], index: int) -> str:
    """Return the tooltip of a bracket."""
    can_part = f". {TIP}" if parts[index].traces else ""
    return f"{describe_part(parts, index)}{can_part}"
