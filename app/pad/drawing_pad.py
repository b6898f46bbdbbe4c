"""The pad's widget: it tells the pen what pointers do, and shows what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QEventPoint,
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
from app.pad.ink_points import GrowingStroke
from app.pad.page import Page
from app.pad.page_painter import PagePainter
from app.pad.pen import (
    Change,
    EraserMoved,
    ErasingFinished,
    Pen,
    Phase,
    PointAdded,
    Pointer,
    PointerEvent,
    PointerKind,
    StrokeFinished,
    Tool,
)
from app.undo import Step
from model.ink.drawing import Drawing, Point

MIN_SIDE_PX = 280
ERASER_RADIUS = 14.0  # in pad px
PEN_WIDTHS = {"Thin": 8, "Medium": 16, "Thick": 26}  # in pad px
UNDO_LIMIT = 500

_MOUSE = Pointer(PointerKind.MOUSE)
_TABLET_PHASES = {
    QEvent.Type.TabletPress: Phase.PRESS,
    QEvent.Type.TabletMove: Phase.MOVE,
    QEvent.Type.TabletRelease: Phase.RELEASE,
}
_TOUCH_PHASES = {
    QEventPoint.State.Pressed: Phase.PRESS,
    QEventPoint.State.Updated: Phase.MOVE,
    QEventPoint.State.Stationary: Phase.MOVE,
    QEventPoint.State.Released: Phase.RELEASE,
}


Functions = tuple[Callable[[], object], Callable[[], object]]
"""What a step does beside changing the page: as it is done or redone, and as it is undone."""


def _do_nothing() -> None:
    pass


NO_FUNCTIONS: Functions = (_do_nothing, _do_nothing)


@dataclass(frozen=True)
class StepPushed:
    """A step that can be undone from now on."""

    text: str
    page: Page
    """The page after it."""
    kept: late.Kept | None = None
    """The entry that it kept among the user's drawings."""


class DrawingPad(QWidget):
    """A square of paper to draw on. Its pages are immutable, so undo puts the old one back.

    Signals:
        first_painted: the pad was seen for the first time.
        page_changed: the page looks different; emitted with each move of the pen, too.
        step_pushed: a step is about to be taken; with a StepPushed. Not for one that is restored.
        tool_changed: a tool was chosen; with the Tool.
    """

    first_painted = Signal()
    page_changed = Signal()
    step_pushed = Signal(object)
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
        self._page = Page()  # without the stroke under the pen
        self._last_step_page = self._page  # differs from the page only while the eraser is down
        self._is_restoring = False
        self._pen = Pen()
        self._painter = PagePainter(self, PEN_WIDTHS["Medium"])
        self._was_painted = False
        self._update_cursor()

    # What lies on the pad

    @property
    def page(self) -> Page:
        """The page as it is seen now, with the stroke under the pen."""
        stroke = self._pen.stroke
        return self._page if stroke is None else self._page.with_stroke(stroke.to_stroke())

    @property
    def drawing(self) -> Drawing:
        """The ink as it is seen now, in px of a 400 x 400 pad."""
        return self.page.drawing

    def change_page(
        self,
        page: Page,
        text: str,
        redone: Callable[[], object] = _do_nothing,
        undone: Callable[[], object] = _do_nothing,
        kept: late.Kept | None = None,
    ) -> None:
        """Put another page on the pad, as one step to undo; `text` names it, such as "Clear".

        redone is called now and whenever the step is redone, undone whenever it is undone; kept:
        the entry that it keeps among the user's drawings, for the session.
        """
        self._show_changes(self._pen.finish())
        self._push_step(page, text, (redone, undone), kept)

    def restore(
        self, page: Page, steps: Sequence[tuple[str, Page, Functions | None]], index: int
    ) -> None:
        """Put back what lay on a pad, and the steps of which the first `index` are done.

        What a step does beside changing the page is not done again.
        """
        self._show_changes(self._pen.finish())
        self.undo_stack.clear()
        self._put_page(page)
        self._is_restoring = True
        for text, after, functions in steps:
            self._push_step(after, text, functions or NO_FUNCTIONS)
        self.undo_stack.setIndex(index)
        self._is_restoring = False

    @property
    def growing_stroke(self) -> GrowingStroke | None:
        """The stroke that is being drawn, or None."""
        return self._pen.stroke

    @property
    def is_drawing(self) -> bool:
        """Whether a pen or an eraser is down."""
        return self._pen.is_down

    def clear(self) -> None:
        """Take everything off the pad."""
        if not self.page.is_empty:
            self.change_page(Page(), "Clear")

    def _push_step(
        self,
        page: Page,
        text: str,
        functions: Functions = NO_FUNCTIONS,
        kept: late.Kept | None = None,
    ) -> None:
        before = self._last_step_page
        redone, undone = functions

        def redo() -> None:
            self._put_page(page)
            if not self._is_restoring:
                redone()

        def undo() -> None:
            self._put_page(before)
            if not self._is_restoring:
                undone()

        if not self._is_restoring:
            self.step_pushed.emit(StepPushed(text, page, kept))
        self.undo_stack.push(Step(text, redo, undo))

    def _put_page(self, page: Page) -> None:
        self._page = self._last_step_page = page
        self._painter.show_page(page)
        self.page_changed.emit()

    # Tools

    @property
    def tool(self) -> Tool:
        """What pointers do to the page."""
        return self._pen.tool

    def set_tool(self, tool: Tool) -> None:
        """Choose what pointers do to the page, from their next press on."""
        if tool is not self._pen.tool:
            self._pen.tool = tool
            self._update_cursor()
            self.tool_changed.emit(tool)

    @property
    def pen_width(self) -> float:
        """How wide ink is shown, in px of the 400 x 400 pad; the network does not see it."""
        return self._painter.pen_width

    def set_pen_width(self, width: float) -> None:
        """Show ink this wide."""
        self._painter.pen_width = width

    def _update_cursor(self) -> None:
        if self.tool is Tool.PEN:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            diameter_px = 2 * ERASER_RADIUS * self._painter.scale
            self.setCursor(eraser_cursor(diameter_px, theme.accent(self.palette())))

    # What the pen changes

    def _handle(self, event: PointerEvent) -> None:
        self._show_changes(self._pen.handle(event))

    def _show_changes(self, changes: list[Change]) -> None:
        for change in changes:
            match change:
                case PointAdded(last_points):
                    self._painter.add_point(last_points)
                    self.page_changed.emit()
                case EraserMoved(begin, end):
                    self._erase(begin, end)
                case StrokeFinished(stroke):
                    page = self._page.with_stroke(stroke)
                    self._painter.finish_stroke(stroke, page)
                    self._push_step(page, "Draw")
                case ErasingFinished() if self._page is not self._last_step_page:
                    self._push_step(self._page, "Erase")

    def _erase(self, begin: Point, end: Point) -> None:
        before = self._page
        self._page = before.erased(begin, end, ERASER_RADIUS)
        if self._page is not before:
            self._painter.erase(before, self._page, begin, end, ERASER_RADIUS)
            self.page_changed.emit()

    # Pointer events, from Qt's to the pen's

    def _pointer_event(
        self,
        pointer: Pointer,
        phase: Phase,
        position: QPointF,
        pressure: float | None = None,
        button: Qt.MouseButton = Qt.MouseButton.NoButton,
    ) -> PointerEvent:
        place = position / self._painter.scale
        is_main = button in (Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)
        return PointerEvent(pointer, phase, place.x(), place.y(), pressure, is_main)

    def _handle_mouse(self, event: QMouseEvent, phase: Phase) -> None:
        self._handle(self._pointer_event(_MOUSE, phase, event.position(), button=event.button()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._handle_mouse(event, Phase.PRESS)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._handle_mouse(event, Phase.MOVE)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._handle_mouse(event, Phase.RELEASE)

    @override
    def tabletEvent(self, event: QTabletEvent) -> None:
        is_eraser = event.pointerType() is QPointingDevice.PointerType.Eraser
        pen = Pointer(PointerKind.PEN_ERASER if is_eraser else PointerKind.PEN)
        phase = _TABLET_PHASES[event.type()]
        self._handle(
            self._pointer_event(pen, phase, event.position(), event.pressure(), event.button())
        )
        event.accept()  # or Qt sends it again as a mouse event

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._handle_touch(event)
            return True
        return super().event(event)

    def _handle_touch(self, event: QTouchEvent) -> None:
        if event.type() is QEvent.Type.TouchCancel:
            self._handle(PointerEvent(Pointer(PointerKind.TOUCH), Phase.CANCEL))
            return
        for point in event.points():
            finger = Pointer(PointerKind.TOUCH, point.id())
            phase = _TOUCH_PHASES[point.state()]
            self._handle(self._pointer_event(finger, phase, point.position()))

    # Painting

    @property
    def is_painted(self) -> bool:
        """Whether all of the page's ink is seen; much ink takes some frames."""
        return self._painter.is_complete

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.paint(self._page, self._pen.stroke)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.first_painted.emit)  # once the screen has it

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._painter.resize()
        self._update_cursor()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._painter.paint_afresh()
        super().changeEvent(event)


def eraser_cursor(diameter_px: float, color: QColor) -> QCursor:
    """Return a cursor that shows what an eraser of this size takes away."""
    side = max(round(diameter_px), 8)
    pixmap = QPixmap(side + 2, side + 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.5))
    painter.drawEllipse(1, 1, side - 1, side - 1)
    painter.end()
    return QCursor(pixmap)
