"""A short moving picture of real use, for the README, taken of the real window.

    INKLING_MNIST=... python -m tools.film

A digit is drawn with real mouse events and read as it grows, then looked into; the network trains
while another is drawn; a number is written and read. Writes `docs/inkling.gif`.
"""

import os
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.application import make_application
from app.background import closing_deadline_s, wait_for_tasks
from app.main_window import MainWindow
from app.training.run_state import State
from app.views.views import TRAIN
from model.bench.probing import drawing_events, post
from model.ink.drawing import Drawing
from tools.campaign.windowing import wait_for
from tools.screenshots import DOCS, points_on, settle, settle_once, written, written_number

SIZE = QSize(1000, 640)
SHOWN_WIDTH = 800
FRAME_S = 0.1
POINTS_A_FRAME = 8
FRAMES_OF_RUN = 24
HOLD_S = 1.6
"""So long what has come of it is shown."""


class Film:
    """The frames of a window, and how long each is shown."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._frames: list[Image.Image] = []
        self._durations_ms: list[int] = []

    def take(self, duration_s: float = FRAME_S) -> None:
        """Add the window as it looks now."""
        shown = self._window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), -1)
        px = rows[:, : 3 * shown.width()].reshape(shown.height(), shown.width(), 3)
        height = round(shown.height() * SHOWN_WIDTH / shown.width())
        frame = Image.fromarray(px).resize((SHOWN_WIDTH, height), Image.Resampling.LANCZOS)
        self._frames.append(frame)
        self._durations_ms.append(round(1000 * duration_s))

    def draw(self, drawing: Drawing) -> None:
        """Draw with the mouse, and take a frame now and then."""
        pad = self._window.pad
        for number, (kind, at) in enumerate(drawing_events(points_on(pad, drawing))):
            post(pad, kind, at)
            if number % POINTS_A_FRAME == 0:
                wait_for(FRAME_S / 2)
                self.take()
        settle_once(lambda: self._window.prediction is not None, "the drawing is read")
        self.take(HOLD_S)

    def save(self) -> None:
        """Write it, whole, in few colours: the window has no more."""
        palette = self._frames[-1].quantize(128, dither=Image.Dither.NONE)
        frames = [f.quantize(palette=palette, dither=Image.Dither.NONE) for f in self._frames]
        frames[0].save(
            DOCS / "inkling.gif",
            save_all=True,
            append_images=frames[1:],
            duration=self._durations_ms,
            loop=0,
            optimize=True,
        )


def play(window: MainWindow, film: Film) -> None:
    """Use the window as the film shows it."""
    film.take(HOLD_S / 2)
    film.draw(written("3"))
    for view in ("inside", "why"):
        window.views.show_view(view)
        wait_for(3 * HOLD_S if view == "why" else HOLD_S / 2)
        film.take(HOLD_S)
    window.pad.clear()
    window.views.show_view(TRAIN)
    panel = window.training_panel
    panel.form.recipe_box.setCurrentIndex(panel.form.recipe_box.findData("quick"))
    QTest.mouseClick(panel.train_button, Qt.MouseButton.LeftButton)
    settle_once(lambda: bool(panel.learning_curve.losses[0]), "the run has begun")
    film.draw(written("7"))
    for _ in range(FRAMES_OF_RUN):
        wait_for(2 * FRAME_S)
        film.take()
    settle_once(lambda: panel.state is State.DECIDING, "the run is over")
    film.take(HOLD_S)
    panel.discard()
    window.pad.clear()
    settle()
    film.draw(written_number("2026"))


def main() -> None:
    """Make the film."""
    with TemporaryDirectory() as home:
        os.environ["INKLING_HOME"] = home
        application = make_application()
        window = MainWindow()
        window.resize(SIZE)
        window.show()
        settle_once(lambda: window.is_ready, "the network is there")
        QTest.mouseMove(window, QPoint(2, 2))
        settle()
        film = Film(window)
        play(window, film)
        film.save()
        window.close()
        application.processEvents()
        wait_for_tasks(closing_deadline_s())


if __name__ == "__main__":
    main()
