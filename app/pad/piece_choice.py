"""Choosing which ink of a picture is read: what a hand and keys on the pad say of its pieces."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import late, late_parts
from app.accessible import describe
from app.background import BackgroundTask
from app.keys import ARROWS, ENTER, RETURN, is_offered
from app.pad.gestures import Gesture, gesture_of
from app.pad.ink_points import GrowingStroke
from app.pad.pointers import Phase, PointerEvent
from model.ink.drawing import Point, Stroke

REACH_PX = 10.0
"""A pointer so near to a piece of ink is on it; in pad px."""
KEYS = (*ARROWS, *ENTER)
"""Arrows point at a piece; Return reads it alone, and the space bar adds it or takes it out."""
INVITATION = "Draw here with mouse, pen or finger"
NOT_ERASED = "The eraser takes away what is drawn, not what is on a picture. Clear takes it away."

Change = Callable[["late.Picture"], "late.Picture | None"]


class PieceChoice(QObject):
    """Points at the pieces of a picture's ink, and has others chosen, off the GUI thread.

    Signals:
        chosen: another picture is to lie on the pad, the same with other ink chosen.
        pointed_changed: another piece is pointed at, or none.
        described: there is another picture, or choice; with what to say of it, empty without one.
        said: one sentence for the user.
    """

    chosen = Signal(object)
    pointed_changed = Signal()
    described = Signal(str)
    said = Signal(str)

    def __init__(self, pad: QWidget, is_pen_down: Callable[[], bool]) -> None:
        super().__init__(pad)
        self._pad = pad
        self._is_pen_down = is_pen_down
        self._picture: late.Picture | None = None
        self._has_ink = False
        self._numbers: tuple[int, ...] = ()  # of its pieces, in order, once they are asked for
        self._strokes: list[Stroke] = []  # of the gesture under way
        self._changes: deque[Change] = deque()  # to be made, one after the other
        self._change: Change | None = None  # that is being made
        self._ready: tuple[late.Picture, late.Picture] | None = None  # before and after it
        self._is_adding = False  # by the last event of a pointer
        self._invitation = INVITATION
        self.pointed: int | None = None
        """The piece that the pointer, or the keys, point at."""
        pad.installEventFilter(self)
        # However many pictures come and go in a turn of the event loop, the last is described.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._catch_up)
        self._described: late.Picture | None = None
        self._describe_pad()

    @property
    def picture(self) -> late.Picture | None:
        """The picture whose ink can be chosen, if there is one with ink on the pad."""
        return self._picture if self._has_ink else None

    @property
    def is_busy(self) -> bool:
        """Whether something that was asked for is not done yet."""
        return self._change is not None or bool(self._changes)

    def show_picture(self, picture: late.Picture | None) -> None:
        """Choose from this picture from now on; or None, where a drawing lies on the pad."""
        self._strokes.clear()
        if picture is self._picture:
            return
        before, self._picture = self._picture, picture
        if picture is None or before is None or picture.pieces is not before.pieces:
            self.drop()
            self._has_ink = picture is not None and bool(picture.chosen or picture.pieces.any())
            self._numbers = ()
            self._point_at(None)
        self._timer.start()

    def _catch_up(self) -> None:
        """Put what is chosen on the pad, unless a pen is down there, and say what lies there."""
        if self._ready is not None and not self._is_pen_down():
            (before, after), self._ready = self._ready, None
            self._change = None
            if before is self._picture and after is not before:
                self.chosen.emit(after)
            self._begin_next()
        self._describe_pad()
        if self._picture is not self._described:
            self._described = self._picture
            self.described.emit(self._words())

    def invite(self, text: str) -> None:
        """Say this of an empty pad to who does not see it."""
        self._invitation = text
        self._describe_pad()

    def _words(self) -> str:
        """Say what was found in the picture, if there is one."""
        return "" if self._picture is None else late_parts.picture_words.describe(self._picture)

    def _describe_pad(self) -> None:
        """Say what lies on the pad to who does not see it."""
        text = self._words() or self._invitation
        if self.picture is not None:
            words = late_parts.picture_words
            text = words.describe_pieces(self.picture, self._in_order(self.picture), self.pointed)
        describe(self._pad, text)

    def _in_order(self, picture: late.Picture) -> tuple[int, ...]:
        """Return the numbers of the picture's pieces, as they are read."""
        self._numbers = self._numbers or late_parts.picture_words.in_order(picture)
        return self._numbers

    # What a pointer does

    def watch(self, event: PointerEvent, *, erases: bool) -> None:
        """Take in an event of a pointer: what it points at, and whether a key is held that adds."""
        self._is_adding = event.is_adding
        if self._ready is not None:
            self._timer.start()  # the pen may be lifted by then
        if event.phase is Phase.HOVER and not erases:
            self.hover((event.x, event.y))
        elif event.phase in (Phase.HOVER, Phase.LEAVE):
            self.hover(None)
        elif event.phase is Phase.PRESS and erases and self._picture is not None:
            self.said.emit(NOT_ERASED)

    def add_stroke(self, stroke: Stroke) -> None:
        """Take in a stroke over the picture, or its part up to the pad's edge."""
        self._strokes.append(stroke)

    def drop(self) -> None:
        """Choose nothing of what was asked for and is not done yet."""
        self._changes.clear()
        self._change = self._ready = None

    def lines(self, growing: GrowingStroke | None) -> list[list[Point]]:
        """Return the lines of the gesture under way; growing: the stroke under the pen."""
        strokes = [stroke.tolist() for stroke in self._strokes]
        lines = [*strokes, *([] if growing is None else [growing.points()])]
        return [[(x, y) for x, y, *_ in line] for line in lines]

    def end_gesture(self) -> Sequence[Stroke]:
        """Do what the strokes since the last end mean; return them where they are ink.

        With Shift or Ctrl, what is chosen is added to what was, or taken out of it.
        """
        strokes, picture = tuple(self._strokes), self.picture
        self._strokes.clear()
        points = [(x, y) for stroke in strokes for x, y in stroke[:, :2].tolist()]
        if picture is None or not points:
            return strokes
        gesture = gesture_of(points)
        if gesture is Gesture.TAP:
            self._tap(points[0], picture)
            return ()
        if gesture is Gesture.LOOP:
            polygon = [late_parts.picture_painter.to_shares(picture, at) for at in points]
            if picture.has_ink_within(polygon):
                is_adding = self._is_adding
                self._ask(lambda current: current.lassoed(polygon, adding=is_adding))
                return ()
        begin = "No ink was found within: y" if gesture is Gesture.LOOP else "Y"
        self.said.emit(f"{begin}our line takes the picture's place. Undo brings it back.")
        return strokes

    def _tap(self, at: Point, picture: late.Picture) -> None:
        piece = self._piece_at(at, picture)
        if piece is None:
            self.said.emit("No ink was found there. Click ink, or circle it.")
        else:
            self.choose(piece, is_adding=self._is_adding)

    @staticmethod
    def _piece_at(at: Point, picture: late.Picture) -> int | None:
        x, y = late_parts.picture_painter.to_shares(picture, at)
        reach = late_parts.picture_painter.as_share(REACH_PX)
        return picture.piece_at(x, y, reach)

    def hover(self, at: Point | None) -> None:
        """Point at the piece there, if there is one; None where the pointer has gone."""
        picture = self.picture
        if picture is not None:
            self._point_at(None if at is None else self._piece_at(at, picture))

    @property
    def can_click(self) -> bool:
        """Whether a click on what is pointed at chooses something."""
        if self.picture is None or self.pointed is None:
            return False
        return self.picture.doubt is not None or self.picture.chosen != {self.pointed}

    def _point_at(self, piece: int | None) -> None:
        if piece != self.pointed:
            self.pointed = piece
            self._timer.start()
            self.pointed_changed.emit()

    # What keys do

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the pad's keys that choose, where there is ink to choose."""
        if event.type() is QEvent.Type.Leave:
            self.hover(None)
        elif self.picture is not None and is_offered(event, KEYS):
            event.accept()
            return True
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._press(Qt.Key(event.key()))
        return False

    def _press(self, key: Qt.Key) -> bool:
        """Do what a key says; return whether it says something."""
        if self.picture is None or key not in KEYS:
            return False
        if key in ARROWS:
            self._step(sum(ARROWS[key]))
        elif self.pointed is not None:
            self.choose(self.pointed, is_adding=key not in RETURN)
        return True

    def _step(self, step: int) -> None:
        """Point at the next piece, or the one before; at first at one that is read."""
        assert self.picture is not None
        numbers = self._in_order(self.picture)
        if self.pointed is None:
            first = next((n for n in numbers if n in self.picture.chosen), numbers[0])
            self._point_at(first)
        else:
            self._point_at(numbers[(numbers.index(self.pointed) + step) % len(numbers)])

    # Choosing

    def choose(self, piece: int, *, is_adding: bool) -> None:
        """Have a piece read alone; or added to those that are, or taken out."""
        self._ask(partial(_chosen, piece=piece, is_adding=is_adding))

    def _ask(self, change: Change) -> None:
        self._changes.append(change)
        self._begin_next()

    def _begin_next(self) -> None:
        if self._change is not None or not self._changes or self._picture is None:
            return
        picture, change = self._picture, self._changes.popleft()
        self._change = change
        prepare = late_parts.picture_painter.prepare  # looked up here: it is imported on no other

        def make() -> tuple[Change, late.Picture, late.Picture]:
            changed = change(picture) or picture
            prepare(changed)
            return change, picture, changed

        task = BackgroundTask("Choosing ink", make)
        task.done.connect(self._take)
        task.failed.connect(self._fail)
        task.start()

    def _take(self, changed: tuple[Change, late.Picture, late.Picture]) -> None:
        change, before, after = changed
        if change is self._change:  # else it was dropped
            self._ready = before, after
            self._timer.start()

    def _fail(self, message: str) -> None:
        self.drop()
        self.said.emit(message)


def _chosen(picture: late.Picture, piece: int, *, is_adding: bool) -> late.Picture | None:
    """Return the picture with a piece chosen or taken out; None where that changes nothing.

    The last piece is not taken out.
    """
    chosen: Collection[int] = picture.chosen ^ {piece} if is_adding else {piece}
    if not chosen or (chosen == picture.chosen and picture.doubt is None):
        return None
    return picture.choosing(chosen)
