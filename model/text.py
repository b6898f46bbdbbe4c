"""How things are written for people: one way, in the window and on the command line."""

from collections.abc import Iterable
from itertools import groupby


def percent(share: float, places: int = 2) -> str:
    """Return a share in [0, 1] as, say, "0.39 %"."""
    return f"{100 * share:.{places}f} %"


def whole_percent(confidence: float) -> str:
    """Return a confidence in [0, 1] as, say, "99 %"; rounded down: 99.7 % is not quite sure."""
    return f"{int(100 * confidence)} %"


def format_seconds(seconds: float) -> str:
    """Return a time as, say, "0.8 s" or "801 s"."""
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds:,.0f} s"


def start_with_capital(text: str) -> str:
    """Return the text with its first letter as a capital and the others as they are."""
    return text[:1].upper() + text[1:]


def signed(value: float, places: int = 2) -> str:
    """Return a number with its sign, as "+0.39" or "−2.00" (U+2212); 0 as written has none."""
    text = f"{value:+.{places}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


SPOKEN_WITH_A_VOWEL = frozenset(("8", "11", "18", *"AEFHILMNORSX", *"aefhilmnorsx"))
"""Names of classes that are spoken with a vowel at their start."""


def with_article(name: str) -> str:
    """Return the name of a class as a sentence has it: "a 7", "an 8", "an x", "an Ankle boot"."""
    begins_with_vowel = len(name) > 1 and name[0] in "AEIOUaeiou"
    return f"an {name}" if begins_with_vowel or name in SPOKEN_WITH_A_VOWEL else f"a {name}"


def ordinal(number: int) -> str:
    """Return a number from 1 as a place in a row: "1st", "2nd", "11th"."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    is_teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if is_teen else endings.get(number % 10, 'th')}"


def join_lines(labels: Iterable[tuple[int, str]]) -> str:
    """Return what labels in a row say, each with the number of its line; a space between lines.

    What is no character has an empty label; a line of nothing else is none.
    """
    lines = groupby(labels, key=lambda label: label[0])
    return " ".join(filter(None, ("".join(one for _, one in line) for _, line in lines)))
