"""What is compared with the image px by px, a class after the other, and where the two agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app import theme
from app.keys import STEPS
from app.prediction.bars import MAX_ROWS
from app.tips import answers_tip
from app.views.scale import ink_image, signed_image
from model.reading.prediction import Prediction
from model.text import signed

GAP_PX = 2
LARGEST_PX, SMALLEST_PX = 88, 20

Maps = NDArray[np.float32]
"""(C, 28, 28): a picture a class."""


class TemplateStrip(QWidget):
    """A column a class: its template, and below it what each px adds to its score.

    Signals:
        template_pointed_at: with what the class's template says of the drawing, in a sentence.
    """

    template_pointed_at = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("templateStrip")
        self.setAccessibleName("The class templates, and what agrees with them")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._prediction: Prediction | None = None
        self._templates: Maps = np.zeros((0, 28, 28), np.float32)
        self._images: list[QImage] | None = None  # of the templates, which rarely change
        self._agreement: Maps = self._templates
        self._shown: Sequence[int] = ()  # indices of classes
        self._current: int | None = None  # among them; None: that of the answer

    @property
    def limit(self) -> float:
        """The value of the strongest colour."""
        return float(np.abs(self._agreement).max(initial=0)) or 1.0

    def show_templates(self, templates: Maps, agreement: Maps, prediction: Prediction) -> None:
        """Show the templates of all classes; of many, those of the likeliest."""
        if not np.array_equal(templates, self._templates):
            self._templates, self._images = templates, None
        self._agreement, self._prediction = agreement, prediction
        likely = np.argsort(-prediction.probabilities, kind="stable")[:MAX_ROWS]
        shown = sorted(likely.tolist())
        if len(shown) != len(self._shown):
            self.updateGeometry()
            self._current = None
        self._shown = shown
        self.setAccessibleDescription(" ".join(map(self.describe, range(len(shown)))))
        self._say()
        self.update()

    def describe(self, number: int) -> str:
        """Return what the template in a column says of the drawing."""
        assert self._prediction is not None
        index = self._shown[number]
        values = self._agreement[index]
        for_it, against = float(values[values > 0].sum()), float(values[values < 0].sum())
        return (
            f"{self._prediction.classes[index]}: {signed(for_it, 1)} where drawing and template "
            f"agree, {signed(against, 1)} where they do not: {signed(for_it + against, 1)}."
        )

    @property
    def _pointed(self) -> int:
        if self._current is not None:
            return self._current
        assert self._prediction is not None
        return self._shown.index(self._prediction.index)

    def _say(self) -> None:
        self.template_pointed_at.emit(self.describe(self._pointed))

    # Where things are

    @property
    def _pitch(self) -> float:
        """How far one column is from the next."""
        return min(max(self.width() / max(len(self._shown), 1), SMALLEST_PX), LARGEST_PX)

    @property
    def _line_px(self) -> float:
        return QFontMetricsF(theme.small(self.font())).height()

    def column(self, number: int) -> QRectF:
        """Return where a class's column is: its name, its template, the agreement."""
        side = self._pitch - GAP_PX
        height = self._line_px + 2 * side + GAP_PX
        return QRectF(number * self._pitch, 0, side, height)

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, round(self.column(0).height() + GAP_PX))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST_PX, self.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()

    def _number_at(self, place: QPointF) -> int | None:
        number = int(place.x() // self._pitch)
        return number if 0 <= number < len(self._shown) else None

    # Pointing

    def _point_at(self, number: int | None) -> None:
        if number != self._current and self._shown:
            self._current = number
            self._say()
            self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._number_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self._shown:
            super().keyPressEvent(event)
        else:
            self._point_at(min(max(self._pointed + step, 0), len(self._shown) - 1))

    @override
    def event(self, event: QEvent) -> bool:
        return answers_tip(event, self, self._text_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        number = self._number_at(at)
        return "" if number is None else self.describe(number)

    # Painting

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._images = None

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._prediction is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.small(self.font()))
        palette, limit = self.palette(), self.limit
        if self._images is None:
            self._images = _template_images(self._templates, palette)
        for number, index in enumerate(self._shown):
            column = self.column(number)
            is_answer = index == self._prediction.index
            painter.setPen((theme.accent if is_answer else theme.muted)(palette))
            name = QRectF(column.left(), 0, column.width(), self._line_px)
            painter.drawText(name, Qt.AlignmentFlag.AlignCenter, self._prediction.classes[index])
            place = QRectF(column.left(), name.bottom(), column.width(), column.width())
            painter.drawImage(place, self._images[index])
            place.moveTop(place.bottom() + GAP_PX)
            painter.drawImage(place, signed_image(self._agreement[index], limit, palette))
            if number == self._pointed:
                frame = QRectF(column.left(), name.bottom(), column.width(), 0)
                frame.setBottom(place.bottom())
                painter.setPen(QPen(theme.accent(palette), 1.5))
                painter.drawRect(frame)


def _template_images(templates: Maps, palette: QPalette) -> list[QImage]:
    """Return means as ink, and what has signs on the scale of those."""
    if not (templates < 0).any():
        return [ink_image(template, palette) for template in templates]
    limit = float(np.abs(templates).max())
    return [signed_image(template, limit, palette) for template in templates]
