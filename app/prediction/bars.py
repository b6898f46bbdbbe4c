"""A bar for each class, with its probability."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget
from typing_extensions import override

from app import late, theme
from model.data.classes import DIGITS, Classes
from model.text import percent, with_article

ROW_HEIGHT_PX = 18
BAR_HEIGHT_PX = 10
LABEL_WIDTH_PX = 20
VALUE_WIDTH_PX = 52
MAX_ROWS = 12
"""Of more classes only the likeliest are shown, in the order of the classes."""


class ProbabilityBars(QWidget):
    """A bar a class with its probability; the likeliest in the accent colour.

    Signals:
        label_chosen: a bar was clicked, with the name of its class.
        why_asked: its menu was asked why it is that class, or is not; with the name.
    """

    label_chosen = Signal(str)
    why_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilityBars")
        self.setAccessibleName("Class probabilities")
        self.setToolTip(
            "Wrong? Click the right bar, or press its key, and Inkling keeps it. "
            "A right click asks: why not this one?"
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_classes(DIGITS)

    def show_classes(self, classes: Classes) -> None:
        """Show empty bars of these classes."""
        self._classes = classes
        self._rows = list(range(min(len(classes), MAX_ROWS)))  # indices of the classes shown
        self._probabilities = [0.0] * len(classes)
        self._likeliest: int | None = None
        self._is_doubted = False
        self.setAccessibleDescription("")
        self.setMinimumSize(180, len(self._rows) * ROW_HEIGHT_PX)
        self.updateGeometry()
        self.update()

    def show_prediction(
        self, prediction: late.Prediction | None, *, is_doubted: bool = False
    ) -> None:
        """Show a prediction's probabilities, or empty bars; the accent is for what is answered.

        is_doubted: whether none of it is answered, since it is not sure what is the ink.
        """
        self._is_doubted = is_doubted
        if prediction is None:
            self.show_classes(self._classes)
            return
        if prediction.classes != self._classes:
            self.show_classes(prediction.classes)
        self._probabilities = prediction.probabilities.tolist()
        self._likeliest = prediction.index
        if len(self._classes) > MAX_ROWS:
            likely = sorted(range(len(self._classes)), key=lambda i: -self._probabilities[i])
            self._rows = sorted(likely[:MAX_ROWS])
        self.setAccessibleDescription(
            ", ".join(
                f"{self._classes[i]}: {percent(self._probabilities[i], 0)}" for i in self._rows
            )
        )
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, len(self._rows) * ROW_HEIGHT_PX)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(at):
            self.label_chosen.emit(self._name_at(at))

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        name = self._name_at(event.pos())
        is_likeliest = self._likeliest is not None and name == self._classes[self._likeliest]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = theme.as_control_text(name)
        question = menu.addAction(f"Why {shown}?" if is_likeliest else f"Why not {shown}?")
        question.setEnabled(self._likeliest is not None)
        question.triggered.connect(lambda: self.why_asked.emit(name))
        correction = menu.addAction(f"This is {with_article(shown)}")
        correction.triggered.connect(lambda: self.label_chosen.emit(name))
        menu.popup(event.globalPos())

    def _name_at(self, at: QPoint) -> str:
        """Return the class whose bar is at a place, or nearest to it."""
        row = min(max(at.y() // ROW_HEIGHT_PX, 0), len(self._rows) - 1)
        return self._classes[self._rows[row]]

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.tabular(self.font()))
        for row, index in enumerate(self._rows):
            self._paint_row(painter, row, index)

    def _paint_row(self, painter: QPainter, number: int, index: int) -> None:
        palette = self.palette()
        is_likeliest = index == self._likeliest and not self._is_doubted
        probability = self._probabilities[index]
        row = QRectF(0, number * ROW_HEIGHT_PX, self.width(), ROW_HEIGHT_PX)
        painter.setPen(palette.windowText().color() if is_likeliest else theme.muted(palette))
        label = QRectF(row.left(), row.top(), LABEL_WIDTH_PX, row.height())
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, self._classes[index])
        if self._likeliest is not None:
            value = QRectF(row.right() - VALUE_WIDTH_PX, row.top(), VALUE_WIDTH_PX, row.height())
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(value, right, percent(probability, 1))
        track = row.adjusted(LABEL_WIDTH_PX, 0, -VALUE_WIDTH_PX - theme.GRID_PX, 0)
        paint_bar(painter, track, probability, palette, is_likeliest=is_likeliest)


def paint_bar(
    painter: QPainter, row: QRectF, probability: float, palette: QPalette, *, is_likeliest: bool
) -> None:
    """Paint a probability as a round bar in its track, in the middle of a row."""
    height = min(BAR_HEIGHT_PX, row.height() - 2)
    inset, radius = (row.height() - height) / 2, height / 2
    track = row.adjusted(0, inset, 0, -inset)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.faint(palette))
    painter.drawRoundedRect(track, radius, radius)
    if probability > 0:
        bar = QRectF(track)
        bar.setWidth(track.width() * probability)
        painter.setBrush(theme.accent(palette) if is_likeliest else theme.muted(palette))
        painter.save()
        painter.setClipRect(bar)  # so that a short bar keeps the track's round end
        painter.drawRoundedRect(track, radius, radius)
        painter.restore()
