"""The window: composition and wiring of pad, prediction, drawings and training."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import late, late_parts, theme
from app.background import (
    BackgroundTask,
    background_tasks_running,
    closing_deadline_s,
    wait_for_tasks,
)
from app.camera.camera_command import CameraCommand
from app.color_scheme import ColorScheme, remembered_color_scheme, use_color_scheme
from app.drawings.correcting import Correcting
from app.drawings.own_drawings import OwnDrawings
from app.menus import Menus
from app.message_line import MessageLine
from app.pad.drawing_pad import DrawingPad
from app.pad.session_keeper import SessionKeeper
from app.prediction.live_reading import LiveReading
from app.prediction.network_input import NetworkInput
from app.prediction.prediction_panel import PredictionPanel
from app.settings import Settings
from app.signs.signs import Signs
from app.theme import GRID_PX
from app.tools import PadTools
from app.tour.help import Help
from app.training.run_actions import RunActions
from app.transfer.pad_transfer import PadTransfer
from app.two_sides import TwoSides
from app.views.views import TRAIN, Views
from model.data.classes import DIGITS, Classes
from model.ink.sample import Sample

MIN_RIGHT_WIDTH_PX = 368
FIRST_READING_MS = 20
"""So long the first reading has for itself, once there is a network."""
WARM_UP_DELAY_MS = 1_500
OFFERED_FROM = 5
"""So many drawings that were kept but not learned yet, and learning them is offered."""


class MainWindow(QMainWindow):
    """Inkling's window.

    Signals:
        predicted: the drawing on the pad was read; with the Prediction, or None for no ink.
    """

    predicted = Signal(object)

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self.setWindowTitle("Inkling")
        self.setAcceptDrops(True)
        self._file_to_open = file
        self._settings = Settings()
        if (scheme := remembered_color_scheme(self._settings)) is not ColorScheme.SYSTEM:
            use_color_scheme(scheme)
        self.pad = DrawingPad()
        self.network_input = NetworkInput()
        self.prediction_panel = PredictionPanel(self._settings, self)
        self._training_panel: late_parts.TrainingPanel | None = None
        self.reading = LiveReading(self.pad, self)
        self.signs = Signs(
            self.prediction_panel.reader_box,
            self.reading,
            lambda: self.training_panel,
            self._settings,
            self,
        )
        self.transfer = PadTransfer(self.pad, self._settings, self)
        self.camera = CameraCommand(self.pad, lambda: self.reading.recognizer, self._settings, self)
        self.own_drawings = OwnDrawings(self.pad, self)
        self.correcting = Correcting(self.pad, self.own_drawings, lambda: self.prediction, self)
        self.session = SessionKeeper(self.pad, self.own_drawings.step_functions, self)
        self.tools = PadTools(self, self.pad, self.transfer, self.camera, self.own_drawings)
        self.help = Help(self, self, self._settings)
        self.menus = Menus(self, self._settings, self.own_drawings, self.say)
        self.run_actions = RunActions(
            self, lambda: self.training_panel, self._show_training, self.learn
        )
        self._classes: Classes | None = None
        self._invited: Classes | None = None
        self._message = MessageLine()
        self._make_offer()
        # torch is imported ahead of Train, but not while somebody draws.
        self._warm_up_timer = QTimer(self, singleShot=True, interval=WARM_UP_DELAY_MS)
        self._warm_up_timer.timeout.connect(self._import_torch)
        self._torch_requested = False
        self._session_timer = QTimer(self, singleShot=True, interval=FIRST_READING_MS)
        self._session_timer.timeout.connect(self.session.open)
        self._session_timer.timeout.connect(gc.enable)  # see `app/__main__.py`
        self._lay_out()
        self._connect()
        self._show_classes(DIGITS)
        self.restoreGeometry(self._settings["window/geometry"])
        self.tools.restore_choices(self._settings)
        self.pad.setFocus()

    # Building

    def _make_offer(self) -> None:
        self._offer = QPushButton()
        self._offer.setObjectName("offerButton")
        self._offer.setToolTip("Teach the network your hand; it takes seconds")
        self._offer.hide()

    def _connect(self) -> None:
        self.pad.first_painted.connect(self._start_up)
        self.reading.input_changed.connect(self.network_input.show_input)
        self.prediction_panel.follow(self.reading)
        self.reading.predicted.connect(self._show_prediction)
        self.reading.read.connect(self.views.show_reading)
        self.reading.network_kept.connect(self._use_network)
        self.prediction_panel.bars.label_chosen.connect(self.correcting.say_in_focus)
        self.prediction_panel.bars.why_asked.connect(self.views.ask_why_not)
        self.signs.learning_begun.connect(self._show_learning)
        self.signs.drawings_changed.connect(self.own_drawings.show_changed)
        self.transfer.signs_opened.connect(self.signs.take_file)
        self.own_drawings.counted.connect(self._show_counted)
        self.own_drawings.changed.connect(self.views.outdate_examples)
        self.own_drawings.learning_requested.connect(self.learn)
        self._offer.clicked.connect(self.learn)
        self.tools.pad_on_right.toggled.connect(self._content.set_mirrored)
        self.session.restored.connect(self._open_file)
        self.session.restored.connect(self._prepare_training)
        self.session.restored.connect(self.help.open)
        self.views.sample_chosen.connect(self._put_on_pad)
        self.pad.page_changed.connect(self._message.outdate)
        self.pad.choice.described.connect(self._message.keep)
        parts = (
            self.pad.choice,
            self.pad.parts,
            self.reading,
            self.signs,
            self.transfer,
            self.camera,
            self.own_drawings,
        )
        for part in (*parts, self.session, self.views):
            part.said.connect(self.say)
        # The results that were waiting when the window closed may have begun more work.
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._finish_work)

    def _lay_out(self) -> None:
        self.views = Views(self._settings, self.pad, self.network_input, self)
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        right_side = QWidget()
        right_side.setMinimumWidth(MIN_RIGHT_WIDTH_PX)
        self._right = QVBoxLayout(right_side)
        self._right.setContentsMargins(0, GRID_PX // 2, 0, 0)  # off the menu bar
        self._right.setSpacing(GRID_PX)
        self._right.addWidget(self.prediction_panel)
        self._right.addWidget(line)
        self._right.addWidget(self.views, 1)
        self._content = TwoSides(self._make_left_side(), self.pad, right_side)
        self.setCentralWidget(self._content)
        self._fill_menu_bar()
        self.resize(1180, 760)
        self._apply_theme()

    def _fill_menu_bar(self) -> None:
        answer = (self.correcting.open_action, self.prediction_panel.expected_action)
        signs = (self.signs.new_action, self.signs.manage_action)
        self.menus.lay_out(self.tools, self.views, self.run_actions, answer, signs, self.help)

    def _make_left_side(self) -> QWidget:
        caption = theme.text_label("caption", "What the network sees")
        caption.setFont(theme.small(self.font()))
        beside_input = QVBoxLayout()
        beside_input.setSpacing(GRID_PX // 2)
        beside_input.addWidget(self.help.make_place(caption))
        beside_input.addWidget(self._message, 1, Qt.AlignmentFlag.AlignTop)
        offers = QHBoxLayout()
        offers.setSpacing(GRID_PX)
        offers.addWidget(self._offer)
        self.correcting.lay_out(offers)
        offers.addStretch(1)
        beside_input.addLayout(offers)
        below_pad = QHBoxLayout()
        below_pad.setSpacing(2 * GRID_PX)
        below_pad.addWidget(self.network_input, 0, Qt.AlignmentFlag.AlignTop)
        below_pad.addLayout(beside_input, 1)
        left_side = QWidget()
        left = QVBoxLayout(left_side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GRID_PX)
        left.addWidget(self.help.add_to(self.tools.make_toolbar()))
        left.addWidget(self.pad, 1)
        left.addLayout(below_pad)
        return left_side

    def _apply_theme(self) -> None:
        self._content.setStyleSheet(theme.style_sheet(self.palette()))
        for part in (self.tools, self.views, self.help):
            part.paint_icons(self.palette(), self.devicePixelRatioF())

    # Start-up: what is slow comes after the first paint

    def _start_up(self) -> None:
        loading = self.reading.load()
        # However it ended; what was drawn by then is read first.
        loading.over.connect(self._session_timer.start)

    def _open_file(self) -> None:
        """Open what the program was called with, once what lay on the pad is there again."""
        if self._file_to_open is not None:
            self.transfer.open_file(self._file_to_open)

    def _prepare_training(self) -> None:
        task = BackgroundTask("Preparing to train", late.import_for_panels)
        task.done.connect(self._show_training_panel)
        task.failed.connect(self.say)
        task.start()

    def _show_training_panel(self) -> None:
        self.training_panel.show()
        self.views.open()
        self.own_drawings.count()
        self.signs.list_choices()

    @property
    def training_panel(self) -> late_parts.TrainingPanel:
        """The training panel; built soon after the first paint, or when it is asked for."""
        if self._training_panel is None:
            panel = self._training_panel = late_parts.TrainingPanel(self._settings)
            panel.weights_changed.connect(self.reading.try_weights)
            panel.weights_kept.connect(self._read_learned)
            panel.said.connect(self.say)
            panel.versions_requested.connect(self.show_versions)
            panel.learning_panel.learn_button.clicked.connect(self._offer.hide)
            self.reading.input_changed.connect(panel.show_input)
            self.reading.network_kept.connect(panel.show_now)
            self.run_actions.follow(panel)
            if self.reading.choice is not None:
                panel.choice_id = self.reading.choice.id
            self.views.pages[TRAIN].hold(panel)
            self.views.ask_at_hand = panel.data_at_hand
        return self._training_panel

    @override
    def findChild(self, *arguments: Any) -> Any:
        # Automation finds every part by its name as soon as there is a window.
        assert self.training_panel
        return super().findChild(*arguments)

    def _import_torch(self) -> None:
        self._torch_requested = True
        task = BackgroundTask("Loading PyTorch", lambda: late.import_training())
        task.failed.connect(self.say)
        task.start()

    @property
    def is_ready(self) -> bool:
        """Whether drawings are read by now."""
        return self.reading.is_ready

    @property
    def is_settled(self) -> bool:
        """Whether all that start-up puts off is done, PyTorch's import after a drawing too."""
        return self._torch_requested and not background_tasks_running()

    # Reading

    @property
    def prediction(self) -> late.Prediction | None:
        """What was read of the pad last, or None for no ink."""
        return self.reading.prediction

    def _show_prediction(self, prediction: late.Prediction | None) -> None:
        if prediction is not None and not self._torch_requested:
            self._warm_up_timer.start()
        if self.reading.recognizer is not None:  # it may be one on trial
            self._invite(self.reading.recognizer.classes)
        self.correcting.show_prediction()
        self.predicted.emit(prediction)

    def _invite(self, classes: Classes) -> None:
        """Invite to draw what is read."""
        if classes != self._invited:
            self._invited = classes
            self.pad.show_classes(classes)

    def _use_network(self, recognizer: late.Recognizer) -> None:
        self._show_classes(recognizer.classes)
        choice = self.reading.choice
        assert choice is not None
        self.own_drawings.predict_with(recognizer, choice)
        if self._training_panel is not None:
            self._training_panel.choice_id = choice.id
            self.own_drawings.count()

    def _read_learned(self, weights: late.Weights, choice: late.Choice) -> None:
        self.reading.keep(weights, choice)
        self.signs.list_choices()

    def _show_classes(self, classes: Classes) -> None:
        """Invite to draw these, show a bar for each, and let its name, if it is a key, correct."""
        if classes == self._classes:
            return
        self._classes = classes
        self._invite(classes)
        self.prediction_panel.show_classes(classes)
        self.tools.leave_keys_to(classes)
        self.correcting.use_classes(classes)

    def _put_on_pad(self, sample: Sample) -> None:
        if sample.path is not None:
            self.transfer.open_file(sample.path)
        else:
            self.pad.show_sample(sample)

    # The user's drawings

    def _show_training(self) -> None:
        self.views.show_view(TRAIN)

    def correct(self, label: str) -> None:
        """Keep what is on the pad under a label, and clear the pad."""
        self.correcting.keep(label)

    def learn(self) -> None:
        """Teach the network the user's drawings."""
        self._offer.hide()
        self.training_panel.learn()
        self.raise_()
        self.activateWindow()

    def _show_learning(self) -> None:
        self._offer.hide()
        self.views.show_view(TRAIN)

    def show_versions(self) -> None:
        """Show all versions of the network, to go back to one."""
        dialog = late_parts.VersionsDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.version_used.connect(self.reading.keep)
        dialog.said.connect(self.say)
        dialog.open()

    def _show_counted(self, count: int, new: int) -> None:
        self.training_panel.show_drawing_count(count, new)
        self._offer.setText(f"Learn {new} new drawings")
        self._offer.setVisible(new >= OFFERED_FROM)

    # The window itself

    def say(self, message: str) -> None:
        """Tell the user one sentence, below the pad."""
        self._message.say(message)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.transfer.can_take(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.transfer.take(event.mimeData(), "Drop")
        event.acceptProposedAction()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._apply_theme()
        super().changeEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        until_s = closing_deadline_s()
        self._warm_up_timer.stop()
        self._session_timer.stop()
        self.help.finish()
        self.session.close()
        if self._training_panel is not None:
            self._training_panel.close_run(until_s)
            self._training_panel.save_choices()
        self.views.save_choices()
        self._settings["window/geometry"] = self.saveGeometry()
        self.tools.save_choices(self._settings)
        self._finish_work(until_s)
        super().closeEvent(event)

    def _finish_work(self, until_s: float | None = None) -> None:
        """Let what is under way end, so that nothing reaches for the window when it is gone."""
        self.camera.finish()
        self.own_drawings.finish()
        self.views.finish()
        wait_for_tasks(until_s or closing_deadline_s())
