"""Why a drawing is read as it is, in one sentence and in all figures behind it."""

from dataclasses import dataclass

from model.ink.drawing import Drawing
from model.ink.picture import Picture
from model.ink.tracing import trace_ink
from model.insight.occlusion import Check, Occlusion, Run, go_on, occlude
from model.insight.wobble import WobbleStrip, wobble
from model.insight.words import name_ink
from model.reading.prediction import Prediction, Reader
from model.text import percent, with_article

NOTHING = 0.0005
"""A probability that changes by less is said not to change."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """What an answer hangs on, and how it stands up to the same drawing drawn otherwise."""

    occlusion: Occlusion
    piece_names: tuple[str, ...]
    """What each piece of the occlusion is called, such as "the bar at the top"."""
    wobble_strip: WobbleStrip

    def sentence(self, target: int | None = None) -> str:
        """Return what sums it up.

        target: the index of a class, to say why that is not what is read; None for the answer.
        """
        occlusion = self.occlusion
        if target is None or occlusion.prediction.text == occlusion.prediction.classes[target]:
            return explain_answer(occlusion)
        return explain_other(occlusion, target)


def explain(drawing: Drawing, reader: Reader, check: Check = go_on) -> Explanation:
    """Explain what is read of a drawing with ink; some 90 drawings are read for it.

    check: called now and then; what it raises ends the work.
    """
    occlusion = occlude(drawing, reader, check)
    names = []
    for piece in occlusion.pieces:
        check()
        names.append(name_ink(piece.lines, occlusion.drawing))
    strip = wobble(drawing, occlusion.prediction, reader, check=check)
    return Explanation(occlusion, tuple(names), strip)


def trace_picture(picture: Picture, prediction: Prediction, reader: Reader) -> Drawing | None:
    """Return a picture's ink as strokes, or None where they are read as something else.

    prediction: what is read of the picture.
    """
    traced = trace_ink(picture)
    if traced.is_empty or reader.recognize([traced])[0].text != prediction.text:
        return None
    return traced


def explain_answer(occlusion: Occlusion) -> str:
    """Return one sentence that says which ink the answer hangs on, true of what was left out."""
    prediction = occlusion.prediction
    if not occlusion.runs:
        return "This is too little ink to be taken apart."
    decisive = occlusion.decisive_run()
    if decisive is not None:
        return f"Without {_name(occlusion, decisive)} this would be {_reading(decisive)}."
    if prediction.text is None:
        return (
            "No single piece decides: whichever is left out, this is still "
            f"{prediction.classes.refusal} to Inkling."
        )
    falls = occlusion.run_falls(prediction.index)
    most = occlusion.runs[int(falls.argmax())]
    answer = with_article(prediction.text)
    decides = f"No single piece decides: whichever is left out, this is still {answer}"
    if falls.max() < NOTHING:
        return f"{decides}."
    left = percent(float(most.prediction.probabilities[prediction.index]), 0)
    return f"{decides}. Most counts {_name(occlusion, most)}: without it {left} sure."


def explain_other(occlusion: Occlusion, target: int) -> str:
    """Return one sentence that says what stands between the drawing and another class."""
    name = occlusion.prediction.classes[target]
    if not occlusion.runs:
        return "This is too little ink to be taken apart."
    found = occlusion.run_for(target)
    if found is not None:
        return f"Without {_name(occlusion, found)} this would be read as {name}."
    falls = occlusion.run_falls(target)
    most = occlusion.runs[int(falls.argmin())]
    before = float(occlusion.prediction.probabilities[target])
    after = float(most.prediction.probabilities[target])
    if after - before < NOTHING:
        return f"No single piece speaks against {name}: whichever is left out, it gains nothing."
    return (
        f"Most speaks against {name}: {_name(occlusion, most)}. Without it, {name} rises from "
        f"{_share(before)} to {_share(after)}."
    )


def _name(occlusion: Occlusion, run: Run) -> str:
    return name_ink(occlusion.lines(run), occlusion.drawing)


def _reading(run: Run) -> str:
    prediction = run.prediction
    if prediction.text is None:
        return f"refused: {prediction.classes.refusal}"
    return f"read as {prediction.text}"


def _share(probability: float) -> str:
    return percent(probability, 1 if probability < 0.1 else 0)
