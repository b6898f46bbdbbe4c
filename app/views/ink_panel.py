"""A drawing coloured by what its ink does for a class, and the classes to ask about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app import theme
from app.pad.marks import ColoredInk as MarkedInk
from app.theme import GRID_PX
from app.views.class_chips import ClassChips
from app.views.colored_ink import ColoredInk, InkPiece
from app.views.scale import ScaleLegend, signed_color
from model.insight.explanation import Explanation
from model.insight.words import name_ink

NOTED_LINES = 2
"""What is said of a piece takes so many lines, so that nothing moves when it is said."""


class InkPanel(QWidget):
    """Shows which ink holds a class up, and which speaks against it.

    Signals:
        class_chosen: a class was asked about; with its name.
    """

    class_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ink = ColoredInk()
        self.chips = ClassChips()
        self._meaning = ""
        self._note = theme.text_label("caption")
        self._note.setWordWrap(True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._legend = ScaleLegend(unit=" %", of_ink=True, name="inkScaleLegend")
        self._question = theme.text_label("caption", "Why not ...?")
        beside = QVBoxLayout()
        beside.setSpacing(GRID_PX // 2)
        beside.addWidget(self._legend)
        beside.addWidget(self._note)
        beside.addSpacing(GRID_PX // 2)
        beside.addWidget(self._question)
        beside.addWidget(self.chips)
        beside.addStretch(1)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * GRID_PX)
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._layout.addWidget(self.ink, 0, corner)
        self._layout.addLayout(beside, 1)
        self.set_font(self.font())
        self.ink.piece_changed.connect(self._show_note)
        self.chips.class_chosen.connect(self.class_chosen)

    def set_tall(self, is_tall: bool) -> None:
        """Lay the parts out below each other, or beside each other."""
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.TopToBottom if is_tall else direction.LeftToRight)

    def set_font(self, font: QFont) -> None:
        """Write in this font."""
        for caption in (self._note, self._question):
            caption.setFont(theme.small(font))
        self._legend.setFont(font)
        self.chips.set_font(font)
        line_px = QFontMetricsF(self._note.font()).height()
        self._note.setMinimumHeight(round(NOTED_LINES * line_px))

    def show_explanation(
        self, explanation: Explanation, target: int, pieces: Sequence[InkPiece]
    ) -> None:
        """Show a drawing's pieces, as `color_pieces` has them for this class."""
        occlusion = explanation.occlusion
        name = occlusion.prediction.classes[target]
        self._meaning = f"Orange ink holds {name} up; blue ink speaks against it."
        self._legend.show_limit(100 * occlusion.scale_limit(target))
        self.ink.show_pieces(pieces)
        self.chips.show_prediction(occlusion.prediction, name)
        self._show_note("")

    def _show_note(self, text: str) -> None:
        self._note.setText(text or self._meaning)


def color_pieces(explanation: Explanation, target: int, palette: QPalette) -> list[InkPiece]:
    """Return the pieces of a drawing, coloured and described for a class, by its index."""
    occlusion = explanation.occlusion
    limit = occlusion.scale_limit(target)
    class_name = occlusion.prediction.classes[target]
    pieces = []
    for piece, fall in zip(occlusion.pieces, occlusion.falls(target).tolist(), strict=True):
        name = name_ink(piece.lines, occlusion.drawing)
        points = 100 * abs(fall)
        moves = "falls" if fall > 0 else "rises"
        text = (
            f"{name[0].upper()}{name[1:]}: without it and its neighbours, {class_name} {moves} "
            f"by {points:.{0 if points >= 10 else 1}f} points"
        )
        color = signed_color(fall, limit, palette, of_ink=True)
        pieces.append(InkPiece(piece.lines, color, text))
    return pieces


def marked(pieces: Sequence[InkPiece]) -> tuple[MarkedInk, ...]:
    """Return the pieces as the pad marks them."""
    return tuple((line, piece.color) for piece in pieces for line in piece.lines)
