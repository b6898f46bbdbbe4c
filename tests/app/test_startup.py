"""The program as it is started: in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from model.home.versions import kept_weights
from tests.conftest import HAND_DRAWN

PROBE = """
import json, sys
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication
from app.main_window import MainWindow
from tests.app.conftest import draw
from tests.conftest import HAND_DRAWN
from model.ink.ink_file import read_drawings

SLOW = ("torch", "torchvision", "PIL")
application = QApplication([])
window = MainWindow()
window.show()
window.grab()
first = [name for name in SLOW if name in sys.modules]

def tell(prediction):
    if prediction is None:
        return
    read = [name for name in SLOW if name in sys.modules]
    print(json.dumps({"first": first, "read": read, "text": prediction.text}))
    window.close()

window.predicted.connect(tell)
draw(window.pad, list(read_drawings(HAND_DRAWN))[6].strokes)
application.exec()
"""

QT_CLASSES = """
import builtins, threading
from PySide6.QtCore import QTimer

made_elsewhere = []
make_class = builtins.__build_class__

def watch(*arguments, **keywords):
    made = make_class(*arguments, **keywords)
    is_qt = any(base.__module__.startswith("PySide6") for base in getattr(made, "__mro__", ()))
    if is_qt and threading.current_thread() is not threading.main_thread():
        made_elsewhere.append(made.__name__)
    return made

builtins.__build_class__ = watch
from app.application import make_application
from app.main_window import MainWindow
from model.ink.ink_file import read_drawings
from tests.app.conftest import draw
from tests.conftest import HAND_DRAWN

application = make_application()
window = MainWindow()

def close_when_settled():
    if window.is_settled:
        timer.stop()  # it may be due again before the program ends
        print(made_elsewhere)
        window.close()

timer = QTimer(interval=20)
timer.timeout.connect(close_when_settled)
timer.start()
window.show()
draw(window.pad, list(read_drawings(HAND_DRAWN))[6].strokes)
application.exec()
"""

FIRST_PAINT = """
import sys
from app.application import make_application
from app.main_window import MainWindow

application = make_application()
window = MainWindow()
window.show()
window.grab()
print([name for name in ("numpy", "PIL", "app.training.training_panel") if name in sys.modules])
"""

LATE_WORK = """
import time
from PySide6.QtCore import QThreadPool, QTimer
from app.application import make_application
from app.background import BackgroundTask, background_tasks_running
from app.main_window import MainWindow

ended = []

def work():
    time.sleep(0.3)
    ended.append("work")

def close():
    window.close()
    BackgroundTask("Working", work).start()
    for _ in range(2):  # one after the other: longer than the work beside them
        BackgroundTask("Keeping", work).start(keeping)

application = make_application()
window = MainWindow()
keeping = QThreadPool()
keeping.setMaxThreadCount(1)
window.show()
QTimer.singleShot(0, close)
application.exec()
print(background_tasks_running(), len(ended))
"""

CLOSING = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from app.application import make_application
from app.background import BackgroundTask, end_program
from app.main_window import MainWindow

def read():
    time.sleep(600)

def write():
    time.sleep(2)
    Path(sys.argv[1]).write_text("written")

def close():
    begin = time.perf_counter()
    window.close()
    print(time.perf_counter() - begin, flush=True)

application = make_application()
window = MainWindow()
window.show()
BackgroundTask("Reading", read).start()
BackgroundTask("Writing", write, must_complete=True).start()
QTimer.singleShot(0, close)
sys.exit(end_program(application.exec()))
"""

COPY = """
import sys
from PySide6.QtGui import QGuiApplication
from app import application
from app.main_window import MainWindow
from model.ink.ink_file import read_drawings
from tests.app.conftest import draw
from tests.conftest import HAND_DRAWN

class Window(MainWindow):
    def __init__(self, file):
        super().__init__(file)
        QGuiApplication.clipboard().dataChanged.connect(self.close_once_copied)
        self.predicted.connect(self.copy_once_read)

    def copy_once_read(self, prediction):
        if prediction is None:
            draw(self.pad, list(read_drawings(HAND_DRAWN))[6].strokes)
        else:
            self.tools.copy.trigger()

    def close_once_copied(self):
        if QGuiApplication.clipboard().mimeData().hasImage():
            self.close()

application.MainWindow = Window
sys.exit(application.open_pad(None))
"""

OPEN_FILE = """
import sys
from app import main_window
from app.__main__ import main

class Window(main_window.MainWindow):
    def __init__(self, file):
        super().__init__(file)
        self.predicted.connect(self.tell)

    def tell(self, prediction):
        if prediction is not None:
            print(prediction.label)
            self.close()

main_window.MainWindow = Window
sys.exit(main())
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_first_window_and_first_digit_need_no_slow_import() -> None:
    process = run("-c", PROBE)
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout) == {"first": [], "read": [], "text": "6"}


def test_the_first_paint_does_not_wait_for_numpy() -> None:
    process = run("-c", FIRST_PAINT)
    assert process.returncode == 0, process.stderr
    assert process.stdout.split() == ["[]"]


def test_classes_of_qt_are_made_on_the_gui_thread_only() -> None:
    """PySide may crash where they are not: see CONTRIBUTING.md, "Threads"."""
    process = run("-c", QT_CLASSES)
    assert process.returncode == 0, process.stderr
    assert process.stdout.split() == ["[]"]


def test_work_that_begins_while_the_window_closes_ends_before_it_is_gone() -> None:
    process = run("-c", LATE_WORK)
    assert process.returncode == 0, process.stderr
    assert process.stdout.split() == ["False", "3"]


def test_closing_takes_a_second_and_the_program_ends_once_all_is_written(tmp_path: Path) -> None:
    process = run("-c", CLOSING, str(tmp_path / "file"))
    assert process.returncode == 0, process.stderr
    assert float(process.stdout) < 1
    assert (tmp_path / "file").read_text() == "written"


def test_the_program_ends_well_after_copying() -> None:
    process = run("-c", COPY)
    assert process.returncode == 0, process.stderr


@pytest.mark.parametrize("index", [0, 4])
def test_inkling_file_opens_the_pad_on_it(tmp_path: Path, index: int) -> None:
    path = tmp_path / "digit.jsonl"
    path.write_text(HAND_DRAWN.read_text().splitlines(keepends=True)[index])
    process = run("-c", OPEN_FILE, str(path))
    assert process.returncode == 0, process.stderr
    assert process.stdout.split() == [str(index)]
    assert kept_weights() == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_one_line_names_the_headless_commands() -> None:
    process = run("-m", "app", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert process.returncode == 2
    assert process.stdout == ""
    assert len(process.stderr.splitlines()) == 1
    assert "inkling recognize" in process.stderr


def test_commands_never_import_qt(tmp_path: Path) -> None:
    code = (
        "import sys; from app.__main__ import main; sys.argv[1:] = ['recognize', sys.argv[1]];"
        "code = main(); assert 'PySide6' not in sys.modules; sys.exit(code)"
    )
    process = run("-c", code, str(HAND_DRAWN))
    assert process.returncode == 0, process.stderr
    assert [line.split("\t")[2] for line in process.stdout.splitlines()] == list("0123456789")
