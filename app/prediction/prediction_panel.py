"""What the network says: the answer, large; how sure it is; and a bar for each class."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app import late, theme
from app.accessible import describe
from app.pad.part_words import name_part
from app.prediction.bars import ProbabilityBars
from app.prediction.live_reading import LiveReading
from app.prediction.parts import several_parts
from app.prediction.reader_box import ReaderBox
from app.settings import Settings
from model.data.classes import DIGITS, Classes
from model.reading.expected import Expected
from model.text import start_with_capital, whole_percent

ANSWER_WIDTH_PX = 112
MAX_WIDTH_PX = 560
"""Longer bars are no easier to compare."""
BARS_SHARE = 0.42
"""Of the panel, at the least, beside a number."""
NAMED_BARS_SHARE = 0.58
"""The same where names are long, which stand beside the bars, too."""
RIVAL_FROM = 0.05
"""What is less likely is not worth a line."""
EXPECTED_KEY = "Ctrl+B"
EXPECTED_TIPS = {
    Expected.EITHER: "Inkling sees by itself whether it is one digit or a number",
    Expected.SINGLE: "All ink is read as one digit",
    Expected.NUMBER: "The ink is read as a number, however unlikely that is",
}


class PredictionPanel(QWidget):
    """The prediction of the drawing on the pad, and the choice what that is read as."""

    def __init__(self, settings: Settings, window: QWidget) -> None:
        """window: gets the action that chooses what is expected."""
        super().__init__()
        self.setObjectName("predictionPanel")
        self.setAccessibleName("Prediction")
        self.setMaximumWidth(MAX_WIDTH_PX)
        self.reader_box = ReaderBox()
        self.bars = ProbabilityBars()
        self._answer = theme.answer_label("predictedText", ANSWER_WIDTH_PX)
        self._sure = theme.text_label("certainty")
        self._rival = theme.text_label("rival")
        for line in (self._sure, self._rival):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._rival.setToolTip("What it may be instead, and how likely that is")
        self._part = theme.text_label("partCaption")
        self._part.setFont(theme.small(self.font()))
        self._settings = settings
        self._answer_text = ""
        self._make_expected_box()
        text = "Read by itself, as one digit, or as a number"
        self.expected_action = theme.add_action(
            window, "expected", text, [EXPECTED_KEY], self._expect_next
        )
        self._lay_out()
        self.show_classes(DIGITS)
        self.show_prediction(None)

    def _make_expected_box(self) -> None:
        self.expected_box = QComboBox()
        self.expected_box.setObjectName("expectedBox")
        self.expected_box.setAccessibleName("Read as")
        self.expected_box.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the pad keeps its keys
        for index, expected in enumerate(Expected):
            self.expected_box.addItem(start_with_capital(expected.value), expected)
            self.expected_box.setItemData(
                index, EXPECTED_TIPS[expected], Qt.ItemDataRole.ToolTipRole
            )
        self.expected_box.setToolTip(
            f"Whether the pad shows one digit or a number ({EXPECTED_KEY})"
        )
        remembered = Expected.__members__.get(self._settings["pad/expected"], Expected.EITHER)
        self.expected_box.setCurrentIndex(list(Expected).index(remembered))
        self.expected_box.currentIndexChanged.connect(self._remember_expected)

    def _lay_out(self) -> None:
        large = QVBoxLayout()
        large.setSpacing(0)
        large.addStretch(1)
        for part in (self._answer, self._sure, self._rival):
            large.addWidget(part)
        large.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._part)
        right.addWidget(self.bars)
        said = QHBoxLayout()
        said.setSpacing(2 * theme.GRID_PX)
        said.addLayout(large)
        said.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(self._make_header())
        layout.addLayout(said)

    def _make_header(self) -> QHBoxLayout:
        """Lay out how the pad is read: what reads, and what it expects."""
        header = QHBoxLayout()
        header.setSpacing(theme.GRID_PX)
        header.addWidget(self.reader_box)
        header.addWidget(self.expected_box)
        header.addStretch(1)
        return header

    def follow(self, reading: LiveReading) -> None:
        """Show what is read from now on, and have it read as is chosen."""
        reading.expect(self.expected)
        self.expected_box.currentIndexChanged.connect(lambda: reading.expect(self.expected))

        def show() -> None:
            told_by = reading.prediction or reading.recognizer  # that may be one on trial
            if told_by is not None and told_by.classes != self._classes:
                self.show_classes(told_by.classes)
            self.show_prediction(reading.prediction, reading.doubt, reading.focus)

        reading.predicted.connect(show)
        reading.focus_changed.connect(show)

    # What is expected

    @property
    def expected(self) -> Expected:
        """What the pad is read as, as chosen."""
        chosen = self.expected_box.currentData()
        assert isinstance(chosen, Expected)
        return chosen

    def _remember_expected(self) -> None:
        self._settings["pad/expected"] = self.expected.name

    def _expect_next(self) -> None:
        count = self.expected_box.count()
        self.expected_box.setCurrentIndex((self.expected_box.currentIndex() + 1) % count)

    def show_classes(self, classes: Classes) -> None:
        """Show empty bars of these classes; only digits make numbers."""
        self._classes = classes
        self.bars.show_classes(classes)
        for choice in (self.expected_box, self.expected_action):
            choice.setVisible(classes == DIGITS)
        font = QFont(self._answer.font())
        font.setPixelSize(theme.ANSWER_HEIGHT_PX)
        widest_px = max(map(QFontMetricsF(font).horizontalAdvance, classes))
        self._has_long_names = widest_px > ANSWER_WIDTH_PX
        self._fit_answer()

    # What was read

    def show_prediction(
        self,
        prediction: late.Prediction | None,
        doubt: late.Doubt | None = None,
        focus: int = 0,
    ) -> None:
        """Show a prediction, or that there is nothing to read.

        doubt: why it is not sure which ink of a picture is meant; then nothing is read of it;
        focus: the index of the character whose bars are shown, where there are several.
        """
        parts = several_parts(prediction)
        in_bars = parts[focus].prediction if parts else prediction
        self.bars.show_prediction(in_bars, is_doubted=doubt is not None)
        self._part.setText(name_part([part.label for part in parts], focus) if parts else "")
        text = prediction.text if prediction and doubt is None else None
        if doubt is not None:
            answer, sure = "?", late.DOUBT_WORDS[doubt]
        elif prediction is None:
            answer, sure = "–", "nothing drawn"
        elif text is None:
            answer, sure = "?", prediction.classes.refusal
        else:
            answer, sure = text, f"sure: {whole_percent(prediction.confidence)}"
        rival = _rival_of(prediction) if text is not None else ""
        self._sure.setText(sure)
        self._rival.setText(rival)
        self._answer.setEnabled(text is not None)
        if answer != self._answer_text:
            self._answer_text = answer
            self._fit_answer()
        told = sure if text is None else f"Reads {text}"
        describe(self, ", ".join(filter(None, (told, self._part.text()))))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_answer()

    def _fit_answer(self) -> None:
        """Give a number more room than a digit, and set it as large as it fits there.

        Where names are long all have that room, so that the bars do not move from one to another.
        """
        is_number = len(self._answer_text) > 1 and self._classes == DIGITS
        width_px = ANSWER_WIDTH_PX
        if is_number or self._has_long_names:
            share = NAMED_BARS_SHARE if self._has_long_names else BARS_SHARE
            bars_px = max(self.bars.minimumWidth(), round(share * self.width()))
            width_px = max(self.width() - bars_px - 2 * theme.GRID_PX, ANSWER_WIDTH_PX)
        self._answer.setFixedWidth(width_px)
        theme.fit_answer(self._answer, self._answer_text)

    @override
    def minimumSizeHint(self) -> QSize:
        # A long number makes itself smaller before it makes the panel wider.
        least_px = ANSWER_WIDTH_PX + 2 * theme.GRID_PX + self.bars.minimumWidth()
        return QSize(least_px, super().minimumSizeHint().height())


def _rival_of(prediction: late.Prediction | None) -> str:
    """Return what else a number may be, where that is not unlikely."""
    if prediction is None or not isinstance(prediction, late.NumberPrediction):
        return ""
    rival = prediction.rival
    return f"or {rival.text}" if rival and rival.confidence >= RIVAL_FROM else ""
