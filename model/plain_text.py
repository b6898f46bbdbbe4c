"""Texts of somebody else's, fit to be shown."""

import unicodedata


def plain(text: object) -> str:
    r"""Return a text of somebody else's, such as a file's name, fit to be shown on one line.

    What would move a terminal's cursor, break the line, turn the direction of writing, or cannot be
    encoded is spelled out: "\x1b".
    """
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in HIDDEN_CATEGORIES and character not in JOINERS
        else character
        for character in str(text)
    )


HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control and format characters, surrogates, and separators of lines and paragraphs."""
JOINERS = "\u200c\u200d"
"""Format characters that emoji and some scripts are written with."""
