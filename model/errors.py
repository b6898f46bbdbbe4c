"""The one error that a user causes and can mend, and how others are told of."""

import sys

MAX_REASON_LENGTH = 200
"""Characters."""


class BadInput(ValueError):
    """Input from outside was refused.

    The message is one sentence for the user; it names the file or argument, and the fault.
    """


class Unreachable(BadInput):
    """Something has to be downloaded, and none of its servers gives it."""


class NotInstalled(BadInput):
    """What is asked for takes a library that comes with an extra; `command` installs it."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        """Word the sentence; what: is asked for, such as "training"."""
        self.command = f'pip install "inkling-pad[{extra}]"'
        lacks = (
            "the bundle leaves out" if getattr(sys, "frozen", False) else "is not installed here"
        )
        super().__init__(f"{what} takes {library}, which {lacks}: {self.command}")


def reason_of(error: object) -> str:
    """Return what an error of somebody else's says, short and on one line, to stand in a sentence.

    Such a text may quote a whole file. Where it says nothing, return what kind of error it is.
    """
    reason = " ".join(str(error).split()) or type(error).__name__
    if len(reason) <= MAX_REASON_LENGTH:
        return reason
    return reason[: MAX_REASON_LENGTH - 1] + "…"
