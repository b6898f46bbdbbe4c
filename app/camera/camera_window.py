"""The window that reads from a camera: its live picture, and what is read of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.accessible import describe
from app.camera.answers import NOTHING, SteadyAnswer, answer_to
from app.camera.frame_source import FrameSource
from app.camera.live_camera import PATIENCE_MS, LiveCamera, ReadShot
from app.camera.live_picture import LivePicture
from app.settings import Settings
from model.ink.sample import Sample
from model.network.recognizer import Recognizer
from model.text import whole_percent

ANSWER_WIDTH_PX = 176
STARTING = "Starting the camera…"
NO_CAMERA = "No camera is connected."
ORIGIN = "camera"


class CameraWindow(QDialog):
    """Shows what a camera sees and what is read of it, while it is shown itself.

    Signals:
        sample_chosen: the page before the camera is to be put on the pad; with a Sample.
    """

    sample_chosen = Signal(object)

    def __init__(
        self,
        source: FrameSource,
        recognizer: Callable[[], Recognizer | None],
        settings: Settings,
        parent: QWidget,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        """recognizer: returns the network that reads now, None while there is none."""
        super().__init__(parent)
        self.setObjectName("camera")
        self.setWindowTitle("Read from camera")
        self._source = source
        self._settings = settings
        self._answer = SteadyAnswer()
        self._shown_shot: ReadShot | None = None  # the newest that says what is shown
        self.live = LiveCamera(source, recognizer, self, patience_ms)
        self._lay_out()
        self.live.shown.connect(self.picture.show_image)
        self.live.read.connect(self._show_read)
        self.live.failed.connect(self._show_failure)
        source.cameras_changed.connect(self._follow_cameras)
        self.resize(960, 480)

    # Building

    def _lay_out(self) -> None:
        self.picture = LivePicture()
        layout = QVBoxLayout(self)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(margin)
        upper = QHBoxLayout()
        upper.setSpacing(margin)
        upper.addWidget(self.picture, 1)
        upper.addLayout(self._make_answer())
        layout.addLayout(upper, 1)
        layout.addLayout(self._make_buttons())
        self.setStyleSheet(theme.style_sheet(self.palette()))

    def _make_answer(self) -> QVBoxLayout:
        centred = Qt.AlignmentFlag.AlignHCenter
        self.answer = theme.answer_label("cameraAnswer", ANSWER_WIDTH_PX)
        self.answer.setAccessibleName("What is read")
        self.remark = theme.text_label("cameraRemark")
        self.remark.setFont(theme.scaled(theme.tabular(self.font()), 1.15))
        self.remark.setAlignment(centred | Qt.AlignmentFlag.AlignTop)
        self.remark.setWordWrap(True)
        self.remark.setFixedWidth(ANSWER_WIDTH_PX)
        # High enough for the longest sentence, so that the answer stays where it is.
        self.remark.setFixedHeight(5 * self.remark.fontMetrics().lineSpacing())
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self.answer)
        column.addWidget(self.remark)
        column.addStretch(1)
        return column

    def _make_buttons(self) -> QHBoxLayout:
        self.choice = QComboBox()
        self.choice.setObjectName("cameraBox")
        self.choice.setAccessibleName("Camera")
        self.choice.setToolTip("Which camera to read from")
        self.choice.activated.connect(self._choose)  # by the user, the same one too
        self.put_button = theme.button(
            "putOnPadButton", "Put on the pad", "Put this page on the pad as a picture (Enter)"
        )
        self.put_button.setDefault(True)
        self.put_button.clicked.connect(self._put_on_pad)
        self.close_button = theme.button("closeButton", "Close", "Turn the camera off (Esc)")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID_PX)
        row.addWidget(self.choice)
        row.addStretch(1)
        row.addWidget(self.put_button)
        row.addWidget(self.close_button)
        return row

    # The camera is on while the window is seen

    def read(self) -> None:
        """Show the window, and read; where it has stopped, begin again."""
        if self.isVisible() and not self.live.is_running:
            self._begin()
        self.show()
        self.raise_()
        self.activateWindow()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setStyleSheet(theme.style_sheet(self.palette()))
        self._begin()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.turn_off()
        super().hideEvent(event)

    def turn_off(self) -> None:
        """Turn the camera off, and forget what it saw."""
        self.live.stop()
        self._forget("")

    def _begin(self) -> None:
        self._list_cameras(self._settings["camera/id"])
        self._start()

    def _start(self) -> None:
        """Read from the camera that is chosen."""
        camera_id = self.choice.currentData()
        if camera_id is None:
            self.live.stop()
            self._forget(NO_CAMERA)
            return
        self._forget(STARTING)
        self.live.start(camera_id)

    def _forget(self, text: str) -> None:
        self._answer = SteadyAnswer()
        self._shown_shot = None
        self.picture.show_text(text)
        self._show_answer()

    def _list_cameras(self, wanted_id: str) -> None:
        """Offer the cameras that there are; the wanted one is chosen, where it is there."""
        cameras = self._source.cameras()
        with QSignalBlocker(self.choice):
            self.choice.clear()
            for camera in cameras:
                self.choice.addItem(camera.name, camera.id)
            self.choice.setCurrentIndex(max(self.choice.findData(wanted_id), 0))
        self.choice.setVisible(len(cameras) > 1)

    def _choose(self, _: int) -> None:
        self._settings["camera/id"] = self.choice.currentData()
        self._start()

    def _follow_cameras(self) -> None:
        """Offer what is there now; where nothing is read from, begin with one that was added."""
        if not self.isVisible():
            return
        was_running, before = self.live.is_running, self.choice.count()
        used_id = self.choice.currentData() if was_running else self._settings["camera/id"]
        self._list_cameras(used_id)
        if not was_running and self.choice.count() > before:
            self._start()

    # What is seen and read

    def _show_read(self, shot: ReadShot) -> None:
        self.picture.show_ink(shot.ink)
        said = answer_to(shot.picture, shot.prediction)
        if self._answer.see(said, shot.prediction.confidence):
            self._shown_shot = shot
        self._show_answer()

    def _show_answer(self) -> None:
        said = self._answer.shown
        is_read = not said.remark
        theme.fit_answer(self.answer, said.text)
        describe(self.answer, f"Reads {said.text}" if is_read else said.remark)
        remark = said.remark or f"sure: {whole_percent(self._answer.confidence)}"
        self.remark.setText("" if self._shown_shot is None else remark)
        self.answer.setEnabled(is_read)
        self.put_button.setEnabled(self._shown_shot is not None and said != NOTHING)

    def _show_failure(self, fault: str) -> None:
        self._forget(fault)

    def _put_on_pad(self) -> None:
        shot = self._shown_shot
        if shot is not None:
            self.accept()
            self.sample_chosen.emit(Sample(shot.picture, origin=ORIGIN))
