"""The page: what lies on the pad. It knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app import late
from model.ink.drawing import Drawing, Point, Stroke, Traces
from model.ink.parts import carry_over
from model.ink.sample import Sample

NO_INK = Drawing()


@dataclass(frozen=True)
class Page:
    """A drawing or a picture, or neither; the pad changes by putting another page in its place."""

    drawing: Drawing = NO_INK
    picture: late.Picture | None = None
    fixed: tuple[Traces, ...] = ()
    """Ink of which the user has said that each is one character; the reader parts the rest."""

    @classmethod
    def of(cls, sample: Sample) -> Page:
        """Return the page with a sample's drawing or picture, a drawing with its label."""
        content = sample.content
        return cls(content) if isinstance(content, Drawing) else cls(picture=content)

    @property
    def sample(self) -> Sample:
        """The page as a sample, from which `of` makes it again."""
        content = self.drawing if self.picture is None else self.picture
        return Sample(content, self.drawing.label)

    @property
    def is_empty(self) -> bool:
        """Whether there is neither ink nor a picture."""
        return self.drawing.is_empty and self.picture is None

    def shares_ink_with(self, other: Page) -> bool:
        """Whether some stroke, or the picture whatever is chosen of it, is on another page, too."""
        if self.picture is not None and other.picture is not None:
            return self.picture.ink is other.picture.ink
        known = set(map(id, self.drawing.strokes))
        return any(id(stroke) in known for stroke in other.drawing.strokes)

    def fitted(self, side_px: float) -> Page:
        """Return the page with its drawing fitted to a square pad; a picture fits any."""
        return self if self.picture else Page(late.fit_to_pad(self.drawing, side_px))

    def with_stroke(self, stroke: Stroke) -> Page:
        """Return the page with one more stroke. Ink takes the place of a picture."""
        drawing = replace(self.drawing, strokes=(*self.drawing.strokes, stroke))
        return Page(drawing, fixed=self.fixed)

    def erased(self, begin: Point, end: Point, radius: float) -> Page:
        """Return the page without the ink within `radius` of the line from begin to end.

        Lengths are in pad px. Where no ink is near, it is this very page; a picture has no ink.
        Each cut adds points, so the page may have to be `bounded`.
        """
        drawing = late.cut_out(self.drawing, begin, end, radius)
        return self._with_strokes_of(drawing)

    def bounded(self) -> Page:
        """Return the page, thinned where its drawing has more points than an ink file may hold."""
        return self._with_strokes_of(late.bounded(self.drawing))

    def _with_strokes_of(self, drawing: Drawing) -> Page:
        """Return the page with some strokes changed; what was said of their ink is forgotten."""
        if drawing is self.drawing:
            return self
        return Page(drawing, fixed=carry_over(self.fixed, self.drawing, drawing))
