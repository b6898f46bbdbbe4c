"""What can be chosen to read: the current version, networks that ship, and sets of signs.

Each has a `Choice`. What a run has learned is kept where its choice has its weights.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from model.errors import BadInput, reason_of
from model.home import versions
from model.home.chosen import VERSION, Choice, Loaded, remember_choice, version_choice
from model.home.collection import DrawingCollection, Entry
from model.home.own_drawings import count_drawings
from model.home.signs import SignSet, list_sets, load_set, signs_folder
from model.home.versions import learning_base, load_reading_weights
from model.network.weights import SHIPPED, Weights, shipped_weights
from model.plain_text import plain

log = logging.getLogger(__name__)

SIGNS = "signs/"
"""How the id of a set's choice begins; the set's own id follows."""


class Drawings(Protocol):
    """Labelled drawings that are kept: `DrawingCollection`, or a set of signs."""

    def entries(self) -> list[Entry]:
        """Return all entries, oldest first."""

    def add(self, entries: Collection[Entry]) -> None:
        """Keep entries: all of them are on disk when this returns, or none."""

    def remove(self, ids: Collection[str]) -> None:
        """Take out the entries with these ids; those that are gone already are no fault."""

    def relabel(self, changed: Collection[Entry]) -> None:
        """Give entries the labels of these, by their ids; those gone are no fault."""


# Choosing


def list_choices() -> list[Choice]:
    """Return all that can read now; of sets of signs, those that have been learned.

    A network that ships is left out where the current version stands in its place. Sets with
    the same title are numbered.
    """
    weights, _ = load_reading_weights()
    version = version_choice(weights)
    shipped = [Choice(network.name, network.title) for network in SHIPPED.values()]
    others = [choice for choice in shipped if choice.title != version.title]
    signs = [
        Choice(SIGNS + listed.id, listed.title)
        for listed in list_sets()
        if listed.card is not None and listed.is_learned
    ]
    return [version, *others, *signs]


def load_choice(choice_id: str) -> Loaded:
    """Load what a choice reads with; raises BadInput where that is gone or damaged."""
    if choice_id == VERSION:
        weights = versions.current_weights()
        return Loaded(version_choice(weights), weights)
    if choice_id in SHIPPED:
        return Loaded(Choice(choice_id, SHIPPED[choice_id].title), shipped_weights(choice_id))
    if not choice_id.startswith(SIGNS):
        raise BadInput(f"there is nothing to read with that is named {plain(choice_id)}")
    set_id = choice_id.removeprefix(SIGNS)
    if set_id not in {listed.id for listed in list_sets()}:
        raise BadInput("the set of signs that was chosen is gone")
    found = load_set(set_id)
    title, weights_or_none = found.read_card().title, found.weights()
    if weights_or_none is None:
        raise BadInput(f"{title} has not been learned yet")
    return Loaded(Choice(choice_id, title), weights_or_none)


def load_chosen(choice_id: str) -> Loaded:
    """Load what was chosen; where it cannot read the current version does, and `fault` says why."""
    try:
        return load_choice(choice_id)
    except BadInput as error:
        log.warning("what was chosen to read refused: %s", error)
        return load_instead(error)
    except Exception as error:
        log.exception("what was chosen to read cannot be loaded")
        return load_instead(BadInput(reason_of(repr(error))))


def load_instead(error: BadInput) -> Loaded:
    """Load the current version in place of what was chosen; `fault` says why."""
    weights, fault = load_reading_weights()
    choice = version_choice(weights)
    return Loaded(choice, weights, fault or f"Reading with {choice.title}: {error}")


def choose(choice_id: str) -> Loaded:
    """Have this read from now on, also after the next launch.

    Raises BadInput where it is gone or damaged, or cannot be remembered; nothing changes then.
    """
    loaded = load_choice(choice_id)
    remember_choice(choice_id)
    return loaded


def load_again(choice_id: str) -> Loaded:
    """Load what reads after it was changed; where it is gone, the version is chosen."""
    loaded = load_chosen(choice_id)
    if loaded.choice.id != choice_id:
        remember_choice(loaded.choice.id)
    return loaded


def use_version(name: str) -> Weights:
    """Have a version read from now on, and return its weights; raises BadInput."""
    weights = versions.use_version(name)
    remember_choice(VERSION)
    return weights


# What the user draws while it reads


def drawings_of(choice_id: str) -> Drawings:
    """Return where drawings are kept while this reads; reads nothing."""
    if not choice_id.startswith(SIGNS):
        return DrawingCollection()
    return _set_of(choice_id)


def count_drawings_of(choice_id: str) -> tuple[int, int]:
    """Return how many drawings are kept, and how many of them what reads has not learned.

    Raises BadInput where they cannot be read.
    """
    if choice_id in SHIPPED:
        return count_drawings(shipped_weights(choice_id))
    if not choice_id.startswith(SIGNS):
        return count_drawings()
    found = _set_of(choice_id)
    return len(found.entries()), found.new_count()


def base_of(choice_id: str) -> tuple[str, Weights]:
    """Return the name and the weights that learning a hand starts from, while this reads."""
    return (choice_id, shipped_weights(choice_id)) if choice_id in SHIPPED else learning_base()


# What a run has learned


def check_can_keep(choice_id: str) -> None:
    """Raise BadInput where a run's weights could not be kept, before there are any."""
    if choice_id.startswith(SIGNS):
        _set_of(choice_id).check_can_keep()
    else:
        versions.check_can_keep()


def keep_learned(choice_id: str, weights: Weights) -> Choice:
    """Keep what was learned while this read, have it read from now on, and return its choice.

    A set of signs keeps its own weights; all others are kept as a version. Raises BadInput.
    """
    if choice_id.startswith(SIGNS):
        found = _set_of(choice_id)
        found.keep(weights)
        choice = Choice(choice_id, found.read_card().title)
    else:
        versions.keep_weights(weights, datetime.now())
        choice = version_choice(weights)
    remember_choice(choice.id)
    return choice


def _set_of(choice_id: str) -> SignSet:
    """Return a set, which may be gone by now: then its methods say so."""
    set_id = choice_id.removeprefix(SIGNS)
    if set_id in ("", ".", "..") or set(set_id) & set("/\\\0"):
        raise BadInput(f"there is no set of signs {plain(set_id)}")  # a path to anywhere
    return SignSet(signs_folder() / set_id)
