"""What a pipeline makes of the drawing on the pad, from its bars down to its blocks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.theme import GRID_PX
from app.views.old_way.block_tiles import SMALLEST_PX, BlockTiles
from app.views.old_way.paired_bars import PairedBars, Told
from app.views.old_way.pipeline_reading import NEIGHBOURS, Answer
from app.views.old_way.template_strip import TemplateStrip
from app.views.sample_grid import Tile, TileRows
from app.views.scale import ScaleLegend
from model.ink.picture import Picture
from model.ink.sample import Sample
from model.shallow.pipeline import Neighbour, Pipeline

WIDEST_BARS_PX = 920
LARGEST_TILE_PX = 128
BLOCKS_SHARE = 0.28
"""So much of the page's height a block's picture takes at most."""
SENTENCE_LINES = 2


class DrawingPage(QScrollArea):
    """Bars, blocks, and what the classifier compares the drawing with; scrolls.

    Signals:
        sample_chosen: a neighbour is to be put on the pad; with its Sample.
    """

    sample_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = PairedBars()
        self.bars.setMaximumWidth(WIDEST_BARS_PX)
        self.blocks = BlockTiles()
        self.block_note = self._caption()
        self.neighbours_caption = self._caption()
        self.neighbours = TileRows("The nearest images", 48)
        self.neighbours.setObjectName("neighboursStrip")
        self.templates_caption = self._caption()
        self.templates = TemplateStrip()
        self.template_note = self._caption(SENTENCE_LINES)
        self.legend = ScaleLegend(name="agreementLegend")
        self._lay_out()
        self.blocks.block_pointed_at.connect(self.block_note.setText)
        self.templates.template_pointed_at.connect(self.template_note.setText)
        self.neighbours.sample_chosen.connect(self.sample_chosen)

    def _caption(self, lines: int = 1) -> QLabel:
        caption = theme.text_label("caption")
        caption.setFont(theme.small(self.font()))
        caption.setWordWrap(True)
        caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        caption.setMinimumHeight(round(lines * QFontMetricsF(caption.font()).height()))
        return caption

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, GRID_PX, 0)
        column.setSpacing(GRID_PX)
        column.addWidget(self.bars)
        column.addSpacing(GRID_PX // 2)
        column.addWidget(self.blocks)
        column.addWidget(self.block_note)
        self._neighbours_part = _group(self.neighbours_caption, self.neighbours)
        column.addWidget(self._neighbours_part)
        head = QHBoxLayout()
        head.addWidget(self.templates_caption, 1)
        head.addWidget(self.legend, 0, Qt.AlignmentFlag.AlignTop)
        self._templates_part = _group(head, self.templates, self.template_note)
        column.addWidget(self._templates_part)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)
        self._parts = (self.blocks, self.block_note, self._neighbours_part, self._templates_part)

    # What is shown

    def show_blank(self, pipeline: Pipeline) -> None:
        """Show that there is nothing to read."""
        self.bars.show_told((Told(pipeline.choice.title, None), Told("The network", None)))
        for part in self._parts:
            part.hide()

    def show_answer(self, answer: Answer) -> None:
        """Show what a pipeline says, beside what the network does."""
        self.bars.show_told(
            (
                Told(answer.pipeline.choice.title, answer.prediction),
                Told("The network", answer.reading.prediction),
            )
        )
        self.blocks.show_steps(answer.steps)
        self.blocks.show()
        self.block_note.show()
        self._show_neighbours(answer)
        self._show_templates(answer)

    def _show_neighbours(self, answer: Answer) -> None:
        self._neighbours_part.setVisible(bool(answer.neighbours))
        if answer.neighbours:
            data = answer.pipeline.card.data or "what it was fitted on"
            self.neighbours_caption.setText(f"The nearest in {data}, and how far they are")
            self.neighbours.show_tiles([_neighbour_tile(one, data) for one in answer.neighbours])

    def _show_templates(self, answer: Answer) -> None:
        has_templates = answer.templates is not None and answer.agreement is not None
        self._templates_part.setVisible(has_templates)
        if answer.templates is None or answer.agreement is None:
            return
        have_signs = bool((answer.templates < 0).any())
        what = "The weights of each class" if have_signs else "The mean of each class"
        self.templates_caption.setText(f"{what}, and what each px adds to its score")
        self.templates.show_templates(answer.templates, answer.agreement, answer.prediction)
        self.legend.show_limit(self.templates.limit)

    # The page itself

    def set_font(self, font: QFont) -> None:
        """Write in this font."""
        for part in (self.bars, self.blocks, self.neighbours, self.templates, self.legend):
            part.setFont(font)
        for caption in (
            self.block_note,
            self.neighbours_caption,
            self.templates_caption,
            self.template_note,
        ):
            caption.setFont(theme.small(font))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.blocks.set_largest(max(round(self.height() * BLOCKS_SHARE), SMALLEST_PX))
        room_px = self.neighbours.cell.width() - self.neighbours.side_px
        width = self.viewport().width() - GRID_PX
        self.neighbours.set_side(min(width // NEIGHBOURS - room_px, LARGEST_TILE_PX))


def _group(*parts: QWidget | QHBoxLayout) -> QWidget:
    group = QWidget()
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID_PX // 2)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    return group


def _neighbour_tile(one: Neighbour, data: str) -> Tile:
    image = np.round(255 * one.image).astype(np.uint8)
    tip = f"A {one.label}, {one.distance:.2f} away, of what it was fitted on: {data}"
    sample = Sample(Picture.of_image(image), one.label, data)
    return Tile(sample, f"{one.label} · {one.distance:.1f}", tip, image)
