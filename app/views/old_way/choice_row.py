"""Which features and which classifier; on how many images to fit them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from model.shallow.pipeline import CLASSIFIERS, FEATURES, PipelineChoice

COUNTS: tuple[tuple[str, int | None], ...] = (
    ("All images", None),
    ("10,000 images", 10_000),
    ("2,000 images", 2_000),
)
NARROW_PX = 480


class ChoiceRow(QWidget):
    """Two boxes that choose a pipeline, one that says on how much to fit it, and Fit.

    Signals:
        choice_changed: another pipeline is chosen; with its PipelineChoice.
        fit_asked: the chosen one is to be fitted.
    """

    choice_changed = Signal(object)
    fit_asked = Signal()

    def __init__(self, choice: PipelineChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.features_box = _box("featuresBox", "Features", "What is made of the ink", FEATURES)
        self.classifier_box = _box(
            "classifierBox", "Classifier", "What decides, by these features", CLASSIFIERS
        )
        self.count_box = _ElidedBox()
        self.count_box.setObjectName("fitCountBox")
        self.count_box.setAccessibleName("Images to fit on")
        self.count_box.setToolTip("On how many images to fit it: fewer are quicker, and read worse")
        for title, count in COUNTS:
            self.count_box.addItem(title, count)
        self.fit_button = theme.button("fitButton", "Fit", "Fit this pipeline; it is kept")
        self.card = theme.text_label("caption")
        self.card.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.GRID_PX)
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for row in (self._first, self._second):
            row.setSpacing(theme.GRID_PX)
            rows.addLayout(row)
        self._first.addWidget(self.features_box, 10)
        self._first.addWidget(self.classifier_box, 10)
        self._second.addWidget(self.card, 18)
        for box in (self.features_box, self.classifier_box, self.count_box):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._is_narrow: bool | None = None
        self._arrange(is_narrow=False)
        self._is_fitting, self._is_able = False, True
        self._choose(choice)
        for box in (self.features_box, self.classifier_box):
            box.currentIndexChanged.connect(lambda _: self.choice_changed.emit(self.choice))
        self.fit_button.clicked.connect(self.fit_asked)

    @property
    def choice(self) -> PipelineChoice:
        """The chosen pipeline."""
        return PipelineChoice(self.features_box.currentData(), self.classifier_box.currentData())

    @property
    def count(self) -> int | None:
        """On how many images to fit it; None: all."""
        count: int | None = self.count_box.currentData()
        return count

    def _arrange(self, *, is_narrow: bool) -> None:
        """Have all in a line and the card below, or the card beside Fit in a second line."""
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        row, first = (self._second, 0) if is_narrow else (self._first, 2)
        row.insertWidget(first, self.count_box, 10 if is_narrow else 8)
        row.insertWidget(first + 1, self.fit_button)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(is_narrow=self.width() < NARROW_PX)

    def _choose(self, choice: PipelineChoice) -> None:
        for box, name in (
            (self.features_box, choice.features),
            (self.classifier_box, choice.classifier),
        ):
            box.setCurrentIndex(max(box.findData(name), 0))

    def show_kept(self, kept: Collection[PipelineChoice]) -> None:
        """Say which pipelines are fitted already, of those with the features that are chosen."""
        features = self.features_box.currentData()
        for index in range(self.classifier_box.count()):
            name = self.classifier_box.itemData(index)
            is_kept = PipelineChoice(features, name) in kept
            mark = "✓ " if is_kept else ""
            self.classifier_box.setItemText(index, f"{mark}{CLASSIFIERS[name]}")
        is_fitted = self.choice in kept
        self.fit_button.setText("Fit again" if is_fitted else "Fit")

    def set_fitting(self, is_fitting: bool) -> None:
        """Have nothing chosen while something is fitted."""
        for box in (self.features_box, self.classifier_box, self.count_box):
            box.setEnabled(not is_fitting)
        self._is_fitting = is_fitting
        self._update_button()

    def set_able(self, is_able: bool) -> None:
        """Say whether what the chosen pipeline needs to be fitted is installed."""
        self._is_able = is_able
        self._update_button()

    def _update_button(self) -> None:
        self.fit_button.setEnabled(self._is_able and not self._is_fitting)


class _ElidedBox(QComboBox):
    """A box that may be narrower than what is chosen."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, field, self).width() - 4
        mode = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, mode, room)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def _box(name: str, title: str, tip: str, items: Mapping[str, str]) -> QComboBox:
    box = _ElidedBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    # What is chosen may be too long for the box.
    box.currentTextChanged.connect(lambda chosen: box.setToolTip(f"{tip}: {chosen}"))
    for key, text in items.items():
        box.addItem(text, key)
    view = box.view()
    view.setMinimumWidth(view.sizeHintForColumn(0) + 5 * theme.GRID_PX)  # wider than the box
    return box
