"""What two readers say of one image: a bar for each class and reader, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.prediction.bars import MAX_ROWS, paint_bar
from model.data.classes import DIGITS
from model.reading.prediction import Prediction
from model.text import percent

ROW_SHARE = 1.05
"""The height of a row, as a share of a line's."""
GAP_PX = 2 * theme.GRID_PX


class Told(NamedTuple):
    """What one reader says."""

    title: str
    prediction: Prediction | None
    """None where it says nothing, or nothing yet."""

    def probability(self, name: str) -> float:
        """Return the probability of a class by its name; 0 for one that the reader has not."""
        if self.prediction is None:
            return 0.0
        index = self.prediction.classes.index(name)
        return 0.0 if index is None else float(self.prediction.probabilities[index])


class PairedBars(QWidget):
    """A row a class, with a column of bars for each reader; each one's likeliest stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pairedBars")
        self.setAccessibleName("The old way beside the network")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._told: Sequence[Told] = ()
        self._names: tuple[str, ...] = DIGITS.names

    def show_told(self, told: Sequence[Told]) -> None:
        """Show what the readers say, in this order."""
        self._told = told
        names = _choose_names(told)
        if len(names) != len(self._names):
            self.updateGeometry()
        self._names = names
        text = "; ".join(_describe(one, names) for one in told if one.prediction is not None)
        self.setAccessibleDescription(text)
        self.setToolTip(theme.as_tooltip(text) if text else "")
        self.update()

    @property
    def _row_px(self) -> float:
        return round(QFontMetricsF(theme.small(self.font())).height() * ROW_SHARE)

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, round(self._row_px * (len(self._names) + 1.25)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() + GAP_PX) / max(len(self._told), 1) - GAP_PX
        for place, one in enumerate(self._told):
            left = place * (width + GAP_PX)
            self._paint_column(painter, QRectF(left, 0, width, self.height()), one)

    def _paint_column(self, painter: QPainter, area: QRectF, one: Told) -> None:
        palette = self.palette()
        font = theme.small(self.font())
        metrics = QFontMetricsF(font)
        label_px = max(map(metrics.horizontalAdvance, self._names)) + theme.GRID_PX
        label_px = min(label_px, area.width() / 3)
        value_px = metrics.horizontalAdvance("100 %") + theme.GRID_PX
        row = QRectF(area.left(), area.top(), area.width(), self._row_px)
        painter.setFont(font)
        painter.setPen(theme.muted(palette))
        title = metrics.elidedText(one.title, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, title)
        row.moveTop(row.top() + self._row_px * 1.25)
        likeliest = one.prediction.label if one.prediction is not None else None
        for name in self._names:
            is_likeliest = name == likeliest
            color = palette.windowText().color() if is_likeliest else theme.muted(palette)
            painter.setPen(color)
            label = metrics.elidedText(name, Qt.TextElideMode.ElideRight, label_px)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, label)
            probability = one.probability(name)
            if one.prediction is not None:
                right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
                painter.drawText(row, right, percent(probability, 0))
            track = row.adjusted(label_px, 0, -value_px, 0)
            paint_bar(painter, track, probability, palette, is_likeliest=is_likeliest)
            row.moveTop(row.top() + self._row_px)


def _choose_names(told: Sequence[Told]) -> tuple[str, ...]:
    """Return the classes of all readers; of many only the likeliest, in the classes' order."""
    names = tuple(
        dict.fromkeys(
            name for one in told if one.prediction is not None for name in one.prediction.classes
        )
    )
    if not names:
        return DIGITS.names
    if len(names) <= MAX_ROWS:
        return names
    likely = sorted(names, key=lambda name: -max(one.probability(name) for one in told))
    return tuple(name for name in names if name in likely[:MAX_ROWS])


def _describe(one: Told, names: Sequence[str]) -> str:
    shares = ", ".join(f"{name}: {percent(one.probability(name), 0)}" for name in names)
    return f"{one.title}: {shares}"
