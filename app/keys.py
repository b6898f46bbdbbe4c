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
