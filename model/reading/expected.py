"""What a drawing is expected to show. Imports no NumPy: one chooses before that is loaded."""

from enum import Enum


class Expected(Enum):
    """What a drawing is read as."""

    EITHER = "by itself"
    SINGLE = "one digit"
    NUMBER = "number"
