"""The one scale for signed values: orange is positive, blue negative, 0 the window's paper.

Beside it that of ink, from the pad's paper to its ink.

Orange and blue are told apart by all common kinds of colour blindness.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from model.insight.colors import ON_DARK, ON_LIGHT
from model.text import signed

STEPS = 256
"""Colours from the most negative to the most positive."""
FAINT_INK = 0.4
"""How much of the ink's colour, on paper, ink of no value has."""
LEGEND_PX = 96
TINY = 1e-12

Colors = NDArray[np.uint32]
"""0xffRRGGBB each."""


def signed_colors(palette: QPalette, *, of_ink: bool = False) -> Colors:
    """Return the scale's STEPS colours, from negative to positive.

    of_ink: 0 is a faint ink rather than paper, as ink of no value is still to be seen.
    """
    key = (theme.is_dark(palette), palette.window().color().rgb(), of_ink)
    if key not in _signed_colors:
        is_dark = theme.is_dark(palette)
        negative, positive = map(QColor, ON_DARK if is_dark else ON_LIGHT)
        shares = np.linspace(-1, 1, STEPS)[:, None]
        paper = theme.paper(palette)
        nothing = theme.mix(paper, theme.ink(palette), FAINT_INK) if of_ink else paper
        ends = np.where(shares < 0, _rgb(negative), _rgb(positive))
        _signed_colors[key] = _mixed(_rgb(nothing), ends, np.abs(shares))
    return _signed_colors[key]


_signed_colors: dict[tuple[bool, int, bool], Colors] = {}


def ink_colors(palette: QPalette) -> Colors:
    """Return STEPS colours from the pad's paper to its ink."""
    paper, ink = _rgb(theme.paper(palette)), _rgb(theme.ink(palette))
    return _mixed(paper, ink, np.linspace(0, 1, STEPS)[:, None])


def _rgb(color: QColor) -> NDArray[np.float64]:
    return np.array([color.red(), color.green(), color.blue()], np.float64)


def _mixed(
    first: NDArray[np.float64], second: NDArray[np.float64], shares: NDArray[np.float64]
) -> Colors:
    """Return so much of the second colours in the first; shares: (N, 1)."""
    rgb = np.round(first + (second - first) * shares).astype(np.uint32)
    return (np.uint32(0xFF000000) | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).astype(np.uint32)


def _look_up(values: NDArray[np.floating], low: float, high: float, colors: Colors) -> Colors:
    """Return the colour of each value; colors: from that of low to that of high."""
    steps = (values - low) * ((STEPS - 1) / (high - low))
    found: Colors = colors[np.clip(steps, 0, STEPS - 1).astype(np.intp)]
    return found


def _look_up_signed(values: NDArray[np.floating], limit: float, colors: Colors) -> Colors:
    limit = max(limit, TINY)  # 0 where all values are 0
    return _look_up(values, -limit, limit, colors)


def _picture(px: Colors) -> QImage:
    """Return (H, W) colours as a picture."""
    px = np.ascontiguousarray(px)
    height, width = px.shape
    image = QImage(px.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()  # the array may go before the image does


def signed_image(
    values: NDArray[np.floating], limit: float, palette: QPalette, *, of_ink: bool = False
) -> QImage:
    """Return a picture of (H, W) values, one px each.

    limit: the value of the strongest colour; of_ink: as for `signed_colors`.
    """
    return _picture(_look_up_signed(values, limit, signed_colors(palette, of_ink=of_ink)))


def ink_image(values: NDArray[np.floating], palette: QPalette) -> QImage:
    """Return a picture of (H, W) ink from 0 to 1, one px each."""
    return _picture(_look_up(values, 0, 1, ink_colors(palette)))


def signed_colors_of(
    values: NDArray[np.floating], limit: float, palette: QPalette, *, of_ink: bool = False
) -> list[QColor]:
    """Return the colours of (N,) values; limit, of_ink: as for `signed_image`."""
    found = _look_up_signed(values, limit, signed_colors(palette, of_ink=of_ink))
    return [QColor(color) for color in found.tolist()]


def ink_colors_of(values: NDArray[np.floating], palette: QPalette) -> list[QColor]:
    """Return the colours of (N,) px of ink from 0 to 1."""
    return [QColor(color) for color in _look_up(values, 0, 1, ink_colors(palette)).tolist()]


def signed_color(value: float, limit: float, palette: QPalette, *, of_ink: bool = False) -> QColor:
    """Return the colour of one value; limit, of_ink: as for `signed_image`."""
    return signed_colors_of(np.array([value]), limit, palette, of_ink=of_ink)[0]


class ScaleLegend(QWidget):
    """The scale with the numbers at its ends and 0 in the middle."""

    def __init__(
        self,
        limit: float = 1.0,
        unit: str = "",
        parent: QWidget | None = None,
        *,
        of_ink: bool = False,
        name: str = "scaleLegend",
    ) -> None:
        """of_ink: as for `signed_colors`; name: the object name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._unit = unit
        self._of_ink = of_ink
        self.show_limit(limit)

    def show_limit(self, limit: float) -> None:
        """Show the scale of values from -limit to limit."""
        self._limit = limit
        decimals = 0 if limit >= 10 else 1 if limit >= 1 else 2
        self._low = f"{signed(-limit, decimals)}{self._unit}"
        self._high = f"{signed(limit, decimals)}{self._unit}"
        text = f"Colours: blue is {self._low}, orange {self._high}, between them 0"
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(theme.small(self.font()))
        width = sum(map(metrics.horizontalAdvance, (self._low, self._high))) + LEGEND_PX
        return QSize(round(width + 2 * theme.GRID_PX), round(metrics.height() + 2))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small(self.font()))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(theme.muted(self.palette()))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignLeft, self._low)
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, self._high)
        bar = QRectF(self.rect()).adjusted(
            metrics.horizontalAdvance(self._low) + theme.GRID_PX,
            3,
            -metrics.horizontalAdvance(self._high) - theme.GRID_PX,
            -3,
        )
        values = np.linspace(-1, 1, STEPS)[None]
        painter.drawImage(bar, signed_image(values, 1, self.palette(), of_ink=self._of_ink))
        painter.setPen(theme.muted(self.palette()))
        painter.drawRect(bar)
        painter.drawLine(
            round(bar.center().x()), round(bar.top()), round(bar.center().x()), round(bar.bottom())
        )
