"""From frames as they lie in memory to px: held to Qt's own conversion."""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.camera.pixels import Layout, Planes, to_rgba, turned

WIDTH, HEIGHT = 64, 48
YUV = (
    "YUV420P", "YUV422P", "YV12", "NV12", "NV21", "YUYV", "UYVY",
)  # fmt: skip
RGB = (
    "RGBA8888", "RGBX8888", "BGRA8888", "BGRX8888", "ARGB8888", "XRGB8888", "ABGR8888", "XBGR8888",
)  # fmt: skip


def smooth_values(count: int, low: int, high: int) -> NDArray[np.uint8]:
    """Return values that change slowly, as light does."""
    return np.linspace(low, high, count).round().astype(np.uint8)


def blank_frame(module: ModuleType, name: str) -> Any:
    """Return a frame of a format, of which nothing is set yet."""
    px_format = getattr(module.QVideoFrameFormat.PixelFormat, f"Format_{name}")
    return module.QVideoFrame(module.QVideoFrameFormat(QSize(WIDTH, HEIGHT), px_format))


def make_frame(module: ModuleType, name: str) -> Any:
    """Return a frame of a format, filled plane by plane with what changes from left to right."""
    frame = blank_frame(module, name)
    assert frame.map(module.QVideoFrame.MapMode.WriteOnly)
    for plane in range(frame.planeCount()):
        width = frame.bytesPerLine(plane)
        rows = np.frombuffer(frame.bits(plane), np.uint8).reshape(-1, width)
        ramps = [(60, 200), (90, 150), (180, 100), (255, 255)] if name in RGB else []
        if name in ("YUYV", "UYVY"):
            ramps = [(60, 200), (90, 150), (60, 200), (180, 100)]
            if name == "UYVY":
                ramps = [ramps[1], ramps[0], ramps[3], ramps[2]]
        elif name.startswith("NV") and plane == 1:
            ramps = [(90, 150), (180, 100)]
        elif not ramps:
            ramps = [[(60, 200)], [(90, 150)], [(180, 100)]][plane]
        for index, ramp in enumerate(ramps):
            rows[:, index :: len(ramps)] = smooth_values(width // len(ramps), *ramp)
        rows[:] = np.where(np.arange(len(rows))[:, None] < len(rows) // 2, rows, rows // 2 + 60)
    frame.unmap()
    return frame


@pytest.mark.qt_log_ignore("No RHI backend")
@pytest.mark.parametrize("name", [*YUV, *RGB])
def test_a_frame_is_converted_as_by_qt(cameras_module: ModuleType, name: str) -> None:
    frame = make_frame(cameras_module, name)
    px = cameras_module.SinkSource().px_of(frame)
    image = frame.toImage().convertToFormat(QImage.Format.Format_RGB32)
    theirs = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)[..., 2::-1]
    assert px.shape == (HEIGHT, WIDTH, 4)
    assert (px[..., 3] == 255).all()
    if name in ("ARGB8888", "ABGR8888", "RGBA8888", "BGRA8888"):
        return  # whose alpha Qt heeds; their order is held to the formats without it
    difference = np.abs(px[..., :3].astype(int) - theirs)
    # Qt spreads chroma over px in another way, which shows where the halves meet.
    assert np.quantile(difference, 0.95) <= 4


@pytest.mark.parametrize(
    ("name", "without_alpha"),
    [("RGBA8888", "RGBX8888"), ("BGRA8888", "BGRX8888"), ("ARGB8888", "XRGB8888")],
)
def test_alpha_is_not_heeded(cameras_module: ModuleType, name: str, without_alpha: str) -> None:
    px_of = cameras_module.SinkSource().px_of
    assert np.array_equal(
        px_of(make_frame(cameras_module, name)), px_of(make_frame(cameras_module, without_alpha))
    )


@pytest.mark.qt_log_ignore("No RHI backend")
def test_a_rare_format_is_left_to_qt(cameras_module: ModuleType) -> None:
    frame = make_frame(cameras_module, "YUV420P")
    rare = make_frame(cameras_module, "YUV420P")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cameras_module, "_LAYOUTS", {})
        by_qt = cameras_module.SinkSource().px_of(rare)
    difference = np.abs(cameras_module.SinkSource().px_of(frame).astype(int) - by_qt)
    assert np.quantile(difference, 0.95) <= 4


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.qt_log_ignore("No RHI backend")
def test_a_camera_that_is_turned_gives_upright_px(
    cameras_module: ModuleType, quarters: int, is_mirrored: bool
) -> None:
    from PySide6.QtMultimedia import QtVideo

    px_format = cameras_module.QVideoFrameFormat.PixelFormat.Format_BGRX8888
    layout = cameras_module.QVideoFrameFormat(QSize(WIDTH, HEIGHT), px_format)
    layout.setRotation(list(QtVideo.Rotation)[quarters])
    layout.setMirrored(is_mirrored)
    frame = cameras_module.QVideoFrame(layout)
    assert frame.map(cameras_module.QVideoFrame.MapMode.WriteOnly)
    np.frombuffer(frame.bits(0), np.uint8)[:] = 0
    corner = np.frombuffer(frame.bits(0), np.uint8).reshape(HEIGHT, WIDTH, 4)
    corner[:8, :20] = 255
    frame.unmap()
    px = cameras_module.SinkSource().px_of(frame)
    image = frame.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    assert np.array_equal(px[..., 0], rows[:, : image.width()])


def test_a_row_that_is_padded_is_cut(cameras_module: ModuleType) -> None:
    image = QImage(13, 7, QImage.Format.Format_Grayscale8)
    image.fill(QColor(90, 90, 90))
    px = cameras_module.SinkSource().px_of(cameras_module.QVideoFrame(image))
    assert px.shape == (7, 13, 4)
    assert set(px[..., :3].ravel()) == {90}


# Without Qt


def planes(*planes: Sequence[Sequence[int]]) -> list[NDArray[np.uint8]]:
    return [np.array(plane, np.uint8) for plane in planes]


@pytest.mark.parametrize(("is_full", "black", "white"), [(False, 16, 235), (True, 0, 255)])
def test_luma_alone_is_gray_in_the_range_that_the_frame_has(
    is_full: bool, black: int, white: int
) -> None:
    frame = Planes(Layout.PLANAR_YUV, 2, 2, planes([[black, white]] * 2, [[128]], [[128]]), is_full)
    assert to_rgba(frame)[0].tolist() == [[0, 0, 0, 255], [255, 255, 255, 255]]


def test_an_odd_last_row_and_column_are_lost() -> None:
    frame = Planes(Layout.PAIRED_UV, 3, 3, planes([[90] * 3] * 3, [[128, 128, 128, 128]] * 2))
    assert to_rgba(frame).shape == (2, 2, 4)


def test_bottom_up_px_are_turned_over() -> None:
    px = np.arange(2 * 1 * 4, dtype=np.uint8).reshape(2, 1, 4)
    seen = turned(px, 0, is_mirrored=False, is_bottom_up=True)
    assert np.array_equal(seen, px[::-1])


# Which format is asked for


@pytest.mark.parametrize(
    ("offered", "best"),
    [
        ([(640, 480, 30, True), (1280, 720, 30, True), (1920, 1080, 30, True)], 1),
        ([(1280, 720, 5, True), (640, 480, 30, True)], 1),
        ([(1280, 720, 30, False), (1280, 720, 30, True)], 1),
        ([(160, 120, 10, False)], 0),
    ],
)
def test_a_moderate_size_that_moves_is_asked_for(
    cameras_module: ModuleType, offered: list[tuple[int, int, float, bool]], best: int
) -> None:
    formats = [cameras_module.OfferedFormat(*each) for each in offered]
    assert cameras_module.best_format(formats) == best
