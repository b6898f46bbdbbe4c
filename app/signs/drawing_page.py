"""The page that asks for one drawing after the other, each on disk before it counts."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.pad.drawing_pad import DrawingPad
from app.pad.page import Page
from app.signs.laying_out import Square, dialog_button
from app.signs.sets_work import SetsWork
from app.signs.shown_sets import count_of
from app.signs.sign_list import ROW_PX
from app.signs.turns import Turn, Turns, ask_for
from app.tables import make_quiet
from model.home.collection import Entry
from model.home.signs import SignSet
from model.home.signs_card import SignsCard
from model.ink.drawing import Drawing
from model.plain_text import plain

ASIDE_PX = 208
KEYS = "Enter or Space goes on, Ctrl+Z takes back. Esc leaves: what was drawn stays."
DONE, TO_DO, MOST_DOTS = "●", "○", 8


class DrawingPage(QWidget):
    """Asks for drawings of a set's signs, round by round, on a large pad.

    Signals:
        learning_wanted: the set is to be learned; all that was drawn is on disk.
        left: the user has enough of it for now.
    """

    learning_wanted = Signal()
    left = Signal()

    def __init__(self, work: SetsWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._set: SignSet | None = None
        self._card = SignsCard("")
        self._counts: dict[str, int] = {}
        self._wanted = 0
        self._asked: Sequence[str] = ()
        self._turns = Turns((), {}, 0)
        self._shown = Page()
        """What lay on the pad as the turn began."""
        self.pad = DrawingPad()
        self.pad.setObjectName("signPad")
        self.pad.page_changed.connect(self._show_controls)
        self.pad.can_undo_changed.connect(self._show_controls)
        self._make_buttons()
        self._lay_out()
        theme.add_action(self, "takeBackSign", "Undo", ["Ctrl+Z"], self.take_back)

    # Building

    def _make_buttons(self) -> None:
        self.back_button = dialog_button(
            "backButton", "Back", "Look at the drawing before, or draw it anew", self.go_back
        )
        self.undo_button = dialog_button(
            "undoSignButton", "Undo", "Take the last stroke back (Ctrl+Z)", self.take_back
        )
        self.skip_button = dialog_button("skipButton", "Skip", "Do not draw this one", self.skip)
        self.next_button = dialog_button(
            "nextButton", "Next", "Keep this drawing and go on (Enter or Space)", self.go_on
        )
        self.learn_button = dialog_button(
            "learnSignsButton",
            "Learn them",
            "Teach Inkling these signs; two must be drawn at least",
            self._ask_to_learn,
        )
        self.later_button = dialog_button(
            "laterButton", "Later", "Leave; what was drawn stays", self.left
        )

    def _lay_out(self) -> None:
        self.prompt = theme.text_label("signPrompt")
        self.prompt.setFont(theme.scaled(self.font(), 1.6))
        self.prompt.setWordWrap(True)
        self.number = theme.text_label("caption")
        self.table = self._make_table()
        self.progress = QProgressBar()
        self.progress.setObjectName("signsProgress")
        self.progress.setAccessibleName("Drawings that were kept")
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(theme.GRID_PX)
        self.kept = theme.text_label("caption")
        self.kept.setFont(theme.small(self.font()))
        self.message = theme.text_label("fault")
        self.message.setWordWrap(True)
        keys = theme.text_label("caption", KEYS)
        keys.setFont(theme.small(self.font()))
        keys.setWordWrap(True)
        aside = QVBoxLayout()
        aside.setSpacing(theme.GRID_PX)
        aside.addWidget(self.prompt)
        aside.addWidget(self.number)
        aside.addSpacing(theme.GRID_PX)
        aside.addWidget(self.table, 1)
        aside.addWidget(self.progress)
        aside.addWidget(self.kept)
        aside.addWidget(self.message)
        aside.addWidget(keys)
        right = QWidget()
        right.setFixedWidth(ASIDE_PX)
        aside.setContentsMargins(0, 0, 0, 0)
        right.setLayout(aside)
        upper = QHBoxLayout()
        upper.setSpacing(3 * theme.GRID_PX)
        upper.addWidget(Square(self.pad), 1)
        upper.addWidget(right)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID_PX)
        for button in (self.back_button, self.undo_button, self.skip_button, self.next_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.later_button)
        buttons.addWidget(self.learn_button)
        layout = QVBoxLayout(self)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(2 * theme.GRID_PX)
        layout.addLayout(upper, 1)
        layout.addLayout(buttons)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 2)
        make_quiet(table, "signsOverview", "What was drawn", stretched=0)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        table.horizontalHeader().hide()
        return table

    # What is asked for

    def ask(
        self,
        signs: SignSet,
        card: SignsCard,
        counts: dict[str, int],
        wanted: int,
        names: Sequence[str] | None = None,
    ) -> None:
        """Ask for drawings of a set's signs until there are so many of each.

        counts: how many there are by now; names: of which signs, by default of all.
        """
        self._set, self._card, self._counts = signs, card, dict(counts)
        self._wanted = wanted
        self._asked = card.names if names is None else names
        self._turns = Turns(self._asked, counts, wanted)
        self._missing = sum(1 for _ in self._turns)
        self.progress.setRange(0, max(self._missing, 1))
        self._show_turn()

    @property
    def set_id(self) -> str | None:
        """The id of the set whose signs are asked for."""
        return self._set.id if self._set else None

    def say(self, message: str) -> None:
        """Tell the user one sentence, beside the pad."""
        self.message.setText(plain(message))

    def _show_turn(self) -> None:
        turn = self._turns.current
        entry = turn.entry if turn else None
        self._shown = Page() if entry is None else Page(replace(entry.drawing, label=None))
        self.pad.restore(self._shown, (), 0)
        self.pad.setEnabled(turn is not None)
        prompt = ask_for(turn.name) if turn else self._end
        self.pad.invite(prompt)
        self.prompt.setText(plain(prompt))
        self.number.setText(
            f"{turn.number} of {self._wanted}" if turn else "Inkling can learn them now."
        )
        self.say("")
        self._show_counts()
        default = self.next_button if turn is not None else self.learn_button
        default.setDefault(True)
        (self.pad if turn is not None else self.learn_button).setFocus()

    @property
    def _end(self) -> str:
        """What is said after the last turn."""
        skipped = sum(turn.entry is None for turn in self._turns)
        return f"All but {skipped} are drawn" if skipped else "All are drawn"

    def _show_counts(self) -> None:
        turn, names = self._turns.current, self._card.names
        self.table.setRowCount(len(names))
        for row, name in enumerate(names):
            is_due = turn is not None and turn.name == name
            for column, text in enumerate((name, self._dots(name))):
                item = QTableWidgetItem(text)
                color = theme.accent(self.palette()) if is_due else self.palette().text().color()
                item.setForeground(color)
                self.table.setItem(row, column, item)
            if is_due:
                self.table.scrollTo(self.table.model().index(row, 0))
        count = sum(self._counts.values())
        self.kept.setText(f"{count_of(count, 'drawing')} kept")
        self.progress.setValue(sum(one.entry is not None for one in self._turns))
        self._show_controls()

    def _dots(self, name: str) -> str:
        count = self._counts.get(name, 0)
        if name not in self._asked:
            return str(count)
        if max(self._wanted, count) > MOST_DOTS:
            return f"{count} of {max(self._wanted, count)}"
        return DONE * count + TO_DO * (self._wanted - count)

    def _show_controls(self) -> None:
        turn = self._turns.current
        self.back_button.setEnabled(self._turns.has_before)
        self.undo_button.setEnabled(self.pad.undo_stack.canUndo() or not self.pad.page.is_empty)
        self.skip_button.setEnabled(turn is not None)
        self.next_button.setEnabled(turn is not None)
        self.learn_button.setEnabled(self.can_learn)

    @property
    def can_learn(self) -> bool:
        """Whether enough was drawn to tell signs apart."""
        return self._card.can_be_learned(self._counts)

    # What the user does

    def go_on(self) -> None:
        """Keep what was drawn, and ask for the next."""
        turn, page = self._turns.current, self.pad.page
        if turn is None:
            return
        if page.is_empty:
            self.say("Draw it first, or skip it.")
            return
        if page is not self._shown:
            self._keep(turn, page.bounded())
        self._turns.go_on()
        self._show_turn()

    def skip(self) -> None:
        """Ask for the next, and keep nothing that was drawn since the last."""
        self._turns.go_on()
        self._show_turn()

    def go_back(self) -> None:
        """Ask for the drawing before again; the one that was kept stays until there is another."""
        self._turns.go_back()
        self._show_turn()

    def take_back(self) -> None:
        """Take the last stroke back, also one of a drawing that was kept and is shown again."""
        strokes = self.pad.page.drawing.strokes
        if self.pad.undo_stack.canUndo():
            self.pad.undo()
        elif strokes:
            self.pad.restore(Page(Drawing(strokes[:-1])), (), 0)

    def _keep(self, turn: Turn, page: Page) -> None:
        assert self._set is not None
        before = turn.entry
        drawing = replace(page.drawing, label=turn.name)
        turn.entry = Entry(drawing) if before is None else replace(before, drawing=drawing)
        kept = _Keeping(self, turn, before, self._set.id)
        self._work.start(
            "Keeping",
            partial(self._set.add, [turn.entry]),
            kept.note,
            kept.bring_back,
            must_complete=True,
        )

    def note_kept(self, turn: Turn, *, is_new: bool) -> None:
        """Count a drawing that is on disk by now."""
        if is_new:
            self._counts[turn.name] = self._counts.get(turn.name, 0) + 1
        self._show_counts()

    def bring_back(self, turn: Turn, before: Entry | None, fault: str) -> None:
        """Put a drawing that could not be kept on the pad again, unless another is there."""
        lost, turn.entry = turn.entry, before
        if self.pad.page is self._shown and lost is not None:
            self._turns.go_to(turn)
            self._show_turn()
            self.pad.change_page(Page(replace(lost.drawing, label=None)), "Bring back")
        self._show_counts()
        self.say(fault)

    def keep_drawn(self) -> None:
        """Keep what was drawn since the turn began, if something was, and ask for the next."""
        page = self.pad.page
        if not page.is_empty and page is not self._shown:
            self.go_on()

    def _ask_to_learn(self) -> None:
        """Have the set learned once all that was drawn is on disk, what lies on the pad, too."""
        self.keep_drawn()
        self._work.start("Learning", lambda: None, self._begin_learning, self.say)

    def _begin_learning(self) -> None:
        self.learning_wanted.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.go_on()
        else:
            super().keyPressEvent(event)


class _Keeping(QObject):
    """A drawing on its way to the disk; what comes of it is told to its page, while that lives."""

    def __init__(self, page: DrawingPage, turn: Turn, before: Entry | None, set_id: str) -> None:
        super().__init__(page)
        self._page, self._turn, self._before, self._set_id = page, turn, before, set_id

    def note(self) -> None:
        if self._page.set_id == self._set_id:
            self._page.note_kept(self._turn, is_new=self._before is None)
        self.deleteLater()

    def bring_back(self, fault: str) -> None:
        if self._page.set_id == self._set_id:
            self._page.bring_back(self._turn, self._before, fault)
        self.deleteLater()
