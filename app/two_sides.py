"""The window's two sides."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.theme import GRID_PX

MAX_RIGHT_WIDTH_PX = 1000
MARGIN_PX = 2 * GRID_PX
BOTTOM_PX = GRID_PX
"""None above: there is the menu bar, whose room the pad would otherwise pay for."""
GAP_PX = 3 * GRID_PX


class TwoSides(QWidget):
    """Two sides: the left as large as keeps its pad square, the right with the rest.

    The pad gets what a larger window gives, but for what its height cannot use. Mirrored, each
    side is where the other was: for hands that would lie on the panels.
    """

    def __init__(self, left: QWidget, pad: QWidget, right: QWidget) -> None:
        super().__init__()
        self._left, self._pad, self._right = left, pad, right
        self._is_mirrored = False
        self._least = QSize()
        left.setParent(self)
        right.setParent(self)

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Put the pad on the right, or back on the left."""
        self._is_mirrored = is_mirrored
        self._place_sides()

    @override
    def minimumSizeHint(self) -> QSize:
        left, right = self._left.minimumSizeHint(), self._right.minimumSizeHint()
        height = max(left.height(), right.height()) + BOTTOM_PX
        return QSize(left.width() + right.width() + 2 * MARGIN_PX + GAP_PX, height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_sides()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._place_sides()
            if self._least != (least := self.minimumSizeHint()):
                self._least = least  # the window, too, may be no smaller
                self.updateGeometry()
        return super().event(event)

    def _place_sides(self) -> None:
        around_pad = self._left.minimumSizeHint().height() - self._pad.minimumHeight()
        width, height = self.width() - 2 * MARGIN_PX - GAP_PX, self.height() - BOTTOM_PX
        side = min(width - self._right.minimumSizeHint().width(), height - around_pad)
        self._place(self._left, MARGIN_PX, side, side + around_pad)
        right_width = min(width - side, MAX_RIGHT_WIDTH_PX)
        self._place(self._right, MARGIN_PX + side + GAP_PX, right_width, height)

    def _place(self, widget: QWidget, x: int, width: int, height: int) -> None:
        if self._is_mirrored:
            x = self.width() - x - width
        widget.setGeometry(x, 0, width, height)
