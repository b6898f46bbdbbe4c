"""Versions: every network that was kept, what it learned from, its errors; one click goes back."""

from datetime import datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.background import BackgroundTask
from app.tables import make_quiet
from model.home.collection import DrawingCollection
from model.home.own_drawings import own_error
from model.home.versions import BUILT_IN, Version, list_versions
from model.home.what_reads import use_version
from model.ink.parts import characters_of
from model.ink.raster import rasterize
from model.network.weights import RunCard, Weights
from model.text import percent

MEASURED_COUNT = 500
"""How many of the user's drawings a version is measured on at most: the newest."""
ROW_HEIGHT_PX = 38
COLUMNS = ("Kept", "Learned from", "Everyone's", "Yours", "")
ORIGIN_COLUMN, BUTTON_COLUMN = 1, 4
NOTE = (
    "The share misread: of the test images of what it learned from (of digits MNIST's, or built-in "
    "ink where MNIST was not at hand), and of your drawings. Where a version has learned these, "
    "they were left out in their turn to measure it."
)


class _Row(NamedTuple):
    version: Version
    own_error: float | None


class VersionsDialog(QDialog):
    """The list of versions.

    Signals:
        version_used: a version predicts from now on, with its Weights.
        said: one sentence for the user.
    """

    version_used = Signal(object)
    said = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("versions")
        self.setWindowTitle("Versions of the network")
        self.table = _make_table()
        self.table.setFont(theme.tabular(self.font()))
        self.note = theme.text_label("caption", "Errors: the share misread. Looking…")
        self.note.setWordWrap(True)
        layout = QVBoxLayout(self)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        self.resize(680, 360)
        self.setStyleSheet(theme.style_sheet(self.palette()))
        task = BackgroundTask("Looking for versions", _load_rows)
        task.done.connect(self._show_rows)
        task.failed.connect(self.note.setText)
        task.start()

    def _show_rows(self, rows: list[_Row]) -> None:
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT_PX)
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(_row_texts(row)):
                self.table.setItem(number, column, QTableWidgetItem(text))
            self.table.setCellWidget(number, BUTTON_COLUMN, self._make_button(row.version))
        self.note.setText(NOTE)

    def _make_button(self, version: Version) -> QWidget:
        button = QPushButton("In use" if version.is_current else "Use")
        button.setObjectName(f"use-{version.name}")
        button.setToolTip("Read with this version from now on")
        button.setEnabled(not version.is_current and version.card is not None)
        button.clicked.connect(partial(self._use, version.name))
        cell = QWidget()  # so that the button does not fill its row
        around = QHBoxLayout(cell)
        around.setContentsMargins(theme.GRID_PX, 0, theme.GRID_PX, 0)
        around.addWidget(button)
        return cell

    def _use(self, name: str) -> None:
        task = BackgroundTask("Going back", partial(use_version, name))
        task.done.connect(self._end_using)
        task.failed.connect(self.note.setText)
        task.start()

    def _end_using(self, weights: Weights) -> None:
        self.version_used.emit(weights)
        self.said.emit(f"The pad now reads with: {describe_origin(weights.card)}.")
        self.accept()


def _make_table() -> QTableWidget:
    table = QTableWidget(0, len(COLUMNS))
    make_quiet(table, "versionsTable", "Versions", stretched=ORIGIN_COLUMN)
    table.setHorizontalHeaderLabels(COLUMNS)
    return table


def describe_origin(card: RunCard) -> str:
    """Return by which recipe, and on which data, a version was trained."""
    return f"{card.recipe or 'unknown recipe'} on {card.data or 'unknown data'}"


def _load_rows() -> list[_Row]:
    entries = DrawingCollection().entries()[-MEASURED_COUNT:]
    characters = [character for entry in entries for character in characters_of(entry.drawing)]
    images = rasterize(characters)
    labels = [character.label for character in characters]
    return [_Row(version, own_error(version, images, labels)) for version in list_versions()]


def _row_texts(row: _Row) -> tuple[str, ...]:
    """Return what a row says, column by column."""
    version, error = row
    card = version.card
    return (
        "Built in" if version.name == BUILT_IN else _format_date(version),
        "damaged: it cannot be read" if card is None else describe_origin(card),
        "" if card is None else _format_error(card.test_error),
        _format_error(error),
    )


def _format_date(version: Version) -> str:
    date = version.card.date if version.card else None
    try:
        return f"{datetime.fromisoformat(date or '').astimezone():%d %b %Y, %H:%M}"
    except ValueError:
        return version.name


def _format_error(error: float | None) -> str:
    return "–" if error is None else percent(error)
