"""The pad's widget: it tells the pen what pointers do, and shows what comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import late, late_parts
from app.pad.cursors import pad_cursor
from app.pad.history import NO_FUNCTIONS, Functions, History
from app.pad.ink_points import PAD_SIDE, GrowingStroke
from app.pad.page import Page
from app.pad.page_painter import PagePainter
from app.pad.part_choice import PartChoice
from app.pad.pen import Change, EraserMoved, Pen, PointAdded, StepChange, StrokeFinished, Tool
from app.pad.piece_choice import PieceChoice
from app.pad.pointers import PointerEvent
from app.pad.qt_pointers import PointedWidget
from model.data.classes import DIGITS, Classes
from model.ink.drawing import Drawing, Point, Stroke
from model.ink.sample import Sample

MIN_SIDE_PX = 280
ERASER_RADIUS = 14.0  # in pad px
PEN_WIDTHS = {"Thin": 8, "Medium": 16, "Thick": 26}  # in pad px


class DrawingPad(PointedWidget):
    """A square of paper to draw on. Its pages are immutable, so undo puts the old one back.

    Signals:
        first_painted: the pad was seen for the first time.
        page_changed: the page looks different; emitted with each move of the pen, too.
        step_pushed: a step is about to be taken; with a StepPushed. Not for one that is restored.
        tool_changed: a tool was chosen; with the Tool.
        can_undo_changed, can_redo_changed: whether `undo` or `redo` would do something.
    """

    first_painted = Signal()
    page_changed = Signal()
    step_pushed = Signal(object)
    tool_changed = Signal(object)
    can_undo_changed = Signal(bool)
    can_redo_changed = Signal(bool)

    def __init__(
        self, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """clock: says in seconds when events come; their own times are not all by one clock."""
        super().__init__(parent, clock)
        self.setObjectName("drawingPad")
        self.setAccessibleName("Drawing pad")
        self.setMinimumSize(MIN_SIDE_PX, MIN_SIDE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)  # there may be something to point at
        self._history = History(self._put_page, self)
        self._history.step_pushed.connect(self.step_pushed)
        self._history.can_undo_changed.connect(self.can_undo_changed)
        self._history.can_redo_changed.connect(self.can_redo_changed)
        self.undo_stack = self._history.stack
        self._page = self._history.page  # without the stroke under the pen
        self._drawn_page: Page | None = None  # after the last step that a pointer made
        self.pen = Pen()
        """It says what pointers do; which of them draw, and how, is chosen there."""
        self.choice = PieceChoice(self, lambda: self.pen.is_down)
        """Which ink of a picture is read."""
        self.choice.chosen.connect(self._put_choice)
        self.choice.pointed_changed.connect(self._show_pointed)
        self._painter = PagePainter(self, PEN_WIDTHS["Medium"])
        self.parts = PartChoice(self, self._resting_page, self._painter)
        """Which part of a number is in focus; how its ink is parted."""
        self.parts.regrouped.connect(self.change_page)
        self.parts.pointed_changed.connect(self.update_cursor)
        self.show_classes(DIGITS)
        self._was_painted = False
        self.update_cursor()

    # What lies on the pad

    @property
    def page(self) -> Page:
        """The page as it is seen now, with the stroke under the pen."""
        stroke = self.growing_stroke
        return self._page if stroke is None else self._page.with_stroke(stroke.to_stroke())

    def _resting_page(self) -> Page | None:
        return None if self.pen.is_down else self._page

    @property
    def drawing(self) -> Drawing:
        """The ink as it is seen now, in px of a 400 x 400 pad."""
        return self.page.drawing

    def change_page(
        self,
        page: Page,
        text: str,
        functions: Functions = NO_FUNCTIONS,
        kept: late.Kept | None = None,
    ) -> None:
        """Put another page on the pad, as one step to undo; `text` names it, such as "Clear".

        functions: what it does beside that; kept: what it keeps of the user's, for the session.
        """
        self._show_changes(self.pen.finish())
        self._history.push(page, text, functions, kept)

    def restore(self, page: Page, steps: Sequence[tuple[str, Page, Functions]], index: int) -> None:
        """Put back what lay on a pad, and the steps of which the first `index` are done."""
        self._show_changes(self.pen.finish())
        self._history.restore(page, steps, index)

    @property
    def is_being_written(self) -> bool:
        """Whether what lies on the pad was drawn there last, or is being drawn."""
        return self.pen.is_drawing or self._page is self._drawn_page

    @property
    def growing_stroke(self) -> GrowingStroke | None:
        """The stroke that is being drawn, or None; over a picture's ink it is none yet."""
        return self.pen.stroke if self.choice.picture is None else None

    @property
    def finished_pieces(self) -> tuple[Stroke, ...]:
        """The strokes finished since the pen was put down: it went over the edge and came back."""
        before = len(self._history.page.drawing.strokes)
        return self._page.drawing.strokes[before:] if self.pen.is_drawing else ()

    def show_sample(self, sample: Sample, text: str = "Open") -> None:
        """Put a sample on the pad, as one step to undo; a drawing fitted to the pad."""
        self.change_page(Page.of(sample.without_label()).fitted(PAD_SIDE), text)

    def forget_step(self, page: Page) -> None:
        """Take the last step back for good, if it is the one that has put this page on the pad."""
        if self._page is page and not self.undo_stack.canRedo():
            self._history.forget_last()

    def show_marks(self, marks: late_parts.PadMarks | None) -> None:
        """Show marks over the ink, in place of those before; they are not ink."""
        self._painter.show_marks(marks)

    def clear(self) -> None:
        """Take everything off the pad."""
        if not self.page.is_empty:
            self.change_page(Page(), "Clear")

    def _put_page(self, page: Page) -> None:
        self.pen.take_back()  # the page changes beneath it
        self._page = page
        self.choice.show_picture(page.picture)
        self._painter.show_page(page)
        self.page_changed.emit()

    # Undo and redo

    def undo(self) -> None:
        """Take back what is under the pen, or a choice not made yet, and else the last step.

        What was under the pen can be redone, unless there is something to redo already.
        """
        if not self._history.is_under_way and self.choice.is_busy:
            self.choice.drop()
        elif not self._history.is_under_way:
            self.undo_stack.undo()
        elif self.undo_stack.canRedo() or self.choice.picture is not None:
            self._show_changes(self.pen.take_back())
        else:
            self._show_changes(self.pen.finish())
            self.undo_stack.undo()

    def redo(self) -> None:
        """Do again what was undone last; not while something is under the pen."""
        if not self._history.is_under_way:
            self.undo_stack.redo()

    # Tools

    @property
    def tool(self) -> Tool:
        """What pointers do to the page."""
        return self.pen.tool

    def set_tool(self, tool: Tool) -> None:
        """Choose what pointers do to the page, from their next press on."""
        if tool is not self.pen.tool:
            self.pen.tool = tool
            self.update_cursor()
            self.tool_changed.emit(tool)

    @property
    def pen_width(self) -> float:
        """How wide ink is shown, in px of the 400 x 400 pad; the network does not see it."""
        return self._painter.pen_width

    def set_pen_width(self, width: float) -> None:
        """Show ink this wide."""
        self._painter.pen_width = width
        self.parts.lay_out()

    def show_classes(self, classes: Classes) -> None:
        """Invite, where nothing is drawn, to draw one of these."""
        number = " or a number" if classes == DIGITS else ""
        text = f"Draw {classes.any_of_them}{number}"
        self._painter.invite(text)
        for choice in (self.choice, self.parts):
            choice.invite(f"{text} here with mouse, pen or finger")

    def invite(self, text: str) -> None:
        """Show this text where nothing is drawn."""
        self._painter.invite(text)

    @override
    def update_cursor(self) -> None:
        erases = self.pen.erases_with(self.pointer_kind)
        can_click = self.choice.can_click or self.parts.is_on_bracket
        radius_px = ERASER_RADIUS * self.scale if erases else None
        self.setCursor(pad_cursor(radius_px, self.palette(), can_click=can_click))

    # What the pen changes

    @override
    def handle_pointer(self, event: PointerEvent) -> None:
        erases = self.pen.erases_with(event.pointer.kind)
        for meant in self.parts.sift(event, draws=not erases and self.pen.accepts(event)):
            self.choice.watch(meant, erases=erases)
            self._show_changes(self.pen.handle(meant))

    def _show_changes(self, changes: list[Change]) -> None:
        for change in changes:
            match change:
                case PointAdded(last_points) if self.choice.picture is not None:
                    self._painter.update_near(last_points)
                    if len(last_points) > 1:
                        self.choice.hover(None)
                    self._history.set_under_way(True)
                case PointAdded(last_points):
                    self._painter.add_point(last_points)
                    self.page_changed.emit()
                    self._history.set_under_way(True)
                case EraserMoved(begin, end):
                    self._erase(begin, end)
                case StrokeFinished(stroke) if self.choice.picture is not None:
                    self.choice.add_stroke(stroke)
                case StrokeFinished(stroke):
                    self._page = self._page.with_stroke(stroke)
                    self._painter.finish_stroke(stroke, self._page)
                case StepChange.DRAWN:
                    self._end_gesture()
                    self._finish_step("Draw")
                case StepChange.ERASED:
                    self._finish_step("Erase")
                case StepChange.TAKEN_BACK if self._history.is_under_way:
                    self._put_page(self._history.page)
                    self._history.set_under_way(False)
                case StepChange.LAST_TAKEN_BACK:
                    self._take_step_back()
                case StepChange.UNDO:
                    self.undo()
                case StepChange.REDO:
                    self.redo()

    def _erase(self, begin: Point, end: Point) -> None:
        before = self._page
        cut = before.erased(begin, end, ERASER_RADIUS)
        if cut is before:
            return
        self._page = cut.bounded()
        if self._page is cut:
            self._painter.erase(before, cut, begin, end, ERASER_RADIUS)
        else:  # thinned, it may look different anywhere
            self._painter.paint_behind_old_px()
        self.page_changed.emit()
        self._history.set_under_way(True)

    def _end_gesture(self) -> None:
        """Do what a stroke over a picture's ink means; it may be ink after all."""
        if self.choice.picture is None:
            return
        for stroke in self.choice.end_gesture():
            self._page = self._page.with_stroke(stroke)
        if self._page is self._history.page:
            self._history.set_under_way(False)
            self._drawn_page = None
            self.update()

    def _put_choice(self, picture: late.Picture) -> None:
        self.change_page(Page(picture=picture), "Choose ink")
        self._drawn_page = self._page

    def _show_pointed(self) -> None:
        self._painter.point_at(self.choice.picture, self.choice.pointed)
        self.update_cursor()

    def _finish_step(self, text: str) -> None:
        if self._page is not self._history.page:
            self._history.push(self._page.bounded(), text)
            self._drawn_page = self._page

    def _take_step_back(self) -> None:
        """Take the last step back for good, if it is still the one that a pointer made."""
        self.choice.drop()
        if self._drawn_page is not None:
            self.forget_step(self._drawn_page)

    # Painting

    @property
    @override
    def scale(self) -> float:
        return self._painter.scale

    @property
    def is_painted(self) -> bool:
        """Whether all of the page's ink is seen; much ink takes some frames."""
        return self._painter.is_complete

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        loop = self.choice.lines(self.pen.stroke) if self.choice.picture is not None else ()
        self._painter.paint(self._page, self.growing_stroke, event.region(), loop)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.first_painted.emit)  # once the screen has it

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._painter.paint_behind_old_px()
        self.update_cursor()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._painter.paint_afresh()
        super().changeEvent(event)
