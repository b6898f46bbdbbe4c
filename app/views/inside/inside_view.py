"""Inside: the network as it runs on what lies on the pad, down to each single number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import keys, theme
from app.pad.ink_points import PAD_SIDE
from app.pad.marks import FieldBox, Marks
from app.prediction.reading import Reading
from app.theme import GRID_PX
from app.views.example_lookup import ExampleLookup
from app.views.inside.number_table import NumberTable
from app.views.inside.operator_graph import OperatorGraph
from app.views.inside.sum_panel import SumPanel
from app.views.scale import ScaleLegend
from app.views.view import View
from model.ink.field import uncentred
from model.ink.raster import Images, placement, rasterize
from model.insight.cell_words import tell
from model.insight.fields import receptive_field
from model.insight.layers import HIDDEN, LOGITS, POOL1, POOL2, Cell, Flow, flow, layers_of
from model.network.recognizer import Recognizer
from model.reading.prediction import Prediction
from model.text import whole_percent

BESIDE_FROM_PX = 1200
"""From this width on, the opened sum lies beside the graph."""
SUM_WIDTH_PX = 560
QWIDGETSIZE_MAX = 16_777_215  # Qt's own, which PySide does not name
TELLING_MS = 50
"""After so long at most, what is told of a cell is that of the newest ink."""
LIMITS = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
"""The scale of colours ends at one of these, or at a multiple of 10."""
IN_PLACE = uncentred(PAD_SIDE)

NOTHING_DRAWN = "Draw something: here you see what becomes of it, number by number."
NO_NETWORK = "The network is being loaded."
NUMBERS = (
    "784 numbers, the ink of each px from 0 to 99: that is all that the network gets of your "
    "drawing."
)


class InsideView(View):
    """Shows the graph of operators live; a chosen cell's sum; the input's numbers.

    A switch has the ink drawn where it lies on the pad, neither fitted nor centred.
    """

    def __init__(self, examples: ExampleLookup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("insideView")
        self.setAccessibleName("Inside the network")
        self._examples = examples
        self._reading: Reading | None = None
        self._flow: Flow | None = None
        self._limit = 1.0
        self._scaled_for: Recognizer | None = None
        self._pinned: list[Cell] = []  # the last one is shown, those before lead back
        self._has_marks = False
        # While the pen moves, figures that change with each point could not be read.
        self._telling = QTimer(self, singleShot=True, interval=TELLING_MS)
        self._telling.timeout.connect(self._tell_cell)
        self.graph = OperatorGraph()
        self.numbers = NumberTable()
        self.sum = SumPanel()
        self._make_switches()
        self._lay_out()
        self.graph.pointed.connect(self._point)
        self.graph.chosen.connect(self.pin)
        self.numbers.pointed.connect(self._point)
        self.sum.cell_chosen.connect(self._follow)
        self.sum.sample_chosen.connect(self.sample_chosen)
        self.sum.back_chosen.connect(self.go_back)
        examples.ready.connect(self._take_examples)
        examples.failed.connect(self._miss_examples)
        self._show_flow()

    # Building

    def _make_switches(self) -> None:
        self.numbers_button = _switch(
            "numbersButton", "Numbers", "Show the input as what it is: 784 numbers"
        )
        self.uncentred_button = _switch(
            "uncentredButton",
            "Uncentred",
            "Give the network the ink where it lies on the pad, neither fitted nor centred, drawn "
            "by the same pen: what becomes of the answer?",
        )
        self._legend = ScaleLegend()
        self._uncentred_answer = theme.text_label("uncentredAnswer")
        self._uncentred_answer.setWordWrap(True)
        self._uncentred_answer.hide()
        self.numbers_button.toggled.connect(self._show_flow)
        self.uncentred_button.toggled.connect(self._read)

    def _lay_out(self) -> None:
        switches = QHBoxLayout()
        switches.setSpacing(GRID_PX)
        switches.addWidget(self.numbers_button)
        switches.addWidget(self.uncentred_button)
        switches.addStretch(1)
        switches.addWidget(self._legend)
        self._graph_area = _scrolling(self.graph)
        self._numbers_area = _scrolling(self.numbers)
        body = QHBoxLayout()
        body.setSpacing(3 * GRID_PX)
        body.addWidget(self._graph_area, 1)
        body.addWidget(self._numbers_area, 1)
        body.addWidget(self.sum, 1)
        self.content.addLayout(switches)
        self.content.addWidget(self._uncentred_answer)
        self.content.addLayout(body, 1)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _arrange(self) -> None:
        """Show the graph, the numbers or the sum; the sum beside the others where there is room."""
        is_beside = self.width() >= BESIDE_FROM_PX
        shows_sum = bool(self._pinned) and self._flow is not None
        shows_numbers = self.numbers_button.isChecked()
        self.sum.setVisible(shows_sum or (is_beside and not shows_numbers))
        self._legend.setVisible(shows_sum or not shows_numbers)
        self.sum.setMaximumWidth(SUM_WIDTH_PX if is_beside else QWIDGETSIZE_MAX)
        # What lies below must not jump as another sentence takes a line more.
        lines = 1 if is_beside else 2
        self.sentence.setMinimumHeight(lines * self.sentence.fontMetrics().lineSpacing())
        self._graph_area.setVisible(not shows_numbers and (is_beside or not shows_sum))
        self._numbers_area.setVisible(shows_numbers and (is_beside or not shows_sum))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._telling.stop()  # what is not seen marks nothing
        super().hideEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # What is read

    @override
    def show_reading(self, reading: Reading) -> None:
        self._reading = reading
        self._read()

    def _read(self) -> None:
        """Have the network make what it makes of the page, and show it."""
        reading = self._reading
        if reading is None or reading.recognizer is None or reading.page.is_empty:
            self._flow = None
            self._uncentred_answer.hide()
            if reading is not None and reading.recognizer is not None:
                self.graph.show_layers(layers_of(reading.recognizer.classes))
        else:
            images = self._images(reading)
            self._flow = flow(reading.recognizer, images)
            if reading.recognizer is not self._scaled_for:
                self._scale_for(reading.recognizer)
        self._show_flow()

    def _images(self, reading: Reading) -> Images:
        """Return what the network is given: without centring, where that is chosen."""
        self._uncentred_answer.setVisible(self.uncentred_button.isChecked())
        if not self.uncentred_button.isChecked():
            return reading.images
        if reading.page.picture is not None:
            self._uncentred_answer.setText("Only what is drawn can be read without centring.")
            return reading.images
        assert reading.recognizer is not None
        images = rasterize([reading.page.drawing], IN_PLACE)
        found = reading.recognizer.predict(images)[0]
        usual = reading.prediction
        text = f"Without centring: {_answer(found)}"
        self._uncentred_answer.setText(f"{text} · with: {_answer(usual)}" if usual else text)
        return images

    def _scale_for(self, recognizer: Recognizer) -> None:
        """Choose the scale of colours once a network, so that it does not change with the ink."""
        assert self._flow is not None
        self._scaled_for = recognizer
        largest = max(
            float(np.percentile(self._flow.values[name], 99))
            for name in (POOL1, POOL2, HIDDEN, LOGITS)
        )
        above = -(-largest // 10) * 10
        self._limit = next((limit for limit in LIMITS if limit >= largest), max(above, 10.0))
        self._legend.show_limit(self._limit)
        self.sum.forget_examples(awaits_others=False)
        self._request_examples()

    def _show_flow(self) -> None:
        """Show what stands in each cell; what is told of one of them follows in a moment."""
        known = self._flow
        self._pinned = [cell for cell in self._pinned if known is None or known.holds(cell)]
        self._arrange()
        if not self._graph_area.isHidden():
            self.graph.show_flow(known, self._limit)
        if not self._numbers_area.isHidden():
            self.numbers.show_flow(known)
        if known is not None and self._told_cell() is not None:
            if not self._telling.isActive():
                self._telling.start()
        else:
            self._tell_cell()

    def _tell_cell(self) -> None:
        """Show the sum of the cell that is pinned, and say and mark what is pointed at."""
        self._telling.stop()
        if self._flow is not None and self._pinned:
            self.sum.show_cell(self._flow, self._pinned[-1], self._limit)
        else:
            self.sum.show_hint()
        self._show_sentence()
        self._mark()

    def _show_sentence(self) -> None:
        self.sentence.setText(self._say(self._flow, self._told_cell()))

    def _say(self, known: Flow | None, cell: Cell | None) -> str:
        if known is None:
            has_ink = self._reading is not None and not self._reading.page.is_empty
            return NO_NETWORK if has_ink else NOTHING_DRAWN
        if cell is not None:
            return tell(known, cell)
        if self.numbers_button.isChecked():
            return NUMBERS
        weights = sum(layer.weight_count for layer in known.layers)
        return (
            f"From your ink to the answer through {weights:,} weights. Point at a number to see "
            "the ink behind it; click it to open its sum."
        )

    # Pointing and pinning

    def _told_cell(self) -> Cell | None:
        """Return the cell that is pointed at, else the pinned one, where this network has it."""
        cell = self._at or (self._pinned[-1] if self._pinned else None)
        return cell if cell is not None and self._flow and self._flow.holds(cell) else None

    @property
    def _at(self) -> Cell | None:
        return self.numbers.at if self.numbers_button.isChecked() else self.graph.at

    def _point(self) -> None:
        cell = self.graph.at
        if cell is not None and not self.graph.underMouse():  # by keys: keep it in sight
            area = self.graph.arrangement.blocks[cell.layer].cell(cell).toAlignedRect()
            self._graph_area.ensureVisible(area.center().x(), area.center().y(), 0, 3 * GRID_PX)
        self._show_sentence()
        self._mark()

    def _mark(self) -> None:
        """Mark on the pad the ink that a cell comes from."""
        known, cell = self._flow, self._told_cell()
        if known is not None and cell is not None:
            self.mark(Marks((self._box(known, cell),)))
            self._has_marks = True
        elif self._has_marks:
            self.marks_changed.emit(None)
            self._has_marks = False

    def _box(self, known: Flow, cell: Cell) -> FieldBox:
        """Return a cell's field in the usual input, which is that of the marks."""
        field = receptive_field(known, cell)
        reading = self._reading
        is_moved = self.uncentred_button.isChecked() and reading is not None
        if not is_moved or reading is None or reading.page.picture is not None:
            return FieldBox(*map(float, field))
        drawing = reading.page.drawing
        in_place, usual = placement(drawing, IN_PLACE), placement(drawing)
        corners = [in_place.to_drawing(*field[:2]), in_place.to_drawing(*field[2:])]
        return FieldBox(*usual.to_field(np.array(corners)).ravel().tolist())

    def pin(self, cell: Cell) -> None:
        """Open the sum of a cell."""
        self._pinned = [cell]
        self._show_pinned()

    def _follow(self, cell: Cell) -> None:
        self._pinned.append(cell)
        self._show_pinned()

    def go_back(self) -> None:
        """Show the sum that led to this one, or the graph again."""
        if self._pinned:
            self._pinned.pop()
        self._show_pinned()
        if not self._pinned:
            self.graph.setFocus()

    def _show_pinned(self) -> None:
        self.graph.show_pinned(self._pinned[-1] if self._pinned else None)
        if not self._pinned or self.width() < BESIDE_FROM_PX:
            self.graph.point_at(None)
        self._show_flow()
        self._tell_cell()
        if self._pinned and self._graph_area.isHidden():
            self.sum.setFocus()
        self._request_examples()

    @override
    def event(self, event: QEvent) -> bool:
        # Else Esc would clear the pad.
        if keys.is_offered(event, (Qt.Key.Key_Escape,)) and (self._pinned or self._at):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pinned:
            self.go_back()
        else:
            super().keyPressEvent(event)

    # Examples

    def _request_examples(self) -> None:
        """Have the examples looked through once they are wanted."""
        if self._pinned and self._scaled_for is not None:
            self._examples.request(self._scaled_for)
            if self._examples.found(self._scaled_for) is None:
                self.sum.forget_examples(awaits_others=True)
            else:
                self._take_examples()

    def _miss_examples(self) -> None:
        """Wait for none any longer; why, is said below the pad."""
        if self._examples.found(self._scaled_for) is None:
            self.sum.forget_examples(awaits_others=False)

    def _take_examples(self) -> None:
        found = self._examples.found(self._scaled_for)
        if found is not None:
            self.sum.know_examples(found.examples, found.index)


def _switch(name: str, text: str, tooltip: str) -> QPushButton:
    made = theme.button(name, text, tooltip)
    made.setCheckable(True)
    return made


def _scrolling(widget: QWidget) -> QScrollArea:
    """Return an area in which a widget, as wide as that, scrolls up and down."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner = QWidget()
    layout = QVBoxLayout(inner)
    layout.setContentsMargins(0, 0, GRID_PX, 0)
    layout.addWidget(widget)
    layout.addStretch(1)
    area.setWidget(inner)
    return area


def _answer(prediction: Prediction) -> str:
    read = prediction.text
    if read is None:
        return prediction.classes.refusal
    return f"{read}, {whole_percent(prediction.confidence)}"
