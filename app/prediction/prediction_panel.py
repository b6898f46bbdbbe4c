"""What the network says: the answer, large; how sure it is; and a bar for each class."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import late, theme
from app.accessible import describe
from app.prediction.bars import ProbabilityBars
from model.text import whole_percent

ANSWER_WIDTH_PX = 112
MAX_WIDTH_PX = 560
"""Longer bars are no easier to compare."""


class PredictionPanel(QWidget):
    """The prediction of the drawing on the pad."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predictionPanel")
        self.setAccessibleName("Prediction")
        self.setMaximumWidth(MAX_WIDTH_PX)
        self.bars = ProbabilityBars()
        self._answer = theme.answer_label("predictedText", ANSWER_WIDTH_PX)
        self._sure = theme.text_label("certainty")
        self._sure.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)

        large = QVBoxLayout()
        large.setSpacing(0)
        large.addStretch(1)
        large.addWidget(self._answer)
        large.addWidget(self._sure)
        large.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * theme.GRID_PX)
        layout.addLayout(large)
        layout.addWidget(self.bars, 1)
        self.show_prediction(None)

    def show_prediction(
        self, prediction: late.Prediction | None, doubt: late.Doubt | None = None
    ) -> None:
        """Show a prediction, or that there is nothing to read.

        doubt: why it is not sure which ink of a picture is meant; then nothing is read of it.
        """
        self.bars.show_prediction(prediction, is_doubted=doubt is not None)
        text = prediction.text if prediction and doubt is None else None
        if doubt is not None:
            answer, sure = "?", late.DOUBT_WORDS[doubt]
        elif prediction is None:
            answer, sure = "–", "nothing drawn"
        elif text is None:
            answer, sure = "?", prediction.classes.refusal
        else:
            answer, sure = text, f"sure: {whole_percent(prediction.confidence)}"
        self._answer.setText(answer)
        describe(self, sure if text is None else f"Reads {text}")
        self._sure.setText(sure)
        self._answer.setEnabled(text is not None)
