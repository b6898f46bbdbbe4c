"""Changes of the user's drawings, each a step that can be undone."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.drawings.drawing_keeper import DrawingKeeper
from app.undo import Step
from model.home.collection import Entry


class EntryChanges(QObject):
    """Adds, deletes and relabels entries through the keeper, and takes that back.

    Signals:
        failed: a change could not be made; with one sentence that says why.
    """

    failed = Signal(str)

    def __init__(self, keeper: DrawingKeeper, undo_stack: QUndoStack, parent: QObject) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._undo_stack = undo_stack

    def add(self, entries: Sequence[Entry]) -> None:
        """Add entries that were imported."""
        self._push("Import", partial(self._add, entries), partial(self._remove, entries))

    def delete(self, entries: Sequence[Entry]) -> None:
        """Delete entries."""
        self._push("Delete", partial(self._remove, entries), partial(self._add, entries))

    def relabel(self, entries: Sequence[Entry], label: str) -> None:
        """Give entries another label."""
        before = [entry for entry in entries if entry.drawing.label != label]
        if before:
            after = [entry.relabelled(label) for entry in before]
            self._push("Relabel", partial(self._relabel, after), partial(self._relabel, before))

    def _push(self, text: str, redo: Callable[[], object], undo: Callable[[], object]) -> None:
        self._undo_stack.push(Step(text, redo, undo))

    def _add(self, entries: Sequence[Entry]) -> None:
        self._keeper.add(entries, self._keeper.load, self._fail)

    def _remove(self, entries: Sequence[Entry]) -> None:
        self._keeper.remove({entry.id for entry in entries}, self._keeper.load, self._fail)

    def _relabel(self, entries: Sequence[Entry]) -> None:
        self._keeper.relabel(entries, self._keeper.load, self._fail)

    def _fail(self, message: str) -> None:
        self._keeper.load()
        self.failed.emit(message)
