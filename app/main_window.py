"""The window: composition and wiring of pad, prediction and training."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.background import BackgroundTask, background_tasks_running, finish_background_tasks
from app.drawings.my_drawings import MyDrawings
from app.pad.drawing_pad import PEN_WIDTHS, DrawingPad
from app.pad.page import Page
from app.pad.pen import Tool
from app.prediction.network_input import NetworkInput
from app.prediction.prediction_panel import PredictionPanel
from app.settings import Settings
from app.theme import GRID_PX
from model.errors import BadInput

# Not loaded before the first paint: NumPy, and all that imports it; the training panel; Pillow.
if TYPE_CHECKING:
    from app.training.training_panel import TrainingPanel
    from model.network.recognizer import Prediction, Recognizer
    from model.network.weights import Weights

log = logging.getLogger(__name__)

MIN_RIGHT_WIDTH_PX = 368
MAX_RIGHT_WIDTH_PX = 560
MARGIN_PX = 2 * GRID_PX
GAP_PX = 3 * GRID_PX
MESSAGE_MS = 12_000
WARM_UP_DELAY_MS = 1_500
OFFERED_FROM = 5
"""So many drawings that were kept but not learned yet, and learning them is offered."""
INK_MIME = "application/x-inkling-ink"


class _Content(QWidget):
    """Two sides: the left as large as keeps its pad square, the right with the rest.

    The pad gets what a larger window gives, but for what its height cannot use.
    """

    def __init__(self, left: QWidget, pad: DrawingPad, right: QWidget) -> None:
        super().__init__()
        self._left, self._pad, self._right = left, pad, right
        left.setParent(self)
        right.setParent(self)

    @override
    def minimumSizeHint(self) -> QSize:
        left, right = self._left.minimumSizeHint(), self._right.minimumSizeHint()
        height = max(left.height(), right.height()) + GRID_PX + MARGIN_PX
        return QSize(left.width() + right.width() + 2 * MARGIN_PX + GAP_PX, height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_sides()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._place_sides()
        return super().event(event)

    def _place_sides(self) -> None:
        around_pad = self._left.minimumSizeHint().height() - self._pad.minimumHeight()
        width, height = self.width() - 2 * MARGIN_PX - GAP_PX, self.height() - GRID_PX - MARGIN_PX
        side = min(width - self._right.minimumSizeHint().width(), height - around_pad)
        self._left.setGeometry(MARGIN_PX, GRID_PX, side, side + around_pad)
        right_width = min(width - side, MAX_RIGHT_WIDTH_PX)
        self._right.setGeometry(MARGIN_PX + side + GAP_PX, GRID_PX, right_width, height)


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
        self.prediction: Prediction | None = None
        self._file_to_open = file
        self._settings = Settings()
        self._recognizer: Recognizer | None = None
        self._kept_recognizer: Recognizer | None = None
        self.pad = DrawingPad()
        self.network_input = NetworkInput()
        self.prediction_panel = PredictionPanel()
        self._training_panel: TrainingPanel | None = None
        self.my_drawings = MyDrawings(self.pad, self)
        self.my_drawings.said.connect(self.say)
        self.my_drawings.counted.connect(self._show_counted)
        self.my_drawings.learning_requested.connect(self.learn)
        self._message = QLabel()
        self._message.setObjectName("message")
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message_timer = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._message_timer.timeout.connect(self._message.clear)
        # However many points a frame brings, the newest ink is read once, after them.
        self._recognition_timer = QTimer(self, singleShot=True, interval=0)
        self._recognition_timer.timeout.connect(self._recognize)
        # torch is imported ahead of Train, but not while somebody draws.
        self._warm_up_timer = QTimer(self, singleShot=True, interval=WARM_UP_DELAY_MS)
        self._warm_up_timer.timeout.connect(self._import_torch)
        self._torch_requested = False

        self._make_actions()
        self._lay_out()
        self.pad.first_painted.connect(self._start_up)
        self.pad.page_changed.connect(self._request_recognition)
        self.prediction_panel.bars.digit_chosen.connect(self.correct)
        self._restore_settings()
        # The results that were waiting when the window closed may have begun more work.
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._finish_work)
        self.pad.setFocus()

    # Building

    def _make_actions(self) -> None:
        self._icons: list[tuple[QAction, str]] = []
        tools = QActionGroup(self)
        self.pen_action = self._add_action(
            "pen", "Pen", ["P"], partial(self.pad.set_tool, Tool.PEN)
        )
        self.eraser_action = self._add_action(
            "eraser", "Eraser", ["E"], partial(self.pad.set_tool, Tool.ERASER)
        )
        for action in (self.pen_action, self.eraser_action):
            action.setCheckable(True)
            tools.addAction(action)
        self.pen_action.setChecked(True)
        self.undo_action = self._add_action("undo", "Undo", ["Ctrl+Z"], self.pad.undo_stack.undo)
        self.redo_action = self._add_action(
            "redo", "Redo", ["Ctrl+Shift+Z", "Ctrl+Y"], self.pad.undo_stack.redo
        )
        self.undo_action.setEnabled(False)
        self.redo_action.setEnabled(False)
        self.pad.undo_stack.canUndoChanged.connect(self.undo_action.setEnabled)
        self.pad.undo_stack.canRedoChanged.connect(self.redo_action.setEnabled)
        self.clear_action = self._add_action(
            "clear", "Clear", ["Esc", "Del", "Backspace"], self.pad.clear
        )
        self.open_action = self._add_action(
            "open", "Open an image or ink file", ["Ctrl+O"], self.choose_file_to_open
        )
        self.paste_action = self._add_action("paste", "Paste", ["Ctrl+V"], self.paste)
        self.copy_action = self._add_action("copy", "Copy", ["Ctrl+C"], self.copy)
        self.save_action = self._add_action(
            "save", "Save as PNG or ink", ["Ctrl+S"], self.choose_file_to_save
        )
        self.drawings_action = self._add_action(
            "drawings", "My drawings", ["Ctrl+D"], self.my_drawings.show_gallery
        )

        for digit in range(10):
            theme.add_action(
                self,
                f"correct{digit}",
                f"This is a {digit}",
                [str(digit)],
                partial(self.correct, digit),
            )

    def _add_action(
        self, name: str, text: str, shortcuts: list[str], slot: Callable[[], object]
    ) -> QAction:
        action = theme.add_action(self, name, text, shortcuts, slot)
        self._icons.append((action, name))
        return action

    def _make_toolbar(self) -> QToolBar:
        toolbar = QToolBar()
        toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        toolbar.setMovable(False)
        groups = (
            (self.pen_action, self.eraser_action),
            (self.undo_action, self.redo_action, self.clear_action),
            (self.open_action, self.paste_action, self.copy_action, self.save_action),
            (self.drawings_action,),
        )
        for index, group in enumerate(groups):
            if index:
                toolbar.addSeparator()
            toolbar.addActions(group)
            if index == 0:
                toolbar.addWidget(self._make_width_button())
        return toolbar

    def _make_width_button(self) -> QToolButton:
        self._width_action = QAction("Pen width", self)
        self._icons.append((self._width_action, "width"))
        menu = QMenu(self)
        self._widths = QActionGroup(self)
        for name, width in PEN_WIDTHS.items():
            choice = menu.addAction(name)
            choice.setCheckable(True)
            choice.setData(width)
            self._widths.addAction(choice)
        self._widths.triggered.connect(lambda choice: self.pad.set_pen_width(choice.data()))
        button = QToolButton()
        button.setObjectName("penWidthButton")
        button.setDefaultAction(self._width_action)
        button.setToolTip("How wide ink is shown; the network always sees one width")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _lay_out(self) -> None:
        caption = QLabel("What the network sees")
        caption.setFont(theme.small(self.font()))
        caption.setObjectName("caption")
        beside_input = QVBoxLayout()
        beside_input.setSpacing(GRID_PX // 2)
        beside_input.addWidget(caption)
        beside_input.addWidget(self._message, 1, Qt.AlignmentFlag.AlignTop)
        self._offer = QPushButton()
        self._offer.setObjectName("offerButton")
        self._offer.setToolTip("Teach the network your hand; it takes seconds")
        self._offer.clicked.connect(self.learn)
        self._offer.hide()
        beside_input.addWidget(self._offer, 0, Qt.AlignmentFlag.AlignLeft)
        below_pad = QHBoxLayout()
        below_pad.setSpacing(2 * GRID_PX)
        below_pad.addWidget(self.network_input)
        below_pad.addLayout(beside_input, 1)

        left_side = QWidget()
        left = QVBoxLayout(left_side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GRID_PX)
        left.addWidget(self._make_toolbar())
        left.addWidget(self.pad, 1)
        left.addLayout(below_pad)

        self._training_place = QWidget()  # until the panel is built
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        right_side = QWidget()
        right_side.setMinimumWidth(MIN_RIGHT_WIDTH_PX)
        self._right = QVBoxLayout(right_side)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(GRID_PX)
        self._right.addWidget(self.prediction_panel)
        self._right.addWidget(line)
        self._right.addWidget(self._training_place, 1)

        self._content = _Content(left_side, self.pad, right_side)
        self.setCentralWidget(self._content)
        self.resize(1180, 760)
        self._apply_theme()

    def _apply_theme(self) -> None:
        self._content.setStyleSheet(theme.style_sheet(self.palette()))
        for action, name in self._icons:
            action.setIcon(theme.icon(name, self.palette()))

    def _restore_settings(self) -> None:
        self.restoreGeometry(self._settings["window/geometry"])
        for choice in self._widths.actions():
            if choice.data() == self._settings["pad/pen_width"]:
                choice.trigger()

    # Start-up: what is slow comes after the first paint

    def _start_up(self) -> None:
        loading = self._run("Loading the network", _load_current, self._use_loaded)
        loading.destroyed.connect(self._prepare_training)  # however it ended
        if self._file_to_open is not None:
            self.open_file(self._file_to_open)

    def _run(
        self, action: str, function: Callable[[], object], then: Callable[..., object] | None = None
    ) -> BackgroundTask:
        """Run a function in the background, then a method with its result; say what fails."""
        task = BackgroundTask(action, function, self)
        if then is not None:
            task.done.connect(then)
        task.failed.connect(self.say)
        task.start()
        return task

    def _prepare_training(self) -> None:
        self._run("Preparing to train", _import_for_training_panel, self._show_training_panel)

    def _show_training_panel(self) -> None:
        self.training_panel.show()
        self.my_drawings.count()

    @property
    def training_panel(self) -> "TrainingPanel":
        """The training panel; built soon after the first paint, or when it is asked for."""
        if self._training_panel is None:
            from app.training.training_panel import TrainingPanel

            panel = self._training_panel = TrainingPanel(self._settings)
            panel.weights_changed.connect(self._try_weights)
            panel.weights_kept.connect(self._use_weights)
            panel.said.connect(self.say)
            panel.versions_requested.connect(self.show_versions)
            panel.learn_button.clicked.connect(self._offer.hide)
            self._right.replaceWidget(self._training_place, panel)
            self._training_place.deleteLater()
        return self._training_panel

    @override
    def findChild(self, *arguments: Any) -> Any:
        # Automation finds every part by its name as soon as there is a window.
        assert self.training_panel
        return super().findChild(*arguments)

    def _import_torch(self) -> None:
        self._torch_requested = True
        self._run("Loading PyTorch", _import_torch)

    @property
    def is_ready(self) -> bool:
        """Whether drawings are read by now."""
        return self._recognizer is not None

    @property
    def is_settled(self) -> bool:
        """Whether all that start-up puts off is done, PyTorch's import after a drawing too."""
        return self._torch_requested and not background_tasks_running()

    # Recognition

    def _use_loaded(self, loaded: "tuple[Recognizer, str | None]") -> None:
        recognizer, fault = loaded
        if fault:
            self.say(fault)
        self._keep_recognizer(recognizer)

    def _use_weights(self, weights: "Weights") -> None:
        """Read with these weights from now on."""
        from model.network.recognizer import Recognizer

        self._keep_recognizer(Recognizer(weights))
        self.my_drawings.count()

    def _keep_recognizer(self, recognizer: "Recognizer") -> None:
        self._kept_recognizer = self._recognizer = recognizer
        self.my_drawings.read_with(recognizer)
        self._request_recognition()

    def _try_weights(self, weights: "Weights | None") -> None:
        """Read with these weights while they are learned, or again with the kept ones."""
        from model.network.recognizer import Recognizer

        self._recognizer = self._kept_recognizer if weights is None else Recognizer(weights)
        self._request_recognition()

    def _request_recognition(self) -> None:
        if not self._recognition_timer.isActive():
            self._recognition_timer.start()

    def _recognize(self) -> None:
        from model.ink.raster import rasterize

        page = self.pad.page
        inputs = rasterize([page.drawing]) if page.picture is None else page.picture.input
        self.network_input.show_input(inputs)
        if page.is_empty or self._recognizer is None:
            self.prediction = None
        else:
            self.prediction = self._recognizer.predict(inputs)[0]
            if not self._torch_requested:
                self._warm_up_timer.start()
        self.prediction_panel.show_prediction(self.prediction)
        self.predicted.emit(self.prediction)

    # The user's drawings

    def correct(self, digit: int) -> None:
        """Keep the drawing as this digit, and clear the pad."""
        self.my_drawings.correct(digit, self.prediction)

    def learn(self) -> None:
        """Teach the network the user's drawings."""
        self._offer.hide()
        self.training_panel.learn()
        self.raise_()
        self.activateWindow()

    def show_versions(self) -> None:
        """Show all versions of the network, to go back to one."""
        from app.training.versions_dialog import VersionsDialog

        dialog = VersionsDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.version_used.connect(self._use_weights)
        dialog.said.connect(self.say)
        dialog.open()

    def _show_counted(self, count: int, new: int) -> None:
        self.training_panel.show_drawing_count(count, new)
        self._offer.setText(f"Learn {new} new drawings")
        self._offer.setVisible(new >= OFFERED_FROM)

    # Files and clipboard

    def choose_file_to_open(self) -> None:
        """Ask for a file and open it."""
        from app.transfer.page_files import OPEN_FILTER

        name, _ = QFileDialog.getOpenFileName(
            self,
            "Open an image or ink file",
            self._settings["pad/folder"],
            OPEN_FILTER,
        )
        if name:
            self._settings["pad/folder"] = str(Path(name).parent)
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Put a picture, or an ink file's first drawing, on the pad."""
        self._run(f"Opening {path.name}", lambda: _page_files().load_page(path), self._show_opened)

    def _show_opened(self, opened: tuple[Page, str | None]) -> None:
        page, remark = opened
        self.pad.change_page(page, "Open")
        if remark:
            self.say(remark)

    def choose_file_to_save(self) -> None:
        """Ask for a file name and save the pad as PNG or ink, by its ending."""
        if self.pad.page.is_empty:
            self.say("There is nothing on the pad to save.")
            return
        filters = "PNG image (*.png)"
        if self.pad.page.picture is None:
            filters += ";;Ink file (*.jsonl *.jsonl.gz)"
        name, chosen = QFileDialog.getSaveFileName(
            self, "Save the drawing", self._settings["pad/folder"], filters
        )
        if name:
            path = Path(name)
            if not path.suffix:
                path = path.with_suffix(".jsonl" if chosen.startswith("Ink") else ".png")
            self._settings["pad/folder"] = str(path.parent)
            self.save_file(path)

    def save_file(self, path: Path) -> None:
        """Save the pad: as ink where the name says so, else as a PNG."""
        page, pen_width = self.pad.page, self.pad.pen_width
        self._run(
            f"Saving {path.name}", lambda: _page_files().save_page(path, page, pen_width), self.say
        )

    def copy(self) -> None:
        """Copy the pad, as a picture and as ink."""
        page = self.pad.page
        if page.is_empty:
            return
        from app.transfer.page_files import format_page, render_page

        ink, pen_width = format_page(page), self.pad.pen_width
        if ink is not None:  # at once; the picture of it follows
            _fill_clipboard(ink=ink)
        self._run(
            "Copying", lambda: (render_page(page, pen_width), ink), self._add_picture_to_clipboard
        )

    def _add_picture_to_clipboard(self, copied: tuple[QImage, bytes | None]) -> None:
        image, ink = copied
        if ink is None or _clipboard_ink() == ink:  # else something else was copied meanwhile
            _fill_clipboard(image=image, ink=ink)

    def paste(self) -> None:
        """Put the clipboard's ink, picture or file on the pad."""
        self._take(QGuiApplication.clipboard().mimeData(), "Paste")

    def _take(self, data: QMimeData, text: str) -> None:
        if data.hasFormat(INK_MIME):
            from app.transfer.page_files import parse_page

            try:
                page = parse_page(bytes(data.data(INK_MIME).data()))
            except BadInput as error:
                self.say(f"The clipboard's ink is damaged: {error}")
                return
            self.pad.change_page(page, text)
        elif data.hasUrls() and (path := data.urls()[0].toLocalFile()):
            self.open_file(Path(path))
        elif data.hasImage():
            image = QImage(data.imageData())
            self._run(
                "Reading the picture",
                lambda: _page_files().picture_page(image),
                self._show_opened,
            )
        else:
            self.say("There is no picture and no ink to take.")

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasUrls() or data.hasImage() or data.hasFormat(INK_MIME):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._take(event.mimeData(), "Drop")
        event.acceptProposedAction()

    # The window itself

    def say(self, message: str) -> None:
        """Tell the user one sentence, below the pad."""
        self._message.setText(message)
        self._message_timer.start()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._apply_theme()
        super().changeEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._warm_up_timer.stop()
        if self._training_panel is not None:
            self._training_panel.close_run()
            self._training_panel.save_choices()
        self._settings["window/geometry"] = self.saveGeometry()
        self._settings["pad/pen_width"] = self.pad.pen_width
        self._finish_work()
        super().closeEvent(event)

    def _finish_work(self) -> None:
        """Wait for what is under way on all pools, so that nothing outlives the window."""
        self.my_drawings.finish()
        finish_background_tasks()


def _load_current() -> "tuple[Recognizer, str | None]":
    """Load what the user kept last; where it is damaged, what ships, with what to say of it."""
    from model.home.versions import current_weights
    from model.network.recognizer import Recognizer
    from model.network.weights import default_weights

    try:
        return Recognizer(current_weights()), None
    except BadInput as error:
        log.warning("kept weights refused: %s", error)
        fault = f"Reading with the built-in network: {error}"
        return Recognizer(default_weights()), fault


def _page_files() -> ModuleType:
    import app.transfer.page_files

    return app.page_files


def _import_torch() -> None:
    from model.training.torch_import import import_training

    import_training()


def _import_for_training_panel() -> None:
    """Import what the panel needs, but no class of Qt's: those are made on the GUI thread only."""


def _fill_clipboard(image: QImage | None = None, ink: bytes | None = None) -> None:
    data = QMimeData()
    if image is not None:
        data.setImageData(image)
    if ink is not None:
        data.setData(INK_MIME, ink)
    QGuiApplication.clipboard().setMimeData(data)


def _clipboard_ink() -> bytes:
    return bytes(QGuiApplication.clipboard().mimeData().data(INK_MIME).data())
