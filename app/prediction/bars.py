"""A bar for each class, with its probability; of many classes for the likeliest, and tiles."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget
from typing_extensions import override

from app import late, theme
from app.accessible import describe
from app.keys import ARROWS, ENTER, is_offered
from app.prediction.bar_painter import LEAST_PX, BarColors, paint_bar
from app.prediction.likeliest import ROWS, LikeliestRows
from app.prediction.tile_grid import TileGrid
from app.prediction.tile_painter import RADIUS_PX, TilePainter, level_of
from app.tips import answers_tip
from model.data.classes import DIGITS, Classes
from model.text import percent, with_article

ROW_HEIGHT_PX = 18
LEAST_LABEL_PX, MOST_LABEL_SHARE = 20, 0.4
"""How wide the column of names is at the least, and at the most, as a share of the width."""
VALUE_WIDTH_PX = 52
NAME_ALIGNMENT = Qt.AlignmentFlag.AlignVCenter
VALUE_ALIGNMENT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
LEAST_WIDTH_PX = 180
MAX_ROWS = 12
"""More classes have no bar each."""
HOW_TO_CORRECT = (
    "Wrong? Click what is right, or press its key, and Inkling keeps it. "
    "A right click asks: why not this one?"
)


class _Row(NamedTuple):
    """What a row of bars shows: rows that are alike look alike."""

    of_class: int | None = None
    """Its class, by index; None where it has none."""
    value: str = ""
    """Its probability as text; empty where there is no prediction."""
    steps: int = 0
    """How long its bar is, in LEAST_PX."""
    has_accent: bool = False


class ProbabilityBars(QWidget):
    """A bar a class, in the order of the classes; the likeliest in the accent colour.

    Of more than MAX_ROWS classes only the likeliest have bars. Below them all have tiles, in the
    order of the classes, filled by their probabilities.

    Signals:
        label_chosen: a bar or tile was clicked, or Return pressed on it; with its class's name.
        why_asked: its menu was asked why it is that class, or is not; with the name.
    """

    label_chosen = Signal(str)
    why_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilityBars")
        self.setAccessibleName("Class probabilities")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the pad keeps its keys
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._likely = LikeliestRows()
        self.show_classes(DIGITS)

    def show_classes(self, classes: Classes) -> None:
        """Show empty bars of these classes."""
        self._classes = classes
        self._likely.clear()
        self._probabilities = [0.0] * len(classes)
        self._levels = [0] * len(classes)
        self._shown: list[_Row] = []
        self._likeliest: int | None = None
        self._is_doubted = False
        self._pointed: int | None = None
        self.setAccessibleDescription("")
        self._measure()

    def _measure(self) -> None:
        """Find how large all is: on other classes, or another font."""
        metrics = QFontMetricsF(theme.tabular(self.font()))
        widest = max(map(metrics.horizontalAdvance, self._classes))
        self._label_px = max(LEAST_LABEL_PX, widest + theme.GRID_PX)
        small = QFontMetricsF(theme.small(self.font()))
        widest = max(map(small.horizontalAdvance, self._classes))
        self._grid = TileGrid.of(len(self._classes), widest) if self.has_tiles else None
        self.setMinimumSize(LEAST_WIDTH_PX, self.sizeHint().height())
        self.updateGeometry()
        self._place_tiles()

    @property
    def has_tiles(self) -> bool:
        """Whether there are more classes than bars."""
        return len(self._classes) > MAX_ROWS

    def _place_tiles(self) -> None:
        if self._grid is not None:
            self._grid = self._grid.placed(0, self._bars_px + theme.GRID_PX, self.width())
        self._tiles: TilePainter | None = None  # made when it first paints
        self._shown = self._rows_to_show()
        self.update()

    @property
    def label_width_px(self) -> float:
        """How wide the column of names is; the longest fits, unless bars would be too short."""
        return min(self._label_px, MOST_LABEL_SHARE * self.width())

    @property
    def _bars_px(self) -> int:
        """How high all bars are together."""
        return self._row_count * ROW_HEIGHT_PX

    @property
    def _row_count(self) -> int:
        return ROWS if self.has_tiles else len(self._classes)

    @property
    def rows(self) -> tuple[int, ...]:
        """The index of the class in each row of bars."""
        return tuple(self._likely.rows if self.has_tiles else range(len(self._classes)))

    def place_of(self, name: str) -> QRect:
        """Return where a class can be clicked: its tile, or without tiles its bar."""
        index = self._classes.index(name)
        assert index is not None
        return self._area_of(index)

    def show_prediction(
        self, prediction: late.Prediction | None, *, is_doubted: bool = False
    ) -> None:
        """Show a prediction's probabilities, or empty bars; the accent is for what is answered.

        is_doubted: whether none of it is answered, since it is not sure what is the ink.
        """
        if prediction is None:
            self._likely.clear()
            self._show_probabilities([0.0] * len(self._classes), None, is_doubted=is_doubted)
            self.setAccessibleDescription("")
            return
        if prediction.classes != self._classes:
            self.show_classes(prediction.classes)
        probabilities = prediction.probabilities.tolist()
        self._likely.follow(probabilities)
        self._show_probabilities(probabilities, prediction.index, is_doubted=is_doubted)
        self.setAccessibleDescription(", ".join(map(self._describe, self.rows)))

    def _show_probabilities(
        self, probabilities: list[float], likeliest: int | None, *, is_doubted: bool
    ) -> None:
        self._probabilities, self._likeliest = probabilities, likeliest
        former, was_doubted = self._levels, self._is_doubted
        self._levels, self._is_doubted = list(map(level_of, probabilities)), is_doubted
        self._show_rows()
        if self._grid is None:
            return
        for index, level in enumerate(self._levels):  # while the pen moves, most stay as they are
            if level != former[index] or is_doubted != was_doubted:
                self.update(self._area_of(index))

    def _show_rows(self) -> None:
        """Have the rows painted that look different; one at least, so that paints can be timed."""
        former, self._shown = self._shown, self._rows_to_show()
        pairs = enumerate(zip(self._shown, former, strict=True))
        for row in [row for row, (new, old) in pairs if new != old] or [0]:
            self.update(self._row_rect(row).toAlignedRect())

    def _rows_to_show(self) -> list[_Row]:
        track_px = self._track_in(self._row_rect(0)).width()
        rows = [
            _Row(
                index,
                "" if self._likeliest is None else percent(self._probabilities[index], 1),
                round(self._probabilities[index] * track_px / LEAST_PX),
                index == self._likeliest and not self._is_doubted,
            )
            for index in self.rows
        ]
        return rows + [_Row()] * (self._row_count - len(rows))

    def _describe(self, index: int) -> str:
        return f"{self._classes[index]}: {percent(self._probabilities[index], 0)}"

    # Where things are

    @override
    def sizeHint(self) -> QSize:
        tiles_px = 0 if self._grid is None else theme.GRID_PX + self._grid.height
        return QSize(240, self._bars_px + tiles_px)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_tiles()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.FontChange:
            self._measure()
        elif event.type() is QEvent.Type.PaletteChange:
            self._place_tiles()
        super().changeEvent(event)

    def _row_rect(self, row: int) -> QRectF:
        return QRectF(0, row * ROW_HEIGHT_PX, self.width(), ROW_HEIGHT_PX)

    def _area_of(self, index: int) -> QRect:
        """Return a class's tile, or without tiles its row."""
        area = self._row_rect(index) if self._grid is None else self._grid.cell(index)
        return area.toAlignedRect()

    def _class_at(self, at: QPointF) -> int | None:
        """Return the index of the class whose bar or tile is at a place."""
        row, rows = int(at.y() // ROW_HEIGHT_PX), self.rows
        if 0 <= row < len(rows):
            return rows[row]
        return None if self._grid is None else self._grid.at(at)

    # Pointing and choosing

    def _point_at(self, index: int | None) -> None:
        if index != self._pointed:
            for changed in (self._pointed, index):
                if changed is not None:
                    self.update(self._area_of(changed).adjusted(-1, -1, 1, 1))
            self._pointed = index

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._class_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._class_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self.label_chosen.emit(self._classes[index])

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._point_at(self._likeliest or 0)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = Qt.Key(event.key()), self._pointed or 0
        if key in ARROWS:
            across, down = ARROWS[key]
            if self._grid is None:
                at = min(max(at + across + down, 0), len(self._classes) - 1)
            else:
                at = self._grid.moved(at, across, down)
            self._point_at(at)
            describe(self, self._describe(at))
        elif key in ENTER:
            self.label_chosen.emit(self._classes[at])
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self._pointed if is_by_key else self._class_at(QPointF(event.pos()))
        if index is None:
            return
        name = self._classes[index]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = theme.as_control_text(name)
        question = menu.addAction(
            f"Why {shown}?" if index == self._likeliest else f"Why not {shown}?"
        )
        question.setEnabled(self._likeliest is not None)
        question.triggered.connect(lambda: self.why_asked.emit(name))
        correction = menu.addAction(f"This is {with_article(shown)}")
        correction.triggered.connect(lambda: self.label_chosen.emit(name))
        at = self._area_of(index).bottomLeft() if is_by_key else event.pos()
        menu.popup(self.mapToGlobal(at))

    @override
    def event(self, event: QEvent) -> bool:
        if is_offered(event, (*ARROWS, *ENTER)):
            event.accept()
            return True
        return answers_tip(event, self, self._text_at, self._tip_area_at) or super().event(event)

    def _text_at(self, at: QPointF) -> str:
        index = self._class_at(at)
        if index is None:
            return ""
        probability = percent(self._probabilities[index], 1)
        told = "" if self._likeliest is None else f": {probability}"
        return f"{self._classes[index]}{told}. {HOW_TO_CORRECT}"

    def _tip_area_at(self, at: QPointF) -> QRect:
        row = int(at.y() // ROW_HEIGHT_PX)
        if row < len(self.rows):
            return self._row_rect(row).toAlignedRect()
        index = self._class_at(at)
        return QRect() if index is None else self._area_of(index)

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.tabular(self.font()))
        region, colors = event.region(), BarColors.of(self.palette())
        for row, shown in enumerate(self._shown):
            rect = self._row_rect(row)
            if region.intersects(rect.toAlignedRect()):
                self._paint_row(painter, rect, shown, colors)
        if self._grid is not None:
            self._paint_tiles(painter, self._grid, event)
        elif self._pointed is not None and self.hasFocus():
            painter.setPen(QPen(theme.accent(self.palette()), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            row_rect = self._row_rect(self._pointed).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(row_rect, RADIUS_PX, RADIUS_PX)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: _Row, colors: BarColors) -> None:
        painter.setPen(colors.text if row.has_accent else colors.muted)
        label_px = self.label_width_px
        if row.of_class is not None:
            name, name_px = self._classes[row.of_class], label_px - theme.GRID_PX / 2
            if label_px < self._label_px:
                metrics = QFontMetricsF(painter.font())
                name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_px)
            painter.drawText(QRectF(0, rect.top(), name_px, ROW_HEIGHT_PX), NAME_ALIGNMENT, name)
        if row.value:
            value = QRectF(rect.right() - VALUE_WIDTH_PX, rect.top(), VALUE_WIDTH_PX, ROW_HEIGHT_PX)
            painter.drawText(value, VALUE_ALIGNMENT, row.value)
        track, length_px = self._track_in(rect), row.steps * LEAST_PX
        paint_bar(painter, track, length_px, colors, is_likeliest=row.has_accent)

    def _track_in(self, row: QRectF) -> QRectF:
        """Return where in a row its bar may be."""
        return row.adjusted(self.label_width_px, 0, -VALUE_WIDTH_PX - theme.GRID_PX, 0)

    def _paint_tiles(self, painter: QPainter, grid: TileGrid, event: QPaintEvent) -> None:
        """Paint the tiles of which something has changed."""
        if self._tiles is None:
            self._tiles = TilePainter(self._classes, grid, self.font(), self.palette())
        region = event.region()
        if region.boundingRect().bottom() < grid.area.top():
            return
        for index, level in enumerate(self._levels):
            if region.intersects(self._area_of(index)):
                self._tiles.paint_tile(painter, index, level, is_doubted=self._is_doubted)
        if self._pointed is not None:
            self._tiles.paint_outline(painter, self._pointed, has_focus=self.hasFocus())
