"""The pad's history: its pages, step by step, and whether there is something to undo or redo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app import late
from app.pad.page import Page
from app.undo import Step

UNDO_LIMIT = 500


Functions = tuple[Callable[[], object], Callable[[], object]]
"""What a step does beside changing the page: as it is done or redone, and as it is undone."""


def _do_nothing() -> None:
    pass


NO_FUNCTIONS: Functions = (_do_nothing, _do_nothing)


class StepPushed(NamedTuple):
    """A step that can be undone from now on."""

    text: str
    page: Page
    """The page after it."""
    kept: late.Kept | None = None
    """The entry that it kept among the user's drawings."""


class History(QObject):
    """Pages that are put back by undo, and forth by redo; they are immutable.

    What is under way on the pad is no step yet. It can be undone, and nothing be redone meanwhile.

    Signals:
        step_pushed: a step is about to be taken; with a StepPushed. Not for one that is restored.
        can_undo_changed, can_redo_changed: whether there is something to undo, or to redo.
    """

    step_pushed = Signal(object)
    can_undo_changed = Signal(bool)
    can_redo_changed = Signal(bool)

    def __init__(self, put_page: Callable[[Page], None], parent: QObject) -> None:
        """put_page: is called with the page of each step that is made, undone or redone."""
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(UNDO_LIMIT)
        self.page = Page()
        """The page after the last step."""
        self._put_page = put_page
        self.is_under_way = False
        """Whether more is on the pad than that page."""
        self._is_restoring = False
        self._can_undo = self._can_redo = False
        self.stack.canUndoChanged.connect(self._tell)
        self.stack.canRedoChanged.connect(self._tell)

    def push(
        self,
        page: Page,
        text: str,
        functions: Functions = NO_FUNCTIONS,
        kept: late.Kept | None = None,
    ) -> None:
        """Put a page on the pad as one step; kept: the entry that it keeps, for the session."""
        before = self.page
        redone, undone = functions

        def redo() -> None:
            self._put(page)
            if not self._is_restoring:
                redone()

        def undo() -> None:
            self._put(before)
            if not self._is_restoring:
                undone()

        if not self._is_restoring:
            self.step_pushed.emit(StepPushed(text, page, kept))
        self.stack.push(Step(text, redo, undo))
        self._tell()

    def restore(self, page: Page, steps: Sequence[tuple[str, Page, Functions]], index: int) -> None:
        """Put back a page and the steps after it, of which the first `index` are done.

        What a step does beside changing the page is not done again.
        """
        self.stack.clear()
        self._put(page)
        self._is_restoring = True
        for text, after, functions in steps:
            self.push(after, text, functions)
        self.stack.setIndex(index)
        self._is_restoring = False
        self._tell()

    def forget_last(self) -> None:
        """Undo the last step for good."""
        step = self.stack.command(self.stack.index() - 1)
        step.undo()
        step.setObsolete(True)
        self.stack.undo()  # which only takes an obsolete step off the stack

    def set_under_way(self, is_under_way: bool) -> None:
        """Note whether more is on the pad than the page after the last step; it is no step yet."""
        if is_under_way != self.is_under_way:
            self.is_under_way = is_under_way
            self._tell()

    def _put(self, page: Page) -> None:
        self.page = page
        self.is_under_way = False
        self._put_page(page)

    def _tell(self) -> None:
        can_undo = self.is_under_way or self.stack.canUndo()
        can_redo = not self.is_under_way and self.stack.canRedo()
        if can_undo != self._can_undo:
            self._can_undo = can_undo
            self.can_undo_changed.emit(can_undo)
        if can_redo != self._can_redo:
            self._can_redo = can_redo
            self.can_redo_changed.emit(can_redo)
