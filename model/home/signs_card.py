"""What `set.json` says of a set of signs: its title, the names of its signs, what is under way."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from model.data.classes import DIGITS, MAX_CLASSES, MAX_NAME_LENGTH, normal
from model.errors import BadInput
from model.ink.bounds import without_surrogates
from model.ink.json_lines import parse_json
from model.plain_text import plain

MAX_CARD_BYTES = 500_000
MAX_TITLE_LENGTH = 80
MAX_SIGNS = MAX_CLASSES - len(DIGITS)

Renaming = Mapping[str, str | None]
"""The new name of each sign that is renamed or merged; None for one that is removed."""


@dataclass(frozen=True)
class SignsCard:
    """What a set of signs is, but for its drawings and weights. Immutable."""

    title: str
    names: tuple[str, ...] = ()
    """The signs, in order."""
    with_digits: bool = False
    """Whether its network reads the ten digits, too."""
    renaming: Renaming = field(default_factory=dict)
    """What drawings and weights may not yet have followed, since these are files of their own."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of what its network is to tell apart: digits first, where they are wanted."""
        return tuple(dict.fromkeys([*(DIGITS if self.with_digits else ()), *self.names]))

    @property
    def class_renaming(self) -> Renaming:
        """What becomes of a network's classes: a digit stays, though its sign has another name."""
        classes = self.classes
        return {name: new for name, new in self.renaming.items() if name not in classes}

    @property
    def least_signs(self) -> int:
        """How many signs it takes, so that there are two classes to tell apart."""
        return 1 if self.with_digits else 2

    def can_be_learned(self, counts: Mapping[str, int]) -> bool:
        """Whether enough signs were drawn; counts: how many drawings there are of each."""
        return sum(count > 0 for count in counts.values()) >= self.least_signs

    def checked(self) -> "SignsCard":
        """Return the card, where it can be kept; raises BadInput with the fault alone."""
        if clean_title(self.title) != self.title:
            raise BadInput("the title has blanks around it")
        for name in self.names:
            if _clean_name(name) != name:
                raise BadInput(f"the sign {name!r} has blanks around it")
        if len(set(self.names)) < len(self.names):
            raise BadInput("two signs have the same name")
        if len(self.names) > MAX_SIGNS:
            raise BadInput(f"{len(self.names):,} signs are more than {MAX_SIGNS}")
        return self

    def with_signs(self, names: Iterable[str]) -> "SignsCard":
        """Return the card with these signs; raises BadInput where they cannot be a set's."""
        return replace(self, names=tuple(map(clean_name, names))).checked()

    def renamed(self, name: str, new: str | None) -> "SignsCard":
        """Return the card where a sign has a new name, that of another sign, or is gone."""
        if new in self.names or new is None:
            names = [one for one in self.names if one != name]
        else:
            names = [new if one == name else one for one in self.names]
        return replace(self.with_signs(names), renaming={name: new})


def clean_title(title: str) -> str:
    """Return a title without blanks around it; raises BadInput where it is none."""
    return _clean(title, "a set's title", MAX_TITLE_LENGTH)


def clean_name(name: str) -> str:
    """Return a sign's name in normal form, without blanks around it; raises BadInput likewise."""
    return normal(_clean_name(name))


def _clean_name(name: str) -> str:
    return _clean(name, "a sign's name", MAX_NAME_LENGTH)


def _clean(text: str, what: str, most: int) -> str:
    text = text.strip()
    if not 1 <= len(text) <= most:
        raise BadInput(f"{what} has {len(text)} characters, not 1 to {most}")
    if plain(text) != text or without_surrogates(text) != text:
        raise BadInput(f"{what} holds characters that cannot be shown: {plain(text)}")
    return text


def format_card(card: SignsCard) -> bytes:
    """Return what `set.json` holds."""
    fields: dict[str, Any] = {
        "title": card.title,
        "signs": card.names,
        "with_digits": card.with_digits,
    }
    if card.renaming:
        fields["renaming"] = dict(card.renaming)
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


def parse_card(data: bytes, path: Path) -> SignsCard:
    """Return what a `set.json` says; raises BadInput, which names the file as `path`."""
    try:
        return _to_card(parse_json(data)).checked()
    except BadInput as error:
        raise BadInput(f"{path}: not a set of signs: {error}") from error


def _to_card(fields: object) -> SignsCard:
    if not isinstance(fields, dict):
        raise BadInput("not an object")
    title, names, with_digits = fields.get("title"), fields.get("signs"), fields.get("with_digits")
    if not isinstance(title, str):
        raise BadInput('its "title" is not a text')
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadInput('its "signs" are not a list of names')
    if not isinstance(with_digits, bool):
        raise BadInput('its "with_digits" is neither true nor false')
    renaming = fields.get("renaming", {})
    if not isinstance(renaming, dict) or not all(
        new is None or isinstance(new, str) for new in renaming.values()
    ):
        raise BadInput('its "renaming" is not names by names')
    return SignsCard(title, tuple(names), with_digits, renaming)
