"""The pages of Mistakes: the matrix with its drawings, the confidence, the doubted labels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.views.confusion_matrix import ConfusionMatrix
from app.views.matrix_painter import MistakeLegend
from app.views.reliability import ReliabilityDiagram
from app.views.sample_grid import SampleGrid, Tile
from app.views.two_panes import TwoPanes
from model.insight.mistakes import (
    Case,
    Mistakes,
    describe_cell,
    describe_confidence,
    describe_doubts,
)
from model.insight.shelves import image_of
from model.plain_text import plain
from model.text import percent

MATRIX_TIP = "Which is taken for which; rows are labels, columns what was read"
AXES = "Rows: label, columns: read as."
ZOOM_HINT = "+ and \N{MINUS SIGN} zoom."
HINT = "Click a cell to see the drawings behind it."


class MatrixPage(QWidget):
    """The matrix, and the drawings behind one of its cells.

    Signals:
        sample_chosen: a Sample was chosen to be put on the pad.
    """

    sample_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mistakes: Mistakes | None = None
        self.matrix = ConfusionMatrix()
        self.legend = MistakeLegend()
        self.read_out = _read_out("The cell pointed at")
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID_PX)
        foot.addWidget(self.read_out, 1)
        foot.addWidget(self.legend)
        first = QWidget()
        first.setFocusProxy(self.matrix)
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID_PX // 2)
        column.addWidget(self.matrix, 1)
        column.addLayout(foot)
        self.grid = SampleGrid("Drawings behind the cell")
        self.cell_sentence = theme.text_label("chosenCellSentence", HINT)
        self.cell_sentence.setWordWrap(True)
        self.panes = TwoPanes("mistakes", first, self.grid)
        self.panes.second_head.addWidget(self.cell_sentence, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panes)
        self.matrix.cell_pointed_at.connect(self._show_sentence)
        self.matrix.cell_chosen.connect(self._open)
        self.grid.sample_chosen.connect(self.sample_chosen)
        self._show_sentence("")

    def show_mistakes(self, mistakes: Mistakes | None) -> None:
        """Show what was measured."""
        self._mistakes = mistakes
        self.matrix.show_mistakes(mistakes)
        self.legend.show_most(self.matrix.most)
        self.grid.show_tiles(())
        self.cell_sentence.setText(HINT)
        self.panes.close_second()
        self._show_sentence("")

    def _show_sentence(self, sentence: str) -> None:
        hint = AXES if self.matrix.is_seen_whole else f"{AXES} {ZOOM_HINT}"
        self.read_out.setText(sentence or hint)
        self.read_out.setToolTip(theme.as_tooltip(sentence or MATRIX_TIP))

    def _open(self, label: int, predicted: int) -> None:
        assert self._mistakes is not None
        cases = self._mistakes.cells[label, predicted]
        self.grid.show_tiles([_tile(case) for case in cases])
        sentence = describe_cell(self._mistakes, label, predicted)
        if len(cases) < self._mistakes.count(label, predicted):
            sentence += f" The worst {len(cases)} are shown."
        self.cell_sentence.setText(sentence)
        self.panes.open_second()
        if not self.panes.is_wide:
            self.grid.setFocus()


class ConfidencePage(QWidget):
    """How honest the confidence is."""

    def __init__(self) -> None:
        super().__init__()
        self.diagram = ReliabilityDiagram()
        self.summary = theme.text_label("confidenceSentence")
        self.summary.setWordWrap(True)
        self.read_out = _read_out("The bin pointed at")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX // 2)
        layout.addWidget(self.summary)
        layout.addWidget(self.diagram, 1)
        layout.addWidget(self.read_out)
        self.diagram.bin_pointed_at.connect(self._show_sentence)
        self._show_sentence("")

    def show_mistakes(self, mistakes: Mistakes | None) -> None:
        """Show what was measured."""
        self.summary.setText("" if mistakes is None else describe_confidence(mistakes.evaluation))
        self.diagram.show_bins(() if mistakes is None else mistakes.evaluation.bins)

    def _show_sentence(self, sentence: str) -> None:
        self.read_out.setText(sentence or "On the dashed line it is right as often as it says.")
        self.read_out.setToolTip(theme.as_tooltip(self.read_out.text()))


class LabelsPage(QWidget):
    """Which labels may be wrong.

    Signals:
        sample_chosen: a Sample was chosen to be put on the pad.
    """

    sample_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.summary = theme.text_label("labelsSentence")
        self.summary.setWordWrap(True)
        self.grid = SampleGrid("Drawings that may be labelled wrongly")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX // 2)
        layout.addWidget(self.summary)
        layout.addWidget(self.grid, 1)
        self.grid.sample_chosen.connect(self.sample_chosen)

    def show_mistakes(self, mistakes: Mistakes | None) -> None:
        """Show what was measured."""
        doubted: Sequence[Case] = () if mistakes is None else mistakes.doubted()
        self.summary.setText(
            "" if mistakes is None else describe_doubts(mistakes.doubted_count, len(doubted))
        )
        self.grid.show_tiles(
            [_tile(case, f"{case.label}, or {case.predicted}?") for case in doubted]
        )


def _tile(case: Case, caption: str = "") -> Tile:
    sure = percent(case.confidence, 0)
    tip = (
        f"Labelled {case.label}, read as {case.predicted} with {percent(case.confidence, 1)}"
        f"{'' if case.is_accepted else ', and refused'}; {case.sample.origin}. "
        "A click puts it on the pad."
    )
    return Tile(
        case.sample, caption or f"{case.predicted}: {sure}", plain(tip), image_of(case.sample)
    )


def _read_out(name: str) -> QLabel:
    """Return a line for what is pointed at, which never makes its surroundings wider."""
    line = theme.text_label("caption")
    line.setAccessibleName(name)
    line.setFont(theme.small(line.font()))
    line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return line
