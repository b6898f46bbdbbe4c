"""The pad: strokes on the screen, by mouse, pen or finger, with eraser and undo of everything."""

from array import array
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QUndoStack,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import late, theme
from app.pad.ink_layer import InkLayer
from app.pad.ink_painter import FULL_PRESSURE, PAD_SIDE, InkPainter, InkPoint
from app.pad.page import Page
from app.undo import Step
from model.ink.drawing import Drawing

if TYPE_CHECKING:  # neither NumPy nor Pillow is loaded before the first paint
    from model.ink.drawing import Stroke
    from model.ink.picture import Picture

MIN_SIDE_PX = 280
CORNER_RADIUS_PX = 10
ERASER_RADIUS = 14.0  # in pad px
PEN_WIDTHS = {"Thin": 8, "Medium": 16, "Thick": 26}  # in pad px
UNDO_LIMIT = 500


class Tool(Enum):
    """What the pointer does."""

    PEN = "pen"
    ERASER = "eraser"


class _GrowingStroke:
    """Points that come one by one."""

    def __init__(self) -> None:
        self._numbers = array("d")  # x, y, pressure, x, y, pressure, ...

    def __len__(self) -> int:
        return len(self._numbers) // 3

    def append(self, point: InkPoint) -> None:
        self._numbers.extend(point)

    def points(self) -> "Stroke":
        """Return (N, 3)."""
        import numpy as np

        return np.array(self._numbers).reshape(-1, 3)

    def last_points(self, count: int) -> list[InkPoint]:
        """Return the last points, or all where there are fewer."""
        numbers = iter(self._numbers[-3 * count :])
        return list(zip(numbers, numbers, numbers, strict=True))


def _nothing() -> None:
    pass


class DrawingPad(QWidget):
    """A square of paper. Its pages are immutable, so that undo is keeping the old one.

    Signals:
        first_painted: the pad was seen for the first time.
        page_changed: the ink is another, also with each move of the pen.
        tool_changed: pen or eraser was chosen, with the Tool.
    """

    first_painted = Signal()
    page_changed = Signal()
    tool_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawingPad")
        self.setAccessibleName("Drawing pad")
        self.setAccessibleDescription("Draw a digit here with mouse, pen or finger")
        self.setMinimumSize(MIN_SIDE_PX, MIN_SIDE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self._page = Page()
        self._tool = Tool.PEN
        self._pen_width = float(PEN_WIDTHS["Medium"])
        self._stroke = _GrowingStroke()  # under the pen
        self._has_pressure = False
        self._erasing_from: QPointF | None = None
        self._page_before_erasing = self._page
        self._touch_id: int | None = None
        self._was_painted = False
        self._layer: InkLayer | None = None  # the page and what is done of the stroke under the pen
        self._painted_page = self._page  # what the layer shows
        self._outgrown: QPixmap | None = None  # the layer of another size, shown until it is done
        self._painting_timer = QTimer(self, interval=0)
        self._painting_timer.timeout.connect(self._paint_on)
        self._update_cursor()

    # What lies on the pad

    @property
    def page(self) -> Page:
        """The page as it is seen now, with the stroke under the pen."""
        if not len(self._stroke):
            return self._page
        return self._page.with_stroke(self._stroke_under_pen())

    @property
    def drawing(self) -> Drawing:
        """The ink as it is seen now, in px of a 400 x 400 pad."""
        return self.page.drawing

    def change_page(
        self,
        page: Page,
        text: str,
        redone: Callable[[], object] = _nothing,
        undone: Callable[[], object] = _nothing,
    ) -> None:
        """Put another page on the pad, as one step to undo; `text` names it, such as "Clear".

        redone is called now and whenever the step is done again, undone when it is undone.
        """
        self._abandon_stroke()
        self._push(page, text, redone, undone)

    def clear(self) -> None:
        """Take everything off the pad."""
        if not self.page.is_empty:
            self.change_page(Page(), "Clear")

    def _push(
        self,
        page: Page,
        text: str,
        redone: Callable[[], object] = _nothing,
        undone: Callable[[], object] = _nothing,
    ) -> None:
        """Put a page in this one's place, as a step to undo."""
        before = self._page

        def redo() -> None:
            self._show_page(page)
            redone()

        def undo() -> None:
            self._show_page(before)
            undone()

        self.undo_stack.push(Step(text, redo, undo))

    def _show_page(self, page: Page) -> None:
        self._page = page
        if page is not self._painted_page:
            self._redraw()
        self.page_changed.emit()

    # Tools

    @property
    def tool(self) -> Tool:
        """What the pointer does."""
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        """Choose what the pointer does."""
        if tool is not self._tool:
            self._tool = tool
            self._update_cursor()
            self.tool_changed.emit(tool)

    @property
    def pen_width(self) -> float:
        """How wide ink is shown, in px of the 400 x 400 pad; the network does not see it."""
        return self._pen_width

    def set_pen_width(self, width: float) -> None:
        """Show ink this wide."""
        self._pen_width = width
        self._redraw()

    # The pointer's way over the pad, in pad px

    def _begin(self, at: QPointF, tool: Tool, pressure: float | None) -> None:
        self._abandon_stroke()
        if tool is Tool.ERASER:
            self._page_before_erasing = self._page
            self._erasing_from = at
            self._erase_to(at)
        else:
            self._has_pressure = pressure is not None
            self._add_point(at, pressure)
            if self._page.picture is not None:  # the drawing takes the picture's place
                self._redraw()

    def _move(self, at: QPointF, pressure: float | None) -> None:
        if self._erasing_from is not None:
            self._erase_to(at)
        elif len(self._stroke):
            self._add_point(at, pressure)

    def _end(self) -> None:
        if self._erasing_from is not None:
            self._erasing_from = None
            after, self._page = self._page, self._page_before_erasing
            if after is not self._page:
                self.change_page(after, "Erase")
        elif len(self._stroke):
            page = self.page
            if self._layer is not None:
                self._layer.paint_tail(self._stroke.last_points(3))
                self._painted_page = page
            self._stroke = _GrowingStroke()
            self._push(page, "Draw")

    def _abandon_stroke(self) -> None:
        """Finish what is under the pen before the page changes beneath it."""
        self._end()

    def _add_point(self, at: QPointF, pressure: float | None) -> None:
        point = (at.x(), at.y(), FULL_PRESSURE if pressure is None else pressure)
        if len(self._stroke) and self._stroke.last_points(1)[0][:2] == point[:2]:
            return
        self._stroke.append(point)
        points = self._stroke.last_points(3)
        if len(points) > 1 and self._layer is not None:
            self._layer.paint_curve(points)
        self._update_near(points)
        self.page_changed.emit()

    def _erase_to(self, at: QPointF) -> None:
        assert self._erasing_from is not None
        begin, self._erasing_from = self._erasing_from, at
        before, page = self._page, self._page.erased(begin.toTuple(), at.toTuple(), ERASER_RADIUS)
        if page is before:
            return
        if self._layer is not None and self._layer.is_complete:
            margin = self._pen_width / 2 + 1
            box = late.ink_geometry.box_of_change(
                before.drawing, page.drawing, begin, at, ERASER_RADIUS
            )
            self._layer.repaint(box.adjusted(-margin, -margin, margin, margin), page.drawing)
            self._painted_page = page
            self.update()
        self._show_page(page)

    def _stroke_under_pen(self) -> "Stroke":
        points = self._stroke.points()
        return points if self._has_pressure else points[:, :2]

    # Painting

    @property
    def _scale(self) -> float:
        """Screen px a pad px."""
        return self.width() / PAD_SIDE

    def _redraw(self) -> None:
        """Paint the whole page afresh at the next paint event."""
        self._layer = None
        self._outgrown = None
        self.update()

    def _make_layer(self) -> InkLayer:
        ratio = self.devicePixelRatioF()
        color = theme.ink(self.palette())
        layer = InkLayer(self.width(), ratio, color, self._pen_width)
        if self._page.picture is not None and not len(self._stroke):
            painter = QPainter(layer.pixmap)
            painter.scale(self._scale, self._scale)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            image = picture_image(self._page.picture)
            size = QSize(image.size()).scaled(
                QSize(PAD_SIDE, PAD_SIDE) * 0.9, Qt.AspectRatioMode.KeepAspectRatio
            )
            target = QRectF(0, 0, size.width(), size.height())
            target.moveCenter(QPointF(PAD_SIDE / 2, PAD_SIDE / 2))
            painter.drawImage(target, image)
            painter.end()
        layer.put(self._page.drawing)
        points = self._stroke.last_points(len(self._stroke))
        for count in range(2, len(points) + 1):
            layer.paint_curve(points[max(count - 3, 0) : count])
        self._painted_page = self._page
        return layer

    @property
    def is_painted(self) -> bool:
        """Whether all of the page's ink is seen; much ink takes some frames."""
        return self._layer is not None and self._layer.is_complete

    def _paint_on(self) -> None:
        """Go on painting a page of much ink, a slice a frame."""
        if self._layer is not None:
            self._layer.paint_slice()
            if not self._layer.is_complete:
                self.update()
                return
        self._outgrown = None
        self._painting_timer.stop()
        self.update()

    def _update_near(self, points: list[InkPoint]) -> None:
        """Have the part of the pad around these points painted, the pen's width included."""
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        margin = self._pen_width / 2 + 2
        box = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
        box.adjust(-margin, -margin, margin, margin)
        self.update(QRectF(box.topLeft() * self._scale, box.size() * self._scale).toAlignedRect())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self.palette()
        if self._layer is None:
            self._layer = self._make_layer()
            self._layer.paint_slice()
            if self._layer.is_complete:
                self._outgrown = None
            else:
                self._painting_timer.start()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.paper(palette))
        painter.setPen(QPen(theme.faint(palette), 1))
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(outline, CORNER_RADIUS_PX, CORNER_RADIUS_PX)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.first_painted.emit)  # once the screen has it
        if self.page.is_empty:
            self._paint_invitation(painter)
        if self._outgrown is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.rect(), self._outgrown)
        else:
            painter.drawPixmap(0, 0, self._layer.pixmap)
        if len(self._stroke):
            painter.scale(self._scale, self._scale)
            ink = InkPainter(painter, theme.ink(palette), self._pen_width)
            ink.paint_tail(self._stroke.last_points(3))

    def _paint_invitation(self, painter: QPainter) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        painter.setFont(font)
        painter.setPen(theme.mix(theme.paper(self.palette()), theme.ink(self.palette()), 0.32))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Draw a digit")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        outgrown = self._outgrown
        if self._layer is not None and self._layer.is_complete:
            outgrown = self._layer.pixmap
        self._redraw()
        self._outgrown = outgrown
        self._update_cursor()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._redraw()
        super().changeEvent(event)

    def _update_cursor(self) -> None:
        if self._tool is Tool.PEN:
            self.setCursor(Qt.CursorShape.CrossCursor)
            return
        side = max(round(2 * ERASER_RADIUS * self._scale), 8)
        pixmap = QPixmap(side + 2, side + 2)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent(self.palette()), 1.5))
        painter.drawEllipse(1, 1, side - 1, side - 1)
        painter.end()
        self.setCursor(QCursor(pixmap))

    # Events of mouse, pen and finger

    def _to_pad(self, position: QPointF) -> QPointF:
        return position / self._scale

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(self._to_pad(event.position()), self._tool, None)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(self._to_pad(event.position()), None)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._move(self._to_pad(event.position()), None)
            self._end()

    @override
    def tabletEvent(self, event: QTabletEvent) -> None:
        at, pressure = self._to_pad(event.position()), event.pressure()
        if event.type() is QEvent.Type.TabletPress:
            is_eraser = event.pointerType() is QPointingDevice.PointerType.Eraser
            self._begin(at, Tool.ERASER if is_eraser else self._tool, pressure)
        elif event.type() is QEvent.Type.TabletMove:
            self._move(at, pressure)
        elif event.type() is QEvent.Type.TabletRelease:
            self._end()
        event.accept()  # or Qt sends it again as a mouse event

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        """Draw with the first finger; the others rest."""
        if event.type() is QEvent.Type.TouchCancel:
            self._touch_id = None
            self._end()
            return
        for point in event.points():
            at = self._to_pad(point.position())
            state = point.state()
            if self._touch_id is None and state is point.State.Pressed:
                self._touch_id = point.id()
                self._begin(at, self._tool, None)
            elif point.id() == self._touch_id:
                self._move(at, None)
                if state is point.State.Released:
                    self._touch_id = None
                    self._end()


def picture_image(picture: "Picture") -> QImage:
    """Return a picture's preview as Qt paints it."""
    preview = picture.preview.copy()  # its rows in order, one after the other
    height, width, _ = preview.shape
    image = QImage(preview.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.copy()  # the array may go before the image does
