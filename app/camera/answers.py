"""What is said of a camera's frames: of each, and so that it does not flicker. It knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from model.ink.picture import DOUBT_SENTENCES, Doubt, Picture
from model.reading.pictures import doubt_of
from model.reading.prediction import Prediction
from model.text import start_with_capital

AGREEING = 3
"""So many frames in a row must say the same before that is shown."""
NEWEST_SHARE = 0.3
"""How much the newest frame counts in the confidence that is shown."""
ADVICE = {
    Doubt.SEVERAL: "Hold fewer of them, or nearer to the camera.",
    Doubt.MANY: "Hold less of it before the camera.",
    Doubt.SHADOW: "Let none fall on the page.",
    Doubt.FAINT: "More light helps.",
}
"""What to do with a page of which it is not sure what is its ink."""


@dataclass(frozen=True)
class Answer:
    """What is said of a frame; two are equal where they say the same, however sure."""

    text: str
    """Large: what was read, or a sign that nothing was."""
    remark: str = ""
    """Why nothing was read; empty where something was."""


NOTHING = Answer("–", "Nothing to read yet: hold a page before the camera.")
UNSURE = "?"


def answer_to(picture: Picture, prediction: Prediction) -> Answer:
    """Return what is said of a picture; prediction: of it."""
    doubt = doubt_of(picture, prediction)
    if doubt is not None:
        return Answer(UNSURE, f"{DOUBT_SENTENCES[doubt]} {ADVICE[doubt]}")
    if prediction.is_blank or not picture.chosen:
        return NOTHING
    if prediction.text is None:
        return Answer(UNSURE, f"{start_with_capital(prediction.classes.refusal)}.")
    return Answer(prediction.text)


class SteadyAnswer:
    """The answer that is shown: another one only once some frames in a row agree on it."""

    def __init__(self) -> None:
        self.shown = NOTHING
        self.confidence = 0.0
        """In [0, 1], a moving mean over the frames that say what is shown."""
        self._latest = NOTHING
        self._count = 0

    def see(self, answer: Answer, confidence: float) -> bool:
        """Take the answer to the newest frame; return whether it is the one that is shown now."""
        self._count = self._count + 1 if answer == self._latest else 1
        self._latest = answer
        if answer == self.shown:
            self.confidence += NEWEST_SHARE * (confidence - self.confidence)
        elif self._count >= AGREEING:
            self.shown, self.confidence = answer, confidence
        return answer == self.shown
