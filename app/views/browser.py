"""Looks through samples: a page at a time, of one class or all, in one of several orders."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.views.progress_row import ProgressRow
from app.views.sample_grid import SampleGrid, Tile
from app.views.walker import Walker
from model.data.progress import Progress
from model.ink.sample import Sample
from model.insight.offers import Arrangement, Offer
from model.insight.shelves import Pages, Shelf, image_of, label_counts, pages_of
from model.plain_text import plain
from model.text import start_with_capital

PAGE_LENGTH = 60


class Browser(QWidget):
    """Shows what an offer holds. Opening and making samples go on in the background.

    Signals:
        sample_chosen: a Sample was chosen to be put on the pad.
        counted: how many samples an offer has is known now; with its name and the number.
        described: one sentence that says what is seen, or why nothing is.
        said: one sentence for the user.
    """

    sample_chosen = Signal(object)
    counted = Signal(str, int)
    described = Signal(str)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer: Offer | None = None
        self._shelf: Shelf | None = None
        self._pages = Pages((), PAGE_LENGTH)
        self._number = 0
        self._is_complete = True  # whether nothing was ended that is to be seen
        self._opening, self._making = Walker(), Walker()
        self._make_parts()
        self._lay_out()
        self._connect()
        self.clear()

    # Building

    def _make_parts(self) -> None:
        self.order_box = _make_box("orderBox", "Which", "Which of them, and in which order")
        self.class_box = _make_box("classBox", "Class", "What is labelled so")
        self.previous_button = theme.button(
            "previousPageButton", "‹", "The page before (Ctrl+Page Up)"
        )
        self.next_button = theme.button("nextPageButton", "›", "The next page (Ctrl+Page Down)")
        self.previous_button.setAccessibleName("The page before")
        self.next_button.setAccessibleName("The next page")
        self.where = theme.text_label("caption")
        self.where.setFont(theme.tabular(self.font()))
        self.grid = SampleGrid("Drawings")
        self.progress = ProgressRow("browser")

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(theme.GRID_PX)
        choices.addWidget(self.order_box, 1)
        choices.addWidget(self.class_box, 1)
        self.turning = QHBoxLayout()
        """What turns the pages, for whoever has a place for it."""
        self.turning.setSpacing(theme.GRID_PX)
        self.turning.addWidget(self.previous_button)
        self.turning.addWidget(self.where)
        self.turning.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(choices)
        layout.addWidget(self.progress)
        layout.addWidget(self.grid, 1)

    def _connect(self) -> None:
        self.order_box.activated.connect(lambda _: self._open())
        self.class_box.activated.connect(lambda _: self._show_class())
        self.previous_button.clicked.connect(partial(self._turn, -1))
        self.next_button.clicked.connect(partial(self._turn, 1))
        for keys, step in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._turn, step))
        self.grid.sample_chosen.connect(self.sample_chosen)
        self.progress.cancelled.connect(self.clear)
        self.progress.said.connect(self.said)
        self._opening.progressed.connect(self.progress.show_progress)
        self._opening.done.connect(self._take_shelf)
        self._opening.failed.connect(self._fail)
        self._making.done.connect(self._take_samples)
        self._making.failed.connect(self._fail)

    # What is looked at

    def look_at(self, offer: Offer) -> None:
        """Show what an offer holds, from its first order."""
        self.clear()
        self._offer = offer
        self.order_box.clear()
        for arrangement in offer.arrangements:
            self.order_box.addItem(start_with_capital(arrangement.title))
        self.order_box.setVisible(len(offer.arrangements) > 1)
        self._open()

    def clear(self) -> None:
        """Show nothing, and end what is under way."""
        self.stop()
        self._offer = self._shelf = None
        self._is_complete = True
        self._pages, self._number = Pages((), PAGE_LENGTH), 0
        self.order_box.hide()
        self.class_box.hide()
        self.grid.show_tiles(())
        self._update_turning()

    def stop(self) -> None:
        """End what is under way."""
        self._opening.cancel()
        self._making.cancel()
        self.progress.hide()

    def resume(self) -> None:
        """Go on with what was stopped."""
        if self._offer is None or self._is_complete:
            return
        if self._shelf is None:
            self._open()
        else:
            self._show_page(self._number)

    @property
    def offer(self) -> Offer | None:
        """What is looked at."""
        return self._offer

    @property
    def count(self) -> int:
        """How many samples it has, as far as is known."""
        return 0 if self._shelf is None else len(self._shelf.labels)

    def _open(self) -> None:
        assert self._offer is not None
        self._is_complete = False
        arrangement = self._offer.arrangements[self.order_box.currentIndex()]
        self._making.cancel()
        self._shelf = None
        self.grid.show_tiles(())
        self.progress.begin(f"opening {plain(self._offer.title)}")
        self._opening.start("Opening", partial(_open, arrangement))

    def _take_shelf(self, opened: _Opened) -> None:
        assert self._offer is not None
        self.progress.hide()
        shelf, counts = opened
        self._shelf = shelf
        self.class_box.clear()
        self.class_box.addItem(f"All · {len(shelf.labels):,}", None)
        for label, count in counts.items():
            self.class_box.addItem(f"{plain(label)} · {count:,}", label)
        self.class_box.setVisible(len(counts) > 1)
        self.counted.emit(self._offer.name, len(shelf.labels))
        self._show_class()

    def _show_class(self) -> None:
        if self._shelf is not None:
            self._pages = pages_of(self._shelf, self.class_box.currentData(), PAGE_LENGTH)
            self._show_page(0)

    def _turn(self, step: int) -> None:
        number = self._number + step
        if self._shelf is not None and 0 <= number < self._pages.count:
            self._show_page(number)

    def _show_page(self, number: int) -> None:
        assert self._shelf is not None
        self._number, self._is_complete = number, False
        self._update_turning()
        self._making.start("Reading", partial(_make_samples, self._shelf, self._pages.page(number)))

    def _take_samples(self, samples: Sequence[Sample]) -> None:
        self._is_complete = True
        self.grid.show_tiles([_tile(sample) for sample in samples])
        self.described.emit(self._describe())

    def _update_turning(self) -> None:
        first = self._number * PAGE_LENGTH
        last = min(first + PAGE_LENGTH, len(self._pages.indices))
        self.where.setText(f"{first + 1:,}–{last:,}" if last else "")
        self.previous_button.setEnabled(self._number > 0)
        self.next_button.setEnabled(self._number + 1 < self._pages.count)
        has_pages = self._pages.count > 1
        for part in (self.previous_button, self.next_button, self.where):
            part.setVisible(has_pages)

    def _describe(self) -> str:
        assert self._offer is not None
        arrangement = self._offer.arrangements[self.order_box.currentIndex()]
        order = "" if len(self._offer.arrangements) == 1 else f", {arrangement.title}"
        label = self.class_box.currentData()
        of_label = "" if label is None else f" labelled {plain(label)}"
        count = f"{len(self._pages.indices):,} drawings"
        title = plain(self._offer.heading)
        return f"{title}{order}: {count}{of_label}; a click puts one on the pad."

    def _fail(self, message: str) -> None:
        self._is_complete = True
        self.progress.hide()
        self.grid.show_tiles(())
        self.described.emit(plain(message))


class _Opened(NamedTuple):
    shelf: Shelf
    counts: Mapping[str, int]


def _open(arrangement: Arrangement) -> Generator[Progress, None, _Opened]:
    shelf = yield from arrangement.open()
    return _Opened(shelf, label_counts(shelf))


def _make_samples(
    shelf: Shelf, indices: Sequence[int]
) -> Generator[Progress, None, Sequence[Sample]]:
    yield from ()
    return shelf.samples(indices)


def _tile(sample: Sample) -> Tile:
    what = f"Labelled {sample.label}; " if sample.label else ""
    short = sample.origin.partition(" of ")[0] if sample.origin.startswith("style") else ""
    caption = " · ".join(part for part in (sample.label, short) if part)
    tip = start_with_capital(f"{what}{sample.origin}. A click puts it on the pad.")
    return Tile(sample, plain(caption), plain(tip), image_of(sample))


def _make_box(name: str, title: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(tip)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.setMinimumWidth(72)
    return box
