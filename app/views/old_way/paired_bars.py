"""What two readers say of one image: a bar for each class and reader, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.prediction.bar_painter import BarColors, paint_bar
from app.prediction.bars import MAX_ROWS
from model.data.classes import DIGITS
from model.reading.prediction import Prediction
from model.text import percent

ROW_SHARE = 1.05
"""The height of a row, as a share of a line's."""
HEAD_ROWS = 1.25
"""So many rows high is the head."""
SHOWN_STEPS = 1000
"""Probabilities that are nearer to each other look alike."""
GAP_PX = 2 * theme.GRID_PX


class Told(NamedTuple):
    """What one reader says."""

    title: str
    prediction: Prediction | None
    """None where it says nothing, or nothing yet."""

    @property
    def likeliest(self) -> str | None:
        """The name of the likeliest class."""
        return None if self.prediction is None else self.prediction.label

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
        names = _choose_names(told)
        if len(names) != len(self._names):
            self.updateGeometry()
        is_alike = names == self._names and _titles(told) == _titles(self._told)
        former = [self._look(number) for number in range(len(self._names))]
        self._told, self._names = told, names
        text = "; ".join(_describe(one, names) for one in told if one.prediction is not None)
        self.setAccessibleDescription(text)
        self.setToolTip(theme.as_tooltip(text) if text else "")
        if not is_alike:
            self.update()
            return
        for number, look in enumerate(former):  # while the pen moves, most bars stay as they are
            if look != self._look(number):
                self.update(self._row(number).toAlignedRect())

    def _look(self, number: int) -> tuple[tuple[bool, bool, int], ...]:
        """Return by what one row of bars differs to the eye from another."""
        name = self._names[number]
        return tuple(
            (
                one.prediction is not None,
                one.likeliest == name,
                round(one.probability(name) * SHOWN_STEPS),
            )
            for one in self._told
        )

    def _row(self, number: int) -> QRectF:
        """Return where a class's bars are."""
        return QRectF(0, self._row_px * (number + HEAD_ROWS), self.width(), self._row_px)

    @property
    def _row_px(self) -> float:
        return round(QFontMetricsF(theme.small(self.font())).height() * ROW_SHARE)

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, round(self._row_px * (len(self._names) + HEAD_ROWS)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small(self.font()))
        numbers = [
            number
            for number in range(len(self._names))
            if event.region().intersects(self._row(number).toAlignedRect())
        ]
        width = (self.width() + GAP_PX) / max(len(self._told), 1) - GAP_PX
        for place, one in enumerate(self._told):
            left = place * (width + GAP_PX)
            self._paint_title(painter, QRectF(left, 0, width, self._row_px), one.title)
            for number in numbers:
                row = self._row(number)
                self._paint_bar(painter, QRectF(left, row.y(), width, row.height()), number, one)

    def _paint_title(self, painter: QPainter, row: QRectF, title: str) -> None:
        metrics = QFontMetricsF(painter.font())
        painter.setPen(theme.muted(self.palette()))
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_bar(self, painter: QPainter, row: QRectF, number: int, one: Told) -> None:
        colors, metrics = BarColors.of(self.palette()), QFontMetricsF(painter.font())
        name = self._names[number]
        label_px = max(map(metrics.horizontalAdvance, self._names)) + theme.GRID_PX
        label_px = min(label_px, row.width() / 3)
        value_px = metrics.horizontalAdvance("100 %") + theme.GRID_PX
        is_likeliest = name == one.likeliest
        painter.setPen(colors.text if is_likeliest else colors.muted)
        label = metrics.elidedText(name, Qt.TextElideMode.ElideRight, label_px)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, label)
        probability = one.probability(name)
        if one.prediction is not None:
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(row, right, percent(probability, 0))
        track = row.adjusted(label_px, 0, -value_px, 0)
        length_px = probability * track.width()
        paint_bar(painter, track, length_px, colors, is_likeliest=is_likeliest)


def _titles(told: Sequence[Told]) -> list[str]:
    return [one.title for one in told]


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
