"""Shows what a view marks, on the pad and on what the network sees of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF

from app.pad.drawing_pad import DrawingPad
from app.pad.marks import FieldBox, Marks, PadMarks
from app.prediction.network_input import NetworkInput
from model.ink.drawing import Drawing
from model.ink.raster import placement


class Marking(QObject):
    """Shows the marks of one view at a time."""

    def __init__(self, pad: DrawingPad, network_input: NetworkInput, parent: QObject) -> None:
        super().__init__(parent)
        self._pad = pad
        self._network_input = network_input
        self._owner: object = None

    def show(self, owner: object, marks: Marks | None, drawing: Drawing) -> None:
        """Show a view's marks; None takes them away, unless another view's are shown.

        drawing: what the view shows, which may be a part of what lies on the pad.
        """
        if marks is None:
            if owner is not self._owner:
                return
            marks = Marks()
        self._owner = owner
        self._network_input.show_boxes(marks.boxes)
        boxes = () if drawing.is_empty else place_boxes(drawing, marks.boxes)
        has_marks = bool(boxes or marks.pieces)
        self._pad.show_marks(PadMarks(boxes, marks.pieces) if has_marks else None)


def place_boxes(drawing: Drawing, boxes: tuple[FieldBox, ...]) -> tuple[QRectF, ...]:
    """Return where boxes of the network's input lie among a drawing's strokes."""
    if not boxes:
        return ()
    placed = placement(drawing)
    return tuple(
        QRectF(
            *placed.to_drawing(left, top),
            (right - left) / placed.scale,
            (bottom - top) / placed.scale,
        )
        for left, top, right, bottom in boxes
    )
