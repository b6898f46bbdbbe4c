"""Read from camera: with a camera, and without one, or what it takes to read from it."""

import ast
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.camera import camera_command, multimedia
from app.camera.camera_command import NO_CAMERA, NOT_ALLOWED
from app.camera.multimedia import MODULE
from app.camera.permission import ask_permission
from app.main_window import MainWindow
from model.ink.drawing import Drawing
from tests.app.camera.conftest import FRONT, HeldPages, paint_page
from tests.app.conftest import WAIT_MS, message, wait_for_answer
from tests.model.conftest import ROOT

Then = Callable[[bool], object]


def use(
    camera: HeldPages, monkeypatch: pytest.MonkeyPatch, ask: Callable[[QObject, Then], None]
) -> None:
    """Have these cameras be the machine's; ask: answers whether they may be used."""
    monkeypatch.setattr(camera_command, "open_cameras", lambda owner: camera)
    monkeypatch.setattr(camera_command, "ask_permission", ask)


def allow(owner: QObject, then: Then) -> None:
    then(True)


def test_a_page_read_from_a_camera_is_put_on_the_pad_and_can_be_undone(
    camera: HeldPages,
    window: MainWindow,
    qtbot: QtBot,
    hand_drawn: list[Drawing],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(camera, monkeypatch, allow)
    camera.hold(paint_page(hand_drawn[5]))
    window.tools.camera.trigger()
    camera_window = window.camera.camera_window
    assert camera_window is not None
    qtbot.waitUntil(camera_window.put_button.isEnabled, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: camera_window.answer.text() == "5", timeout=WAIT_MS)
    camera_window.put_button.click()
    assert not camera.running
    assert window.pad.page.picture is not None
    wait_for_answer(window, qtbot, "5")
    window.tools.undo.trigger()
    assert window.pad.page.is_empty


def test_the_camera_is_off_once_the_window_is_closed(
    camera: HeldPages, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(camera, monkeypatch, allow)
    window.tools.camera.trigger()
    assert camera.running
    window.close()
    assert not camera.running


def test_a_machine_without_a_camera_is_told_so(
    camera: HeldPages, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(camera, monkeypatch, allow)
    camera.connected.clear()
    window.tools.camera.trigger()
    assert message(window) == NO_CAMERA
    assert window.camera.camera_window is None
    camera.connected.append(FRONT)
    window.tools.camera.trigger()
    assert camera.running == FRONT.id


def test_where_the_user_does_not_allow_it_the_camera_stays_off(
    camera: HeldPages, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Then] = []
    use(camera, monkeypatch, lambda owner, then: asked.append(then))
    window.tools.camera.trigger()
    assert not camera.running
    asked[0](False)
    assert message(window) == NOT_ALLOWED
    assert not camera.running
    window.tools.camera.trigger()
    asked[1](True)
    assert camera.running


def test_where_the_system_asks_nobody_a_camera_may_be_used(qtbot: QtBot) -> None:
    answers: list[bool] = []
    ask_permission(QObject(), answers.append)
    assert answers == [True]


def test_the_machines_own_cameras_can_be_listed(
    window: MainWindow, cameras_module: ModuleType
) -> None:
    source = multimedia.open_cameras(window)
    cameras = source.cameras()
    assert len({camera.id for camera in cameras}) == len(cameras)
    faults: list[str] = []
    source.failed.connect(faults.append)
    source.start("one that is not there")
    assert faults == ["This camera is no longer there."]
    source.stop()


def test_a_frame_that_comes_on_the_cameras_thread_arrives_on_that_of_the_window(
    qtbot: QtBot, cameras_module: ModuleType, hand_drawn: list[Drawing]
) -> None:
    source = cameras_module.SinkSource()
    arrived_on: list[threading.Thread] = []
    source.frame_arrived.connect(lambda frame: arrived_on.append(threading.current_thread()))
    frame = cameras_module.QVideoFrame(paint_page(hand_drawn[0]))
    camera_thread = threading.Thread(target=partial(source.sink.setVideoFrame, frame))
    camera_thread.start()
    camera_thread.join()
    qtbot.waitUntil(lambda: arrived_on == [threading.main_thread()], timeout=WAIT_MS)


# Without Qt's multimedia


def test_without_qt_multimedia_it_is_said_what_brings_it(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, MODULE, None)
    monkeypatch.delitem(sys.modules, "app.camera.camera_source", raising=False)
    window.tools.camera.trigger()
    box = window.findChild(QMessageBox, "missingLibrary")
    assert isinstance(box, QMessageBox)
    assert box.isVisible()
    command = 'pip install "inkling-pad[camera]"'
    assert command in box.text()
    button = box.findChild(QPushButton, "copyCommandButton")
    assert isinstance(button, QPushButton)
    button.click()
    assert QGuiApplication.clipboard().text() == command
    assert not box.isVisible()


def test_a_system_library_that_is_missing_is_told_in_one_sentence(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> None:
        raise ImportError("libpulse.so.0: cannot open shared object file")

    monkeypatch.setattr(multimedia, "import_module", fail)
    window.tools.camera.trigger()
    assert message(window).startswith("Qt's multimedia")
    assert "libpulse.so.0" in message(window)


def imports_of(path: Path) -> set[str]:
    """Return the names of all modules that a file names in its imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_one_module_alone_imports_qt_multimedia_and_none_imports_that() -> None:
    files = [path for room in ("app", "model") for path in (ROOT / room).rglob("*.py")]
    assert len(files) > 100
    users = {path.name for path in files if any(MODULE in name for name in imports_of(path))}
    assert users == {"camera_source.py"}
    door = "app.camera.camera_source"
    assert not [path for path in files if door in imports_of(path)]


def test_neither_the_window_nor_that_of_the_camera_imports_qt_multimedia() -> None:
    code = (
        "import sys, app.application, app.camera.camera_window;"
        f"print({MODULE!r} in sys.modules, 'app.camera.camera_window' in sys.modules)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert process.stdout.split() == ["False", "True"]
