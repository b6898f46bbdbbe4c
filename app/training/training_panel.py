"""The training panel: data, recipe and device; Train, Pause, Stop; the plot; Keep or Discard."""

from datetime import datetime
from enum import Enum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.background import BackgroundTask
from app.settings import Settings
from app.training.learning_curve import LearningCurve
from app.training.training_thread import StartTraining, TrainingThread
from model.home.collection import DrawingCollection
from model.home.versions import keep_weights, learning_base
from model.network.weights import RunCard, Weights
from model.training.events import (
    Compared,
    Fetching,
    Finished,
    Notice,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Validated,
    Working,
)
from model.training.recipes import DEVICES, RECIPES, TrainingConfig, make_config

PROGRESS_STEPS = 1000
SOURCES = {"mnist+ink": ("mnist", "ink"), "mnist": ("mnist",), "ink": ("ink",)}
"""What the data box offers, by the name that is remembered; anything else is an ink file's path."""
CHOOSE_INK = "choose ink"
CHOOSE_MNIST = "choose mnist"
DEVICE_NAMES = {
    "auto": "Best available",
    "cpu": "CPU",
    "cuda": "NVIDIA GPU (CUDA)",
    "mps": "Apple GPU (MPS)",
}


class State(Enum):
    """Where a run is."""

    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()
    DECIDING = auto()  # finished; Keep or Discard
    KEEPING = auto()


class TrainingPanel(QWidget):
    """Trains in a thread of its own and shows how it goes.

    Signals:
        weights_changed: weights to read with from now on, while a run learns; None for those
            from before the run, when it was stopped, has failed or was discarded.
        weights_kept: the run's weights were saved as the user's newest.
        said: one sentence for the user.
        versions_requested: the user wants to see all versions of the network.
    """

    weights_changed = Signal(object)
    weights_kept = Signal(object)
    said = Signal(str)
    versions_requested = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingPanel")
        self.setAccessibleName("Training")
        self._settings = settings
        self._thread: TrainingThread | None = None
        self._finished_weights: Weights | None = None
        self._comparison: Compared | None = None
        self._drawing_count = 0
        self._failure: str | None = None
        self._make_choices()
        self._make_controls()
        self._lay_out()
        self._restore_choices()
        self._show_state(State.IDLE)
        self.show_drawing_count(0, 0)

    # Building

    def _make_choices(self) -> None:
        self.data_box = _combo_box("dataBox", "Data", "What to train on")
        for key in SOURCES:
            self.data_box.addItem("", key)
        self._mnist_folder: Path | None = None
        self._name_sources()
        self.data_box.insertSeparator(len(SOURCES))
        self.data_box.addItem("Ink file…", CHOOSE_INK)
        self.data_box.addItem("MNIST in a folder…", CHOOSE_MNIST)
        self.data_box.activated.connect(self._choose_data)
        self.recipe_box = _combo_box("recipeBox", "Recipe", "How to train")
        for recipe in RECIPES:
            self.recipe_box.addItem(recipe.capitalize(), recipe)
        self.recipe_box.currentIndexChanged.connect(self._show_recipe)
        self.device_box = _combo_box("deviceBox", "Device", "Where to train")
        for device in DEVICES:
            self.device_box.addItem(DEVICE_NAMES[device], device)
        self.epochs_box = _spin_box("epochsBox", "Epochs", "Passes over the data", 1, 1000)
        self.batch_size_box = _spin_box(
            "batchSizeBox", "Batch size", "Images a training step", 1, 10_000
        )
        self.seed_box = _spin_box(
            "seedBox", "Seed", "The same seed gives the same network", 0, 2**31 - 1
        )
        self.learning_rate_box = QDoubleSpinBox()
        self.learning_rate_box.setObjectName("learningRateBox")
        self.learning_rate_box.setAccessibleName("Learning rate")
        self.learning_rate_box.setToolTip(
            "How far a training step goes (the peak, where it varies)"
        )
        self.learning_rate_box.setDecimals(4)
        self.learning_rate_box.setRange(0.0001, 10)
        self.learning_rate_box.setSingleStep(0.01)

    def _make_controls(self) -> None:
        self.train_button = theme.button("trainButton", "Train", "Train a new network (Ctrl+T)")
        self.train_button.setShortcut("Ctrl+T")
        self.train_button.setDefault(True)
        self.train_button.clicked.connect(self.train)
        self.pause_button = theme.button(
            "pauseButton", "Pause", "Hold the training, or go on with it"
        )
        self.pause_button.clicked.connect(self.toggle_pause)
        self.stop_button = theme.button("stopButton", "Stop", "End the training and change nothing")
        self.stop_button.clicked.connect(self.stop)
        self.advanced_button = QToolButton()
        self.advanced_button.setObjectName("advancedButton")
        self.advanced_button.setText("Advanced")
        self.advanced_button.setCheckable(True)
        self.advanced_button.setAutoRaise(True)
        self.advanced_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced_button.setToolTip("Learning rate, batch size and seed")
        self.advanced_button.toggled.connect(self._fold_advanced)
        self.learn_button = theme.button(
            "learnButton", "Learn my drawings", "Teach the network your hand (Ctrl+L)"
        )
        self.learn_button.setShortcut("Ctrl+L")
        self.learn_button.clicked.connect(self.learn)
        self.drawing_count = QLabel()
        self.drawing_count.setObjectName("drawingCount")
        self.drawing_count.setFont(theme.small(self.font()))
        self.versions_button = theme.button(
            "versionsButton", "Versions…", "All networks that you kept; go back to any of them"
        )
        self.versions_button.clicked.connect(self.versions_requested)
        self.progress = QProgressBar()
        self.progress.setObjectName("trainingProgress")
        self.progress.setAccessibleName("Training progress")
        self.progress.setTextVisible(False)
        self.progress.setRange(0, PROGRESS_STEPS)
        self.progress.setFixedHeight(theme.GRID_PX)
        self.status = QLabel()
        self.status.setObjectName("trainingStatus")
        self.status.setFont(theme.tabular(self.font()))
        self.learning_curve = LearningCurve()
        self.run_card = QLabel()
        self.run_card.setObjectName("runCard")
        self.run_card.setTextFormat(Qt.TextFormat.RichText)
        self.run_card.setWordWrap(True)
        self.run_card.setFont(theme.tabular(self.font()))
        self.keep_button = theme.button("keepButton", "Keep", "Read with this network from now on")
        self.keep_button.clicked.connect(self.keep)
        self.discard_button = theme.button(
            "discardButton", "Discard", "Go back to the network before"
        )
        self.discard_button.clicked.connect(self.discard)

    def _lay_out(self) -> None:
        choices = QGridLayout()
        choices.setHorizontalSpacing(theme.GRID_PX)
        choices.setVerticalSpacing(theme.GRID_PX // 2)
        choices.setColumnStretch(1, 3)
        choices.setColumnStretch(3, 2)
        _add_row(choices, 0, self.data_box, self.recipe_box)
        _add_row(choices, 1, self.device_box, self.epochs_box)
        self._advanced = QWidget()
        advanced = QGridLayout(self._advanced)
        advanced.setContentsMargins(0, 0, 0, 0)
        advanced.setHorizontalSpacing(theme.GRID_PX)
        advanced.setVerticalSpacing(theme.GRID_PX // 2)
        for column, box in enumerate((self.learning_rate_box, self.batch_size_box, self.seed_box)):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            advanced.addWidget(label, 0, column)
            advanced.addWidget(box, 1, column)
        self._advanced.hide()

        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID_PX)
        buttons.addWidget(self.train_button, 2)
        buttons.addWidget(self.pause_button, 1)
        buttons.addWidget(self.stop_button, 1)
        buttons.addWidget(self.advanced_button)
        own = QHBoxLayout()
        own.setSpacing(theme.GRID_PX)
        own.addWidget(self.learn_button)
        own.addWidget(self.drawing_count, 1)
        own.addWidget(self.versions_button)
        decision = QHBoxLayout()
        decision.setSpacing(theme.GRID_PX)
        decision.addWidget(self.run_card, 1)
        decision.addWidget(self.keep_button)
        decision.addWidget(self.discard_button)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(choices)
        layout.addWidget(self._advanced)
        layout.addLayout(buttons)
        layout.addLayout(own)
        layout.addWidget(self.progress)
        layout.addWidget(self.status)
        layout.addWidget(self.learning_curve, 1)
        layout.addLayout(decision)

    # Choices

    def _restore_choices(self) -> None:
        for combo_box, name in (
            (self.recipe_box, "training/recipe"),
            (self.device_box, "training/device"),
        ):
            combo_box.setCurrentIndex(max(combo_box.findData(self._settings[name]), 0))
        self._show_recipe()
        data = self._settings["training/data"]
        if data in SOURCES:
            self.data_box.setCurrentIndex(self.data_box.findData(data))
        elif Path(data).is_file():
            self._add_ink_file(Path(data))
        self._data_index = self.data_box.currentIndex()
        for box, name in self._value_boxes():
            if remembered := self._settings[name]:
                box.setValue(remembered)
        self.advanced_button.setChecked(self._settings["training/advanced"])
        self._fold_advanced(self.advanced_button.isChecked())

    def save_choices(self) -> None:
        """Remember the choices for the next launch."""
        self._settings["training/data"] = self.data_box.currentData()
        self._settings["training/recipe"] = self.recipe_box.currentData()
        self._settings["training/device"] = self.device_box.currentData()
        for box, name in self._value_boxes():
            self._settings[name] = box.value()
        self._settings["training/advanced"] = self.advanced_button.isChecked()

    def _value_boxes(self) -> tuple[tuple[QSpinBox | QDoubleSpinBox, str], ...]:
        return (
            (self.epochs_box, "training/epochs"),
            (self.batch_size_box, "training/batch_size"),
            (self.learning_rate_box, "training/learning_rate"),
            (self.seed_box, "training/seed"),
        )

    def _show_recipe(self) -> None:
        """Set data and values to those of the recipe."""
        recipe = RECIPES[self.recipe_box.currentData()]
        self.epochs_box.setValue(recipe.epochs)
        self.batch_size_box.setValue(recipe.batch_size)
        self.learning_rate_box.setValue(recipe.learning_rate)
        self._choose_sources("+".join(recipe.mixture))

    def _choose_sources(self, key: str) -> None:
        self._data_index = self.data_box.findData(key)
        self.data_box.setCurrentIndex(self._data_index)

    def _name_sources(self) -> None:
        folder = f" in {self._mnist_folder.name}" if self._mnist_folder else ""
        names = {"mnist": f"MNIST{folder}", "ink": "built-in ink"}
        for key, sources in SOURCES.items():
            text = " + ".join(names[source] for source in sources)
            self.data_box.setItemText(self.data_box.findData(key), text[:1].upper() + text[1:])

    def _fold_advanced(self, is_open: bool) -> None:
        self._advanced.setVisible(is_open)
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.advanced_button.setArrowType(arrow)

    def _choose_data(self, index: int) -> None:
        choice = self.data_box.itemData(index)
        self.data_box.setCurrentIndex(self._data_index)
        if choice == CHOOSE_INK:
            name, _ = QFileDialog.getOpenFileName(
                self, "Train on an ink file", "", "Ink files (*.jsonl *.jsonl.gz)"
            )
            if name:
                self._add_ink_file(Path(name))
        elif choice == CHOOSE_MNIST:
            if name := QFileDialog.getExistingDirectory(self, "Folder that holds MNIST/raw"):
                self.use_mnist_folder(Path(name))
        else:
            self.data_box.setCurrentIndex(index)
        self._data_index = self.data_box.currentIndex()

    def use_mnist_folder(self, folder: Path) -> None:
        """Read MNIST from this folder, in torchvision's layout, from now on."""
        self._mnist_folder = folder
        self._name_sources()
        if "mnist" not in self._sources():
            self._choose_sources("mnist")

    def _sources(self) -> tuple[str, ...]:
        key = self.data_box.currentData()
        return SOURCES.get(key, (key,))

    def _add_ink_file(self, path: Path) -> None:
        if self.data_box.findData(str(path)) < 0:
            self.data_box.insertItem(len(SOURCES), path.name, str(path))
        self._choose_sources(str(path))

    def config(self) -> TrainingConfig:
        """Return the run that the choices make."""
        return make_config(
            self.recipe_box.currentData(),
            device=self.device_box.currentData(),
            epochs=self.epochs_box.value(),
            batch_size=self.batch_size_box.value(),
            learning_rate=self.learning_rate_box.value(),
            seed=self.seed_box.value(),
        )

    # A run

    @property
    def state(self) -> State:
        """Where the run is."""
        return self._state

    def train(self) -> None:
        """Begin to train with what is chosen."""
        config, sources, mnist = self.config(), self._sources(), self._mnist_folder

        def start_training():  # type: ignore[no-untyped-def]
            import dataclasses

            from model.data.sources import Folders
            from model.training import train

            c = dataclasses.replace(
                config, mixture={x: config.mixture.get(x, 1.0) for x in sources}
            )
            return train(c, Folders(named={"mnist": mnist} if mnist else {}))

        self.start(start_training)

    def learn(self) -> None:
        """Begin to learn the user's drawings."""
        mnist = self._mnist_folder

        def start_learning():  # type: ignore[no-untyped-def]
            from model.data.sources import Folders
            from model.training import learn

            base, weights = learning_base()
            drawings = [entry.drawing for entry in DrawingCollection().entries()]
            return learn(
                weights,
                drawings,
                base=base,
                folders=Folders(named={"mnist": mnist} if mnist else {}),
            )

        self.start(start_learning)

    def show_drawing_count(self, count: int, new: int) -> None:
        """Show how many of the user's drawings are kept, and how many of them are not learned."""
        self._drawing_count = count
        unlearned = f", {new} new" if 0 < new < count else ""
        self.drawing_count.setText(f"{count:,} kept{unlearned}" if count else "none kept yet")
        self.learn_button.setEnabled(self._state is State.IDLE and count > 0)

    def start(self, start_training: StartTraining) -> None:
        """Begin a run and show it."""
        if self._state is not State.IDLE:
            self.said.emit("A run is under way, or waits for Keep or Discard: end it first.")
            return
        self._failure = None
        self._finished_weights = self._comparison = None
        self.learning_curve.clear()
        self._thread = TrainingThread(start_training, self)
        self._thread.told.connect(self._show_event)
        self._thread.failed.connect(self._fail)
        self._thread.finished.connect(self._end_run)
        self.progress.setValue(0)
        self._progress_text = "Starting…"
        self._show_state(State.RUNNING)
        self._thread.start()

    def toggle_pause(self) -> None:
        """Hold the run, or go on with it."""
        if self._thread is None:
            return
        if self._state is State.RUNNING:
            self._thread.pause()
            self._show_state(State.PAUSED)
        elif self._state is State.PAUSED:
            self._thread.resume()
            self._show_state(State.RUNNING)

    def stop(self) -> None:
        """End the run; the network stays the one before it."""
        if self._thread is not None and self._state in (State.RUNNING, State.PAUSED):
            self._show_state(State.STOPPING)
            self.status.setText("Stopping…")
            self._thread.stop()

    def close_run(self) -> None:
        """End a run and wait for its thread; for when the window closes."""
        if self._thread is not None:
            self._thread.told.disconnect(self._show_event)
            self._thread.stop()
            self._thread.wait()

    def _show_event(self, event: TrainingEvent) -> None:
        if self._state is State.STOPPING:
            return
        match event:
            case Notice(message):
                self.said.emit(message)
            case Fetching(_, received, total):
                self.progress.setValue(round(PROGRESS_STEPS * received / total))
                self._tell(f"Downloading MNIST: {received / 1e6:.1f} of {total / 1e6:.1f} MB")
            case Working(what, share):
                self._tell(what[:1].upper() + what[1:] + "…")
                if share is not None:
                    self.progress.setValue(round(PROGRESS_STEPS * share))
            case Started():
                self._steps = event.steps
                self.progress.setValue(0)
                self.learning_curve.clear(event.steps)
            case Stepped():
                self.learning_curve.add_loss(event.step, event.loss)
                self.progress.setValue(PROGRESS_STEPS * event.step // self._steps)
                self._tell(
                    f"{format_duration(event.remaining_s)} left  ·  step {event.step} of "
                    f"{self._steps}  ·  loss {event.loss:.3f}"
                )
            case Validated(step, error):
                self.learning_curve.add_validation_error(step, error)
            case Snapshot(weights):
                self.weights_changed.emit(weights)
            case Compared():
                self._comparison = event
            case Finished(weights):
                self._finished_weights = weights
                self.weights_changed.emit(weights)

    def _tell(self, progress: str) -> None:
        """Show how far the run is; events that were on their way come in a pause too."""
        self._progress_text = progress
        is_paused = self._state is State.PAUSED
        self.status.setText(f"Paused  ·  {progress}" if is_paused else progress)

    def _fail(self, message: str) -> None:
        self._failure = message

    def _end_run(self) -> None:
        assert self._thread is not None
        self._thread.deleteLater()
        self._thread = None
        if self._finished_weights is not None and self._state is not State.STOPPING:
            card = self._finished_weights.card
            self.progress.setValue(PROGRESS_STEPS)
            self.status.setText(f"Done in {format_duration(card.seconds or 0)}")
            self.run_card.setText(format_run_card(card, self._comparison))
            self._show_state(State.DECIDING)
            return
        self._finished_weights = None
        self.progress.setValue(0)
        self.status.setText("Training failed" if self._failure else "Stopped; nothing has changed")
        if self._failure:
            self.said.emit(self._failure)
        self.weights_changed.emit(None)
        self._show_state(State.IDLE)

    # The decision

    def keep(self) -> None:
        """Save the run's weights as the user's newest."""
        weights = self._finished_weights
        if weights is None or self._state is not State.DECIDING:
            return
        self._show_state(State.KEEPING)
        task = BackgroundTask(
            "Keeping the network", partial(keep_weights, weights, datetime.now()), self
        )
        task.done.connect(self._end_keeping)
        task.failed.connect(self._fail_keeping)
        task.start()

    def _end_keeping(self) -> None:
        self.weights_kept.emit(self._finished_weights)
        self._finished_weights = None
        self.status.setText("Kept: the pad now reads with this network")
        self._show_state(State.IDLE)

    def _fail_keeping(self, message: str) -> None:
        self.said.emit(message)
        self._show_state(State.DECIDING)  # nothing is lost: Keep can be tried again

    def discard(self) -> None:
        """Go back to the network before the run."""
        if self._state is State.DECIDING:
            self._finished_weights = None
            self.weights_changed.emit(None)
            self.status.setText("Discarded; the network is the one before")
            self._show_state(State.IDLE)

    # What can be done when

    def _show_state(self, state: State) -> None:
        self._state = state
        idle, running, paused = (state is s for s in (State.IDLE, State.RUNNING, State.PAUSED))
        deciding = state is State.DECIDING
        for box in (
            self.data_box,
            self.recipe_box,
            self.device_box,
            self.epochs_box,
            self.batch_size_box,
            self.learning_rate_box,
            self.seed_box,
        ):
            box.setEnabled(idle)
        self.train_button.setEnabled(idle)
        self.learn_button.setEnabled(idle and self._drawing_count > 0)
        self.versions_button.setEnabled(idle)
        self.pause_button.setEnabled(running or paused)
        self.pause_button.setText("Resume" if paused else "Pause")
        self.stop_button.setEnabled(running or paused)
        self.keep_button.setVisible(deciding or state is State.KEEPING)
        self.discard_button.setVisible(deciding or state is State.KEEPING)
        self.keep_button.setEnabled(deciding)
        self.discard_button.setEnabled(deciding)
        self.run_card.setVisible(deciding or state is State.KEEPING)
        if running or paused:
            self._tell(self._progress_text)


def format_duration(seconds: float) -> str:
    """Return "mm:ss", or "h:mm:ss" from an hour on."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def format_run_card(card: RunCard, comparison: Compared | None = None) -> str:
    """Return a run's results as rich text, what matters most first and large."""
    seconds = f"{card.seconds or 0:.1f} s"
    if comparison is not None:
        own, everyone = comparison.own_change, comparison.everyone_change
        left_out = f"{card.data}, each left out in its turn to measure"
        facts = [f"{everyone} ({comparison.everyone})", left_out, seconds]
        return _two_lines(own[:1].upper() + own[1:], " read right", facts)
    error = "unknown" if card.test_error is None else f"{100 * card.test_error:.2f} %"
    facts = [f"{card.recipe} on {card.data}", f"{card.device}, {seconds}"]
    if card.validation_error is not None:
        facts.append(f"validation error {100 * card.validation_error:.2f} %")
    facts.append(f"seed {card.seed}")
    return _two_lines(error, " test error", facts)


def _two_lines(large: str, beside: str, facts: list[str]) -> str:
    return (
        f'<span style="font-size:large; font-weight:600">{large}</span>{beside}'
        f'<br><span style="font-size:small">{"  ·  ".join(facts)}</span>'
    )


def _combo_box(name: str, label: str, tooltip: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setToolTip(tooltip)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return box


def _spin_box(name: str, label: str, tooltip: str, low: int, high: int) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setToolTip(tooltip)
    box.setRange(low, high)
    return box


def _add_row(layout: QGridLayout, row: int, first: QWidget, second: QWidget) -> None:
    for column, box in ((0, first), (2, second)):
        label = QLabel(box.accessibleName())
        label.setBuddy(box)
        layout.addWidget(label, row, column)
        layout.addWidget(box, row, column + 1)
