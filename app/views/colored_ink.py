"""A drawing, each piece of its ink in a colour of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.views.sample_grid import STALE_OPACITY
from model.ink.drawing import Stroke

SIDE_PX = 128
PEN_SHARE = 1 / 16
"""How wide the pen is, of the picture's side."""
REACH_SHARE = 1 / 8
"""How near to a piece the pointer is on it, of the picture's side."""


class InkPiece(NamedTuple):
    """Some ink, and what is said of it."""

    lines: tuple[Stroke, ...]
    """Each (N, 2), in px of the drawing."""
    color: QColor
    text: str


class ColoredInk(QWidget):
    """Shows a drawing's pieces, fitted; the one under the pointer, or chosen by keys, is outlined.

    Signals:
        piece_changed: another piece is outlined; with its text, or an empty one for none.
    """

    piece_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coloredInk")
        self.setAccessibleName("The drawing in colours")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._side = SIDE_PX
        self._opacity = 1.0
        self._pieces: tuple[InkPiece, ...] = ()
        self._scale, self._middle = 1.0, np.zeros(2)
        self._outlined: int | None = None

    def show_pieces(self, pieces: Sequence[InkPiece]) -> None:
        """Show these pieces, in the order drawn."""
        self._pieces = tuple(pieces)
        self._outline(None)
        if pieces:
            points = np.concatenate([line for piece in pieces for line in piece.lines])
            low, high = points.min(axis=0), points.max(axis=0)
            self._middle = (low + high) / 2
            self._scale = 1 / max(float((high - low).max()), 1e-6)
        self.setAccessibleDescription("; ".join(piece.text for piece in self._pieces))
        self.update()

    def set_stale(self, is_stale: bool) -> None:
        """Paint the ink faintly while it shows what is no longer so."""
        self._opacity = STALE_OPACITY if is_stale else 1.0
        self.update()

    def set_side(self, side_px: int) -> None:
        """Take a square of this side."""
        if side_px != self._side:
            self._side = side_px
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def place(self, piece: int) -> QPointF:
        """Return where the middle of a piece is seen, in px of this widget."""
        line = self._fit(self._pieces[piece].lines[0])
        return QPointF(*line[len(line) // 2])

    def _fit(self, line: Stroke) -> Stroke:
        """Return where a line of the drawing is seen."""
        room = self._side * (1 - 2 * PEN_SHARE)
        fitted: Stroke = (line - self._middle) * (self._scale * room) + self._side / 2
        return fitted

    def _outline(self, piece: int | None) -> None:
        if piece != self._outlined:
            self._outlined = piece
            self.piece_changed.emit("" if piece is None else self._pieces[piece].text)
            self.update()

    # Choosing a piece

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = np.array([event.position().x(), event.position().y()])
        distances = [
            min(float(np.hypot(*(_dense(self._fit(line)) - at).T).min()) for line in piece.lines)
            for piece in self._pieces
        ]
        nearest = min(range(len(distances)), key=distances.__getitem__, default=None)
        is_near = nearest is not None and distances[nearest] <= REACH_SHARE * self._side
        self._outline(nearest if is_near else None)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._outline(None)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._outline(None)
        super().focusOutEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down)
        back = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up)
        if not self._pieces or not (forward or back):
            super().keyPressEvent(event)
        elif self._outlined is None:
            self._outline(0 if forward else len(self._pieces) - 1)
        else:
            self._outline((self._outlined + (1 if forward else -1)) % len(self._pieces))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        if self.hasFocus():
            painter.setPen(QPen(theme.accent(palette), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.setOpacity(self._opacity)
        width = PEN_SHARE * self._side
        for piece in self._pieces:
            self._paint(painter, piece, piece.color, width)
        if self._outlined is not None:
            piece = self._pieces[self._outlined]
            self._paint(painter, piece, palette.windowText().color(), width + 5)
            self._paint(painter, piece, piece.color, width)

    def _paint(self, painter: QPainter, piece: InkPiece, color: QColor, width: float) -> None:
        pen = QPen(color, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for line in piece.lines:
            points = [QPointF(x, y) for x, y in self._fit(line).tolist()]
            if len(points) == 1:
                painter.drawPoint(points[0])
            else:
                painter.drawPolyline(points)


def _dense(line: Stroke) -> Stroke:
    """Return the points of a line, and those half between them."""
    return np.concatenate([line, (line[:-1] + line[1:]) / 2])
