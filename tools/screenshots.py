"""Pictures of the window for README and docs, taken of the real one.

    INKLING_MNIST=... python -m tools.screenshots [NAME ...]

Draws built-in ink with real mouse events in a window that nobody sees, with a state folder of its
own, and writes `docs/NAME.png`; all of PICTURES without a name.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.application import make_application
from app.main_window import MainWindow
from app.training.run_state import State
from app.views.views import TRAIN
from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing
from model.network.recognizer import Recognizer
from model.network.weights import default_weights

DOCS = Path(__file__).parents[1] / "docs"
SIZE = QSize(1180, 760)
SEED = 3
LABELS = {"screenshot": "3", "inside": "7", "why": "7", "mistakes": "2"}
HEIGHT = 280
"""Of a drawing, in px of the 400 x 400 pad."""
SETTLING_MS = 400
PATIENCE_S = 300


def wait(milliseconds: int) -> None:
    """Let the window go on for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Let the window go on until something is so; raises TimeoutError where that takes long."""
    until_s = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > until_s:
            raise TimeoutError
        wait(20)
    wait(SETTLING_MS)


def written(label: str) -> Drawing:
    """Return a drawing of built-in ink that is read well, in the middle of the pad."""
    recognizer = Recognizer(default_weights())
    drawings = [d for d in synthesize_digits(400, SEED) if d.label == label]
    best = max(
        zip(drawings, recognizer.recognize(drawings), strict=True),
        key=lambda pair: float(pair[1].probabilities[pair[1].classes.names.index(label)]),
    )[0]
    left, top, right, bottom = best.bounds()
    scale = HEIGHT / max(right - left, bottom - top)
    middle = np.array([left + right, top + bottom]) / 2
    return Drawing(tuple((stroke[:, :2] - middle) * scale + 200 for stroke in best.strokes))


def draw(pad: QWidget, drawing: Drawing) -> None:
    """Draw with the mouse."""
    scale = pad.width() / 400
    for stroke in drawing.strokes:
        points = [QPointF(x, y) for x, y in (stroke[:, :2] * scale).tolist()]
        for kind, point in [
            (QEvent.Type.MouseButtonPress, points[0]),
            *((QEvent.Type.MouseMove, point) for point in points[1:]),
            (QEvent.Type.MouseButtonRelease, points[-1]),
        ]:
            is_move = kind is QEvent.Type.MouseMove
            button = Qt.MouseButton.NoButton if is_move else Qt.MouseButton.LeftButton
            down = Qt.MouseButton.LeftButton
            event = QMouseEvent(
                kind, point, pad.mapToGlobal(point), button, down, Qt.KeyboardModifier.NoModifier
            )
            QApplication.sendEvent(pad, event)


def open_window(label: str) -> MainWindow:
    """Open a window with a drawing on its pad, read."""
    window = MainWindow()
    window.resize(SIZE)
    window.show()
    wait_until(lambda: window.is_ready)
    QTest.mouseMove(window, QPoint(2, 2))  # off whatever an earlier picture pointed at
    draw(window.pad, written(label))
    wait_until(lambda: window.prediction is not None)
    return window


def show_training(window: MainWindow) -> None:
    """Train, and stay before Keep or Discard."""
    window.views.show_view(TRAIN)
    panel = window.training_panel
    panel.form.recipe_box.setCurrentIndex(panel.form.recipe_box.findData("quick"))
    panel.train()
    wait_until(lambda: panel.state is State.DECIDING)
    wait(3 * SETTLING_MS)


def show_inside(window: MainWindow) -> None:
    """Show Inside, with the pointer on a map."""
    window.views.show_view("inside")
    wait(SETTLING_MS)
    graph = window.findChild(QWidget, "operatorGraph")
    QTest.mouseMove(graph, QPoint(285, 70))
    wait(SETTLING_MS)


def show_why(window: MainWindow) -> None:
    """Show Why, once it is complete."""
    window.views.show_view("why")
    nearest = window.findChild(QWidget, "nearestStrip")
    wait_until(lambda: nearest.isVisible() and nearest.model().rowCount() > 0)


def show_mistakes(window: MainWindow) -> None:
    """Show Mistakes, once they are counted."""
    window.views.show_view("mistakes")
    matrix = window.findChild(QWidget, "confusionMatrix")
    wait_until(matrix.isVisible)


PICTURES: dict[str, Callable[[MainWindow], None]] = {
    "screenshot": show_training,
    "inside": show_inside,
    "why": show_why,
    "mistakes": show_mistakes,
}


def main(names: list[str]) -> None:
    """Take the pictures."""
    with TemporaryDirectory() as home:
        os.environ["INKLING_HOME"] = home
        application = make_application()
        for name in names or PICTURES:
            window = open_window(LABELS[name])
            PICTURES[name](window)
            window.grab().save(str(DOCS / f"{name}.png"))
            window.pad.clear()
            wait(SETTLING_MS)
            window.close()
        application.processEvents()


if __name__ == "__main__":
    main(sys.argv[1:])
