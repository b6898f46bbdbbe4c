"""An example to look at, for a pad on which nothing is drawn yet."""

from model.data.classes import Classes
from model.handwriting.styles import CHARACTERS
from model.handwriting.synthesis import synthesize_characters
from model.ink.sample import Sample

SEED = 1


def example_of(classes: Classes) -> Sample | None:
    """Return a drawing of one of the classes in built-in ink; None where it knows none of them."""
    known = [label for label in classes if label in CHARACTERS]
    if not known:
        return None
    label = known[len(known) // 2]
    [drawing] = synthesize_characters(1, SEED, {label: CHARACTERS[label]})
    return Sample(drawing, label, "built-in ink")
