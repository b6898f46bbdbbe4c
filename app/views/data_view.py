"""Data: what there is to learn from, in a table, and each looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.prediction.reading import Reading
from app.settings import Settings
from app.transfer.dialogs import ask_for_folder, ask_for_ink_file
from app.views.browser import Browser
from app.views.progress_row import ProgressRow
from app.views.sample_grid import SampleGrid
from app.views.source_box import AskAtHand, nothing_at_hand
from app.views.source_table import SourceTable, describe_offer
from app.views.two_panes import TwoPanes
from app.views.view import View
from app.views.walker import Walker
from model.data.source import Folders
from model.home.chosen import VERSION
from model.insight.offers import OWN_DRAWINGS, Offer, find_offers
from model.insight.shelves import count_own_drawings
from model.plain_text import plain

TITLE = "Look at labelled drawings"
NAMED = 3
"""More sources that can be fetched are only counted."""


class DataView(View):
    """The sources, the user's drawings and files, and what each holds."""

    def __init__(
        self,
        settings: Settings,
        ask_at_hand: AskAtHand = nothing_at_hand,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dataView")
        self._settings = settings
        self._ask_at_hand = ask_at_hand
        self._folders = Folders()
        self._choice_id = VERSION
        self._files: list[Path] = []
        self._offers: list[Offer] = []
        self._counts: dict[str, int] = {}
        self._fetching, self._counting = Walker(), Walker()
        self._make_parts()
        self._lay_out()
        self.refresh()
        if any(offer.name == settings["views/data"] for offer in self._offers):
            self.table.select(settings["views/data"])
        self._connect()

    @property
    def grid(self) -> SampleGrid:
        """The drawings that are seen."""
        return self.browser.grid

    # Building

    def _make_parts(self) -> None:
        self.table = SourceTable()
        self.facts = theme.text_label("caption")
        self.facts.setWordWrap(True)
        self.facts.setFont(theme.small(self.font()))
        self.facts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.facts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.look_button = theme.button("lookButton", "Look at it", "Page through it (Enter)")
        self.fetch_button = theme.button(
            "dataFetchButton", "Fetch", "Download it; it stays on disk"
        )
        self.file_button = theme.button(
            "addFileButton", "Ink file…", "Look at an ink file of your own"
        )
        self.folder_button = theme.button(
            "addFolderButton", "Folder…", "Look at a folder of pictures; its folders' names label"
        )
        self.progress = ProgressRow("data")
        self.browser = Browser()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID_PX)
        for button in (self.look_button, self.fetch_button):
            buttons.addWidget(button)
        buttons.addStretch()
        for button in (self.file_button, self.folder_button):
            buttons.addWidget(button)
        first = QWidget()
        first.setFocusProxy(self.table)
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID_PX)
        column.addWidget(self.table, 1)
        column.addWidget(self.facts)
        column.addWidget(self.progress)
        column.addLayout(buttons)
        self.panes = TwoPanes("data", first, self.browser)
        self.panes.second_head.addStretch()
        self.panes.second_head.addLayout(self.browser.turning)
        self.content.addWidget(self.panes, 1)

    def _connect(self) -> None:
        self.table.offer_selected.connect(self._take_selection)
        self.table.offer_opened.connect(self._look_or_fetch)
        self.look_button.clicked.connect(self._look_at_selected)
        self.fetch_button.clicked.connect(self._fetch)
        self.file_button.clicked.connect(partial(self._ask_for, ask_for_ink_file))
        self.folder_button.clicked.connect(partial(self._ask_for, ask_for_folder))
        self.progress.cancelled.connect(self._cancel_fetching)
        self.progress.said.connect(self.said)
        self._fetching.progressed.connect(self.progress.show_progress)
        self._fetching.done.connect(self._take_fetched)
        self._fetching.failed.connect(self._fail)
        self._counting.done.connect(self._take_own_count)
        self._counting.failed.connect(self._fail_to_count)
        self.browser.sample_chosen.connect(self.sample_chosen)
        self.browser.counted.connect(self._take_count)
        self.browser.described.connect(self.sentence.setText)
        self.browser.said.connect(self.said)
        self.panes.closed.connect(self._sum_up)
        self.panes.widened.connect(self._look_where_there_is_room)

    # When it is seen

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._refresh_own()
        super().showEvent(event)
        self.browser.resume()
        self._look_where_there_is_room()

    @override
    def show_reading(self, reading: Reading) -> None:
        if self._ask_at_hand().choice_id != self._choice_id:  # other drawings are the user's now
            self._refresh_own()

    def _refresh_own(self) -> None:
        self.refresh()
        self._counting.start("Counting your drawings", partial(count_own_drawings, self._choice_id))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # else the window is only minimised
            self._stop_looking()

    def _stop_looking(self) -> None:
        """End what nobody waits for who does not see it; a download goes on."""
        self._counting.cancel()
        self.browser.stop()

    @override
    def finish(self) -> None:
        self._stop_looking()
        self._fetching.cancel()
        self.progress.hide()

    def refresh(self) -> None:
        """Offer what there is now."""
        self._folders, files, self._choice_id = self._ask_at_hand()
        for file in files:
            self._add_file(file)
        self._offers = find_offers(self._folders, self._files, self._choice_id)
        self.table.show_offers(self._offers, self._folders, self._counts)
        self._update_selection()
        if not (self.panes.is_second_seen and self.browser.grid.tiles):
            self._sum_up()

    def _sum_up(self) -> None:
        away = [offer.title for offer in self._offers if not offer.is_on_disk(self._folders)]
        which = ", ".join(away) if len(away) <= NAMED else f"{len(away)} of them"
        missing = f"; {which} can be fetched" if away else ""
        self.sentence.setText(
            f"{len(self._offers)} things to learn from{missing}. "
            "Choose one to look at what it holds."
        )

    # Choosing

    def _take_selection(self, offer: Offer) -> None:
        self._settings["views/data"] = offer.name
        self._update_selection()
        if self.panes.is_wide and offer.is_on_disk(self._folders) and self.isVisible():
            self.browser.look_at(offer)
        elif self.panes.is_wide:
            self.browser.clear()
            self._sum_up()

    def _look_where_there_is_room(self) -> None:
        self._update_selection()
        if self.browser.offer is None and self.table.offer is not None:
            self._take_selection(self.table.offer)

    def _update_selection(self) -> None:
        offer = self.table.offer
        if offer is None:
            return
        is_on_disk = offer.is_on_disk(self._folders)
        self.facts.setText(describe_offer(offer, self._folders, self._counts))
        self.look_button.setVisible(is_on_disk and not self.panes.is_wide)
        self.fetch_button.setVisible(not is_on_disk and not self._fetching.is_walking)
        if offer.source is not None and offer.source.publication is not None:
            megabytes = offer.source.publication.byte_count / 1e6
            self.fetch_button.setText(f"Fetch it ({megabytes:.1f} MB)")

    def _look_or_fetch(self, offer: Offer) -> None:
        if offer.is_on_disk(self._folders):
            self._look_at_selected()
        else:
            self._fetch()

    def _look_at_selected(self) -> None:
        offer = self.table.offer
        if offer is not None:
            self.browser.look_at(offer)
            self.panes.open_second()
            self.browser.grid.setFocus()

    def _ask_for(self, ask: Callable[[QWidget, str, str], Path | None]) -> None:
        if path := ask(self, TITLE, str(Path.home())):
            self.use_file(path)

    def use_file(self, path: Path) -> None:
        """Offer an ink file or a folder of pictures, and look at it."""
        self._add_file(path)
        self.refresh()
        self.table.select(str(path))
        self._look_at_selected()

    def _add_file(self, path: Path) -> None:
        if path not in self._files:
            self._files.append(path)

    # Fetching and counting

    def _fetch(self) -> None:
        offer = self.table.offer
        if offer is not None and offer.source is not None and not self._fetching.is_walking:
            self.progress.begin(f"fetching {offer.title}")
            self._fetching.start("Fetching", partial(offer.source.fetch, self._folders))
            self._update_selection()

    def _cancel_fetching(self) -> None:
        self._fetching.cancel()
        self.progress.hide()
        self._update_selection()

    def _take_fetched(self, _: object) -> None:
        self.progress.hide()
        self.data_fetched.emit()
        self.refresh()
        if self.table.offer is not None:
            self._take_selection(self.table.offer)

    def _fail(self, message: str) -> None:
        self.progress.hide()
        self._update_selection()
        self.sentence.setText(plain(message))
        if not self.isVisible():
            self.said.emit(message)

    def _take_own_count(self, count: int) -> None:
        self._take_count(OWN_DRAWINGS, count)
        seen = self.browser.offer
        if seen is not None and seen.name == OWN_DRAWINGS and self.browser.count != count:
            self.browser.look_at(seen)  # some were kept meanwhile

    def _fail_to_count(self, message: str) -> None:
        self._counts.pop(OWN_DRAWINGS, None)
        self._show_counts()
        self.sentence.setText(plain(message))

    def _take_count(self, name: str, count: int) -> None:
        self._counts[name] = count
        self._show_counts()

    def _show_counts(self) -> None:
        self.table.show_offers(self._offers, self._folders, self._counts)
        self._update_selection()
