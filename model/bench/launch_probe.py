"""A launch, timed from inside; prints JSON: python -m model.bench.launch_probe."""

import gc
import json
import time

gc.disable()  # as `app/__main__.py` does

from PySide6.QtCore import QTimer  # noqa: E402

from app.application import make_application  # noqa: E402
from app.main_window import MainWindow  # noqa: E402
from model.bench.memory import peak_memory_mb  # noqa: E402
from model.bench.probing import (  # noqa: E402
    PaintWatch,
    Points,
    post,
    stroke_events,
)

SEVEN: Points = [
    *((100 + 10 * i, 100) for i in range(20)),
    *((300 - 4 * i, 100 + 10 * i) for i in range(25)),
]


def launch() -> None:
    """Open Inkling's window, draw at once, and tell when it was painted and when it has read."""
    application = make_application()
    window = MainWindow()
    told: dict[str, float] = {}

    def pad_painted() -> None:
        if "painted" not in told:
            told["painted"] = time.time()
            for kind, at in stroke_events(SEVEN):
                post(window.pad, kind, at)

    def bars_painted() -> None:
        if window.prediction is not None and "read" not in told:
            told["read"] = time.time()
            told["memory_mb"] = peak_memory_mb()
            print(json.dumps(told))
            QTimer.singleShot(0, window.close)

    PaintWatch(window.pad, pad_painted)
    PaintWatch(window.prediction_panel.bars, bars_painted)
    window.show()
    application.exec()


if __name__ == "__main__":
    launch()
