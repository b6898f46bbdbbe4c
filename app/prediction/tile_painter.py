"""How the tiles of many classes look: filled in the accent colour, by their probabilities."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from app import theme
from app.prediction.tile_grid import GAP_PX, TileGrid
from model.data.classes import Classes

LEVELS = 64
"""Probabilities that are nearer to each other look alike."""
EMPTY = 0.08
"""How much of the colour of text an empty tile has."""
QUIET_BELOW = 0.3
"""A tile filled less has its name in the colour of secondary text."""
RADIUS_PX = 3
LEAST_NAME_PX = 9
"""Narrower tiles have no name."""
LEAST_CUT = 4
"""Of a longer name so many characters are to be left, or it is left out."""


def level_of(probability: float) -> int:
    """Return how full a tile looks; small probabilities are told apart by a root."""
    return round(LEVELS * sqrt(probability))


class _Look(NamedTuple):
    fill: QColor
    name: QColor


class TilePainter:
    """Paints the tiles of a grid; keeps their colours and cut names from one time to the next."""

    def __init__(self, classes: Classes, grid: TileGrid, font: QFont, palette: QPalette) -> None:
        self._grid, self._palette = grid, palette
        self._font = theme.small(font)
        self._names = self._cut(classes)
        self._looks: dict[tuple[int, bool], _Look] = {}

    def _cut(self, classes: Classes) -> list[str]:
        """Return the names as they fit into their tiles."""
        metrics, tile = QFontMetricsF(self._font), self._grid.tile(0)
        if tile.width() < LEAST_NAME_PX or tile.height() < metrics.ascent() - 1:
            return [""] * len(classes)
        room = tile.width() - GAP_PX
        cut = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) for name in classes]
        return ["" if len(name) < LEAST_CUT and name.endswith("…") else name for name in cut]

    def paint_tile(self, painter: QPainter, index: int, level: int, *, is_doubted: bool) -> None:
        """Paint a class's tile; level: how full it is."""
        look = self._look(level, is_doubted)
        tile = self._grid.tile(index)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.fill)
        radius = min(RADIUS_PX, tile.height() / 4)
        painter.drawRoundedRect(tile, radius, radius)
        if self._names[index]:
            painter.setFont(self._font)
            painter.setPen(look.name)
            painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, self._names[index])

    def paint_outline(self, painter: QPainter, index: int, *, has_focus: bool) -> None:
        """Paint that a class is pointed at."""
        color = theme.accent(self._palette) if has_focus else self._palette.windowText().color()
        painter.setPen(QPen(color, 2 if has_focus else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._grid.tile(index), RADIUS_PX, RADIUS_PX)

    def _look(self, level: int, is_doubted: bool) -> _Look:
        look = self._looks.get((level, is_doubted))
        if look is None:
            look = self._looks[level, is_doubted] = self._find_look(level / LEVELS, is_doubted)
        return look

    def _find_look(self, share: float, is_doubted: bool) -> _Look:
        palette = self._palette
        full = theme.muted(palette) if is_doubted else theme.accent(palette)
        empty = theme.mix(palette.window().color(), palette.windowText().color(), EMPTY)
        fill = theme.mix(empty, full, share)
        return _Look(fill, theme.muted(palette) if share < QUIET_BELOW else theme.on(fill))
