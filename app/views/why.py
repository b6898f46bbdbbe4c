"""Why: which ink the answer hangs on, what else it might have been, and what it is most like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.pad.marks import Marks
from app.prediction.reading import Reading
from app.theme import GRID_PX
from app.views.colored_ink import SIDE_PX, InkPiece
from app.views.example_lookup import ExampleLookup
from app.views.explaining import NEAREST, Explained, Explaining
from app.views.ink_panel import InkPanel, color_pieces, marked
from app.views.sample_grid import Tile, TileRows
from app.views.view import View
from model.ink.picture import DOUBT_SENTENCES, Picture
from model.ink.sample import Sample
from model.insight.examples import Examples
from model.insight.nearest import Neighbour
from model.insight.wobble import Wobbled
from model.text import percent

EMPTY = "Draw something, and see which of its ink the answer hangs on."
LOADING = "The network is being loaded."
MOVING = "Rest the pen, and Inkling takes the drawing apart."
CHOOSE_INK = "Choose on the pad what is meant, and it is taken apart."
UNTRACEABLE = "Only drawings can be taken apart: traced as ink, this picture is read otherwise."
TRACED = "Traced from the picture. "
FAILED = "This drawing cannot be taken apart."
LOOKING = "Looking through the drawings at hand …"
ALIKE = "Most alike, among the drawings at hand"
AT_HAND = "Of MNIST, where it is on this disk, of built-in ink, and of what you kept."
MISSING = "The drawings at hand cannot be looked through."
WOBBLED = (
    "The same ink turned, leaned, stretched, put off the middle of what the network sees, and "
    "drawn with a thinner and a thicker pen. (Moved or scaled on the pad, it gives the very same "
    "input.)"
)

LOOKUP_MS = 300
WIDE_PX = 760
"""From here on the drawing has a column of its own."""
LARGE_FROM_PX = 1200
LARGE = 1.5
"""How much larger text is in a window of its own that is wide: it may be seen from afar."""
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
        self._nearest_among: Examples | None = None
        self._asked: str | None = None  # None: why the answer is what it is
        self._pieces: list[InkPiece] = []
        self._explaining = Explaining(self)
        self._explaining.explained.connect(self._show_explained)
        self._explaining.nearest_found.connect(self._show_nearest)
        self._explaining.failed.connect(self._show_failure)
        self._explaining.nearest_failed.connect(self._miss_nearest)
        self._explaining.nearest_failed.connect(self.said)
        examples.ready.connect(self._find_nearest)
        examples.failed.connect(self._miss_nearest)
        # To look through all examples takes seconds: not for each network of a run that passes by.
        self._lookup_timer = QTimer(self, singleShot=True, interval=LOOKUP_MS)
        self._lookup_timer.timeout.connect(self._look_up)
        self._panel = InkPanel()
        self._panel.class_chosen.connect(self.ask_why_not)
        self._wobble_caption = self._caption()
        self._wobbles = TileRows("The drawing wobbled", 30)
        self._wobbles.setObjectName("wobbleStrip")
        self._wobble_caption.setToolTip(theme.as_tooltip(WOBBLED))
        self._nearest_caption = self._caption()
        self._nearest_caption.setToolTip(theme.as_tooltip(AT_HAND))
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
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._columns.addWidget(self._panel, 0, corner)
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
        if reading.recognizer is None:
            self._clear(LOADING)
        elif reading.prediction is None:
            self._asked = None
            self._clear(EMPTY)
        elif former is None or former.page is not reading.page:
            self._drop()
            self._set_stale(True)
            self.sentence.setText(MOVING)
            self._explaining.request(reading)
        elif self._explained is None or former.recognizer is not reading.recognizer:
            self._explaining.request(reading)
        else:
            self._mark()  # it has come to be seen again

    def ask_why_not(self, name: str) -> None:
        """Show what stands between the drawing and a class, by its name; or why it is that one."""
        self._asked = name
        if self._has_explanation:
            self._show_target()

    @property
    def _has_explanation(self) -> bool:
        return self._explained is not None and self._explained.explanation is not None

    def _clear(self, sentence: str) -> None:
        self._drop()
        self.sentence.setText(sentence)
        self._body.hide()

    def _drop(self) -> None:
        self._explained = None
        self._explaining.drop()
        self._lookup_timer.stop()
        self.marks_changed.emit(None)

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
            self.sentence.setText(_say_untraced(explained.reading.page.picture))
        else:
            strip = explanation.wobble_strip
            self._wobble_caption.setText(f"{strip.sentence} when drawn a little otherwise")
            tiles = [_wobble_tile(one, strip.text) for one in strip.wobbled]
            self._wobbles.show_tiles(tiles)
            self._show_target()
        self.explained.emit()
        self._nearest.set_stale(True)  # until it is of this drawing
        self._find_nearest()
        self._lookup_timer.start()

    def _show_failure(self, message: str) -> None:
        self._explained = None
        self.marks_changed.emit(None)
        self._body.hide()
        self.sentence.setText(FAILED)
        self.said.emit(message)

    def _show_target(self) -> None:
        """Show the class that is asked about, or else the answer."""
        assert self._explained is not None
        explanation = self._explained.explanation
        assert explanation is not None
        prediction = explanation.occlusion.prediction
        asked = prediction.classes.index(self._asked)
        target = prediction.index if asked is None else asked
        is_traced = self._explained.reading.page.picture is not None
        sentence = explanation.sentence(asked)
        self.sentence.setText(f"{TRACED if is_traced else ''}{sentence}")
        self._pieces = color_pieces(explanation, target, self.palette())
        self._panel.show_explanation(explanation, target, self._pieces)
        self._mark()

    def _mark(self) -> None:
        """Colour the ink on the pad; a picture has none there."""
        assert self._explained is not None
        is_drawing = self._explained.reading.page.picture is None
        if is_drawing and self._has_explanation:
            self.mark(Marks(pieces=marked(self._pieces)))

    def _look_up(self) -> None:
        assert self._explained is not None
        recognizer = self._explained.reading.recognizer
        assert recognizer is not None
        self._examples.request(recognizer)
        if self._examples.found(recognizer) is None:
            self._nearest_caption.setText(LOOKING)
            self._nearest.show_tiles(())

    def _find_nearest(self) -> None:
        """Find what is most alike, once the network that read this knows the examples."""
        if self._explained is None:
            return
        found = self._examples.found(self._explained.reading.recognizer)
        if found is not None:
            self._nearest_among = found.examples
            self._explaining.find_nearest(self._explained, found.index.features)

    def _miss_nearest(self) -> None:
        """Say that nothing is looked for any longer; why, is said below the pad."""
        if self._nearest_caption.text() == LOOKING:
            self._nearest_caption.setText(MISSING)

    def _show_nearest(self, neighbours: list[Neighbour]) -> None:
        examples = self._nearest_among
        assert examples is not None
        self._nearest_caption.setText(ALIKE)
        self._nearest.set_stale(False)
        self._nearest.show_tiles(
            [
                _nearest_tile(examples.sample(index), examples.image(index), likeness)
                for index, likeness in neighbours
            ]
        )

    # The view itself

    @property
    def _content_width(self) -> int:
        return self.width() - self._scroll.verticalScrollBar().sizeHint().width()

    @override
    def text_factor(self) -> float:
        return LARGE if self._content_width >= LARGE_FROM_PX else 1.0

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self._content_width
        is_wide = width >= WIDE_PX
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._panel.set_tall(is_wide)
        self._enlarge_text()
        if is_wide:
            ink_px = max(SIDE_PX, min(width // 3, self.height() - 340, 560))
            strips_px = width - max(ink_px, 240) - 3 * GRID_PX
            self._panel.setFixedWidth(max(ink_px, 240))
        else:
            ink_px, strips_px = min(width // 3, 160), width
            self._panel.setFixedWidth(width - GRID_PX)
        self._panel.ink.set_side(ink_px)
        for strip, columns, most_px in (
            (self._wobbles, WOBBLE_COLUMNS, 140),
            (self._nearest, NEAREST, 150),
        ):
            room_px = strip.cell.width() - strip.side_px
            strip.set_side(min(strips_px // columns - room_px, most_px))
            strip.setMaximumWidth(columns * strip.cell.width() + 2)

    def _enlarge_text(self) -> None:
        font = self.sentence.font()
        for part in (self._wobbles, self._nearest):
            part.setFont(font)
        for caption in (self._wobble_caption, self._nearest_caption):
            caption.setFont(theme.small(font))
        self._panel.set_font(font)
        two_lines_px = round(2 * QFontMetricsF(font).lineSpacing())
        self.sentence.setMinimumHeight(two_lines_px)  # what is below it does not jump

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


def _say_untraced(picture: Picture | None) -> str:
    """Return why a picture is not taken apart."""
    if picture is None or picture.doubt is None:
        return UNTRACEABLE
    return f"{DOUBT_SENTENCES[picture.doubt]} {CHOOSE_INK}"
