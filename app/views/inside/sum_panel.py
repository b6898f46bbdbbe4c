"""The sum of one cell, opened, with what adds most and the drawings that excite its map."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.theme import GRID_PX
from app.views.inside.exciting import can_be_excited, exciting, summary
from app.views.inside.figure import Figure
from app.views.inside.flows import Contribution, Contributions, ExcitingExamples
from app.views.inside.sum_pieces import sum_pieces
from model.insight.cell_words import describe
from model.insight.examples import Examples, Index
from model.insight.layers import INPUT, Cell, Flow
from model.insight.sums import open_cell
from model.network.weights import Weights

MOST = 32
"""Of more sources only those that add or take away most are listed."""
LEAST = 0.005
"""What adds less is written as 0, and is left out."""
LOOKING = "Looking for the drawings that excite it most …"
HINT = "Click a number to open its sum here."


class SumPanel(QScrollArea):
    """Shows how what stands in a cell comes about.

    Signals:
        cell_chosen: something that the cell is made of was chosen; with its Cell.
        sample_chosen: a drawing that excites the map was chosen; with its Sample.
        back_chosen: the user wants back to where they came from.
    """

    cell_chosen = Signal(object)
    sample_chosen = Signal(object)
    back_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sumPanel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._back = theme.button("backButton", "‹ Back", "Back to where you came from (Esc)")
        self._title = theme.text_label("cellTitle")
        self._title.setWordWrap(True)
        self._figure = Figure()
        self._adding = theme.text_label("caption")
        self._contributions = Contributions()
        self._excited = theme.text_label("caption")
        self._excited.setWordWrap(True)
        self._examples = ExcitingExamples()
        self._example_indices: list[int] = []
        self._known: tuple[Examples, Index] | None = None
        self._awaits_examples = False
        self._shown_for: tuple[Weights, str, int] | None = None
        self._cell: Cell | None = None
        self._flow: Flow | None = None
        self._back.clicked.connect(self.back_chosen)
        self._contributions.chosen.connect(self._choose_source)
        self._examples.chosen.connect(self._choose_example)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID_PX)
        head.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, GRID_PX, GRID_PX)
        layout.setSpacing(GRID_PX)
        layout.addLayout(head)
        for caption in (self._adding, self._excited):
            caption.setFont(theme.small(self.font()))
        self._parts: tuple[QWidget, ...] = (
            self._back,
            self._figure,
            self._adding,
            self._contributions,
            self._excited,
            self._examples,
        )
        for widget in self._parts[1:]:
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setWidget(inner)

    @property
    def cell(self) -> Cell | None:
        """The cell that is shown."""
        return self._cell

    def know_examples(self, examples: Examples, index: Index) -> None:
        """Show examples out of these from now on."""
        self._known = (examples, index)
        self._shown_for, self._awaits_examples = None, False
        self._show_examples()

    def forget_examples(self, *, awaits_others: bool) -> None:
        """Show none, and say whether others are looked for."""
        self._known = self._shown_for = None
        self._awaits_examples = awaits_others
        self._show_examples()

    def show_cell(self, flow: Flow, cell: Cell, limit: float) -> None:
        """Show how what stands in a cell comes about; limit: of the scale of colours."""
        is_other = cell != self._cell
        self._flow, self._cell = flow, cell
        self._title.setText(describe(flow, cell))
        self._back.show()
        self._figure.show()
        self._figure.show_pieces(sum_pieces(flow, cell, limit))
        self._show_contributions(flow, cell, limit)
        self._show_examples()
        if is_other:
            self.verticalScrollBar().setValue(0)

    def show_hint(self) -> None:
        """Say what would be shown here: nothing is opened."""
        if self._title.text() == HINT:
            return
        self._cell = self._flow = self._shown_for = None
        self._title.setText(HINT)
        self._figure.show_pieces(())
        for widget in self._parts:
            widget.hide()

    def _show_contributions(self, flow: Flow, cell: Cell, limit: float) -> None:
        opened = None if cell.layer == INPUT else open_cell(flow, cell).sum
        is_many = opened is not None and len(opened.sources) > 1
        self._adding.setVisible(is_many)
        self._contributions.setVisible(is_many)
        if opened is None or not is_many:
            self._contributions.show_items((), limit)
            return
        best = [i for i in opened.ranking[:MOST].tolist() if abs(opened.contributions[i]) >= LEAST]
        items = [
            Contribution(
                opened.sources[i], flow.name(opened.sources[i]), float(opened.contributions[i])
            )
            for i in best
        ]
        count = len(opened.sources)
        named = flow.name(opened.sources[0]).split()[0]
        self._adding.setText(
            f"What the {count} {named}s add"
            if count <= MOST
            else f"What adds or takes away most, {len(items)} of {count} {named}s"
        )
        self._contributions.show_items(items, limit)

    def _show_examples(self) -> None:
        flow, cell = self._flow, self._cell
        if flow is None or cell is None:
            return
        key = (flow.weights, cell.layer, cell.channel)
        if self._shown_for is not None and self._shown_for == key:
            return  # they do not depend on what lies on the pad
        found = [] if self._known is None else exciting(flow, cell, *self._known)
        self._shown_for = key if self._known is not None else None
        self._example_indices = [at for at, _ in found]
        shown = [item for _, item in found]
        self._examples.show_items(shown)
        if shown:
            self._excited.setText(summary(flow, cell, shown))
        elif self._awaits_examples and can_be_excited(cell):
            self._excited.setText(LOOKING)
        else:
            self._excited.setText("")
        self._excited.setVisible(bool(self._excited.text()))
        self._examples.setVisible(bool(shown))

    def _choose_source(self, index: int) -> None:
        source = self._contributions.items[index].source
        flow, cell = self._flow, self._cell
        if flow is None or cell is None:
            return
        if not flow.layer(source.layer).is_flat:  # of a patch, the cell that says most
            opened = open_cell(flow, cell).sum
            assert opened is not None
            products = opened.patches[source.channel] * opened.kernels[source.channel]
            row, column = divmod(int(abs(products).argmax()), products.shape[1])
            source = source._replace(row=source.row + row, column=source.column + column)
        self.cell_chosen.emit(source)

    def _choose_example(self, index: int) -> None:
        if self._known is not None:
            self.sample_chosen.emit(self._known[0].sample(self._example_indices[index]))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_chosen.emit()
        else:
            super().keyPressEvent(event)
