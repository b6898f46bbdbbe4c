"""Which features and which classifier; on how many images to fit them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QSizePolicy, QWidget

from app import theme
from model.shallow.pipeline import CLASSIFIERS, FEATURES, PipelineChoice

COUNTS: tuple[tuple[str, int | None], ...] = (
    ("All images", None),
    ("10,000 images", 10_000),
    ("2,000 images", 2_000),
)
FITTED_ROLE = Qt.ItemDataRole.UserRole + 1


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
        self.count_box = QComboBox()
        self.count_box.setObjectName("fitCountBox")
        self.count_box.setAccessibleName("Images to fit on")
        self.count_box.setToolTip("On how many images to fit it: fewer are quicker, and read worse")
        for title, count in COUNTS:
            self.count_box.addItem(title, count)
        self.fit_button = theme.button("fitButton", "Fit", "Fit this pipeline; it is kept")
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID_PX)
        for box in (self.features_box, self.classifier_box, self.count_box):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._layout.addWidget(self.features_box, 10)
        self._layout.addWidget(self.classifier_box, 10)
        self._layout.addWidget(self.count_box, 8)
        self._layout.addWidget(self.fit_button)
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
            mark = "  ✓" if is_kept else ""
            self.classifier_box.setItemText(index, f"{CLASSIFIERS[name]}{mark}")
        is_fitted = self.choice in kept
        self.fit_button.setText("Fit again" if is_fitted else "Fit")

    def set_fitting(self, is_fitting: bool) -> None:
        """Have nothing chosen while something is fitted."""
        for part in (self.features_box, self.classifier_box, self.count_box, self.fit_button):
            part.setEnabled(not is_fitting)


def _box(name: str, title: str, tip: str, items: Mapping[str, str]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(tip)
    for key, text in items.items():
        box.addItem(text, key)
    view = box.view()
    view.setMinimumWidth(view.sizeHintForColumn(0) + 5 * theme.GRID_PX)  # wider than the box
    return box
