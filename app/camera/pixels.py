"""From a camera's frame, as it lies in memory, to RGBA px; it knows no Qt.

NumPy lets go of Python's lock while it works; Qt's own conversion, called from Python, does not,
so that on another thread it would stop the window as much as on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


class Layout(Enum):
    """How the values of a px lie in memory.

    A px of chroma (U and V) covers two of luma (Y) side by side, in two rows or, as in 4:2:2, one.
    """

    GRAY = "gray"
    PLANAR_YUV = "Y, U and V, a plane each"
    PLANAR_YVU = "Y, V and U, a plane each"
    PAIRED_UV = "Y, and a plane with U and V in turn"
    PAIRED_VU = "Y, and a plane with V and U in turn"
    YUYV = "Y, U, Y, V in turn"
    UYVY = "U, Y, V, Y in turn"
    RGBX = "red, green, blue, one more"
    BGRX = "blue, green, red, one more"
    XRGB = "one more, red, green, blue"
    XBGR = "one more, blue, green, red"


@dataclass(frozen=True, eq=False)
class Planes:
    """A frame as it lies in memory."""

    layout: Layout
    width: int
    height: int
    planes: Sequence[Bytes]
    """Each (rows, bytes in a row), rows padded."""
    is_full_range: bool = False
    """Whether luma runs from 0 to 255; else from 16 to 235, and chroma from 16 to 240."""


_ORDERS = {
    Layout.RGBX: (0, 1, 2),
    Layout.BGRX: (2, 1, 0),
    Layout.XRGB: (1, 2, 3),
    Layout.XBGR: (3, 2, 1),
}
"""Where red, green and blue lie among a px's four bytes."""


def to_rgba(frame: Planes) -> Bytes:
    """Return a frame's px, (height, width, 4), opaque; an odd last row or column of YUV is lost."""
    if frame.layout is Layout.GRAY:
        gray = frame.planes[0][: frame.height, : frame.width]
        return _opaque(gray, gray, gray)
    if order := _ORDERS.get(frame.layout):
        rows = frame.planes[0][: frame.height, : 4 * frame.width]
        px = rows.reshape(frame.height, frame.width, 4)
        return _opaque(*(px[..., index] for index in order))
    return _from_yuv(*_split(frame), frame.is_full_range)


def _opaque(red: Bytes, green: Bytes, blue: Bytes) -> Bytes:
    made = np.full((*red.shape, 4), 255, np.uint8)
    made[..., 0], made[..., 1], made[..., 2] = red, green, blue
    return made


def _split(frame: Planes) -> tuple[Bytes, Bytes, Bytes]:
    """Return Y, (2 h, 2 w), and U and V, (h, w), or (2 h, w) where these have all rows."""
    height, width = frame.height // 2 * 2, frame.width // 2 * 2
    first = frame.planes[0][:height]
    match frame.layout:
        case Layout.YUYV:
            return (
                first[:, : 2 * width : 2],
                first[:, 1 : 2 * width : 4],
                first[:, 3 : 2 * width : 4],
            )
        case Layout.UYVY:
            return (
                first[:, 1 : 2 * width : 2],
                first[:, : 2 * width : 4],
                first[:, 2 : 2 * width : 4],
            )
        case Layout.PAIRED_UV | Layout.PAIRED_VU:
            pairs = frame.planes[1][: height // 2, :width]
            chroma = [pairs[:, ::2], pairs[:, 1::2]]
        case _:
            chroma = [plane[:height, : width // 2] for plane in frame.planes[1:3]]
            if len(chroma[0]) < height:
                chroma = [plane[: height // 2] for plane in chroma]
    if frame.layout in (Layout.PAIRED_VU, Layout.PLANAR_YVU):
        chroma.reverse()
    return first[:, :width], chroma[0], chroma[1]


def _from_yuv(luma: Bytes, u: Bytes, v: Bytes, is_full_range: bool) -> Bytes:
    """Return RGBA by ITU-R BT.601, which cameras use unless they say otherwise."""
    values = np.arange(256)
    low, scale, stretch = (0, 1.0, 1.0) if is_full_range else (16, 255 / 219, 255 / 224)
    bright = ((values - low) * scale).round().astype(np.int16).take(luma)
    centred = (values - 128) * stretch

    def part(of_u: float, of_v: float) -> NDArray[np.int16]:
        """Return what chroma adds to one colour, as wide as luma."""
        added = np.zeros(u.shape, np.int16)
        for weight, plane in ((of_u, u), (of_v, v)):
            if weight:
                added += (centred * weight).round().astype(np.int16).take(plane)
        return np.repeat(added, 2, axis=1)

    height, width = luma.shape
    rows = height // len(u)  # of luma, to one of chroma
    bright = bright.reshape(len(u), rows, width)
    color = np.empty_like(bright)
    made = np.full((height, width, 4), 255, np.uint8)
    for index, weights in enumerate(((0.0, 1.402), (-0.344136, -0.714136), (1.772, 0.0))):
        np.add(bright, part(*weights)[:, None], out=color)
        np.clip(color, 0, 255, out=color)
        made[..., index] = color.reshape(height, width)
    return made


def turned(px: Bytes, quarters: int, *, is_mirrored: bool, is_bottom_up: bool) -> Bytes:
    """Return px as they are to be seen.

    quarters: clockwise turns of 90 degrees; is_mirrored: left and right are changed after that.
    """
    if is_bottom_up:
        px = px[::-1]
    if quarters % 4:
        px = np.rot90(px, -quarters)
    if is_mirrored:
        px = px[:, ::-1]
    return np.ascontiguousarray(px)
