"""The one error that a user causes and can mend."""


class BadInput(ValueError):
    """Input from outside was refused.

    The message is one sentence for the user; it names the file or argument, and the fault.
    """


class Unreachable(BadInput):
    """Something has to be downloaded, and none of its servers gives it."""
