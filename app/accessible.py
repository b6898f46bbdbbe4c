"""What widgets say of themselves to who does not see them."""

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget


def describe(widget: QWidget, text: str) -> None:
    """Have a widget say this of itself, and tell that it says something else, if it does."""
    if text != widget.accessibleDescription():
        widget.setAccessibleDescription(text)
        changed = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(widget, changed))
