"""Writes down what happens on the pad, off the GUI thread, and brings it back at the next start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from app import late
from app.background import BackgroundTask
from app.pad.drawing_pad import DrawingPad
from app.pad.history import NO_FUNCTIONS, Functions, StepPushed
from app.pad.page import NO_INK, Page
from app.pad.pen import Tool
from model.ink.drawing import Drawing, Stroke

WRITE_INTERVAL_MS = 150
"""Importing PyTorch holds the GUI thread up for 300 ms at worst; ink is safe within 500."""
RETRY_MS = 50

Change = Callable[[], "late.session.SessionChange"]
"""Makes a change for the journal; on the writing thread, where the session's module is imported."""
StepFunctions = Callable[[Page, "late.Kept"], Functions]
"""Returns what a restored step does beside changing the page, by the page before it."""


class SessionKeeper(QObject):
    """Keeps the journal of one window's pad.

    Signals:
        restored: what lay on the pad before is there again, or there was nothing.
        said: one sentence for the user.
    """

    restored = Signal()
    said = Signal(str)

    def __init__(
        self, pad: DrawingPad, step_functions: StepFunctions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._pad = pad
        self._step_functions = step_functions
        self._journal: late.session.Journal | None = None
        # Known to the writing thread, which opens it.
        self._opened: tuple[late.session.Journal, late.session.SavedPad] | None = None
        self._is_closed = False
        self.is_restored = False
        """Whether what lay on the pad before is there again, as far as there was something."""
        self._changes: list[Change] = []
        self._index = 0  # of the undo stack, as the journal has it
        self._written: list[Stroke] = []  # what the pen made since it was put down
        self._written_pieces = 0  # how many of them are finished
        self._is_writing = False
        self._pool = QThreadPool()  # without a parent that would wait for it
        self._pool.setMaxThreadCount(1)  # one writing after the other
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._write)
        pad.step_pushed.connect(self._note_step)
        pad.undo_stack.indexChanged.connect(self._note_index)
        pad.tool_changed.connect(self._note_tool)
        pad.page_changed.connect(self._start_timer)

    # Opening

    def open(self) -> None:
        """Look for what lay on a pad; `restored` follows.

        Not once it is closed: it would hold what another window is to find. The network of a window
        that closes soon is loaded after that, and then this is called.
        """
        if self._is_closed:
            return
        task = BackgroundTask("Opening the last session", self._open_journal)
        task.done.connect(self._use_opened)
        task.failed.connect(self._fail)
        task.start(self._pool)

    def _open_journal(self) -> tuple[late.session.Journal, late.session.SavedPad]:
        """Open the journal, on the writing thread, where `_write_unopened` looks for it."""
        self._opened = late.session.Journal.open()
        return self._opened

    def _use_opened(self, opened: tuple[late.session.Journal, late.session.SavedPad]) -> None:
        if self._is_closed:
            return
        journal, saved = opened
        if not saved.is_empty:
            if self._pad.pen.is_down:  # nothing is put under a pen
                QTimer.singleShot(RETRY_MS, self, lambda: self._use_opened(opened))
                return
            self._restore(saved)
        self._journal = journal
        self._timer.start(0)  # there may be changes from before
        self.is_restored = True
        self.restored.emit()

    def _restore(self, saved: late.session.SavedPad) -> None:
        drawn = self._pad.page  # before anything was restored
        before = Page.of(saved.page)
        steps = []
        for step in saved.steps:
            functions = self._step_functions(before, step.kept) if step.kept else NO_FUNCTIONS
            before = replace(Page.of(step.page), fixed=step.fixed)
            steps.append((step.text, before, functions))
        self._pad.restore(Page.of(saved.page), steps, saved.index)
        self._pad.set_tool(Tool.ERASER if saved.tool == Tool.ERASER.value else Tool.PEN)
        self._index = saved.index
        self._changes.clear()  # it is in the journal, or done again below
        self._forget_written()
        page = self._pad.page
        for stroke in saved.under_way:
            page = page.with_stroke(stroke)
        if saved.under_way:
            self._pad.change_page(page, "Draw")
        for stroke in drawn.drawing.strokes:
            self._pad.change_page(self._pad.page.with_stroke(stroke), "Draw")

    def _fail(self, message: str) -> None:
        self._say_unsaved(message)
        self.is_restored = True
        self.restored.emit()

    # Noting and writing

    def _note_step(self, pushed: StepPushed) -> None:
        self._note(lambda: _step_taken(pushed))
        stack = self._pad.undo_stack
        self._index = min(stack.index() + 1, stack.undoLimit())  # once it is pushed
        self._forget_written()

    def _note_index(self, index: int) -> None:
        if index != self._index:
            is_forgotten = index < self._index and not self._pad.undo_stack.canRedo()
            self._index = index
            self._forget_written()
            self._note(lambda: late.session.IndexChanged(index))
            if is_forgotten:
                self._note(lambda: late.session.UndoneForgotten())

    def _note_tool(self, tool: Tool) -> None:
        self._note(lambda: late.session.ToolChosen(tool.value))

    def _note(self, change: Change) -> None:
        self._changes.append(change)
        if self._journal is not None and not self._is_writing:
            self._timer.start(0)  # at once: it is a step, unlike what the pen adds all the time
        self._start_timer()

    def _start_timer(self) -> None:
        if self._journal is not None and not self._timer.isActive():
            self._timer.start(WRITE_INTERVAL_MS)

    def _write(self) -> None:
        """Hand what has happened to the writing thread."""
        self._note_ink_under_way()
        if self._journal is None or not self._changes:
            return
        changes, self._changes = self._changes, []
        journal = self._journal
        write = partial(_write_changes, journal, changes)
        task = BackgroundTask("Saving the pad", write, must_complete=True)
        task.failed.connect(self._say_unsaved)
        task.over.connect(self._end_writing)
        self._is_writing = True
        task.start(self._pool)

    def _end_writing(self) -> None:
        self._is_writing = False
        if self._changes:  # noted while the others were written
            self._timer.start(0)

    def _note_ink_under_way(self) -> None:
        """Note what the pen has added to the strokes that it has made since it was put down."""
        pieces, growing = self._pad.finished_pieces, self._pad.growing_stroke
        strokes = [*pieces, *([] if growing is None else [growing.to_stroke()])]
        if not _go_on(strokes, self._written):  # what was written is gone, without a step
            self._changes.append(lambda: late.session.InkDropped())
            self._forget_written()
        for number, stroke in enumerate(strokes):
            known = len(self._written[number]) if number < len(self._written) else 0
            if len(stroke) > known:
                self._changes.append(partial(_ink_added, stroke[known:]))
            if self._written_pieces <= number < len(pieces):
                self._changes.append(lambda: late.session.InkEnded())
        self._written, self._written_pieces = strokes, len(pieces)

    def _forget_written(self) -> None:
        self._written, self._written_pieces = [], 0

    def _say_unsaved(self, message: str) -> None:
        self.said.emit(f"What you draw is not being saved. {message}")

    # Closing

    def close(self) -> None:
        """Write the last of it, and let the journal go; for when the window closes."""
        if self._is_closed:
            return
        self._is_closed = True
        self._timer.stop()
        self._write()
        # Where it was not opened yet, what is to be written still waits.
        close: Callable[[], None] = partial(self._write_unopened, self._changes, self._pad.drawing)
        if self._journal is not None:
            close = self._journal.close
        task = BackgroundTask("Closing the session", close, must_complete=True)
        task.start(self._pool)
        self._journal, self._changes = None, []

    def _write_unopened(self, changes: Sequence[Change], drawn: Drawing) -> None:
        """Write down what was drawn before the journal was in use; on the writing thread."""
        if changes and self._opened is None:
            self._open_journal()
        if self._opened is None:
            return
        journal, saved = self._opened
        if saved.is_empty:
            _write_changes(journal, changes)
        elif not drawn.is_empty:  # it comes onto what lay on the pad before, as in `_restore`
            before = saved.current.drawing or NO_INK
            page = Drawing((*before.strokes, *saved.under_way, *drawn.strokes))
            _write_changes(journal, [partial(_step_taken, StepPushed("Draw", Page(page)))])
        journal.close()


def _write_changes(journal: late.session.Journal, changes: Sequence[Change]) -> None:
    journal.write([make_change() for make_change in changes])


def _step_taken(pushed: StepPushed) -> late.session.SessionChange:
    page = pushed.page
    step = late.session.SavedStep(pushed.text, page.sample, pushed.kept, page.fixed)
    return late.session.StepTaken(step)


def _ink_added(points: Stroke) -> late.session.SessionChange:
    return late.session.InkAdded(points)


def _go_on(strokes: list[Stroke], written: list[Stroke]) -> bool:
    """Return whether strokes begin with those written, each longer than it was or the same."""
    return len(strokes) >= len(written) and all(
        late.np.array_equal(stroke[: len(old)], old)
        for stroke, old in zip(strokes, written, strict=False)
    )
