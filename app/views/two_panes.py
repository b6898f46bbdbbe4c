"""What is chosen from and what was chosen: side by side where there is room, else in turn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app import keys, theme

WIDE_PX = 760


class TwoPanes(QWidget):
    """Two panes; where they are not both seen, the second has a button that leads back.

    Signals:
        closed: the first pane is seen again, or was all the time.
        widened: there is room for both now, or no longer.
    """

    closed = Signal()
    widened = Signal(bool)

    def __init__(
        self, name: str, first: QWidget, second: QWidget, parent: QWidget | None = None
    ) -> None:
        """name: the object name of the button that leads back begins with it."""
        super().__init__(parent)
        self._first = first
        self.back_button = theme.button(f"{name}BackButton", "‹ Back", "Back to the overview (Esc)")
        self.back_button.clicked.connect(self.close_second)
        self.second_head = QHBoxLayout()
        """The line above the second pane, which begins with the button that leads back."""
        self.second_head.setSpacing(theme.GRID_PX)
        self.second_head.addWidget(self.back_button)
        self._second = QWidget()
        column = QVBoxLayout(self._second)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID_PX)
        column.addLayout(self.second_head)
        column.addWidget(second, 1)
        layout = QHBoxLayout(self)
        # Both are seen for a moment in a place that was wide: it may become narrow again.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * theme.GRID_PX)
        layout.addWidget(first, 1)
        layout.addWidget(self._second, 1)
        self._is_second_open = False
        self._arrange()

    @property
    def is_wide(self) -> bool:
        """Whether both panes are seen at once."""
        return self.width() >= WIDE_PX

    @property
    def is_second_seen(self) -> bool:
        """Whether the second pane is seen."""
        return self.is_wide or self._is_second_open

    def open_second(self) -> None:
        """Show the second pane, in place of the first where there is no room for both."""
        self._is_second_open = True
        self._arrange()

    def close_second(self) -> None:
        """Show the first pane again."""
        had_focus = self._second.isAncestorOf(self.focusWidget() or self)
        self._is_second_open = False
        self._arrange()
        if had_focus and not self.is_wide:
            self._first.setFocus()
        self.closed.emit()

    def _arrange(self) -> None:
        is_wide = self.is_wide
        self._first.setVisible(is_wide or not self._is_second_open)
        self._second.setVisible(is_wide or self._is_second_open)
        self.back_button.setVisible(not is_wide)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return what one pane needs: a window with both may be made narrow again."""
        first, second = self._first.minimumSizeHint(), self._second.minimumSizeHint()
        return first.expandedTo(second)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if (event.oldSize().width() >= WIDE_PX) != self.is_wide:
            self.widened.emit(self.is_wide)

    @property
    def _can_lead_back(self) -> bool:
        return self._is_second_open and not self.is_wide

    @override
    def event(self, event: QEvent) -> bool:
        # Else Esc would clear the pad.
        if keys.is_offered(event, (Qt.Key.Key_Escape,)) and self._can_lead_back:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._can_lead_back:
            self.close_second()
        else:
            super().keyPressEvent(event)
