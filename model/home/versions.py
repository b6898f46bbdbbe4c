"""Versions: the weights that the user kept, and those that ship; one of them reads at a time.

Each kept version is a weights file in a folder; a file beside them names the one that reads.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from model.errors import BadInput, reason_of
from model.network.weights import (
    SHIPPED,
    RunCard,
    Weights,
    default_weights,
    load_weights,
    save_weights,
    shipped_weights,
)
from model.plain_text import plain
from model.storage.files import check_writable, read_bounded, write_atomically
from model.storage.paths import home_folder

log = logging.getLogger(__name__)

MAX_NAME_BYTES = 1_000

BUILT_IN = "built-in"
"""The name of the version that ships, which is always there."""


@dataclass(frozen=True)
class Version:
    """One version, as a list of them shows it."""

    name: str
    card: RunCard | None
    """None where its file is damaged; it can then not be used."""
    is_current: bool


def weights_folder() -> Path:
    """Return the folder of the weights that the user kept."""
    return home_folder() / "weights"


def check_can_keep() -> None:
    """Raise BadInput where weights could not be kept, before there are any."""
    check_writable(version_path("trial"))


def kept_weights() -> list[Path]:
    """Return the files of kept weights, oldest first."""
    return sorted(weights_folder().glob("*.safetensors"))


def load_version(name: str) -> Weights:
    """Load a version's weights; raises BadInput where they are gone or damaged.

    What a hand was learned from may also be a network in SHIPPED, by its name there.
    """
    if name == BUILT_IN:
        return default_weights()
    if name in SHIPPED:
        return shipped_weights(name)
    if name not in {path.stem for path in kept_weights()}:  # it may be a path to anywhere
        raise BadInput(f"there is no version {plain(name)}")
    return load_weights(version_path(name))


def current_version() -> str:
    """Return the name of the version that reads: the one chosen last, if it is still there.

    Otherwise the newest that was kept, and without any the built-in one.
    """
    try:
        chosen = read_bounded(_choice_path(), MAX_NAME_BYTES).decode()
    except (BadInput, UnicodeDecodeError):  # none was chosen, or nobody can say which
        chosen = ""
    names = [path.stem for path in kept_weights()]
    return chosen if chosen in (BUILT_IN, *names) else (names or [BUILT_IN])[-1]


def current_weights() -> Weights:
    """Load the version that reads; raises BadInput where it is damaged."""
    return load_version(current_version())


def load_reading_weights() -> tuple[Weights, str | None]:
    """Load what reads as a window opens: the current version, else the built-in one.

    In the latter case a sentence for the user says why.
    """
    try:
        return current_weights(), None
    except BadInput as error:
        log.warning("kept weights refused: %s", error)
        return default_weights(), f"Reading with the built-in network: {error}"
    except Exception as error:
        log.exception("kept weights cannot be read")
        return default_weights(), f"Reading with the built-in network: {reason_of(repr(error))}"


def use_version(name: str) -> Weights:
    """Have a version read from now on, also after the next launch, and return its weights.

    Raises BadInput where it is damaged or the choice cannot be written; nothing changes then.
    """
    weights = load_version(name)
    write_atomically(_choice_path(), name.encode())
    return weights


def keep_weights(weights: Weights, now: datetime) -> str:
    """Save weights as a version that reads from now on, and return its name; raises BadInput."""
    name = f"{now:%Y%m%d-%H%M%S-%f}-{weights.card.recipe or 'unknown'}"
    save_weights(version_path(name), weights)
    write_atomically(_choice_path(), name.encode())
    return name


def list_versions() -> list[Version]:
    """Return all versions, the newest first and the built-in one last."""
    current = current_version()
    names = [*(path.stem for path in reversed(kept_weights())), BUILT_IN]
    return [Version(name, _read_card(name), name == current) for name in names]


def learning_base() -> tuple[str, Weights]:
    """Return the version that learning a hand starts from, and its weights.

    That is the current one, but for one that has learned a hand already: then what that had
    started from, since all the user's drawings are learned again. So nothing is learned twice,
    and drawings that are left out to measure on are really new to it.
    """
    name = current_version()
    weights = load_version(name)
    if weights.card.base is None:
        return name, weights
    try:
        return weights.card.base, load_version(weights.card.base)
    except BadInput:  # it was taken out of the folder
        return BUILT_IN, default_weights()


def version_path(name: str) -> Path:
    """Return the weights file of a version that was kept."""
    return weights_folder() / f"{name}.safetensors"


def _choice_path() -> Path:
    return weights_folder() / "current"


def _read_card(name: str) -> RunCard | None:
    try:
        return load_version(name).card
    except BadInput:
        return None
