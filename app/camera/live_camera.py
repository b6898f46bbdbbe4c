"""Reads what a camera sees, as fast as it can, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage

from app.camera.frame_source import FrameSource
from app.camera.newest import Newest
from app.pad.picture_ink import ink_image
from model.ink.picture import Picture, picture_of
from model.network.recognizer import Recognizer
from model.reading.pictures import predict_picture
from model.reading.prediction import Prediction

ACTION = "Reading from the camera"
PATIENCE_MS = 6_000
"""So long a camera may take until its first frame comes."""
NO_FRAMES = "No picture comes from this camera; another program may be using it."


@dataclass(frozen=True, eq=False)
class Shot:
    """A frame, as it is shown and as it is read."""

    px: NDArray[np.uint8]
    """(height, width, 4) RGBA, opaque."""
    image: QImage


@dataclass(frozen=True, eq=False)
class ReadShot:
    """A frame that was read."""

    picture: Picture
    prediction: Prediction
    ink: QImage
    """The picture's ink, to be laid over the frame."""


@dataclass(frozen=True, eq=False)
class _Request:
    shot: Shot
    recognizer: Recognizer
    ink_color: QColor


class LiveCamera(QObject):
    """Takes the frames of a source, the newest each time, and reads them.

    Frames are made ready to be shown faster than they are read, so that the picture moves.

    Signals:
        shown: another frame is ready to be shown; with its QImage.
        read: another frame was read; with a ReadShot.
        failed: it has stopped; with one sentence.
    """

    shown = Signal(object)
    read = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        source: FrameSource,
        recognizer: Callable[[], Recognizer | None],
        parent: QObject,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        """recognizer: returns the network that reads now, None while there is none."""
        super().__init__(parent)
        self.ink_color = QColor()
        self._source = source
        self._recognizer = recognizer
        self._is_running = False
        self._showing = Newest(ACTION, self._make_shot, self)
        self._reading = Newest(ACTION, _read, self)
        self._timer = QTimer(self, singleShot=True, interval=patience_ms)
        self._timer.timeout.connect(self._lose_patience)
        source.frame_arrived.connect(self._take_frame)
        source.failed.connect(self._fail)
        self._showing.done.connect(self._show)
        self._reading.done.connect(self.read)
        self._showing.failed.connect(self._fail)
        self._reading.failed.connect(self._fail)

    @property
    def is_running(self) -> bool:
        """Whether a camera is on."""
        return self._is_running

    def start(self, camera_id: str) -> None:
        """Read what this camera sees from now on."""
        self.stop()
        self._is_running = True
        self._timer.start()
        self._source.start(camera_id)

    def stop(self) -> None:
        """Turn the camera off; nothing of what it saw is kept."""
        self._timer.stop()
        self._showing.drop()
        self._reading.drop()
        if self._is_running:
            self._is_running = False
            self._source.stop()

    def _take_frame(self, frame: Any) -> None:
        if self._is_running:  # some may still be on their way when it was turned off
            self._timer.stop()
            self._showing.request(frame)

    def _make_shot(self, frame: Any) -> Shot:
        px = self._source.px_of(frame)
        height, width, _ = px.shape
        image = QImage(px.data, width, height, 4 * width, QImage.Format.Format_RGBX8888)
        # As the screen has it, which is painted four times as fast.
        return Shot(px, image.convertToFormat(QImage.Format.Format_RGB32))

    def _show(self, shot: Shot) -> None:
        self.shown.emit(shot.image)
        if recognizer := self._recognizer():
            self._reading.request(_Request(shot, recognizer, self.ink_color))

    def _fail(self, fault: str) -> None:
        if self._is_running:
            self.stop()
            self.failed.emit(fault)

    def _lose_patience(self) -> None:
        self._fail(NO_FRAMES)


def _read(request: _Request) -> ReadShot:
    picture = picture_of(request.shot.px)
    prediction = predict_picture(request.recognizer, picture)
    return ReadShot(picture, prediction, ink_image(picture, request.ink_color))
