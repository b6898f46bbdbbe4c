"""Why: which ink the answer hangs on, what else it might have been, and what it is most like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.pad.marks import Marks
from app.prediction.reading import Reading
from app.theme import GRID_PX
from app.views.example_lookup import ExampleLookup
from app.views.explaining import NEAREST, Explained, Explaining
from app.views.ink_panel import InkPanel, color_pieces, marked
from app.views.sample_grid import Tile, TileRows
from app.views.view import View
from model.ink.picture import Picture
from model.ink.sample import Sample
from model.insight.nearest import Neighbour
from model.insight.wobble import Wobbled
from model.text import percent

EMPTY = "Draw something, and see which of its ink the answer hangs on."
LOADING = "The network is being loaded."
MOVING = "Rest the pen, and Inkling takes the drawing apart."
UNTRACEABLE = "Only drawings can be taken apart: traced as ink, this picture is read otherwise."
TRACED = "Traced from the picture. "
LOOKING = "Looking through what it has learned from ..."
ALIKE = "Most alike of what it has learned from, and of yours"

WIDE_PX = 760
"""From here on the drawing has a column of its own."""
WOBBLE_COLUMNS = 10


class WhyView(View):
    """Takes the drawing on the pad apart, a moment after the pen rests.

    Signals:
        explained: all but what is most alike is shown, of the newest reading.
    """

    explained = Signal()

    def __init__(self, examples: ExampleLookup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whyView")
        self.setAccessibleName("Why")
        self._examples = examples
        self._reading: Reading | None = None
        self._explained: Explained | None = None
        self._asked: str | None = None  # None: why the answer is what it is
        self._explaining = Explaining(self)
        self._explaining.explained.connect(self._show_explained)
        self._explaining.nearest_found.connect(self._show_nearest)
        self._explaining.failed.connect(self.said)
        examples.ready.connect(self._find_nearest)
        self._panel = InkPanel()
        self._panel.class_chosen.connect(self.ask_why_not)
        self._wobble_caption = self._caption()
        self._wobbles = TileRows("The drawing wobbled", 30)
        self._wobbles.setObjectName("wobbleStrip")
        self._nearest_caption = self._caption()
        self._nearest = TileRows("Most alike", 40)
        self._nearest.setObjectName("nearestStrip")
        for strip in (self._wobbles, self._nearest):
            strip.sample_chosen.connect(self.sample_chosen)
        self._lay_out()
        self._clear(EMPTY)

    def _caption(self) -> QLabel:
        caption = theme.text_label("caption")
        caption.setFont(theme.small(self.font()))
        return caption

    def _lay_out(self) -> None:
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        two_lines_px = round(2 * QFontMetricsF(self.font()).lineSpacing())
        self.sentence.setMinimumHeight(two_lines_px)  # what is below it does not jump
        strips = QVBoxLayout()
        strips.setSpacing(GRID_PX // 2)
        strips.addWidget(self._wobble_caption)
        strips.addWidget(self._wobbles)
        strips.addSpacing(GRID_PX)
        strips.addWidget(self._nearest_caption)
        strips.addWidget(self._nearest)
        strips.addStretch(1)
        self._body = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._body)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(2 * GRID_PX)
        self._columns.addWidget(self._panel, 0, Qt.AlignmentFlag.AlignTop)
        self._columns.addLayout(strips, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        self.content.addWidget(self._scroll, 1)

    # What is read

    @override
    def show_reading(self, reading: Reading) -> None:
        former, self._reading = self._reading, reading
        if _is_same(former, reading):
            if self._explained is not None:
                self._mark()  # it has come to be seen again
            elif reading.prediction is not None:
                self._explaining.request(reading)
            return
        self._explained = None
        self.marks_changed.emit(None)
        if reading.recognizer is None:
            self._clear(LOADING)
        elif reading.prediction is None:
            self._asked = None
            self._clear(EMPTY)
        else:
            self._examples.request(reading.recognizer)
            self._set_stale(True)
            self.sentence.setText(MOVING)
            self._explaining.request(reading)

    def ask_why_not(self, name: str) -> None:
        """Show what stands between the drawing and a class, by its name; or why it is that one."""
        self._asked = name
        if self._has_explanation:
            self._show_target()

    @property
    def _has_explanation(self) -> bool:
        return self._explained is not None and self._explained.explanation is not None

    def _clear(self, sentence: str) -> None:
        self._explaining.drop()
        self.sentence.setText(sentence)
        self._body.hide()

    def _set_stale(self, is_stale: bool) -> None:
        for part in (self._panel.ink, self._wobbles, self._nearest):
            part.set_stale(is_stale)

    # What was found out

    def _show_explained(self, explained: Explained) -> None:
        self._explained = explained
        self._body.show()
        self._set_stale(False)
        explanation = explained.explanation
        for part in (self._panel, self._wobble_caption, self._wobbles):
            part.setVisible(explanation is not None)
        if explanation is None:
            self.sentence.setText(UNTRACEABLE)
        else:
            strip = explanation.wobble_strip
            self._wobble_caption.setText(f"{strip.sentence}, wobbled")
            tiles = [_wobble_tile(one, strip.text) for one in strip.wobbled]
            self._wobbles.show_tiles(tiles)
            self._show_target()
        self._find_nearest()
        self.explained.emit()

    def _target(self) -> int:
        """Return the index of the class that is looked at."""
        assert self._explained is not None
        prediction = self._explained.reading.prediction
        assert prediction is not None
        index = prediction.classes.index(self._asked)
        return prediction.index if index is None else index

    def _show_target(self) -> None:
        assert self._explained is not None
        explanation = self._explained.explanation
        assert explanation is not None
        target = self._target()
        is_traced = self._explained.reading.page.picture is not None
        sentence = explanation.sentence(target)
        self.sentence.setText(f"{TRACED if is_traced else ''}{sentence}")
        pieces = color_pieces(explanation, target, self.palette())
        self._panel.show_explanation(explanation, target, pieces)
        self._mark()

    def _mark(self) -> None:
        """Colour the ink on the pad; a picture has none there."""
        assert self._explained is not None
        explanation = self._explained.explanation
        if explanation is None or self._explained.reading.page.picture is not None:
            return
        if self.isVisible():
            pieces = color_pieces(explanation, self._target(), self.palette())
            self.marks_changed.emit(Marks(pieces=marked(pieces)))

    def _find_nearest(self) -> None:
        index = self._examples.index
        if self._explained is None:
            return
        if index is None:
            self._nearest_caption.setText(LOOKING)
            self._nearest.show_tiles(())
        else:
            self._explaining.find_nearest(self._explained, index.features)

    def _show_nearest(self, neighbours: list[Neighbour]) -> None:
        examples = self._examples.examples
        if examples is None:
            return
        self._nearest_caption.setText(ALIKE)
        self._nearest.show_tiles(
            [
                _nearest_tile(examples.sample(index), examples.image(index), likeness)
                for index, likeness in neighbours
            ]
        )

    # The view itself

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width() - self._scroll.verticalScrollBar().sizeHint().width()
        is_wide = width >= WIDE_PX
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._panel.set_tall(is_wide)
        if is_wide:
            ink_px = min(width // 3, self.height() - 240, 480)
            strips_px = width - ink_px - 3 * GRID_PX
            self._panel.setFixedWidth(ink_px)
        else:
            ink_px, strips_px = min(width // 3, 160), width
            self._panel.setFixedWidth(width)
        self._panel.ink.set_side(ink_px)
        room_px = self._wobbles.cell.width() - self._wobbles.side_px
        self._wobbles.set_side(min(strips_px // WOBBLE_COLUMNS - room_px, 84))
        self._nearest.set_side(min(strips_px // NEAREST - room_px, 112))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._explained is None:
            self._explaining.drop()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._has_explanation:
            self._show_target()


def _is_same(former: Reading | None, reading: Reading) -> bool:
    """Whether the same page was read by the same network."""
    return (
        former is not None
        and former.page is reading.page
        and former.recognizer is reading.recognizer
        and (former.prediction is None) == (reading.prediction is None)
    )


def _wobble_tile(one: Wobbled, text: str | None) -> Tile:
    prediction = one.prediction
    answer = prediction.text or "?"
    read = f"read as {answer}" if prediction.text else f"refused: {prediction.classes.refusal}"
    content = one.drawing if one.wobble.changes_ink else Picture.of_image(one.image)
    return Tile(
        Sample(content, origin=one.wobble.name),
        answer,
        f"{one.wobble.name[0].upper()}{one.wobble.name[1:]}: {read}, "
        f"{percent(prediction.confidence, 0)} sure",
        one.image,
        stands_out=prediction.text != text,
    )


def _nearest_tile(sample: Sample, image: NDArray[np.uint8], likeness: float) -> Tile:
    tip = f"Labelled {sample.label}, {percent(likeness, 0)} alike: {sample.origin}"
    return Tile(sample, sample.label or "", tip, image)
