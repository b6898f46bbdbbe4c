"""Read from camera: opens the window for it, or says why it cannot be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import late, late_parts
from app.camera.frame_source import FrameSource
from app.camera.multimedia import open_cameras
from app.camera.permission import ask_permission
from app.pad.drawing_pad import DrawingPad
from app.settings import Settings
from model.errors import BadInput, NotInstalled
from model.ink.sample import Sample
from model.text import start_with_capital

NO_CAMERA = "No camera was found; connect one, and try again."
NOT_ALLOWED = "Inkling may not use the camera; the system's privacy settings can allow it."
STEP = "Read from camera"


class CameraCommand(QObject):
    """Opens the window that reads from a camera, and puts what is chosen there on the pad.

    Signals:
        said: one sentence for the user.
    """

    said = Signal(str)

    def __init__(
        self,
        pad: DrawingPad,
        recognizer: Callable[[], late.Recognizer | None],
        settings: Settings,
        window: QWidget,
    ) -> None:
        """recognizer: returns the network that reads now, None while there is none."""
        super().__init__(window)
        self._pad = pad
        self._recognizer = recognizer
        self._settings = settings
        self._window = window
        self._source: FrameSource | None = None
        self.camera_window: late_parts.CameraWindow | None = None

    def open(self) -> None:
        """Read from a camera, where there is one, it can be used, and the user allows it."""
        if self._source is None:
            try:
                self._source = open_cameras(self)
            except NotInstalled as error:
                late_parts.offer_command(self._window, STEP, error)
                return
            except BadInput as error:
                self.said.emit(start_with_capital(str(error)))
                return
        ask_permission(self, self._open_allowed)

    def _open_allowed(self, is_allowed: bool) -> None:
        assert self._source is not None
        if not is_allowed:
            self.said.emit(NOT_ALLOWED)
            return
        if not self._source.cameras():
            self.said.emit(NO_CAMERA)
            return
        if self.camera_window is None:
            self.camera_window = late_parts.CameraWindow(
                self._source, self._recognizer, self._settings, self._window
            )
            self.camera_window.sample_chosen.connect(self._put_on_pad)
        self.camera_window.read()

    def finish(self) -> None:
        """Turn the camera off; for when the window closes."""
        if self.camera_window is not None:
            self.camera_window.close()

    def _put_on_pad(self, sample: Sample) -> None:
        self._pad.show_sample(sample, STEP)
