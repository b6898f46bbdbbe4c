"""The door to scikit-learn, which fits what NumPy alone cannot; nothing else imports it."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from model.errors import NotInstalled

_MISSING = ("growing a random forest", "scikit-learn", "shallow")
HOW_TO_GET_IT = str(NotInstalled(*_MISSING))


def is_scikit_learn_here() -> bool:
    """Return whether it is installed, without importing it."""
    return find_spec("sklearn") is not None


def import_ensemble() -> ModuleType:
    """Return scikit-learn's module of forests; raises NotInstalled where it is not."""
    try:
        return import_module("sklearn.ensemble")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "sklearn":
            raise
        raise NotInstalled(*_MISSING) from error
