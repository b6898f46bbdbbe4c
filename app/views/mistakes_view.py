"""Mistakes: what the network that reads misreads, the drawings behind it, and how sure it was."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.prediction.reading import Reading
from app.settings import Settings
from app.views.mistake_pages import MATRIX_TIP, ConfidencePage, LabelsPage, MatrixPage
from app.views.progress_row import ProgressRow
from app.views.source_box import AskAtHand, SourceBox, nothing_at_hand
from app.views.view import View
from app.views.walker import Walker
from model.insight.mistakes import (
    Mistakes,
    describe_mistakes,
    find_mistakes,
)
from model.insight.offers import OWN_DRAWINGS, Offer
from model.network.recognizer import Recognizer
from model.plain_text import plain
from model.text import percent

CONFIDENCE_TIP = "How often it is right when it says how sure it is"
LABELS_TIP = "Which labels may be wrong"
WIDEST_BOX_PX = 360


class MistakesView(View):
    """Measures the network that reads on what the user chooses, and shows what it misreads.

    It measures when it comes to be seen and when the choice changes; when another network reads, it
    says so and waits to be asked, since a run tries many.
    """

    def __init__(
        self,
        settings: Settings,
        ask_at_hand: AskAtHand = nothing_at_hand,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("mistakesView")
        self._settings = settings
        self._recognizer: Recognizer | None = None
        self._measured_with: Recognizer | None = None  # that of what is shown
        self._measures_with: Recognizer | None = None  # that of what is under way, or was last
        self._waits_to_be_asked = False  # the user has cancelled it, or it has failed
        self._is_fetching = False  # what is under way is a download
        self.mistakes: Mistakes | None = None
        """What is shown."""
        self._walker = Walker()
        self.box = SourceBox(ask_at_hand)
        self._make_parts()
        self._lay_out()
        self._connect()
        self._show(None)

    # Building

    def _make_parts(self) -> None:
        self.again_button = theme.button(
            "measureAgainButton", "Measure again", "Measure the network that reads now"
        )
        self.again_button.hide()
        self.fetch_button = theme.button(
            "mistakesFetchButton", "Fetch", "Download it; it stays on disk"
        )
        self.fetch_button.hide()
        self.progress = ProgressRow("mistakes")
        self.tabs = QTabBar()
        self.tabs.setObjectName("mistakesTabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title, tip in (
            ("Matrix", MATRIX_TIP),
            ("Confidence", CONFIDENCE_TIP),
            ("Labels", LABELS_TIP),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(title), theme.as_tooltip(tip))
        self.matrix_page, self.confidence_page = MatrixPage(), ConfidencePage()
        self.labels_page = LabelsPage()
        self._pages = QStackedWidget()
        policy = self._pages.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so that nothing else spreads
        self._pages.setSizePolicy(policy)
        for page in (self.matrix_page, self.confidence_page, self.labels_page):
            self._pages.addWidget(page)

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(theme.GRID_PX)
        choices.addWidget(self.tabs)
        self.box.setMaximumWidth(WIDEST_BOX_PX)
        choices.addWidget(self.box, 1)
        choices.addStretch()
        choices.addWidget(self.again_button)
        choices.addWidget(self.fetch_button)
        self.content.addLayout(choices)
        self.content.addWidget(self.progress)
        self.content.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.box.offer_chosen.connect(self._take_choice)
        self.again_button.clicked.connect(self.measure)
        self.fetch_button.clicked.connect(self._fetch)
        self.progress.cancelled.connect(self._cancel)
        self.progress.said.connect(self.said)
        self._walker.progressed.connect(self.progress.show_progress)
        self._walker.done.connect(self._take)
        self._walker.failed.connect(self._fail)
        self.matrix_page.sample_chosen.connect(self.sample_chosen)
        self.labels_page.sample_chosen.connect(self.sample_chosen)

    # When to measure

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.box.refresh(self._settings["views/mistakes_data"])
        super().showEvent(event)  # the newest reading follows
        offer = self.box.offer
        is_own = offer is not None and offer.name == OWN_DRAWINGS  # there may be others by now
        if (is_own or self.mistakes is None) and not self._walker.is_walking:
            self.measure()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        is_minimised = event.spontaneous()
        if not is_minimised and not self._is_fetching:  # a download goes on, seen or not
            self.finish()

    @override
    def finish(self) -> None:
        self._walker.cancel()
        self._is_fetching = False
        self.progress.hide()
        self._update_buttons()

    @override
    def show_reading(self, reading: Reading) -> None:
        if reading.recognizer is None or reading.recognizer is self._recognizer:
            return
        has_others = self._recognizer and self._recognizer.classes != reading.recognizer.classes
        self._recognizer = reading.recognizer
        self.box.suit(self._recognizer.classes)
        if has_others and self.mistakes is None:
            self._waits_to_be_asked = False  # what was said is of the classes before
        is_first = self._measured_with is None and not self._waits_to_be_asked
        if is_first and not self._walker.is_walking:
            self.measure()
        else:
            self._update_buttons()

    def _take_choice(self, offer: Offer) -> None:
        self._settings["views/mistakes_data"] = offer.name
        self._waits_to_be_asked = False
        self.finish()
        self._show(None)
        if self.isVisible():
            self.measure()

    def measure(self) -> None:
        """Measure the network that reads now on what is chosen, unless that is not on disk."""
        self.box.refresh()  # the user's drawings may be those of another set by now
        offer = self.box.offer
        if offer is None or self._recognizer is None:
            return
        if not offer.is_on_disk(self.box.folders):
            self._show(None)
            return
        self._waits_to_be_asked = False
        self._measures_with = self._recognizer
        self.progress.begin(f"measuring on {plain(offer.test_title)}")
        self._walker.start(
            "Measuring",
            partial(find_mistakes, self._recognizer, offer.open_test, offer.test_title),
        )
        self._update_buttons()

    def _fetch(self) -> None:
        offer = self.box.offer
        if offer is not None and offer.source is not None:
            self.fetch_button.hide()
            self._is_fetching = True
            self.progress.begin(f"fetching {offer.title}")
            self._walker.start("Fetching", partial(offer.source.fetch, self.box.folders))

    def _cancel(self) -> None:
        self._waits_to_be_asked = True
        self.finish()

    # What comes of it

    def _take(self, result: Mistakes | None) -> None:
        self.progress.hide()
        if self._is_fetching:
            self._is_fetching = False
            self.data_fetched.emit()
            self._show(None)
            if self.isVisible():  # else it waits to be seen
                self.measure()
        elif result is not None:
            self._measured_with = self._measures_with
            self._show(result)

    def _fail(self, message: str) -> None:
        self.progress.hide()
        self._is_fetching = False
        self._waits_to_be_asked = True
        self._show(None)
        self.sentence.setText(plain(message))
        if not self.isVisible():
            self.said.emit(message)

    def _show(self, mistakes: Mistakes | None) -> None:
        self.mistakes = mistakes
        if mistakes is None:
            self._measured_with = None
        self._pages.setVisible(mistakes is not None)
        self.tabs.setEnabled(mistakes is not None)
        if mistakes is None:
            self.sentence.setText(self._empty_sentence())
        else:
            self.sentence.setText(" ".join(filter(None, (_sum_up(mistakes), self._caution()))))
        self.sentence.setToolTip("" if mistakes is None else _tell_refused(mistakes))
        self.matrix_page.show_mistakes(mistakes)
        self.confidence_page.show_mistakes(mistakes)
        self.labels_page.show_mistakes(mistakes)
        self._update_buttons()

    def _caution(self) -> str:
        """Return what to bear in mind where a network reads what it has learned from."""
        offer, measured_with = self.box.offer, self._measured_with
        is_own = offer is not None and offer.name == OWN_DRAWINGS
        if not is_own or measured_with is None or not measured_with.weights.card.own_count:
            return ""
        unseen = measured_with.weights.card.own_error
        if unseen is None:
            return "It has learned these drawings; it will misread more of new ones."
        return (
            f"It has learned these drawings; of such as it had not, it misread {percent(unseen)}."
        )

    def _empty_sentence(self) -> str:
        offer = self.box.offer
        if offer is not None and not offer.is_on_disk(self.box.folders):
            return f"{offer.title} is not on this disk: fetch it, or choose something else."
        return "What the network misreads is shown here, once it is measured."

    def _update_buttons(self) -> None:
        offer = self.box.offer
        is_on_disk = offer is not None and offer.is_on_disk(self.box.folders)
        can_fetch = offer is not None and not is_on_disk and not self._is_fetching
        self.fetch_button.setVisible(can_fetch)
        is_stale = self._waits_to_be_asked or self._recognizer is not self._measured_with
        self.again_button.setVisible(is_on_disk and is_stale and not self._walker.is_walking)


def _sum_up(mistakes: Mistakes) -> str:
    sentence = describe_mistakes(mistakes)
    if mistakes.passed_over:
        sentence += f" {mistakes.passed_over:,} without such a label are passed over."
    return sentence


def _tell_refused(mistakes: Mistakes) -> str:
    measured = mistakes.evaluation
    refused = percent(measured.rejected)
    return theme.as_tooltip(f"{refused} were answered “{measured.classes.refusal}”.")
