"""Pictures of the window for README and docs, taken of the real one.

    INKLING_MNIST=... python -m tools.screenshots [NAME ...]

Draws built-in ink with real mouse events in a window that nobody sees, with a state folder of its
own, and writes `docs/NAME.png`; all of PICTURES without a name.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.application import make_application
from app.background import closing_deadline_s, wait_for_tasks
from app.main_window import MainWindow
from app.training.run_state import State
from app.views.views import TRAIN
from model.bench.probing import Points, drawing_events, post
from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.photographs import synthesize_photographs
from tools.campaign.windowing import wait_for, wait_until

DOCS = Path(__file__).parents[1] / "docs"
SIZE = QSize(1180, 760)
SEED = 3
LABELS = {"screenshot": "3", "inside": "7", "why": "7", "picture": "2", "numbers": "2026"}
HEIGHT = 280
"""Of a drawing, in px of the 400 x 400 pad."""
NUMBER_HEIGHT, NUMBER_GAP = 120, 36
NUMBER_WIDTH = 350
MANY = 200
PHOTOGRAPH_KIND = "ruled"
PHOTOGRAPH_MIN_PX = 500
SETTLING_S = 0.4
PATIENCE_S = 300


def settle() -> None:
    """Let the window paint what has changed."""
    wait_for(SETTLING_S)


def settle_once(is_so: Callable[[], bool], what: str) -> None:
    """Let the window go on until something is so, and is painted."""
    wait_until(is_so, what, PATIENCE_S)
    settle()


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


def written_number(label: str) -> Drawing:
    """Return a row of digits of built-in ink, each read well, in the middle of the pad."""
    strokes, left = [], 0.0
    for digit in map(written, label):
        begin, top, end, bottom = digit.bounds()
        scale = NUMBER_HEIGHT / (bottom - top)
        strokes += [(s - (begin, top)) * scale + np.array([left, 0]) for s in digit.strokes]
        left += (end - begin) * scale + NUMBER_GAP
    width = left - NUMBER_GAP
    scale, middle = NUMBER_WIDTH / width, np.array([width, NUMBER_HEIGHT]) / 2
    return Drawing(tuple((stroke - middle) * scale + 200 for stroke in strokes))


def draw(pad: QWidget, drawing: Drawing) -> None:
    """Draw with the mouse."""
    for kind, at in drawing_events(points_on(pad, drawing)):
        post(pad, kind, at)


def points_on(pad: QWidget, drawing: Drawing) -> list[Points]:
    """Return the points of each stroke, in px of the widget."""
    scale = pad.width() / 400
    return [[(x, y) for x, y in (stroke[:, :2] * scale).tolist()] for stroke in drawing.strokes]


def open_window(label: str) -> MainWindow:
    """Open a window with a drawing on its pad, read."""
    window = MainWindow()
    window.resize(SIZE)
    window.show()
    settle_once(lambda: window.is_ready, "the network is there")
    QTest.mouseMove(window, QPoint(2, 2))  # off whatever an earlier picture pointed at
    draw(window.pad, written(label) if len(label) == 1 else written_number(label))
    settle_once(lambda: window.prediction is not None, "the drawing is read")
    return window


def show_training(window: MainWindow) -> None:
    """Train, and stay before Keep or Discard."""
    window.views.show_view(TRAIN)
    panel = window.training_panel
    panel.form.recipe_box.setCurrentIndex(panel.form.recipe_box.findData("quick"))
    panel.train()
    settle_once(lambda: panel.state is State.DECIDING, "the run is over")
    wait_for(3 * SETTLING_S)


def show_inside(window: MainWindow) -> None:
    """Show Inside, with the pointer on a map."""
    window.views.show_view("inside")
    settle()
    graph = window.findChild(QWidget, "operatorGraph")
    QTest.mouseMove(graph, QPoint(285, 70))
    settle()


def show_why(window: MainWindow) -> None:
    """Show Why, once it is complete."""
    window.views.show_view("why")
    nearest = window.findChild(QWidget, "nearestStrip")
    settle_once(
        lambda: nearest.isVisible() and nearest.model().rowCount() > 0, "what is alike is found"
    )


def show_picture(window: MainWindow) -> None:
    """Open a photograph, with the ink marked that is read."""
    photograph = next(
        made
        for made in synthesize_photographs(MANY, SEED, kinds=[PHOTOGRAPH_KIND])
        if made.label == LABELS["picture"] and min(made.px.shape[:2]) >= PHOTOGRAPH_MIN_PX
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"photograph{photograph.suffix}"
        path.write_bytes(photograph.to_file())
        window.transfer.open_file(path)
        settle_once(
            lambda: window.pad.page.picture is not None and window.prediction is not None,
            "the photograph is read",
        )
    window.views.show_view("inside")
    settle()


def show_numbers(window: MainWindow) -> None:
    """Show Why of the third digit of a number, with the pointer on it."""
    window.views.show_view("why")
    box = window.pad.parts.parts[2].box
    at = box.center() * window.pad.scale
    QTest.mouseMove(window.pad, at.toPoint())
    show_why(window)


PICTURES: dict[str, Callable[[MainWindow], None]] = {
    "screenshot": show_training,
    "inside": show_inside,
    "why": show_why,
    "picture": show_picture,
    "numbers": show_numbers,
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
            settle()
            window.close()
        application.processEvents()
        wait_for_tasks(closing_deadline_s())


if __name__ == "__main__":
    main(sys.argv[1:])
