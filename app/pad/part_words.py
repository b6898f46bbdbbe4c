"""What is said of a number on the pad to who does not see its brackets."""

from __future__ import annotations

from collections.abc import Sequence

from app.pad.brackets import PadPart
from model.text import ordinal, whole_percent

HOW = "Left and Right step through them, Shift joins with the next, Return splits."
TIP = "Drag onto the next bracket to join both. Double-click to split."


def describe_part(parts: Sequence[PadPart], index: int) -> str:
    """Say which part it is, what it is read as, and how sure that is."""
    part = parts[index]
    doubt = ", not sure" if part.is_unsure else ""
    return f"{ordinal(index + 1)} digit: {part.label}, {whole_percent(part.confidence)}{doubt}"


def describe_parts(parts: Sequence[PadPart], focus: int) -> str:
    """Say which parts there are, and which is in focus."""
    labels = " ".join(part.label for part in parts)
    can_part = f" {HOW}" if parts[0].traces else ""
    return f"{describe_part(parts, focus)}. {len(parts)} digits: {labels}.{can_part}"


def tip_of(parts: Sequence[PadPart], index: int) -> str:
    """Return the tooltip of a bracket."""
    can_part = f". {TIP}" if parts[index].traces else ""
    return f"{describe_part(parts, index)}{can_part}"
