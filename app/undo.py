"""The one kind of step that is undone and redone, wherever in the program it is made."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand
from typing_extensions import override


class Step(QUndoCommand):
    """A step of two functions: one makes the change, the other takes it back.

    `QUndoStack.push` calls redo at once, and again whenever the user redoes the step. `text` names
    the step for the user, such as "Clear".
    """

    def __init__(self, text: str, redo: Callable[[], object], undo: Callable[[], object]) -> None:
        super().__init__(text)
        self._redo, self._undo = redo, undo

    @override
    def redo(self) -> None:
        self._redo()

    @override
    def undo(self) -> None:
        self._undo()
