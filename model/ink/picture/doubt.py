"""Why it may not be sure what in a picture is meant, and how that is said."""

from collections.abc import Mapping
from enum import StrEnum


class Doubt(StrEnum):
    """Why it is not sure what in a picture is the writing that is meant."""

    SEVERAL = "several"
    MANY = "many"
    SHADOW = "shadow"
    FAINT = "faint"


DOUBT_WORDS: Mapping[Doubt, str] = {
    Doubt.SEVERAL: "more than one?",
    Doubt.MANY: "too much to read",
    Doubt.SHADOW: "not sure: shadow?",
    Doubt.FAINT: "not sure: faint?",
}
"""What is answered of a picture in place of what it would be read as."""
DOUBT_SENTENCES: Mapping[Doubt, str] = {
    Doubt.SEVERAL: "Several characters were found.",
    Doubt.MANY: "More writing was found than is read at a time.",
    Doubt.SHADOW: "Not sure: what was found may be a shadow.",
    Doubt.FAINT: "Not sure: what was found is faint, and may be no ink.",
}
"""Why a picture is not read as it is."""
