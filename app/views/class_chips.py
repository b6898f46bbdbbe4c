"""A small button for each class, to ask why the answer is not that one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from app import theme
from model.reading.prediction import Prediction
from model.text import percent

COLUMNS, COLUMNS_OF_LONG = 5, 3
LONG = 6
"""Longer names have more room each."""
MAX_CHIPS = 10
"""Of more classes only the likeliest are offered, in the order of the classes."""
MARGIN_PX = 8
LEAST_PX = 30


class ClassChips(QWidget):
    """The classes of a prediction; the one that is asked about is pressed.

    Signals:
        class_chosen: one was clicked; with its name.
    """

    class_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._font = theme.tabular(self.font())
        self._group = QButtonGroup(self)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.setStyleSheet("QToolButton { padding: 5px 0; }")  # as much of a name as can be
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def names(self) -> tuple[str, ...]:
        """The classes that have a chip, in order."""
        return self._names

    @property
    def texts(self) -> list[str]:
        """What stands on the chips."""
        return [chip.text() for chip in self._group.buttons()]

    def set_font(self, font: QFont) -> None:
        """Write the names in this font."""
        self._font = theme.tabular(font)
        for chip in self._group.buttons():
            chip.setFont(self._font)

    def show_prediction(self, prediction: Prediction, asked: str) -> None:
        """Offer the classes of a prediction; asked: the name of the one that is looked at."""
        names = _offered(prediction, asked)
        if names != self._names:
            self._make(names)
        for name, chip in zip(names, self._group.buttons(), strict=True):
            index = prediction.classes.index(name)
            assert index is not None
            share = percent(float(prediction.probabilities[index]), 1)
            question = f"Why {name}?" if name == prediction.text else f"Why not {name}?"
            tip = f"{question} The network gives it {share}"
            chip.setToolTip(theme.as_tooltip(tip))
            chip.setAccessibleName(tip)
            chip.setChecked(name == asked)

    def _make(self, names: Sequence[str]) -> None:
        for chip in self._group.buttons():
            self._group.removeButton(chip)
            self._layout.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._names = tuple(names)
        columns = COLUMNS_OF_LONG if max(map(len, names)) > LONG else COLUMNS
        for place, name in enumerate(names):
            chip = _Chip(name)
            chip.setObjectName(f"whyNot{name}")
            chip.setFont(self._font)
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.clicked.connect(partial(self.class_chosen.emit, name))
            self._group.addButton(chip)
            self._layout.addWidget(chip, *divmod(place, columns))


class _Chip(QToolButton):
    """A button with as much of a name as fits."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        # Ignored: the text depends on the width, and not the other way round.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(theme.as_control_text(name))
        self.setMinimumWidth(LEAST_PX)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        room = self.width() - MARGIN_PX
        cut = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.setText(theme.as_control_text(cut))
        super().resizeEvent(event)


def _offered(prediction: Prediction, asked: str) -> tuple[str, ...]:
    """Return the classes that have a chip; of many the likeliest, and the one asked about."""
    classes = prediction.classes
    if len(classes) <= MAX_CHIPS:
        return classes.names
    likely = sorted(range(len(classes)), key=lambda i: -float(prediction.probabilities[i]))
    shown = likely[:MAX_CHIPS]
    index = classes.index(asked)
    if index is not None and index not in shown:
        shown[-1] = index
    return tuple(classes[index] for index in sorted(shown))
