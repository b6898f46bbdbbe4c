"""A hand that draws on a window's pad with the mouse, and says what the drawing is."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from model.ink.drawing import Drawing

PAD_SIDE = 400
SKIPPED_POINTS = 4
"""Of so many points one is drawn, which is enough to be read."""


def draw(pad: QWidget, drawing: Drawing) -> Iterator[bool]:
    """Draw strokes given in px of a 400 x 400 pad, as large as the pad is; an event at a time.

    Yields after each event whether it has lifted the pen.
    """
    scale = pad.width() / PAD_SIDE
    for stroke in drawing.strokes:
        first, *following = [QPointF(x, y) * scale for x, y in stroke[:, :2].tolist()]
        _send(pad, QEvent.Type.MouseButtonPress, first)
        yield False
        for place in following[::SKIPPED_POINTS]:
            _send(pad, QEvent.Type.MouseMove, place)
            yield False
        _send(pad, QEvent.Type.MouseButtonRelease, (following or [first])[-1])
        yield True


def _send(pad: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind is QEvent.Type.MouseMove else left
    held = none if kind is QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, at, pad.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(pad, event)
