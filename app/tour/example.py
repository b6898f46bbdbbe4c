"""An example to look at, for a pad on which nothing is drawn yet."""

from model.data.classes import Classes
from model.handwriting.styles import DIGITS, LETTERS
from model.handwriting.synthesis import synthesize_digits
from model.ink.sample import Sample

SEED = 1


def example_of(classes: Classes) -> Sample | None:
    """Return a drawing of one of the classes in built-in ink; None where it knows none of them."""
    styles = {**LETTERS, **DIGITS}
    known = [label for label in classes if label in styles]
    if not known:
        return None
    label = known[len(known) // 2]
    [drawing] = synthesize_digits(1, SEED, {label: styles[label]})
    return Sample(drawing, label, "built-in ink")
