"""The scale for ink: from the pad's paper to its ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPalette

from app import theme
from app.views.scale import STEPS


def ink_colors(palette: QPalette) -> NDArray[np.uint32]:
    """Return STEPS colours from paper to ink, as 0xffRRGGBB."""
    shares = np.linspace(0, 1, STEPS)[:, None]
    paper, ink = (
        np.array(color.getRgb()[:3], np.float64)  # type: ignore[index]
        for color in (theme.paper(palette), theme.ink(palette))
    )
    rgb = np.round(paper + (ink - paper) * shares).astype(np.uint32)
    return (np.uint32(0xFF000000) | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).astype(np.uint32)


def ink_image(values: NDArray[np.floating], palette: QPalette) -> QImage:
    """Return a picture of (H, W) ink from 0 to 1, one px each."""
    colors = ink_colors(palette)
    px = np.ascontiguousarray(colors[np.clip(values * (STEPS - 1), 0, STEPS - 1).astype(np.intp)])
    height, width = px.shape
    image = QImage(px.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()  # the array may go before the image does
