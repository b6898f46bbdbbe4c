"""The window where PyTorch is not installed, used by hand; to be run in a process of its own.

python -m tests.without_torch FOLDER: prints what was read and said, as JSON, and leaves a picture
of each view in the folder. It needs no test library, so that it runs in an install of Inkling.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QListView, QMessageBox, QPushButton

from app.application import make_application
from app.main_window import MainWindow
from app.views.views import KINDS
from app.views.why import MOVING
from model.bench.probing import Points, drawing_events, post, ring
from model.storage.log import log_path, start_logging

WAIT_S = 60


def forbid_torch() -> None:
    """Have every import of PyTorch fail from now on, as if it were not installed."""
    sys.modules["torch"] = sys.modules["torchvision"] = None  # type: ignore[assignment]


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the window go on, for a moment at least, until this holds."""
    until_s = time.monotonic() + WAIT_S
    is_over = False
    while not is_over:
        assert time.monotonic() < until_s, "nothing came of it"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        is_over = condition()


def draw(window: MainWindow, strokes: Iterable[Points]) -> None:
    """Draw with the mouse."""
    for kind, at in drawing_events(strokes):
        post(window.pad, kind, at)


def click(button: QPushButton) -> None:
    """Click with the mouse."""
    at = button.rect().center().toTuple()
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        post(button, kind, at)


def take_offer(window: MainWindow) -> tuple[str, str]:
    """Copy the command that a dialog offers; return its sentence, and what was copied."""
    wait_until(lambda: window.findChild(QMessageBox, "missingLibrary") is not None)
    box = window.findChild(QMessageBox, "missingLibrary")
    sentence = box.text()
    click(box.findChild(QPushButton, "copyCommandButton"))
    wait_until(lambda: window.findChild(QMessageBox, "missingLibrary") is None)
    return sentence, QGuiApplication.clipboard().text()


def reads(window: MainWindow, text: str) -> Callable[[], bool]:
    """Return whether the window reads this by now."""
    return lambda: window.prediction is not None and window.prediction.text == text


def _has_shown(window: MainWindow, name: str) -> bool:
    """Return whether a view says what it shows."""
    view = window.views.view(name)
    sentence = "there is none" if view is None else view.sentence.text()
    return sentence not in ("", MOVING)


def use(window: MainWindow, folder: Path) -> dict[str, object]:
    """Draw, look at each view, ask for training and for learning; return what came of it."""
    wait_until(lambda: window.is_ready)
    draw(window, [ring(0)])
    wait_until(reads(window, "0"))
    wait_until(lambda: window.is_settled)  # nothing is imported in the background
    seen = []
    for kind in KINDS:
        window.views.show_view(kind.name)
        wait_until(partial(_has_shown, window, kind.name))
        window.grab().save(str(folder / f"{kind.name}.png"))
        seen.append(kind.name)
    window.views.show_view(KINDS[0].name)
    click(window.training_panel.train_button)
    train, copied = take_offer(window)
    window.correct("0")
    learn_button = window.training_panel.learning_panel.learn_button
    wait_until(learn_button.isEnabled)
    click(learn_button)
    learn, _ = take_offer(window)
    window.own_drawings.show_gallery()
    gallery = window.own_drawings.gallery
    assert gallery is not None
    kept = gallery.findChild(QListView)
    assert isinstance(kept, QListView)
    wait_until(lambda: kept.model().rowCount() > 0)
    gallery.grab().save(str(folder / "gallery.png"))
    gallery.close()
    one = [(60.0, 100.0 + 2 * step) for step in range(80)]
    draw(window, [one, ring(3)])
    wait_until(reads(window, "10"))
    return {
        "views": seen,
        "train": train,
        "copied": copied,
        "learn": learn,
        "log": log_path().read_text() if log_path().exists() else "",
    }


def main() -> None:
    """Open a window and use it."""
    forbid_torch()
    start_logging()
    application = make_application()
    window = MainWindow()
    window.show()
    try:
        print(json.dumps(use(window, Path(sys.argv[1]))))
    finally:
        window.close()
        QGuiApplication.clipboard().clear()
    del application


if __name__ == "__main__":
    main()
