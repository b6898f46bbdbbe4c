"""Old way: features made by hand and a classifier fitted to them, beside the network."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.background import BackgroundTask, describe_failure
from app.prediction.reading import Reading
from app.settings import Settings
from app.theme import GRID_PX
from app.views.old_way.choice_row import ChoiceRow
from app.views.old_way.drawing_page import DrawingPage
from app.views.old_way.pipeline_reading import Answer, PipelineReading
from app.views.old_way.staircase_page import StaircasePage
from app.views.old_way.words import compare, describe_card, first_use
from app.views.progress_row import ProgressRow
from app.views.source_box import AskAtHand, nothing_at_hand
from app.views.view import View
from app.views.walker import Walker
from model.data.classes import Classes
from model.data.progress import Progress
from model.errors import BadInput
from model.insight import old_way
from model.insight.staircase import Staircase, load_staircase, measure_staircase
from model.plain_text import plain
from model.shallow.pipeline import CLASSIFIERS, FEATURES, Pipeline, PipelineChoice
from model.text import start_with_capital

DRAW = "Draw something, and see what the old way makes of it."
LOADING = "Looking for what was fitted before ..."
FITTING = "It is being fitted; go on drawing meanwhile."
WIDE_PX = 860
"""From here on the drawing and the staircase are seen side by side."""
LARGE_FROM_PX = 1400
LARGE = 1.25
"""How much larger text is where there is much room: it may be seen from afar."""
DEFAULT = PipelineChoice("hog", "svm")


class OldWayView(View):
    """Fits pipelines, keeps them, and has the chosen one read beside the network.

    Signals:
        answered: what the chosen pipeline says of the newest drawing is shown.
    """

    answered = Signal()

    def __init__(
        self,
        settings: Settings,
        ask_at_hand: AskAtHand = nothing_at_hand,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("oldWayView")
        self.setAccessibleName("Old way")
        self._settings = settings
        self._ask_at_hand = ask_at_hand
        self._reading: Reading | None = None
        self.pipeline: Pipeline | None = None
        """The chosen one, once it is fitted or loaded."""
        self.answer: Answer | None = None
        """What is shown of the newest drawing; None where there is nothing to show."""
        self._loading: PipelineChoice | None = None
        self._fault = ""
        self._fitting, self._measuring = Walker(), Walker()
        self._reader = PipelineReading(self)
        self.choices = ChoiceRow(_remembered(settings["views/old_way"]))
        self.progress = ProgressRow("oldWay")
        self.progress.button.setText("Stop")
        self.page, self.staircase = DrawingPage(), StaircasePage()
        policy = self.page.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so that nothing else spreads
        self.page.setSizePolicy(policy)
        self.tabs = QTabBar()
        self._lay_out()
        self._connect()
        self._arrange()

    # Building

    def _lay_out(self) -> None:
        self.tabs.setObjectName("oldWayTabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title, tip in (
            ("Your drawing", "What each block makes of it, and what comes of that"),
            ("The staircase", "What each step from templates to the network added"),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(title), theme.as_tooltip(tip))
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX)
        column.addWidget(self.choices)
        column.addWidget(self.progress)
        column.addWidget(self.page, 1)
        pages = QHBoxLayout()
        pages.setSpacing(4 * GRID_PX)
        pages.addWidget(self._left, 1)
        pages.addWidget(self.staircase, 1)
        self.content.addWidget(self.tabs)
        self.content.addLayout(pages, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._arrange)
        self.choices.choice_changed.connect(self._take_choice)
        self.choices.count_box.currentIndexChanged.connect(self._say)
        self.choices.fit_asked.connect(self.fit)
        self.progress.cancelled.connect(self._stop_fitting)
        self.progress.said.connect(self.said)
        self._fitting.progressed.connect(self._show_fitting)
        self._fitting.done.connect(self._take_fitted)
        self._fitting.failed.connect(self._fail_fitting)
        self._reader.answered.connect(self._show_answer)
        self._reader.failed.connect(self.said)
        self.page.sample_chosen.connect(self.sample_chosen)
        self.staircase.measure_asked.connect(self.measure)
        self.staircase.progress.cancelled.connect(self._stop_measuring)
        self.staircase.progress.said.connect(self.said)
        self._measuring.progressed.connect(self._show_measuring)
        self._measuring.done.connect(self._take_measured)
        self._measuring.failed.connect(self._fail_measuring)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)  # the newest reading follows
        if self.pipeline is None and not self.is_loading:
            self._load()
        if self.staircase.staircase is None:
            self._show_kept_staircase()

    @override
    def finish(self) -> None:
        self._fitting.cancel()
        self._measuring.cancel()
        self._reader.drop()

    # The pipeline

    def _take_choice(self, choice: PipelineChoice) -> None:
        self._settings["views/old_way"] = f"{choice.features} {choice.classifier}"
        self._load()

    def _load(self) -> None:
        """Load the chosen pipeline, where it was fitted before."""
        choice = self._loading = self.choices.choice
        self._use(None)
        task = BackgroundTask("Reading a pipeline", partial(_load_kept, choice))
        task.done.connect(self._take_loaded)
        task.start()

    def _take_loaded(self, loaded: _Loaded) -> None:
        if loaded.choice is self._loading:
            self._loading = None
            self._use(loaded.pipeline, loaded.fault)

    @property
    def is_loading(self) -> bool:
        """Whether it is not known yet if the chosen pipeline was fitted before."""
        return self._loading is not None

    def fit(self) -> None:
        """Fit the chosen pipeline, and keep it."""
        folders = self._ask_at_hand().folders
        choice = self.choices.choice
        self.choices.set_fitting(True)
        self._fault = ""
        self.progress.begin("fitting")
        self._fitting.start(
            "Fitting", partial(old_way.fit_and_keep, choice, folders, self.choices.count)
        )
        self._say()

    def _show_fitting(self, event: Progress | Pipeline) -> None:
        if isinstance(event, Pipeline):
            self._use(event)
        else:
            self.progress.show_progress(event)

    def _stop_fitting(self) -> None:
        self._fitting.cancel()
        self._end_fitting()
        self._load()  # what was kept before, or of this, if it came so far

    def _end_fitting(self) -> None:
        self.progress.hide()
        self.choices.set_fitting(False)

    def _take_fitted(self, pipeline: Pipeline) -> None:
        self._end_fitting()
        self._use(pipeline)

    def _fail_fitting(self, message: str) -> None:
        self._end_fitting()
        self._use(self.pipeline, message)

    def _use(self, pipeline: Pipeline | None, fault: str = "") -> None:
        """Read with this pipeline; fault: why there is no other."""
        self.pipeline = pipeline
        self._fault = fault
        self.choices.show_kept(old_way.kept_choices())
        self.choices.set_able(not old_way.what_is_missing(self.choices.choice))
        self.choices.card.setText("" if pipeline is None else describe_card(pipeline.card))
        self._read()

    # Reading

    @override
    def show_reading(self, reading: Reading) -> None:
        self._reading = reading
        self._read()

    def _read(self) -> None:
        reading, pipeline = self._reading, self.pipeline
        self.page.setVisible(pipeline is not None)
        is_blank = reading is None or reading.prediction is None
        if pipeline is None or is_blank:
            self._reader.drop()
            self.answer = None
            if pipeline is not None:
                self.page.show_blank(pipeline)
            self._say()
        elif reading is not None:
            self._reader.request(reading, pipeline)

    @property
    def _classes(self) -> Classes:
        """What the network tells apart."""
        recognizer = None if self._reading is None else self._reading.recognizer
        return old_way.CLASSES if recognizer is None else recognizer.classes

    def _show_answer(self, answer: Answer) -> None:
        self.answer = answer
        self.page.show_answer(answer)
        self._say()
        self.answered.emit()

    def _say(self) -> None:
        """Say what there is to say, most of all what both read."""
        if self._fault:
            text = plain(self._fault)
        elif self.answer is not None and self.answer.reading.prediction is not None:
            text = compare(self.answer.prediction, self.answer.reading.prediction)
        elif self.is_loading:
            text = LOADING
        elif self.pipeline is None and self._fitting.is_walking:
            text = FITTING
        elif self.pipeline is None:
            folders = self._ask_at_hand().folders
            missing = old_way.what_is_missing(self.choices.choice)
            text = start_with_capital(missing) or first_use(
                self.choices.choice, self.choices.count, folders, self._classes
            )
        else:
            text = DRAW
        self.sentence.setText(text)

    # The staircase

    def measure(self) -> None:
        """Measure the staircase, from templates to the network that reads."""
        if self._reading is None or self._reading.recognizer is None:
            return
        folders, ink_files, _ = self._ask_at_hand()
        self.staircase.begin("measuring")
        self._measuring.start(
            "Measuring",
            partial(measure_staircase, self._reading.recognizer.weights, folders, tuple(ink_files)),
        )

    def _show_kept_staircase(self) -> None:
        try:
            kept = load_staircase()
        except BadInput as error:
            kept = None
            self.said.emit(start_with_capital(str(error)))
        if kept is not None:
            self.staircase.show_staircase(kept)
        else:
            self.staircase.show_empty()

    def _stop_measuring(self) -> None:
        self._measuring.cancel()
        self.staircase.end()
        self._show_kept_staircase()

    def _show_measuring(self, event: Progress | Staircase) -> None:
        if isinstance(event, Staircase):
            self.staircase.show_staircase(event)
        else:
            self.staircase.progress.show_progress(event)

    def _take_measured(self, staircase: Staircase) -> None:
        self.staircase.end()
        self.staircase.show_staircase(staircase)

    def _fail_measuring(self, message: str) -> None:
        self.staircase.end()
        self.said.emit(message)

    # The view itself

    @property
    def is_wide(self) -> bool:
        """Whether the drawing and the staircase are seen side by side."""
        return self.width() >= WIDE_PX

    def _arrange(self) -> None:
        self.tabs.setVisible(not self.is_wide)
        self._left.setVisible(self.is_wide or self.tabs.currentIndex() == 0)
        self.staircase.setVisible(self.is_wide or self.tabs.currentIndex() == 1)

    @override
    def text_factor(self) -> float:
        return LARGE if self.width() >= LARGE_FROM_PX else 1.0

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        font = self.sentence.font()
        two_lines_px = round(2 * QFontMetricsF(font).lineSpacing())
        # What is below it does not jump.
        self.sentence.setMinimumHeight(0 if self.is_wide else two_lines_px)
        self.choices.card.setFont(theme.small(font))
        self.page.set_font(font)
        self.staircase.set_font(font)


class _Loaded(NamedTuple):
    choice: PipelineChoice
    pipeline: Pipeline | None
    fault: str


def _load_kept(choice: PipelineChoice) -> _Loaded:
    try:
        return _Loaded(choice, old_way.load_kept(choice), "")
    except Exception as error:
        return _Loaded(choice, None, describe_failure("Reading a pipeline", error))


def _remembered(text: str) -> PipelineChoice:
    features, _, classifier = text.partition(" ")
    is_one = features in FEATURES and classifier in CLASSIFIERS
    return PipelineChoice(features, classifier) if is_one else DEFAULT
