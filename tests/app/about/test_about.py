"""About and What is new: what a user can say of a program that has a fault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.about import facts
from app.about.about_dialog import AboutDialog
from app.about.notes_dialog import NotesDialog
from model.release import version
from model.storage.log import crash_log_path, log_path
from tests.model.conftest import run_python

TRACES = 'Fatal Python error: Segmentation fault\n\n  File "pad.py", line 3 in draw\n'
IMPORTS = """
import sys
from app.about.facts import gather_facts
facts = dict(gather_facts())
print(facts["NumPy"], [name for name in ("numpy", "torch") if name in sys.modules])
"""


class Opener(QObject):
    """Takes what the system is asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Note a file."""
        self.opened.append(Path(url.toLocalFile()))


@pytest.fixture
def opener() -> Iterator[Opener]:
    """Stands in for the system's programs."""
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")  # type: ignore[arg-type]  # PySide takes text
    yield opener
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def about(window: QWidget) -> AboutDialog:
    dialog = AboutDialog(window)
    dialog.show()
    return dialog


def press(dialog: QWidget, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def values_of(dialog: AboutDialog) -> dict[str, str]:
    labels = dialog.findChildren(QLabel, "aboutValue")
    return {label.accessibleName(): label.text() for label in labels}


def test_it_says_versions_and_where_the_files_lie(about: AboutDialog, home: Path) -> None:
    values = values_of(about)
    assert values["Inkling"] == version()
    assert values["Qt"][0].isdigit()
    assert values["NumPy"][0].isdigit()
    assert values["Folder"] == str(home)
    assert values["Log"] == str(log_path())
    assert values["Last crash"] == "none"
    assert values["Licence"] == "MIT"


def test_what_is_not_installed_is_said(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "LIBRARIES", (("PyTorch", "no-such-torch", "no_such_torch"),))
    assert values_of(AboutDialog(window))["PyTorch"] == "not installed"


def test_versions_are_found_without_importing_the_libraries() -> None:
    process = run_python("-c", IMPORTS, QT_QPA_PLATFORM="offscreen")
    assert process.returncode == 0, process.stderr
    number, imported = process.stdout.split()
    assert number[0].isdigit()
    assert imported == "[]"


def test_all_is_copied_with_the_last_crash(window: QWidget, home: Path) -> None:
    home.mkdir()
    crash_log_path().write_text(TRACES)
    dialog = AboutDialog(window)
    dialog.show()
    assert values_of(dialog)["Last crash"] != "none"
    QGuiApplication.clipboard().clear()
    press(dialog, "copyAboutButton")
    copied = QGuiApplication.clipboard().text()
    assert f"Inkling: {version()}" in copied.splitlines()
    assert "line 3 in draw" in copied


def test_log_and_folder_are_opened_once_they_are_there(
    about: AboutDialog, opener: Opener, home: Path
) -> None:
    press(about, "showLogButton")
    assert opener.opened == []
    note = about.findChild(QLabel, "aboutNote")
    assert isinstance(note, QLabel)
    assert note.text() == f"Nothing is there yet: {log_path()}"
    home.mkdir()
    log_path().touch()
    press(about, "showLogButton")
    press(about, "showFolderButton")
    assert opener.opened == [log_path(), home]


def test_what_is_new_shows_the_newest_release(window: QWidget) -> None:
    dialog = NotesDialog(window)
    dialog.show()
    assert dialog.windowTitle().startswith("What is new in Inkling 1.0.0")
    text = dialog.text.toPlainText()
    assert "The pad" in text
    assert "##" not in text
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
