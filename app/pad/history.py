"""The pad's history: its pages, step by step, and whether there is something to undo or redo."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.pad.page import Page
from app.undo import Step

UNDO_LIMIT = 500


def do_nothing() -> None:
    """Do nothing: what goes with most steps."""


class History(QObject):
    """Pages that are put back by undo, and forth by redo; they are immutable.

    What is under way on the pad is no step yet. It can be undone, and nothing be redone meanwhile.

    Signals:
        can_undo_changed, can_redo_changed: whether there is something to undo, or to redo.
    """

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
        self._can_undo = self._can_redo = False
        self.stack.canUndoChanged.connect(self._tell)
        self.stack.canRedoChanged.connect(self._tell)

    def push(
        self,
        page: Page,
        text: str,
        redone: Callable[[], object] = do_nothing,
        undone: Callable[[], object] = do_nothing,
    ) -> None:
        """Put a page on the pad as one step; redone and undone are called whenever that happens."""
        before = self.page

        def redo() -> None:
            self._put(page)
            redone()

        def undo() -> None:
            self._put(before)
            undone()

        self.stack.push(Step(text, redo, undo))
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
