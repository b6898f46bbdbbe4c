"""Keys that widgets have in common, and how a widget wants some for itself."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
"""How far each leads along a row."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""How far each leads to the right, and down."""
RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ENTER = (*RETURN, Qt.Key.Key_Space)
"""Those that choose what is pointed at."""

_OTHER_KEYS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def is_offered(event: QEvent, keys: Collection[Qt.Key]) -> bool:
    """Return whether one of these keys is offered to a widget before it counts as a shortcut.

    For a widget's `event`, which accepts the event where the widget wants the key. Qt offers it to
    the widget with the focus, then to those around it. What is pressed with Ctrl, Alt or Meta stays
    a shortcut.
    """
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return not event.modifiers() & _OTHER_KEYS and event.key() in keys


def keys_of(labels: Collection[str]) -> dict[str, list[str]]:
    """Return the keys that stand for labels of one character each; others have none.

    With Shift a letter is the capital where both are labels, and else the same label.
    """
    return {label: _keys_of(label, labels) for label in labels if _is_key(label)}


def first_keys_of(labels: Collection[str]) -> dict[str, list[str]]:
    """Return the keys that longer labels begin with, by that character, but for keys of a label."""
    taken = {key for keys in keys_of(labels).values() for key in keys}
    found: dict[str, list[str]] = {}
    for label in labels:
        first = label[:1]
        if len(label) > 1 and _is_key(first):
            keys = [key for key in _keys_of(first, ()) if key not in taken]
            taken.update(keys)
            if keys:
                found[first] = keys
    return found


def _is_key(character: str) -> bool:
    """Whether a character may be on a keyboard: Qt has no keys beyond the first 65,536."""
    is_in_reach = len(character) == 1 and ord(character) < 0x10000
    return is_in_reach and character.isprintable() and not character.isspace()


def _keys_of(character: str, labels: Collection[str]) -> list[str]:
    other, capital = character.swapcase(), character.upper()
    if other == character or len(other) != 1 or len(capital) != 1:
        return [character]
    plain, shifted = capital, f"Shift+{capital}"
    if other not in labels:
        return [plain, shifted]
    return [shifted if character == capital else plain]
