"""Which of the user's networks is chosen to read: one name in a file, remembered over launches.

Not in `what_reads.py`: a launch that reads with a version loads nothing of sets of signs.
"""

from typing import NamedTuple

from model.data.classes import DIGITS, Classes
from model.errors import BadInput
from model.network.weights import SHIPPED, Weights
from model.storage.files import read_bounded, write_atomically
from model.storage.paths import home_folder

MAX_NAME_BYTES = 1_000
VERSION = "version"
"""The id of the current version, which `versions.py` knows: what reads unless another is chosen."""


class Choice(NamedTuple):
    """One of what can be chosen to read."""

    id: str
    """VERSION, the name of a network that ships, or `signs/` and the id of a set."""
    title: str


class Loaded(NamedTuple):
    """What reads, ready to."""

    choice: Choice
    weights: Weights
    fault: str | None = None
    """One sentence for the user, where something else was chosen and cannot read."""


def chosen_id() -> str:
    """Return the id of what was chosen last; raises BadInput where nobody can say which."""
    path = home_folder() / "reads"
    if not path.exists():
        return VERSION
    try:
        return read_bounded(path, MAX_NAME_BYTES).decode().strip()
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: it does not name what reads") from error


def remember_choice(choice_id: str) -> None:
    """Have this read after the next launch, too; raises BadInput where it cannot be written."""
    write_atomically(home_folder() / "reads", choice_id.encode())


def version_choice(weights: Weights) -> Choice:
    """Return the current version as a choice, titled by its classes, or as what it started from."""
    base = SHIPPED.get(weights.card.base or "")
    return Choice(VERSION, base.title if base else title_of(weights.classes))


def title_of(classes: Classes) -> str:
    """Return what a network of these classes is called, such as "Digits"."""
    others = [name for name in classes if name not in DIGITS]
    has_digits = len(others) < len(classes)
    if not others:
        return "Digits"
    if all(len(name) == 1 and name.isalpha() for name in others):
        return "Digits and letters" if has_digits else "Letters"
    return str(classes)
