"""Gradients painted as needles, and components as bars."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPalette, QPen

from app import theme
from app.views.scale import signed_color

FAINTEST = 0.12
"""Needles that are shorter, as a share of the longest, are left out."""
LEVELS = 6
"""Needles are drawn in so many strengths of ink."""


def paint_needles(
    painter: QPainter, area: QRectF, gradients: NDArray[np.float32], palette: QPalette
) -> None:
    """Paint in each cell how much ink has an edge that runs each way.

    gradients: (rows, columns, directions): how much the ink grows towards each, of which the k-th
    of n points k / n of a turn from the right, clockwise. A needle lies as the edge does, across
    that, whichever side the ink is on.
    """
    rows, columns, count = gradients.shape
    both_sides = gradients.reshape(rows, columns, 2, count // 2)
    edges = np.sqrt((both_sides**2).sum(axis=2))
    strengths = edges / max(float(edges.max(initial=0)), 1e-9)
    angles = np.arange(count // 2) * 2 * math.pi / count + math.pi / 2
    width, height = area.width() / columns, area.height() / rows
    half = 0.48 * min(width, height)
    lines: list[list[QLineF]] = [[] for _ in range(LEVELS)]
    for row, column, orientation in np.argwhere(strengths > FAINTEST).tolist():
        strength = float(strengths[row, column, orientation])
        middle = area.topLeft() + QPointF((column + 0.5) * width, (row + 0.5) * height)
        reach = half * strength
        tip = QPointF(math.cos(angles[orientation]), math.sin(angles[orientation])) * reach
        lines[min(int(strength * LEVELS), LEVELS - 1)].append(QLineF(middle - tip, middle + tip))
    paper, ink = theme.paper(palette), theme.ink(palette)
    thickness = max(min(width, height) / 12, 1.0)
    for level, some in enumerate(lines):
        painter.setPen(QPen(theme.mix(paper, ink, (level + 1.5) / (LEVELS + 0.5)), thickness))
        painter.drawLines(some)


def paint_components(
    painter: QPainter, area: QRectF, values: NDArray[np.float32], palette: QPalette
) -> None:
    """Paint (N,) numbers as bars up and down from the middle, the first at the left."""
    limit = max(float(np.abs(values).max(initial=0)), 1e-9)
    width = area.width() / max(len(values), 1)
    middle = area.center().y()
    for index, value in enumerate(values.tolist()):
        length = value / limit * area.height() * 0.46
        bar = QRectF(area.left() + index * width, middle, max(width - 0.5, 0.5), -length)
        painter.fillRect(bar.normalized(), signed_color(value, limit, palette))
    painter.setPen(QPen(theme.faint(palette), 1))
    painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
