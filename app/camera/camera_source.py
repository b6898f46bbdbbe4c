"""Frames of the machine's cameras, by Qt's multimedia, which no other module imports.

It is imported on the GUI thread, by `app/camera/multimedia.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QMediaCaptureSession,
    QMediaDevices,
    QtVideo,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoSink,
)
from typing_extensions import override

from app.camera.frame_source import CameraChoice, FrameSource
from app.camera.pixels import Layout, Planes, to_rgba, turned
from app.transfer.page_files import rgba
from model.errors import BadInput, reason_of

WANTED_WIDTH_PX, WANTED_HEIGHT_PX = 1280, 720
"""Enough to read a page by; more would only take longer."""
SMOOTH_FPS = 15.0
"""So many frames a second are asked for, if there is a choice."""
UNREADABLE = "the camera's frames cannot be read"

_Px = QVideoFrameFormat.PixelFormat
_LAYOUTS = {
    _Px.Format_Y8: Layout.GRAY,
    _Px.Format_YUV420P: Layout.PLANAR_YUV,
    _Px.Format_YUV422P: Layout.PLANAR_YUV,
    _Px.Format_YV12: Layout.PLANAR_YVU,
    _Px.Format_NV12: Layout.PAIRED_UV,
    _Px.Format_NV21: Layout.PAIRED_VU,
    _Px.Format_YUYV: Layout.YUYV,
    _Px.Format_UYVY: Layout.UYVY,
    _Px.Format_RGBA8888: Layout.RGBX,
    _Px.Format_RGBX8888: Layout.RGBX,
    _Px.Format_BGRA8888: Layout.BGRX,
    _Px.Format_BGRA8888_Premultiplied: Layout.BGRX,
    _Px.Format_BGRX8888: Layout.BGRX,
    _Px.Format_ARGB8888: Layout.XRGB,
    _Px.Format_ARGB8888_Premultiplied: Layout.XRGB,
    _Px.Format_XRGB8888: Layout.XRGB,
    _Px.Format_ABGR8888: Layout.XBGR,
    _Px.Format_XBGR8888: Layout.XBGR,
}
# Looked up here, on the GUI thread, since Qt's classes are made on no other.
_READ = QVideoFrame.MapMode.ReadOnly
_FULL = QVideoFrameFormat.ColorRange.ColorRange_Full
_BOTTOM_UP = QVideoFrameFormat.Direction.BottomToTop
_QUARTERS = {turn: turn.value // 90 for turn in QtVideo.Rotation}


class SinkSource(FrameSource):
    """Gives the frames that come into a video sink."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sink = QVideoSink(self)
        # Emitted on the camera's thread; a method of this object is called on the GUI thread.
        self.sink.videoFrameChanged.connect(self._pass_on)

    def _pass_on(self, frame: QVideoFrame) -> None:
        if frame.isValid():  # the last one, of a camera that stops, is not
            self.frame_arrived.emit(frame)

    @override
    def px_of(self, frame: QVideoFrame) -> NDArray[np.uint8]:
        layout = _LAYOUTS.get(frame.pixelFormat())
        if layout is None:
            return _px_by_qt(frame)
        if not frame.map(_READ):
            raise BadInput(UNREADABLE)
        try:
            px = to_rgba(_planes_of(frame, layout))
        finally:
            frame.unmap()
        seen = frame.surfaceFormat()
        return turned(
            px,
            _QUARTERS[seen.rotation()],
            is_mirrored=seen.isMirrored(),
            is_bottom_up=seen.scanLineDirection() is _BOTTOM_UP,
        )


def _planes_of(frame: QVideoFrame, layout: Layout) -> Planes:
    """Return a mapped frame's planes, which are its own memory."""
    planes = []
    for index in range(frame.planeCount()):
        width = frame.bytesPerLine(index)
        values = np.frombuffer(frame.bits(index), np.uint8)
        planes.append(values[: len(values) // width * width].reshape(-1, width))
    is_full_range = frame.surfaceFormat().colorRange() is _FULL
    return Planes(layout, frame.width(), frame.height(), planes, is_full_range)


def _px_by_qt(frame: QVideoFrame) -> NDArray[np.uint8]:
    """Return the px of a frame of a rare format: slower, and the window waits meanwhile."""
    image = frame.toImage()
    if image.isNull():
        raise BadInput(UNREADABLE)
    return rgba(image)


class OfferedFormat(NamedTuple):
    """In what form a camera gives frames."""

    width: int
    height: int
    frames_per_s: float
    is_direct: bool
    """Whether it needs no conversion by Qt."""


def best_format(offered: Sequence[OfferedFormat]) -> int:
    """Return the index of the format to ask a camera for, out of one at least."""
    wanted = WANTED_WIDTH_PX * WANTED_HEIGHT_PX

    def cost(index: int) -> tuple[bool, float, bool]:
        width, height, frames_per_s, is_direct = offered[index]
        difference = abs(np.log(max(width * height, 1) / wanted))
        return frames_per_s < SMOOTH_FPS, float(difference), not is_direct

    return min(range(len(offered)), key=cost)


class CameraSource(SinkSource):
    """Gives the frames of one of the machine's cameras."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._camera: QCamera | None = None
        self._session = QMediaCaptureSession(self)
        self._session.setVideoSink(self.sink)
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._look_for_cameras)

    @override
    def cameras(self) -> list[CameraChoice]:
        devices = sorted(QMediaDevices.videoInputs(), key=lambda device: not device.isDefault())
        return [CameraChoice(_id_of(device), device.description()) for device in devices]

    @override
    def start(self, camera_id: str) -> None:
        self.stop()
        for device in QMediaDevices.videoInputs():
            if _id_of(device) == camera_id:
                self._start(device)
                return
        self.failed.emit("This camera is no longer there.")

    def _start(self, device: QCameraDevice) -> None:
        camera = self._camera = QCamera(device, self)
        if formats := device.videoFormats():
            offered = [
                OfferedFormat(
                    seen.resolution().width(),
                    seen.resolution().height(),
                    seen.maxFrameRate(),
                    seen.pixelFormat() in _LAYOUTS,
                )
                for seen in formats
            ]
            camera.setCameraFormat(formats[best_format(offered)])
        camera.errorOccurred.connect(self._fail)
        self._session.setCamera(camera)
        camera.start()

    @override
    def stop(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.errorOccurred.disconnect(self._fail)
            camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type]  # it may be None
            camera.deleteLater()

    def _fail(self, error: QCamera.Error, reason: str) -> None:
        if error is not QCamera.Error.NoError:
            self.stop()
            self.failed.emit(f"The camera failed: {reason_of(reason)}")

    def _look_for_cameras(self) -> None:
        if self._camera is not None:
            used = _id_of(self._camera.cameraDevice())
            if used not in (camera.id for camera in self.cameras()):
                self.stop()
                self.failed.emit("The camera was taken out.")
        self.cameras_changed.emit()


def _id_of(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")
