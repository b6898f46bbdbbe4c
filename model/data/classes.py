"""The classes that a network tells apart: their names, in the order of its outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from string import ascii_lowercase
from unicodedata import normalize

from model.errors import BadInput
from model.ink.parts import characters_in

MAX_CLASSES = 1000
MAX_NAME_LENGTH = 32
SHOWN_NAMES = 8


def normal(name: str) -> str:
    """Return a name as all are written that look like it: é may be one character, or e and a mark.

    That is Unicode's NFC. Keyboards give it; names of files may come in another form.
    """
    return normalize("NFC", name)


class Classes:
    """Names in order, no two alike; a class's index is its name's place among them. Immutable.

    Names are alike where their normal forms are.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names; raises BadInput on too few or too many, on doubles, on a bad length."""
        self.names = tuple(names)
        self._indices = {normal(name): index for index, name in enumerate(self.names)}
        if not 2 <= len(self.names) <= MAX_CLASSES:
            raise BadInput(f"{len(self.names)} classes are not within 2 and {MAX_CLASSES}")
        if len(self._indices) < len(self.names):
            raise BadInput("two classes have the same name")
        for name in self.names:
            if not 1 <= len(name) <= MAX_NAME_LENGTH:
                raise BadInput(f"a class's name has {len(name)} characters, not 1 to 32")

    @classmethod
    def of_labels(cls, labels: Iterable[str], path: Path) -> Classes:
        """Return the classes that labels name: the ten digits where all are, else in order.

        Raises BadInput, which names the file or folder of the labels, where they are none.
        """
        names = set(map(normal, labels))
        try:
            if names <= set(DIGITS):
                return DIGITS
            if len(names) == 1:
                raise BadInput(only_one_label(*names))
            return cls(sorted(names))
        except BadInput as error:
            raise BadInput(f"{path}: {error}") from error

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __getitem__(self, index: int) -> str:
        return self.names[index]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and normal(name) in self._indices

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Classes) and self.names == other.names

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return f"Classes({list(self.names)})"

    def index(self, name: str | None) -> int | None:
        """Return the index of the class with this name, or None where there is none."""
        return None if name is None else self._indices.get(normal(name))

    def spell(self, text: str | None) -> bool:
        """Whether a text that is no class consists of several, such as a number of digits."""
        characters = characters_in(normal(text or ""))
        is_one = len(characters) < 2 or text in self
        return not is_one and all(character in self for character in characters)

    def joined(self, others: Classes) -> Classes:
        """Return these classes, followed by those of the others that are not among them."""
        return Classes([*self, *(name for name in others if name not in self)])

    @property
    def any_of_them(self) -> str:
        """Any one of them in a few words, such as "a digit", "a letter", "one of a, b"."""
        if self == DIGITS:
            return "a digit"
        others = {name.lower() for name in self if name not in DIGITS}
        if others == set(ascii_lowercase):
            return "a letter" if not any(name in DIGITS for name in self) else "a digit or a letter"
        return f"one of {self}"

    @property
    def refusal(self) -> str:
        """What is answered of something that is none of them."""
        return "not a digit" if self == DIGITS else "none of these"

    def __str__(self) -> str:
        """Name them in a few words, such as "0 to 9" or "a, b, c"."""
        if self == DIGITS:
            return "0 to 9"
        return some_of(self.names)


def some_of(names: Sequence[str]) -> str:
    """Return names in a row, of many the first few."""
    shown = ", ".join(names[:SHOWN_NAMES])
    return f"{shown}, …" if len(names) > SHOWN_NAMES else shown


def only_one_label(name: str) -> str:
    """Return what is wrong with data of which everything has this label."""
    return f"everything is labelled {name!r}, and it takes two labels to tell apart"


DIGITS = Classes("0123456789")
"""The ten digits: the classes of MNIST, of built-in ink, and of the weights that ship."""
