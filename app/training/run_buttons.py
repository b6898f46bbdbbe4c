"""What steers a run, shows how far it is, and decides what becomes of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QWidget

from app import theme
from app.training.run_card import RunCardLabel
from app.training.run_state import Controls
from model.data.sources import BUILT_IN_INK

PROGRESS_STEPS = 1000


class RunButtons(QWidget):
    """Train, Pause and Stop; beside them what unfolds the form."""

    def __init__(self, advanced_button: QToolButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.train = theme.button("trainButton", "Train", "Train a new network (Ctrl+T)")
        self.train.setDefault(True)
        self.pause = theme.button("pauseButton", "Pause", "Hold the training, or go on with it")
        self.stop = theme.button("stopButton", "Stop", "End the training and change nothing")
        layout = _make_row(self)
        layout.addWidget(self.train, 2)
        layout.addWidget(self.pause, 1)
        layout.addWidget(self.stop, 1)
        layout.addWidget(advanced_button)

    def show_controls(self, controls: Controls) -> None:
        """Let be pressed what can be done now."""
        self.train.setEnabled(controls.train)
        self.pause.setEnabled(controls.pause)
        self.pause.setText(controls.pause_text)
        self.stop.setEnabled(controls.stop)


class Decision(QWidget):
    """The run card, and beside it Keep and Discard; seen when a run has finished."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = RunCardLabel()
        self.keep = theme.button("keepButton", "Keep", "Read with this network from now on")
        self.save = theme.button(
            "saveElsewhereButton", "Save elsewhere…", "Save the network as a file of your choice"
        )
        self.discard = theme.button("discardButton", "Discard", "Go back to the network before")
        layout = _make_row(self)
        layout.addWidget(self.card, 1)
        layout.addWidget(self.keep)
        layout.addWidget(self.save)
        layout.addWidget(self.discard)

    def show_controls(self, controls: Controls) -> None:
        """Be seen where there is something to decide, and let be pressed what can be done now."""
        self.setVisible(controls.result)
        self.save.setVisible(controls.save_elsewhere)
        self.keep.setEnabled(controls.keep)
        self.discard.setEnabled(controls.discard)


def make_built_in_button() -> QPushButton:
    """Return the button that trains on what needs no download."""
    return theme.button(
        "builtInButton",
        f"Train on {BUILT_IN_INK.title} instead",
        "Inkling draws what it learns from by itself: it needs no network",
    )


def make_progress_bar() -> QProgressBar:
    """Return a bar that goes from 0 to PROGRESS_STEPS."""
    bar = QProgressBar()
    bar.setObjectName("trainingProgress")
    bar.setAccessibleName("Training progress")
    bar.setTextVisible(False)
    bar.setRange(0, PROGRESS_STEPS)
    bar.setFixedHeight(theme.GRID_PX)
    return bar


def make_status_label() -> QLabel:
    """Return the label that says what a run is doing."""
    label = theme.text_label("trainingStatus")
    label.setFont(theme.tabular(label.font()))
    label.setWordWrap(True)
    return label


def make_status_line(status: QLabel, code_button: QToolButton) -> QHBoxLayout:
    """Lay out what a run is doing, and beside it what shows its code."""
    layout = QHBoxLayout()
    layout.setSpacing(theme.GRID_PX)
    layout.addWidget(status, 1)
    layout.addWidget(code_button, 0, Qt.AlignmentFlag.AlignTop)
    return layout


def _make_row(row: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.GRID_PX)
    return layout
