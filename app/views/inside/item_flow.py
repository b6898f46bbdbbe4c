"""Small things side by side, in as many rows as it takes; each can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import ARROWS, ENTER
from app.theme import GRID_PX
from app.tips import answers_tip


class ItemFlow(QWidget):
    """Lays items of one size out in rows. A subclass paints them and says them as text.

    Signals:
        chosen: an item was clicked, or Enter pressed on it; with its index.
    """

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """name: the accessible one."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._count = 0
        self._size = QSizeF(1, 1)
        self._at: int | None = None

    def item_size(self) -> QSizeF:
        """Return the size of each item."""
        raise NotImplementedError

    def item_text(self, index: int) -> str:
        """Return an item as text."""
        raise NotImplementedError

    def paint_item(self, painter: QPainter, index: int, area: QRectF) -> None:
        """Paint an item."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many items there are."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show so many items from now on; also call it where they have changed."""
        size = self.item_size()
        is_other = (count, size) != (self._count, self._size)
        self._count, self._size = count, size
        if self._at is not None and self._at >= count:
            self._at = None
        self.setAccessibleDescription("; ".join(map(self.item_text, range(count))))
        if is_other:
            self.updateGeometry()
        self.update()

    def _columns(self, width: float) -> int:
        return max(int((width + GRID_PX) // (self._size.width() + GRID_PX)), 1)

    def item_area(self, index: int) -> QRectF:
        """Return where an item lies."""
        size = self._size
        row, column = divmod(index, self._columns(self.width()))
        at = QPointF(column * (size.width() + GRID_PX), row * size.height())
        return QRectF(at, size)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(-(-self._count // self._columns(width)) * self._size.height())

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # another width takes another height

    def _index_at(self, at: QPointF) -> int | None:
        return next((i for i in range(self._count) if self.item_area(i).contains(at)), None)

    def _point_at(self, index: int | None) -> None:
        if index != self._at:
            self._at = index
            self.update()

    def _keep_in_sight(self) -> None:
        """Scroll what holds these items to the one that is pointed at."""
        holder = self.parentWidget()
        while holder is not None and not isinstance(holder, QScrollArea):
            holder = holder.parentWidget()
        inner = holder.widget() if holder is not None else None
        if holder is not None and inner is not None and self._at is not None:
            area = self.item_area(self._at)
            at = self.mapTo(inner, area.center().toPoint())
            holder.ensureVisible(at.x(), at.y(), 0, round(area.height()))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._index_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self.chosen.emit(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ENTER and self._at is not None:
            self.chosen.emit(self._at)
        elif key in ARROWS and self._count:
            across, down = ARROWS[key]
            step = across + down * self._columns(self.width())
            at = 0 if self._at is None else self._at + step
            self._point_at(min(max(at, 0), self._count - 1))
            self._keep_in_sight()
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        return answers_tip(event, self, self._text_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        index = self._index_at(at)
        return "" if index is None else self.item_text(index)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small(self.font()))
        palette = self.palette()
        for index in range(self._count):
            area = self.item_area(index)
            if not event.region().intersects(area.toAlignedRect()):
                continue
            if index == self._at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.faint(palette))
                painter.drawRoundedRect(area, 4, 4)
            painter.save()
            self.paint_item(painter, index, area)
            painter.restore()
