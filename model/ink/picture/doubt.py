"""Why it may not be sure what in a picture is meant, and how that is said."""

from enum import StrEnum


class Doubt(StrEnum):
    """Why it is not sure what in a picture is the writing that is meant."""

    SEVERAL = "several"
    SHADOW = "shadow"
    FAINT = "faint"


DOUBTS: dict[Doubt, str] = {
    Doubt.SEVERAL: "There are several characters here; choose one.",
    Doubt.SHADOW: "Not sure: what is dark here may be a shadow or a blot.",
    Doubt.FAINT: "Not sure: what is here is hardly stronger than the grain of the picture.",
}
"""What is said of each."""
