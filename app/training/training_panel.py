"""The training panel: the form, the run under way, its curve, and Keep or Discard."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.background import BackgroundTask, abandon_slow_thread
from app.missing import offer_command
from app.settings import Settings
from app.training.form import TrainingForm
from app.training.learning_curve import LearningCurve
from app.training.learning_panel import LearningPanel, learn_drawings
from app.training.run_buttons import (
    PROGRESS_STEPS,
    Decision,
    RunButtons,
    make_built_in_button,
    make_progress_bar,
    make_status_label,
    make_status_line,
)
from app.training.run_moments import Moment
from app.training.run_review import RunReview
from app.training.run_state import Controls, RunState, State
from app.training.training_thread import StartTraining, TrainingThread
from app.transfer.dialogs import ask_where_to_save
from model import training
from model.data.sources import BUILT_IN_INK
from model.errors import BadInput, NotInstalled
from model.home.chosen import VERSION, Choice, version_choice
from model.home.what_reads import check_can_keep, keep_learned
from model.ink.raster import Images
from model.insight.offers import DataAtHand
from model.network.weights import WEIGHTS, Weights, save_weights
from model.training.events import (
    Finished,
    Notice,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Validated,
)
from model.training.torch_import import check_pytorch

BUSY = "A run is under way, or waits for Keep or Discard: end it first."


class TrainingPanel(QWidget):
    """Trains in a thread of its own and shows how it goes.

    Its RunState decides what can be done when; the panel shows that, and carries out what the user
    asks for. One can go back to any moment of the run, until the next begins; that changes only
    what is predicted with.

    Signals:
        weights_changed: the weights to predict with have changed, since a run learns, or a moment
            of it is looked at. None stands for those that are kept: the run was stopped, has failed
            or was discarded.
        weights_kept: the weights of the run were saved, and read from now on; with the Choice that
            they were saved for.
        said: one sentence for the user.
        versions_requested: the user wants to see all versions of the network.
        controls_changed: something else can be done now; with the Controls.
    """

    weights_changed = Signal(object)
    weights_kept = Signal(object, object)
    said = Signal(str)
    versions_requested = Signal()
    controls_changed = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingPanel")
        self.setAccessibleName("Training")
        self._run = RunState()
        self.choice_id = VERSION
        """What reads: what the user's drawings are learned for."""
        self._learned_for = VERSION  # by the run
        self._thread: TrainingThread | None = None
        self.form = TrainingForm(settings)
        self.learning_panel = LearningPanel()
        self.learning_panel.learning_requested.connect(self.learn)
        self.learning_panel.versions_requested.connect(self.versions_requested)
        self.learning_curve = LearningCurve()
        self.learning_curve.said.connect(self.said)
        self.review = RunReview()
        self.review.moment_chosen.connect(self._look_at)
        self._weights: Weights | None = None  # to predict with where no moment is looked at
        self._make_buttons()
        self.progress, self.status = make_progress_bar(), make_status_label()
        self._lay_out()
        self._show_state()

    # Building

    def _make_buttons(self) -> None:
        self._buttons = RunButtons(self.form.advanced_button)
        self._decision = Decision()
        self.train_button, self.pause_button = self._buttons.train, self._buttons.pause
        self.stop_button, self.run_card = self._buttons.stop, self._decision.card
        self.keep_button, self.discard_button = self._decision.keep, self._decision.discard
        self.save_button, self.built_in_button = self._decision.save, make_built_in_button()
        for button, slot in (
            (self.train_button, self.train),
            (self.pause_button, self.toggle_pause),
            (self.stop_button, self.stop),
            (self.keep_button, self.keep),
            (self.save_button, self.save_elsewhere),
            (self.discard_button, self.discard),
            (self.built_in_button, self.train_on_built_in_ink),
        ):
            button.clicked.connect(slot)

    def _lay_out(self) -> None:
        content = QWidget()
        layout = self._content = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.form)
        layout.addWidget(self._buttons)
        layout.addWidget(self.learning_panel)
        layout.addWidget(self.progress)
        layout.addLayout(make_status_line(self.status, self.form.code_button))
        layout.addWidget(self.built_in_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.learning_curve, 2)
        layout.addWidget(self.review, 1)
        layout.addWidget(self._decision)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(_make_scrollable(content))

    # What the window says and asks

    @property
    def state(self) -> State:
        """What the run is doing."""
        return self._run.state

    @property
    def controls(self) -> Controls:
        """What the user may do now."""
        return self._run.controls

    def show_drawing_count(self, count: int, new: int) -> None:
        """Show how many of the user's drawings are kept, and how many of them are not learned."""
        self.learning_panel.show_count(count, new)
        self._run.own_count = count
        self._show_state()

    def show_input(self, images: Images | None) -> None:
        """Show how the run came to read what is on the pad; images: (1, 1, 28, 28) in [0, 1]."""
        self.review.show_input(images)

    def show_now(self) -> None:
        """Look at no moment of a run any more: another network reads."""
        self.review.return_to_now()
        self.learning_curve.mark_step(None)

    def save_choices(self) -> None:
        """Remember the choices for the next launch."""
        self.form.save_choices()

    # A run

    def train(self) -> None:
        """Begin to train a new network, as the form says."""
        self.start(partial(training.train, self.form.config(), self.form.folders()))

    def train_on_built_in_ink(self) -> None:
        """Begin to train on what needs no download."""
        self.form.data_box.choose_mixture([BUILT_IN_INK.name])
        self.train()

    def data_at_hand(self) -> DataAtHand:
        """Return what the user has chosen to train on, and to read with."""
        return DataAtHand(*self.form.data_box.at_hand(), self.choice_id)

    def learn(self) -> None:
        """Begin to learn the user's drawings."""
        self.learn_for(self.choice_id)

    def learn_for(self, choice_id: str) -> bool:
        """Begin to learn the drawings that are kept while this reads, as `start` does."""
        return self.start(partial(learn_drawings, choice_id, self.form.folders()), choice_id)

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way, or waits for Keep or Discard."""
        return self._run.state is not State.IDLE

    def start(self, start_training: StartTraining, choice_id: str = VERSION) -> bool:
        """Begin a run, show it, and return True; or say why there can be none, and change nothing.

        So it is while there is one already, and without PyTorch. choice_id: what its weights are
        kept for, by default as a version.
        """
        if self.is_busy:
            self.said.emit(BUSY)
            return False
        try:
            check_pytorch()
        except NotInstalled as missing:
            offer_command(self.window(), "Train", missing)
            return False
        self._learned_for = choice_id
        if not self.review.is_now:
            self._predict_with(None)
        self._run.start()
        self.learning_curve.clear()
        self.review.clear()
        self._thread = TrainingThread(partial(_look_ahead, start_training, choice_id), self)
        self._thread.emitted.connect(self._take)
        self._thread.failed.connect(self._fail)
        self._thread.finished.connect(self._end_run)
        self._show_state()
        self._thread.start()
        return True

    def toggle_pause(self) -> None:
        """Hold the run, or go on with it."""
        if self._thread is None or not self._run.controls.pause:
            return
        if self._run.state is State.PAUSED:
            self._run.resume()
            self._thread.resume()
        else:
            self._run.pause()
            self._thread.pause()
        self._show_state()

    def stop(self) -> None:
        """End the run; the network stays the one before it."""
        if self._thread is not None and self._run.controls.stop:
            self._run.stop()
            self._thread.stop()
            self._show_state()

    def close_run(self, until_s: float) -> None:
        """End a run; for when the window closes. Its thread may take longer than the window."""
        self.stop()
        if self._thread is not None:
            abandon_slow_thread(self._thread, until_s)

    def _take(self, event: TrainingEvent) -> None:
        if not self._run.take(event):
            return
        self._show_progress()
        match event:
            case Notice(message):
                self.said.emit(message)
            case Started():
                name = f"{event.recipe} on {event.data}, seed {event.seed}"
                self.learning_curve.clear(event.steps, name, event.least_loss)
            case Stepped():
                self.learning_curve.add_loss(event.step, event.loss)
            case Validated(step, error):
                self.learning_curve.add_validation_error(step, error)
            case Snapshot(weights, step):
                self._add_moment(Moment(step, weights))
            case Finished(weights):
                self._add_moment(Moment(self._run.steps, weights))

    def _add_moment(self, moment: Moment) -> None:
        self._weights = moment.weights
        if self.review.is_now:
            self.weights_changed.emit(moment.weights)
        self.review.add(moment)
        if self.review.isHidden():
            self._show_state()

    def _look_at(self, moment: Moment | None) -> None:
        """Predict as the run did at a moment, or as is due now."""
        self.learning_curve.mark_step(moment.step if moment else None)
        self.weights_changed.emit(moment.weights if moment else self._weights)

    def _predict_with(self, weights: Weights | None) -> None:
        """Predict with weights from now on, whichever moment was looked at; None: the kept ones."""
        self.show_now()
        self._weights = weights
        self.weights_changed.emit(weights)

    def _fail(self, message: str, is_out_of_reach: bool) -> None:
        # Connected in place of RunState's method: only that of a QObject runs on the GUI thread.
        self._run.fail(message, is_out_of_reach)

    def _end_run(self) -> None:
        assert self._thread is not None
        self._thread.deleteLater()
        self._thread = None
        self._run.end()
        if self._run.weights is not None:
            self.run_card.show_run(self._run.weights.card, self._run.comparison)
            self._show_state()
            return
        self._show_state()
        if self._run.failure and not self._run.controls.built_in_offer:
            self.said.emit(self._run.failure)
        self._predict_with(None)

    # The decision

    def keep(self) -> None:
        """Save the weights of the run as the user's newest version, or those of a set of signs."""
        weights = self._run.weights
        if weights is None or not self._run.controls.keep:
            return
        self._run.keep()
        self._show_state()
        self._save(partial(_keep, self._learned_for, weights))

    def save_elsewhere(self) -> None:
        """Ask for a file, and save the weights of the run there."""
        weights = self._run.weights
        if weights is None or not self._run.controls.save_elsewhere:
            return
        if asked := ask_where_to_save(self, "Save the network", Path.home() / "network", WEIGHTS):
            path, _ = asked
            self._run.keep()
            self._show_state()
            self._save(partial(_save_to, path, weights))

    def _save(self, save: Callable[[], tuple[Choice, str | None]]) -> None:
        task = BackgroundTask("Keeping the network", save, must_complete=True)
        task.done.connect(self._end_keeping)
        task.failed.connect(self._fail_keeping)
        task.start()

    def _end_keeping(self, kept: tuple[Choice, str | None]) -> None:
        choice, place = kept
        weights = self._run.weights
        self._run.end_keeping(place)
        self._show_state()
        self.show_now()
        self._weights = None  # the run's are the kept ones now
        self.weights_kept.emit(weights, choice)

    def _fail_keeping(self, message: str) -> None:
        self._run.fail_keeping()
        self._show_state()
        self.said.emit(message)

    def discard(self) -> None:
        """Go back to the network before the run."""
        if self._run.controls.discard:
            self._run.discard()
            self._show_state()
            self._predict_with(None)

    # Showing the state

    def _show_state(self) -> None:
        controls = self._run.controls
        self.form.allow_choices(controls.choices)
        self._buttons.show_controls(controls)
        self._decision.show_controls(controls)
        self.learning_panel.learn_button.setEnabled(controls.learn)
        self.learning_panel.versions_button.setEnabled(controls.versions)
        self.built_in_button.setVisible(controls.built_in_offer)
        self.review.setVisible(self.review.has_moments)
        self._make_room()
        self._show_progress()
        self.controls_changed.emit(controls)

    def _make_room(self) -> None:
        controls = self._run.controls
        while_running = () if controls.choices else (self.form, self.learning_panel)
        at_the_end = (self._buttons, self.progress) if controls.result else ()
        for part in (self.form, self.learning_panel, self._buttons, self.progress):
            part.setVisible(True)
        _hide_until_it_fits(self._content, self.size(), while_running, at_the_end)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _show_progress(self) -> None:
        self.progress.setValue(round(PROGRESS_STEPS * self._run.share))
        self.status.setText(self._run.status)


def _hide_until_it_fits(layout: QLayout, room: QSize, *parts: Sequence[QWidget]) -> None:
    """Hide some parts, then more, where what is laid out is too high for the room."""
    for some in parts:
        if layout.minimumHeightForWidth(room.width()) > room.height():
            for part in some:
                part.hide()


def _make_scrollable(content: QWidget) -> QScrollArea:
    """Return an area that scrolls, up and down only, where it is lower than its content."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what lies in it has the focus
    area.setMinimumWidth(content.minimumSizeHint().width())
    for part in (area, content):
        part.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area


def _look_ahead(start_training: StartTraining, choice_id: str) -> Iterator[TrainingEvent]:
    """Walk a run, and say first where its weights could not be kept in the end."""
    try:
        check_can_keep(choice_id)
    except BadInput as error:
        yield Notice(f"The network could not be kept: {error}. It can be saved elsewhere.")
    yield from start_training()


def _keep(choice_id: str, weights: Weights) -> tuple[Choice, None]:
    return keep_learned(choice_id, weights), None


def _save_to(path: Path, weights: Weights) -> tuple[Choice, str]:
    save_weights(path, weights)
    return version_choice(weights), str(path)
