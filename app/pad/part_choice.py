"""The parts of a number on the pad: which one is in focus, and joining and splitting them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from app import late, late_parts, tips
from app.accessible import describe
from app.keys import RETURN, STEPS, is_offered
from app.pad.bracket_hand import BracketHand
from app.pad.brackets import Bracket, PadPart, bracket_at, lay_out, part_at
from app.pad.page import Page
from app.pad.page_painter import PagePainter
from app.pad.part_words import describe_parts, tip_of
from app.pad.piece_choice import INVITATION
from app.pad.pointers import Phase, PointerEvent
from model.ink.drawing import Point, Trace, Traces

KEYS = (*STEPS, *RETURN)
"""Left and right lead to the next part, with Shift they join with it; Return splits."""
NOT_SPLIT = "This ink cannot be split."


class PartChoice(QObject):
    """Knows the parts that were read of a pad's page, and what a hand and keys do with them.

    Signals:
        focus_changed: another of the same parts is in focus.
        pointed_changed: a pointer that hovers has come onto the brackets, or left them.
        regrouped: the user has said which ink is one character each; with the Page on which that is
            so, and what the step is called.
        said: one sentence for the user.
    """

    focus_changed = Signal()
    pointed_changed = Signal()
    regrouped = Signal(object, str)
    said = Signal(str)

    def __init__(self, pad: QWidget, page: Callable[[], Page | None], painter: PagePainter) -> None:
        """page: returns what lies on the pad, None while a pen is down; painter: of brackets."""
        super().__init__(pad)
        self._pad, self._painter = pad, painter
        self._current_page = page
        self._page: Page | None = None  # of which these are the parts
        self._invitation = INVITATION
        self.parts: tuple[PadPart, ...] = ()
        self._brackets: tuple[Bracket, ...] = ()
        self._at: Point | None = None  # where a pointer hovers
        self._hovered: int | None = None
        self._selected: Traces | int | None = None
        self._newest = 0
        self._told_focus = 0
        self._joined: tuple[int, int] | None = None  # the parts that a hand is about to join
        self._hand = BracketHand()
        self._is_described = False
        pad.installEventFilter(self)

    # What is read

    def show(self, page: Page, parts: Sequence[PadPart], *, is_being_written: bool) -> None:
        """Show what was read of a page: its characters, in order; none where nothing was read.

        is_being_written: whether the newest stroke was just drawn, or is under the pen.
        """
        if self._page is None or page.drawing.strokes is not self._page.drawing.strokes:
            self._selected = None
        self._page, self.parts = page, tuple(parts)
        self._newest = _newest(parts) if is_being_written else 0
        self._lay_out()
        self._told_focus = self.focus
        self._show_brackets()
        self._describe()

    def lay_out(self) -> None:
        """Lay the brackets out anew, where the pad or its pen has another size."""
        self._lay_out()
        self._show_brackets()
        self._tell_focus()

    def _lay_out(self) -> None:
        of_ink = self._page is None or self._page.picture is None
        margin = self._painter.pen_width / 2 if of_ink else 0.0
        several = self.parts if len(self.parts) > 1 else ()
        self._brackets = lay_out(several, self._scale, margin)
        self._hovered = self._part_at(self._at)
        self._joined = self._hand.joined(self._brackets, self._scale)  # there may be fewer

    @property
    def _scale(self) -> float:
        """Logical px in each pad px."""
        return self._painter.scale

    @property
    def has_brackets(self) -> bool:
        """Whether there are several parts."""
        return bool(self._brackets)

    @property
    def focus(self) -> int:
        """The index of the part in focus: hovered, else chosen, else just written, else the first.

        0 where there is only one, or none.
        """
        if self._hovered is not None:
            return self._hovered
        selected = self._selected_index()
        return self._newest if selected is None else selected

    def _selected_index(self) -> int | None:
        if not isinstance(self._selected, tuple):
            return self._selected if self._selected in range(len(self.parts)) else None
        first = self._selected[0]
        return next(
            (i for i, part in enumerate(self.parts) if any(_meet(first, t) for t in part.traces)),
            None,
        )

    def _show_brackets(self) -> None:
        """Have the brackets painted; those that are being joined as one."""
        if not self._brackets:
            self._painter.show_brackets(None)
            return
        make = late_parts.bracket_painter.Mark
        first, past = self._joined or (0, 0)
        focus = -1 if past else self.focus
        marks = [
            make(bracket, part.label, index == focus, part.is_unsure)
            for index, (bracket, part) in enumerate(zip(self._brackets, self.parts, strict=True))
        ]
        if past:
            ends = self._brackets[first], self._brackets[past - 1]
            strip = ends[0].strip.united(ends[1].strip)
            marks[first:past] = [make(Bracket(strip, ends[0].is_above, strip), "", True)]
        painter = late_parts.BracketPainter(marks, self._pad.font(), self._scale)
        self._painter.show_brackets(painter)

    def invite(self, text: str) -> None:
        """Say this of a pad without parts to who does not see it."""
        self._invitation = text

    def _describe(self) -> None:
        """Say which parts there are to who does not see them; of a picture, others do."""
        if self._page is not None and self._page.picture is not None:
            self._is_described = False
        elif self._brackets:
            describe(self._pad, describe_parts(self.parts, self.focus))
            self._is_described = True
        elif self._is_described:
            describe(self._pad, self._invitation)
            self._is_described = False

    # What a pointer does

    def sift(self, event: PointerEvent, *, draws: bool) -> Sequence[PointerEvent]:
        """Return the events that the pen is to get, after one of a pointer.

        What a pointer does on brackets alone waits until it is clear what is meant: a tap chooses a
        part, two split it, and a line from one bracket to another joins. All else is ink.
        draws: whether a press begins ink.
        """
        if event.phase is Phase.HOVER:
            self._hover((event.x, event.y))
        elif event.phase in (Phase.PRESS, Phase.LEAVE):
            self._hover(None)
        brackets = self._brackets if self.can_regroup else ()
        outcome = self._hand.take(event, brackets, draws, self._scale)
        if outcome.tapped is not None:
            self.select(outcome.tapped)
        if outcome.split is not None:
            self.split(outcome.split, event.x)
        if outcome.joined is not None:
            self.join(*outcome.joined)
        joined = self._hand.joined(self._brackets, self._scale)
        if joined != self._joined:
            self._joined = joined
            self._show_brackets()
        return outcome.events

    @property
    def can_regroup(self) -> bool:
        """Whether these are parts of what lies on the pad now, in ink."""
        page = self._current_page()
        is_ink = page is not None and page.picture is None
        return is_ink and page is self._page and bool(self.parts)

    @property
    def is_on_bracket(self) -> bool:
        """Whether a pointer hovers over a bracket with which it can do something."""
        at = self._at
        return at is not None and self.can_regroup and self._bracket_at(at) is not None

    def _hover(self, at: Point | None) -> None:
        was_on_bracket, self._at = self.is_on_bracket, at
        self._hovered = self._part_at(at)
        self._tell_focus()
        if self.is_on_bracket != was_on_bracket:
            self.pointed_changed.emit()

    def _part_at(self, at: Point | None) -> int | None:
        return None if at is None else part_at(self._brackets, at, self._scale)

    def _bracket_at(self, at: Point) -> int | None:
        return bracket_at(self._brackets, at, self._scale)

    def _tell_focus(self) -> None:
        """Tell whoever shows the part in focus, where it is another."""
        if self.focus != self._told_focus:
            self._told_focus = self.focus
            self._describe()
            self._show_brackets()
            self.focus_changed.emit()

    # What keys and the menu do

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the pad's keys, menus and tooltips where they are about parts."""
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        elif event.type() is QEvent.Type.Resize:
            self.lay_out()
        elif self.can_regroup and is_offered(event, KEYS):
            event.accept()
            return True
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self.can_regroup and self._press(event)
        elif isinstance(event, QContextMenuEvent):
            return self.can_regroup and self._open_menu(event)
        elif self._brackets:
            return tips.answers_tip(event, self._pad, self._tip_at, self._tip_area)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        """Do what a key says; return whether it says something."""
        key, focus = Qt.Key(event.key()), self.focus
        if key in STEPS:
            other = focus + STEPS[key]
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.join(min(focus, other), max(focus, other) + 1)
            else:
                self.select(other % len(self.parts))
        elif key in RETURN:
            self.split(focus)
        return key in KEYS

    def _open_menu(self, event: QContextMenuEvent) -> bool:
        """Open the menu of the part there, or by keys of that in focus; return whether there is."""
        is_by_keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        x, y = event.pos().x() / self._scale, event.pos().y() / self._scale
        index = self.focus if is_by_keys or not self._brackets else self._part_at((x, y))
        if index is None:
            return False
        menu = QMenu(self._pad)
        menu.setObjectName("partMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, is_able, act in self._commands(index, None if is_by_keys else x):
            action = menu.addAction(text)
            action.setEnabled(is_able)
            action.triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(event.globalPos())
        return True

    def _commands(
        self, index: int, x: float | None
    ) -> Iterator[tuple[str, bool, Callable[[], object]]]:
        """Yield what can be done with a part: the text, whether it can be, and what does it."""
        page = self._page
        assert page is not None
        yield "Split here" if x is not None else "Split", True, partial(self.split, index, x)
        if self._brackets:
            last = len(self.parts) - 1
            yield "Join with the left", index > 0, partial(self.join, index - 1, index + 1)
            yield "Join with the right", index < last, partial(self.join, index, index + 2)
        yield "Part by itself again", bool(page.fixed), self.forget

    def _tip_at(self, at: QPointF) -> str:
        index = self._bracket_at((at.x() / self._scale, at.y() / self._scale))
        return "" if index is None else tip_of(self.parts, index)

    def _tip_area(self, at: QPointF) -> QRect:
        index = self._bracket_at((at.x() / self._scale, at.y() / self._scale))
        if index is None:
            return QRect()
        strip, scale = self._brackets[index].strip, self._scale
        return QRectF(strip.topLeft() * scale, strip.size() * scale).toAlignedRect()

    # What becomes of the parts

    def select(self, index: int) -> None:
        """Bring a part into focus, until something else is drawn."""
        self._hovered = None
        self._selected = self.parts[index].traces or index
        self._tell_focus()

    def join(self, first: int, past: int) -> None:
        """Have parts that stand beside each other be one character, if there are these."""
        page, are_there = self._page, 0 <= first <= past - 2 <= len(self.parts) - 2
        if page is None or not self.can_regroup or not are_there:
            return
        fixed = late.regrouping.join_parts(self._traces, page.fixed, first, past)
        self._selected = self.parts[first].traces
        self.regrouped.emit(replace(page, fixed=fixed), "Join digits")

    def split(self, index: int, x: float | None = None) -> None:
        """Have a part be two characters, split nearest to x in pad px, or where it is likeliest."""
        page = self._page
        if page is None or not self.can_regroup or index >= len(self.parts):
            return  # a menu may stay open while something else comes to lie there
        parts = self._traces
        fixed = late.regrouping.split_part(page.drawing, parts, page.fixed, index, x)
        if fixed == page.fixed:
            self.said.emit(NOT_SPLIT)
            return
        self._selected = self.parts[index].traces
        self.regrouped.emit(replace(page, fixed=fixed), "Split digits")

    def forget(self) -> None:
        """Have all ink parted by itself again."""
        if self._page is not None and self.can_regroup:
            self.regrouped.emit(replace(self._page, fixed=()), "Part by itself")

    @property
    def _traces(self) -> list[Traces]:
        return [part.traces for part in self.parts]


def _newest(parts: Sequence[PadPart]) -> int:
    """Return the index of the part with the end of the newest stroke."""
    ends = [
        max(((trace.stroke, trace.past) for trace in part.traces), default=(-1, 0))
        for part in parts
    ]
    return ends.index(max(ends)) if ends else 0


def _meet(one: Trace, other: Trace) -> bool:
    return one.stroke == other.stroke and one.first < other.past and other.first < one.past
