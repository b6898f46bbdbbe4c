"""Keys that a widget wants for itself, though the window has them as shortcuts."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

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
