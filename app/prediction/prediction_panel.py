"""What the network says: the digit, large; how sure; and ten bars, one a class."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme

if TYPE_CHECKING:
    from model.network.recognizer import Prediction  # which imports NumPy

ROW_HEIGHT_PX = 18
BAR_HEIGHT_PX = 10
LABEL_WIDTH_PX = 20
VALUE_WIDTH_PX = 52
DIGIT_HEIGHT_PX = 104


class ProbabilityBars(QWidget):
    """Ten bars with their probabilities; the likeliest in the accent colour.

    Signals:
        digit_chosen: a bar was clicked, with its digit.
    """

    digit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilityBars")
        self.setAccessibleName("Class probabilities")
        self.setToolTip("Wrong? Click the right bar, or press its digit, and Inkling keeps it")
        self.setMinimumSize(180, 10 * ROW_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._probabilities = [0.0] * 10
        self._likeliest: int | None = None

    def show_prediction(self, prediction: "Prediction | None") -> None:
        """Show a prediction's probabilities, or empty bars."""
        if prediction is None:
            self._probabilities, self._likeliest = [0.0] * 10, None
            self.setAccessibleDescription("")
        else:
            self._probabilities = prediction.probabilities.tolist()
            self._likeliest = prediction.digit
            self.setAccessibleDescription(
                ", ".join(f"{digit}: {p:.0%}" for digit, p in enumerate(self._probabilities))
            )
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, 10 * ROW_HEIGHT_PX)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(at.toPoint()):
            self.digit_chosen.emit(min(int(at.y() // ROW_HEIGHT_PX), 9))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.tabular(self.font()))
        for digit, probability in enumerate(self._probabilities):
            self._paint_row(painter, digit, probability)

    def _paint_row(self, painter: QPainter, digit: int, probability: float) -> None:
        palette = self.palette()
        is_likeliest = digit == self._likeliest
        row = QRectF(0, digit * ROW_HEIGHT_PX, self.width(), ROW_HEIGHT_PX)
        painter.setPen(palette.windowText().color() if is_likeliest else theme.muted(palette))
        label = QRectF(row.left(), row.top(), LABEL_WIDTH_PX, row.height())
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, str(digit))
        if self._likeliest is not None:
            value = QRectF(row.right() - VALUE_WIDTH_PX, row.top(), VALUE_WIDTH_PX, row.height())
            painter.drawText(
                value,
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                f"{probability:.1%}".replace("%", " %"),
            )
        track = row.adjusted(LABEL_WIDTH_PX, 0, -VALUE_WIDTH_PX - theme.GRID_PX, 0)
        inset = (ROW_HEIGHT_PX - BAR_HEIGHT_PX) / 2
        track.adjust(0, inset, 0, -inset)
        radius = BAR_HEIGHT_PX / 2
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


class PredictionPanel(QWidget):
    """The prediction of the drawing on the pad."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predictionPanel")
        self.setAccessibleName("Prediction")
        self.bars = ProbabilityBars()
        self._digit = QLabel()
        self._digit.setObjectName("predictedDigit")
        self._digit.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        font = QFont(self.font())
        font.setPixelSize(DIGIT_HEIGHT_PX)
        font.setWeight(QFont.Weight.Light)
        self._digit.setFont(theme.tabular(font))
        self._digit.setFixedWidth(112)
        self._sure = QLabel()
        self._sure.setObjectName("certainty")
        self._sure.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)

        answer = QVBoxLayout()
        answer.setSpacing(0)
        answer.addStretch(1)
        answer.addWidget(self._digit)
        answer.addWidget(self._sure)
        answer.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * theme.GRID_PX)
        layout.addLayout(answer)
        layout.addWidget(self.bars, 1)
        self.show_prediction(None)

    def show_prediction(self, prediction: "Prediction | None") -> None:
        """Show a prediction, or that there is nothing to read."""
        self.bars.show_prediction(prediction)
        if prediction is None:
            digit, sure = "–", "nothing drawn"
        elif prediction.is_accepted:  # rounded down: 99.7 % is not quite sure
            digit, sure = prediction.label, f"sure: {int(100 * prediction.confidence)} %"
        else:
            digit, sure = "?", "not a digit"
        if digit != self._digit.text():
            self._digit.setText(digit)
            self.setAccessibleDescription(f"Reads {digit}" if digit.isdigit() else sure)
            QAccessible.updateAccessibility(
                QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            )
        self._sure.setText(sure)
        self._digit.setEnabled(prediction is not None and prediction.is_accepted)
