"""A sample: what a gallery shows and what goes onto the pad, wherever it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.ink.drawing import Drawing
from model.ink.parts import without_label

if TYPE_CHECKING:
    from model.ink.picture import Picture


@dataclass(frozen=True, eq=False)
class Sample:
    """A drawing or a picture, with its label and where it came from."""

    content: Drawing | Picture
    label: str | None = None
    origin: str = ""
    """In a few words, such as "seven.png" or "kept 2026-11-25 12:30"."""
    path: Path | None = None
    """The file of a picture of which this is a small view, to be read where all of it counts."""

    @property
    def drawing(self) -> Drawing | None:
        """The drawing, or None for a picture."""
        return self.content if isinstance(self.content, Drawing) else None

    def without_label(self) -> Sample:
        """Return the sample as it goes onto the pad: nobody has said yet what it is."""
        content = self.content
        if isinstance(content, Drawing):
            content = without_label(content)
        return replace(self, content=content, label=None)
