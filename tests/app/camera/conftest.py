"""A camera that shows what a test holds before it: real frames, through a real video sink."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from typing_extensions import override

from app.camera.frame_source import CameraChoice, FrameSource
from app.camera.multimedia import import_cameras
from app.pad.ink_painter import InkPainter
from app.pad.ink_points import stroke_points
from model.errors import BadInput
from model.home.versions import load_reading_weights
from model.ink.drawing import Drawing
from model.network.recognizer import Recognizer

WIDTH_PX, HEIGHT_PX = 320, 240
FRAME_MS = 10
FRONT = CameraChoice("front", "Front camera")
USB = CameraChoice("usb", "USB camera")
NO_INK = Drawing()


@pytest.fixture
def cameras_module() -> ModuleType:
    """The module that reads from cameras, where Qt's multimedia is installed."""
    try:
        return import_cameras()
    except BadInput as error:
        pytest.skip(str(error))


class HeldPages(FrameSource):
    """Cameras that all see the page that was held before them last, in frame after frame."""

    def __init__(self, module: ModuleType, *cameras: CameraChoice) -> None:
        super().__init__()
        self.connected = list(cameras)
        self.running = ""  # the id of the camera that is on
        self.starts = 0
        self._module = module
        self._through_sink = module.SinkSource(self)
        self._through_sink.frame_arrived.connect(self.frame_arrived)
        self._page: QImage | None = None
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self.give_frame)

    @override
    def cameras(self) -> list[CameraChoice]:
        return self.connected

    @override
    def start(self, camera_id: str) -> None:
        self.running = camera_id
        self.starts += 1
        self._timer.start()

    @override
    def stop(self) -> None:
        self.running = ""
        self._timer.stop()

    @override
    def px_of(self, frame: Any) -> NDArray[np.uint8]:
        px: NDArray[np.uint8] = self._through_sink.px_of(frame)
        return px

    def hold(self, page: QImage) -> None:
        """Hold a page before the cameras."""
        self._page = page

    def give_frame(self) -> None:
        """Give one frame, whether a camera is on or not."""
        if self._page is not None:
            self._through_sink.sink.setVideoFrame(self._module.QVideoFrame(self._page))

    def take_out(self, camera: CameraChoice) -> None:
        """Unplug a camera."""
        self.connected.remove(camera)
        if self.running == camera.id:
            self.stop()
            self.failed.emit("The camera was taken out.")
        self.cameras_changed.emit()

    def plug_in(self, camera: CameraChoice) -> None:
        """Connect a camera."""
        self.connected.append(camera)
        self.cameras_changed.emit()


@pytest.fixture
def camera(cameras_module: ModuleType) -> Iterator[HeldPages]:
    """A machine with one camera."""
    held = HeldPages(cameras_module, FRONT)
    yield held
    # Else Python might collect it on a thread that reads frames, where its timer cannot be stopped.
    held.stop()
    held.deleteLater()


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The network that ships."""
    weights, _ = load_reading_weights()
    return Recognizer(weights)


def paint_page(drawing: Drawing, paper: str = "#e9e6df") -> QImage:
    """Return what a camera sees of a page with a drawing."""
    image = QImage(WIDTH_PX, HEIGHT_PX, QImage.Format.Format_RGB32)
    image.fill(QColor(paper))
    painter = QPainter(image)
    painter.translate(60, 20)
    painter.scale(0.5, 0.5)
    ink = InkPainter(painter, QColor("#20242a"), 14)
    for stroke in drawing.strokes:
        ink.paint_stroke(stroke_points(stroke))
    painter.end()
    return image
