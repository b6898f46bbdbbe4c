"""Sets of signs as the windows show them, and what is done with them there; without Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from model.errors import BadInput
from model.home.signs import (
    ListedSet,
    SignSet,
    create_set,
    delete_set,
    import_set,
    list_sets,
    load_set,
)
from model.home.signs_card import SignsCard
from model.plain_text import plain
from model.text import start_with_capital


class OpenSet(NamedTuple):
    """A set to be drawn: what it is, and how many drawings there are of each sign."""

    signs: SignSet
    card: SignsCard
    counts: dict[str, int]

    @property
    def as_sentence(self) -> str:
        """What is said of it where it is not finished."""
        drawn = sum(self.counts.values())
        drawings = f"{count_of(drawn, 'drawing')} of {count_of(len(self.counts), 'sign')}"
        return f"“{plain(self.card.title)}” has not been learned yet: {drawings}."


@dataclass(frozen=True)
class ShownSet:
    """A set as it is listed."""

    id: str
    title: str
    """What it is called in the list."""
    opened: OpenSet | None
    """None where it is damaged; `fault` says why."""
    fault: str = ""
    is_learned: bool = False
    new_count: int = 0

    @property
    def state(self) -> str:
        """In a sentence, whether it reads, and what it has not learned."""
        if self.opened is None:
            return self.fault
        drawings = count_of(sum(self.opened.counts.values()), "drawing")
        if not self.is_learned:
            return f"{drawings}. Not learned yet: it cannot read."
        new = f"; {self.new_count} of them new" if self.new_count else ""
        return f"{drawings} learned." if not new else f"{drawings}{new}."


def make_set(card: SignsCard) -> OpenSet:
    """Make a set that has no drawings yet; raises BadInput where it cannot be written."""
    made = create_set(card.title, card.names, card.with_digits)
    return OpenSet(made, card, dict.fromkeys(card.names, 0))


def open_set(set_id: str) -> OpenSet:
    """Return a set that is to be drawn; raises BadInput where it is gone or damaged."""
    found = load_set(set_id)
    return OpenSet(found, found.read_card(), found.counts())


class TakenSet(NamedTuple):
    """A set that was taken from a file."""

    id: str
    title: str
    sign_count: int
    is_learned: bool

    @property
    def as_sentence(self) -> str:
        """What is said of it."""
        added = f"“{self.title}” was added, with {count_of(self.sign_count, 'sign')}"
        return f"{added}." if self.is_learned else f"{added}; Manage signs has it learned."


def take_shared(path: Path) -> TakenSet:
    """Add the set that a file holds; raises BadInput as `import_set` does."""
    made = import_set(path)
    card = made.read_card()
    return TakenSet(made.id, card.title, len(card.names), made.weights_path.exists())


class Surroundings(NamedTuple):
    """What there is where a new set is to be made."""

    titles: frozenset[str]
    """Those of all sets."""
    unfinished: OpenSet | None
    """The newest set that was never learned, if there is one."""


def look_around() -> Surroundings:
    """Return what there is; raises BadInput where a set that is not finished cannot be read."""
    sound = [(one.id, one.card, one.is_learned) for one in list_sets() if one.card is not None]
    unfinished = [set_id for set_id, _, is_learned in sound if not is_learned]
    titles = frozenset(card.title for _, card, _ in sound)
    return Surroundings(titles, open_set(unfinished[-1]) if unfinished else None)


def count_of(count: int, what: str) -> str:
    """Return, say, "1 drawing" or "12 drawings"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def read_sets() -> list[ShownSet]:
    """Return all sets, oldest first; those that are damaged, too."""
    return list(map(_read_set, list_sets()))


def _read_set(listed: ListedSet) -> ShownSet:
    try:
        opened = open_set(listed.id)
        weights = opened.signs.weights()
        new = opened.signs.new_count()
    except BadInput as error:
        return ShownSet(listed.id, listed.title, None, start_with_capital(str(error)))
    return ShownSet(listed.id, listed.title, opened, "", weights is not None, new)


def change_set(set_id: str, change: Callable[[SignSet], object]) -> str:
    """Change a set, and return its id; raises BadInput where it is gone, or as the change does."""
    change(load_set(set_id))
    return set_id


def remove_set(set_id: str) -> str:
    """Delete a set, and return its id."""
    delete_set(set_id)
    return set_id


def export_set(set_id: str, path: Path) -> str:
    """Save a set as one file, and say so."""
    load_set(set_id).export_to(path)
    return f"Saved as {path}."
