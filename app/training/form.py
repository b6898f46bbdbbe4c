"""The form: what to train on, by which recipe, on which device, and for how long."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.settings import Settings
from app.training.code_dialog import CodeDialog
from app.training.data_box import DataBox
from model.data.source import Folders, Source
from model.training.recipes import DEVICES, RECIPES, TrainingConfig, make_config

DEVICE_NAMES = {
    "auto": "Best available",
    "cpu": "CPU",
    "cuda": "NVIDIA GPU (CUDA)",
    "mps": "Apple GPU (MPS)",
}

Box = TypeVar("Box", bound=QWidget)


class TrainingForm(QWidget):
    """Asks for the choices of a run, and remembers them from one launch to the next.

    `advanced_button` unfolds what few people change, `code_button` shows the run that is chosen as
    a program. Whoever composes the form places both.
    """

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingForm")
        self._settings = settings
        self._make_boxes()
        self._make_advanced_boxes()
        self._make_advanced_button()
        self._make_code_button()
        self._lay_out()
        self._restore_choices()

    # Building

    def _make_boxes(self) -> None:
        self.data_box = _name_box(DataBox(), "dataBox", "Data", "What to train on")
        self.recipe_box = _name_box(QComboBox(), "recipeBox", "Recipe", "How to train")
        for recipe in RECIPES:
            self.recipe_box.addItem(recipe.capitalize(), recipe)
        self.recipe_box.currentIndexChanged.connect(self._fill_in_recipe)
        self.device_box = _name_box(QComboBox(), "deviceBox", "Device", "Where to train")
        for device in DEVICES:
            self.device_box.addItem(DEVICE_NAMES[device], device)
        for box in (self.data_box, self.recipe_box, self.device_box):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.epochs_box = _name_box(QSpinBox(), "epochsBox", "Epochs", "Passes over the data")
        self.epochs_box.setRange(1, 1000)

    def _make_advanced_boxes(self) -> None:
        self.learning_rate_box = _name_box(
            QDoubleSpinBox(),
            "learningRateBox",
            "Learning rate",
            "How far a training step goes (the peak, where it varies)",
        )
        self.learning_rate_box.setDecimals(4)
        self.learning_rate_box.setRange(0.0001, 10)
        self.learning_rate_box.setSingleStep(0.01)
        self.batch_size_box = _name_box(
            QSpinBox(), "batchSizeBox", "Batch size", "Images a training step"
        )
        self.batch_size_box.setRange(1, 10_000)
        self.seed_box = _name_box(
            QSpinBox(), "seedBox", "Seed", "The same seed gives the same network"
        )
        self.seed_box.setRange(0, 2**31 - 1)

    def _make_advanced_button(self) -> None:
        button = self.advanced_button = QToolButton()
        button.setObjectName("advancedButton")
        button.setText("Advanced")
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip("Learning rate, batch size and seed")
        button.toggled.connect(self._fold_advanced)

    def _make_code_button(self) -> None:
        button = self.code_button = QToolButton()
        button.setObjectName("codeButton")
        button.setText("Show code")
        button.setAutoRaise(True)
        button.setToolTip("This run as a short PyTorch program, to read, copy and save")
        button.clicked.connect(self.show_code)

    def _lay_out(self) -> None:
        choices = _make_grid()
        choices.setColumnStretch(1, 3)
        choices.setColumnStretch(3, 2)
        rows = ((self.data_box, self.recipe_box), (self.device_box, self.epochs_box))
        for row, boxes in enumerate(rows):
            for number, box in enumerate(boxes):
                choices.addWidget(_make_label(box), row, 2 * number)
                choices.addWidget(box, row, 2 * number + 1)
        self._advanced = QWidget()
        advanced = _make_grid()
        advanced.setContentsMargins(0, 0, 0, 0)
        self._advanced.setLayout(advanced)
        for column, box in enumerate((self.learning_rate_box, self.batch_size_box, self.seed_box)):
            advanced.addWidget(_make_label(box), 0, column)
            advanced.addWidget(box, 1, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(choices)
        layout.addWidget(self._advanced)

    # The choices

    def config(self) -> TrainingConfig:
        """Return the run that the choices make."""
        return make_config(
            self.recipe_box.currentData(),
            self.data_box.sources(),
            device=self.device_box.currentData(),
            epochs=self.epochs_box.value(),
            batch_size=self.batch_size_box.value(),
            learning_rate=self.learning_rate_box.value(),
            seed=self.seed_box.value(),
        )

    def show_code(self) -> None:
        """Show the run that the choices make as a program of its own."""
        dialog = CodeDialog(self.config(), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def folders(self) -> Folders:
        """Return the folders that the user has chosen for sources."""
        return self.data_box.folders()

    def use_folder(self, source: Source, folder: Path) -> None:
        """Read a source from a folder in torchvision's layout, and train on it."""
        self.data_box.use_folder(source, folder)

    def allow_choices(self, are_allowed: bool) -> None:
        """Let the user change the choices, or not."""
        boxes = (self.data_box, self.recipe_box, self.device_box)
        for box in (*boxes, *(box for box, _ in self._value_boxes())):
            box.setEnabled(are_allowed)

    def _value_boxes(self) -> Sequence[tuple[QSpinBox | QDoubleSpinBox, str]]:
        """Return the boxes of numbers, each with the name of its setting."""
        return (
            (self.epochs_box, "training/epochs"),
            (self.batch_size_box, "training/batch_size"),
            (self.learning_rate_box, "training/learning_rate"),
            (self.seed_box, "training/seed"),
        )

    def _restore_choices(self) -> None:
        for combo_box, name in (
            (self.recipe_box, "training/recipe"),
            (self.device_box, "training/device"),
        ):
            combo_box.setCurrentIndex(max(combo_box.findData(self._settings[name]), 0))
        self._fill_in_recipe()
        self.data_box.restore(self._settings["training/data"])
        for box, name in self._value_boxes():
            if remembered := self._settings[name]:
                box.setValue(remembered)
        self.advanced_button.setChecked(self._settings["training/advanced"])
        self._fold_advanced(self.advanced_button.isChecked())

    def save_choices(self) -> None:
        """Remember the choices for the next launch."""
        self._settings["training/data"] = self.data_box.remembered()
        self._settings["training/recipe"] = self.recipe_box.currentData()
        self._settings["training/device"] = self.device_box.currentData()
        for box, name in self._value_boxes():
            self._settings[name] = box.value()
        self._settings["training/advanced"] = self.advanced_button.isChecked()

    def _fill_in_recipe(self) -> None:
        """Set data and values to those of the recipe."""
        recipe = RECIPES[self.recipe_box.currentData()]
        self.epochs_box.setValue(recipe.epochs)
        self.batch_size_box.setValue(recipe.batch_size)
        self.learning_rate_box.setValue(recipe.learning_rate)
        self.data_box.choose_mixture(recipe.mixture)

    def _fold_advanced(self, is_open: bool) -> None:
        self._advanced.setVisible(is_open)
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.advanced_button.setArrowType(arrow)


def _name_box(box: Box, name: str, label: str, tooltip: str) -> Box:
    """Give a box the names by which automation and people find it, and return it."""
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setToolTip(tooltip)
    return box


def _make_label(box: QWidget) -> QLabel:
    label = QLabel(box.accessibleName())
    label.setBuddy(box)
    return label


def _make_grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.GRID_PX)
    grid.setVerticalSpacing(theme.GRID_PX // 2)
    return grid
