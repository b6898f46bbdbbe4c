"""The staircase with its numbers: a chart, what each step added, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.tables import make_quiet
from app.theme import GRID_PX
from app.views.old_way.staircase_chart import StaircaseChart, paint_mark
from app.views.progress_row import ProgressRow
from model.insight.staircase import Staircase, describe_step
from model.shallow.comparison import Measured
from model.text import format_seconds, percent

EMPTY = (
    "Measure goes from the nearest template on raw pixels to the network, step by step: how long "
    "each takes to fit, and what it misreads of MNIST, of your ink files and of your drawings."
)
NOTE_LINES = 3
MARK_ICON_PX = 14
MAX_LETTERS = 15
"""Of the title of what is measured on, no more is shown in a button or a column's head."""


class StaircasePage(QScrollArea):
    """Shows the staircase that was measured last; scrolls where there is little room.

    Signals:
        measure_asked: it is to be measured.
    """

    measure_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("staircasePage")
        self.staircase: Staircase | None = None
        """What is shown."""
        self._shown = ""
        self._offered: Sequence[str] = ()
        self._small = theme.small(self.font())
        self.measure_button = theme.button(
            "measureButton", "Measure", "Fit each step and measure it; takes some minutes"
        )
        self.progress = ProgressRow("staircase")
        self.progress.button.setText("Stop")
        self.when = theme.text_label("caption")
        self.when.setWordWrap(True)
        self.chart = StaircaseChart()
        self.note = theme.text_label("caption")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = _make_table()
        self._data_buttons = QButtonGroup(self)
        self._lay_out()
        self.measure_button.clicked.connect(self.measure_asked)
        self.chart.step_pointed_at.connect(self.table.selectRow)
        self.table.currentCellChanged.connect(lambda row, *_: self._point_at(row))

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, GRID_PX, 0)
        column.setSpacing(GRID_PX)
        head = QHBoxLayout()
        head.setSpacing(GRID_PX)
        head.addWidget(self.when, 1)
        head.addWidget(self.measure_button)
        self._buttons_row = QHBoxLayout()
        self._buttons_row.setSpacing(0)
        self._buttons_row.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addLayout(self._buttons_row)
        column.addWidget(self.chart, 3)
        column.addWidget(self.note)
        column.addWidget(self.table)
        self._spring = QWidget()
        column.addWidget(self._spring, 1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)

    # What is shown

    def show_empty(self) -> None:
        """Say what measuring would show."""
        self._show_parts(False)
        self.note.setText(EMPTY)

    def show_staircase(self, staircase: Staircase) -> None:
        """Show what was measured."""
        self.staircase = staircase
        self._show_parts(True)
        self.when.setText(f"Measured on {staircase.date}" if staircase.date else "")
        data = staircase.data
        if self._shown not in data:
            self._shown = data[0]
        self._make_buttons(data)
        self._fill_table(staircase)
        self._show_data(self._shown)

    def _show_parts(self, are_shown: bool) -> None:
        self.chart.setVisible(are_shown)
        self.table.setVisible(are_shown)
        self._spring.setVisible(not are_shown)

    def _show_data(self, data: str) -> None:
        """Have the numbered dots stand for this data."""
        assert self.staircase is not None
        self._shown = data
        self.chart.show_steps(self.staircase.steps, self.staircase.data, data)
        row = self.table.currentRow()
        self._point_at(row)

    def _point_at(self, row: int) -> None:
        if self.staircase is None:
            return
        steps = self.staircase.steps
        if 0 <= row < len(steps):
            self.chart.set_current(row)
            self.note.setText(describe_step(steps[row]))
        else:
            self.note.setText(sum_up(steps, self._shown))

    def _make_buttons(self, data: Sequence[str]) -> None:
        if self._offered == data:
            return
        self._offered = data
        for button in self._data_buttons.buttons():
            self._data_buttons.removeButton(button)
            button.deleteLater()
        for number, title in enumerate(data):
            button = QToolButton()
            button.setObjectName(f"stairData{number}")
            button.setText(shorten(title))
            button.setFont(self._small)
            button.setIcon(self._mark_icon(number))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setToolTip(theme.as_tooltip(f"What is misread of {title}, as numbered dots"))
            button.setChecked(title == self._shown)
            button.clicked.connect(partial(self._show_data, title))
            self._data_buttons.addButton(button)
            self._buttons_row.insertWidget(number, button)

    def _mark_icon(self, number: int) -> QIcon:
        pixmap = QPixmap(QSize(MARK_ICON_PX, MARK_ICON_PX) * 3)
        pixmap.setDevicePixelRatio(3)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(MARK_ICON_PX / 2, MARK_ICON_PX / 2)
        paint_mark(painter, middle, number, theme.muted(self.palette()))
        painter.end()
        return QIcon(pixmap)

    def _fill_table(self, staircase: Staircase) -> None:
        titles = ["", "Step", "Fit", *map(shorten, staircase.data)]
        self.table.setColumnCount(len(titles))
        self.table.setHorizontalHeaderLabels(titles)
        self.table.setRowCount(len(staircase.steps))
        for row, step in enumerate(staircase.steps):
            errors = [
                percent(step.errors[data], 1) if data in step.errors else "–"
                for data in staircase.data
            ]
            fitted = "–" if step.seconds is None else format_seconds(step.seconds)
            texts = [f"{row + 1}", step.title, fitted, *errors]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(theme.as_tooltip(describe_step(step)))
                if column > 1:
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(right)
                self.table.setItem(row, column, item)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._write_heads()
        self._fit_table()

    def _write_heads(self) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for column in range(self.table.columnCount()):
            head = self.table.horizontalHeaderItem(column)
            if head is not None:
                head.setFont(self._small)
                head.setTextAlignment(right if column > 1 else left)

    def _fit_table(self) -> None:
        """Show all rows of the table: the page scrolls, not the table."""
        self.table.resizeRowsToContents()
        rows_px = sum(self.table.rowHeight(row) for row in range(self.table.rowCount()))
        header_px = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(header_px + rows_px + 4)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_table()

    def set_font(self, font: QFont) -> None:
        """Write in this font."""
        self.chart.setFont(font)
        self.note.setFont(theme.small(font))
        self.note.setMinimumHeight(round(NOTE_LINES * QFontMetricsF(self.note.font()).height()))
        self.table.setFont(theme.small(font))
        self._small = theme.small(font)
        self.when.setFont(self._small)
        for button in self._data_buttons.buttons():
            button.setFont(self._small)
        self._write_heads()
        self._fit_table()

    # Measuring

    def begin(self, what: str) -> None:
        """Show that it is measured."""
        self.measure_button.setEnabled(False)
        self.progress.begin(what)

    def end(self) -> None:
        """Show that it is no longer measured."""
        self.measure_button.setEnabled(True)
        self.progress.hide()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self.staircase is not None:
            for number, button in enumerate(self._data_buttons.buttons()):
                button.setIcon(self._mark_icon(number))


def sum_up(steps: Sequence[Measured], data: str) -> str:
    """Return in a sentence how far it is from the first step to the last."""
    measured = [step for step in steps if data in step.errors]
    if len(measured) < 2:
        return ""
    first, last = measured[0], measured[-1]
    return (
        f"Misread of {data}: {percent(first.errors[data], 1)} by “{first.title}”, "
        f"{percent(last.errors[data], 1)} by “{last.title}”. Point at a step, or go along with the "
        "arrow keys, to see what is new in it."
    )


def shorten(title: str) -> str:
    """Return a title as a narrow place shows it."""
    return title if len(title) <= MAX_LETTERS else f"{title[: MAX_LETTERS - 1]}…"


def _make_table() -> QTableWidget:
    table = QTableWidget()
    make_quiet(table, "staircaseTable", "The steps of the staircase", picks_rows=True)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().setMinimumSectionSize(1)
    return table
