"""What is read of one image, and who reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.ink.drawing import Drawing, Trace
from model.ink.raster import Images
from model.reading.expected import Expected as Expected
from model.text import join_lines

KNOWN_THRESHOLD = 0.5
"""Below this `is_known`, the answer is that it is none of the classes."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """A probability for each class, and whether the image shows any of them.

    probabilities: (C,) float32, one for each of `classes`, sums to 1, all alike where there is no
    ink; is_known: in [0, 1], 0 where there is no ink.
    """

    classes: Classes
    probabilities: NDArray[np.float32]
    is_known: float

    @property
    def index(self) -> int:
        """The index of the likeliest class."""
        return int(self.probabilities.argmax())

    @property
    def label(self) -> str:
        """The name of the likeliest class."""
        return self.classes[self.index]

    @property
    def confidence(self) -> float:
        """The probability of the likeliest class."""
        return float(self.probabilities.max())

    @property
    def is_accepted(self) -> bool:
        """Whether it is taken for one of the classes at all."""
        return self.is_known >= KNOWN_THRESHOLD

    @property
    def is_blank(self) -> bool:
        """Whether there was no ink at all: all classes are then as likely."""
        return self.is_known == 0 and bool((self.probabilities == self.probabilities[0]).all())

    @property
    def text(self) -> str | None:
        """What was read, such as "7"; None where it is refused."""
        return self.label if self.is_accepted else None


@dataclass(frozen=True, eq=False)
class PartPrediction:
    """One character of a number: its ink, and what is read of it."""

    label: str
    """What it is read as, where it stands; empty where that is no character."""
    confidence: float
    """How likely this ink is one character, and this one; in [0, 1]."""
    prediction: Prediction
    """What is read of its ink alone."""
    images: Images
    """(1, 1, 28, 28) in [0, 1], ink = 1: what the reader saw of it."""
    box: tuple[float, float, float, float]
    """Left, top, right, bottom of its ink, in px of the drawing or of the picture."""
    line: int = 0
    """The line of writing in which it stands, from the top."""
    traces: tuple[Trace, ...] = ()
    """Its ink in a drawing."""


class Rival(NamedTuple):
    """What else a number may be."""

    text: str
    confidence: float


@dataclass(frozen=True, eq=False)
class NumberPrediction(Prediction):
    """What is read where there may be several characters.

    The probabilities are those of all the ink taken for one character; `is_known` says how likely
    it is a number at all. `label`, `confidence` and `text` are those of the number.
    """

    parts: tuple[PartPrediction, ...]
    """In the order in which they are read, at least one."""
    likelihood: float
    """How likely the whole text is right; in [0, 1]."""
    rival: Rival | None = None
    """The likeliest other text."""

    @property
    def label(self) -> str:
        """The text of all parts, a space between lines."""
        return join_lines((part.line, part.label) for part in self.parts)

    @property
    def confidence(self) -> float:
        """How likely the whole text is right."""
        return self.likelihood


class Reader(Protocol):
    """Whatever turns inputs into predictions: the network, or a pipeline of another kind."""

    @property
    def classes(self) -> Classes:
        """The classes it tells apart."""

    def predict(self, images: Images) -> list[Prediction]:
        """Return a prediction for each image; images: (N, 1, 28, 28) in [0, 1], ink = 1."""

    def recognize(self, drawings: Sequence[Drawing]) -> list[Prediction]:
        """Return a prediction for each drawing."""
