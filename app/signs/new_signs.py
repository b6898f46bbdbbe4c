"""New signs: a window that has a set named, and then drawn."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.settings import Settings
from app.signs.drawing_page import DrawingPage
from app.signs.names_page import NamesPage
from app.signs.sets_work import SetsWork
from app.signs.shown_sets import OpenSet, Surroundings, look_around, make_set
from model.home.signs_card import SignsCard
from model.plain_text import plain

SIZE = (780, 580)


class NewSigns(QDialog):
    """The window of new signs; also where more drawings of a set are made.

    Signals:
        learning_wanted: a set is to be learned, with its id; all that was drawn is on disk.
        set_changed: a set was made, or more was drawn of one.
    """

    learning_wanted = Signal(str)
    set_changed = Signal()

    def __init__(self, settings: Settings, work: SetsWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("newSignsDialog")
        self.setWindowTitle("New signs")
        self._work = work
        self._unfinished: OpenSet | None = None
        self.names_page = NamesPage(settings)
        self.drawing_page = DrawingPage(work)
        self.names_page.named.connect(self._create)
        self.names_page.going_on_wanted.connect(self._go_on_with_unfinished)
        self.names_page.left.connect(self.reject)
        self.drawing_page.left.connect(self.reject)
        self.drawing_page.learning_wanted.connect(self._tell_learning)
        self.finished.connect(self.set_changed)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.names_page)
        self._pages.addWidget(self.drawing_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.setStyleSheet(theme.style_sheet(self.palette()))
        self.resize(*SIZE)

    # Opening

    def begin(self) -> None:
        """Ask for the names of a new set; offer to go on with one that was never learned."""
        self._pages.setCurrentWidget(self.names_page)
        self.open()
        self.names_page.begin()
        self._work.start(
            "Looking for signs", look_around, self._use_found, self.names_page.signs.say
        )

    def draw_more(self, opened: OpenSet, sign: str | None, each: int) -> None:
        """Ask for `each` more drawings of a sign, or where it is None for `each` of all signs."""
        self.open()
        if sign is None:
            self._draw(opened, each)
        else:
            self._draw(opened, opened.counts[sign] + each, [sign])

    def say(self, message: str) -> None:
        """Tell the user one sentence, on the page that is seen."""
        page = self._pages.currentWidget()
        (self.names_page.signs.say if page is self.names_page else self.drawing_page.say)(message)

    def _use_found(self, found: Surroundings) -> None:
        self._unfinished = found.unfinished
        self.names_page.show_unfinished(found.unfinished.as_sentence if found.unfinished else "")
        self.names_page.suggest_title(found.titles)

    # What follows

    def _create(self, card: SignsCard) -> None:
        self.names_page.setEnabled(False)
        create = partial(make_set, card)
        self._work.start(
            "Making the set", create, self._draw_new, self._say_not_made, must_complete=True
        )

    def _say_not_made(self, fault: str) -> None:
        self.names_page.setEnabled(True)
        self.names_page.signs.say(fault)

    def _draw_new(self, made: OpenSet) -> None:
        self.names_page.setEnabled(True)
        self._draw(made, self.names_page.each)

    def _go_on_with_unfinished(self) -> None:
        if self._unfinished is not None:
            self._draw(self._unfinished, self.names_page.each)

    def _draw(self, opened: OpenSet, wanted: int, names: Sequence[str] | None = None) -> None:
        self.setWindowTitle(plain(opened.card.title))
        self._pages.setCurrentWidget(self.drawing_page)
        self.drawing_page.ask(opened.signs, opened.card, opened.counts, wanted, names)

    def _tell_learning(self) -> None:
        if self.drawing_page.set_id is not None:
            self.learning_wanted.emit(self.drawing_page.set_id)

    @override
    def done(self, result: int) -> None:
        self.drawing_page.keep_drawn()  # however it is closed
        super().done(result)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self.setStyleSheet(theme.style_sheet(self.palette()))
        super().changeEvent(event)
