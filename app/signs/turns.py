"""Which sign is asked for next; without Qt.

Signs are asked for round by round, not each several times in a row: five hearts in a row are copies
of the first, and a network that learned them would not know the heart that is drawn tomorrow.
Whoever leaves early has also drawn all signs equally often.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from model.home.collection import Entry
from model.text import with_article

VOWELS = frozenset("aeiou")
SPOKEN_WITHOUT = ("uni", "use", "eu", "one")
"""Words that begin so are spoken with a consonant at their start."""


@dataclass(eq=False)
class Turn:
    """One drawing that is asked for."""

    name: str
    number: int
    """Which of its sign's drawings it is, from 1."""
    entry: Entry | None = None
    """The drawing that was kept."""


class Turns:
    """The drawings that are asked for, one after the other, and which of them is due."""

    def __init__(self, names: Iterable[str], counts: Mapping[str, int], wanted: int) -> None:
        """Ask for what is missing.

        counts: how many drawings there are of a sign; wanted: how many there are to be of each.
        """
        names = tuple(names)
        self._turns = [
            Turn(name, number)
            for number in range(1, wanted + 1)
            for name in names
            if number > counts.get(name, 0)
        ]
        self._index = 0

    def __iter__(self) -> Iterator[Turn]:
        return iter(self._turns)

    @property
    def current(self) -> Turn | None:
        """What is asked for now; None after the last."""
        return self._turns[self._index] if self._index < len(self._turns) else None

    @property
    def has_before(self) -> bool:
        """Whether something was asked for before."""
        return self._index > 0

    def go_on(self) -> None:
        """Ask for the next, whether or not this one was drawn."""
        self._index = min(self._index + 1, len(self._turns))

    def go_back(self) -> None:
        """Ask for the one before again."""
        self._index = max(self._index - 1, 0)

    def go_to(self, turn: Turn) -> None:
        """Ask for this one again."""
        self._index = self._turns.index(turn)


def ask_for(name: str) -> str:
    """Return what is asked for, such as "Draw a heart", "Draw an arrow", or "Draw ♥"."""
    if len(name) == 1:
        return f"Draw {with_article(name) if name.isascii() and name.isalnum() else name}"
    if not (name.isascii() and name[0].isalpha() and name[0].islower()):
        return f"Draw {name}"  # a name, or of another language
    is_vowel = name[0] in VOWELS and not name.startswith(SPOKEN_WITHOUT)
    return f"Draw {'an' if is_vowel else 'a'} {name}"
