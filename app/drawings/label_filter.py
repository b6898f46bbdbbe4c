"""Which drawings of the gallery are shown: those of one label, all numbers, or all."""

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QToolButton, QWidget

from app import theme

COLUMNS = 12
"""Buttons in a row, at the most."""
WIDTH_PX = 720
"""The room that they have together, about."""
NAME_PX, COUNT_PX = 120, 56
"""The room that a name has at the most, and a count with a button's margins."""


class Several(Enum):
    """What is shown together, since hardly two have the same label."""

    NUMBERS = "Numbers"


Shown = str | Several | None
"""A label, or what has several characters, or all."""


class LabelFilter(QWidget):
    """A button for each label, with how many drawings have it; numbers have one together.

    Signals:
        label_chosen: what is to be shown; with a Shown.
    """

    label_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str | Several, ...] = ()
        self._buttons: dict[Shown, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID_PX // 2)
        self._layout.setColumnStretch(COLUMNS, 1)
        self._columns = COLUMNS
        self._add_button(None)
        self._buttons[None].setChecked(True)

    def show_labels(self, labels: Sequence[str | Several]) -> None:
        """Offer these labels, in this order."""
        if tuple(labels) == self._labels:
            return
        self._labels = tuple(labels)
        for label in [label for label in self._buttons if label is not None]:
            button = self._buttons.pop(label)
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        names = map(QFontMetricsF(self.font()).horizontalAdvance, map(_name, labels))
        widest_px = min(max(names, default=0), NAME_PX) + COUNT_PX
        self._columns = min(max(int(WIDTH_PX / widest_px), 1), COLUMNS)
        for label in labels:
            self._add_button(label)
        if self._group.checkedButton() is None:
            self._buttons[None].setChecked(True)
            self.label_chosen.emit(None)

    def _add_button(self, label: Shown) -> None:
        button = QToolButton()
        button.setObjectName(f"show{_name(label)}Button")
        button.setCheckable(True)
        button.setText(self._text(label))
        shown = f"what is labelled {label}" if isinstance(label, str) else _name(label).lower()
        button.setToolTip(theme.as_tooltip(f"Show {shown}"))
        button.clicked.connect(partial(self.label_chosen.emit, label))
        self._group.addButton(button)
        row, column = divmod(len(self._buttons), self._columns)
        self._layout.addWidget(button, row, column)
        self._buttons[label] = button

    @property
    def buttons(self) -> Sequence[QToolButton]:
        """The buttons in order."""
        return tuple(self._buttons.values())

    def show_counts(self, counts: Mapping[str | Several, int]) -> None:
        """Say how many drawings each label has."""
        for label, button in self._buttons.items():
            count = sum(counts.values()) if label is None else counts.get(label, 0)
            name = self._text(label)
            button.setText(f"{name} · {count:,}" if count else name)

    def _text(self, label: Shown) -> str:
        """Return what stands on a button without its count."""
        metrics = QFontMetricsF(self.font())
        name = metrics.elidedText(_name(label), Qt.TextElideMode.ElideRight, NAME_PX)
        return theme.as_control_text(name)


def _name(shown: Shown) -> str:
    return shown.value if isinstance(shown, Several) else shown or "All"
