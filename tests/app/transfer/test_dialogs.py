"""The dialog that asks where to save: a real one, with the name typed in."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.transfer.dialogs import FOLDER, ask_where_to_save
from model.ink.formats import INK, PNG, Format
from tests.app.conftest import WAIT_MS

PICTURES = Format("Folder of pictures", FOLDER)


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def answer(window: QWidget, name: str, kind: Format, may_replace: bool) -> list[str]:
    """Type a name into the dialog that opens, and answer what it asks; returns its questions."""
    asked: list[str] = []

    def step() -> None:
        shown = QApplication.activeModalWidget()
        if isinstance(shown, QMessageBox):
            asked.append(shown.text())
            choice = QMessageBox.StandardButton
            shown.button(choice.Yes if may_replace else choice.No).click()
            if not may_replace:
                QTimer.singleShot(0, cancel)
        elif isinstance(shown, QFileDialog):
            chosen = next(f for f in shown.nameFilters() if f.startswith(kind.title))
            shown.selectNameFilter(chosen)
            shown.filterSelected.emit(chosen)
            line = shown.findChild(QLineEdit)
            assert isinstance(line, QLineEdit)
            line.setText(name)
            QTimer.singleShot(0, step)
            shown.accept()
        elif asked == []:
            pass

    def cancel() -> None:
        shown = QApplication.activeModalWidget()
        if isinstance(shown, QDialog):
            shown.reject()

    QTimer.singleShot(0, step)
    return asked


@pytest.mark.parametrize(
    ("name", "kind", "saved"),
    [
        ("foo", PNG, "foo.png"),
        ("foo", INK, "foo.jsonl"),
        ("v1.2", INK, "v1.2.jsonl"),
        ("x.JSONL", INK, "x.JSONL"),
        ("x.jsonl.gz", INK, "x.jsonl.gz"),
        ("some", PICTURES, "some"),
    ],
)
def test_a_name_gets_the_ending_of_its_format(
    window: QWidget, tmp_path: Path, name: str, kind: Format, saved: str
) -> None:
    answer(window, name, kind, may_replace=True)
    asked = ask_where_to_save(window, "Save", tmp_path / "drawing", PNG, INK, PICTURES)
    assert asked == (tmp_path / saved, kind)


@pytest.mark.parametrize(
    ("name", "kind", "there"), [("foo", PNG, "foo.png"), ("v1.2", INK, "v1.2.jsonl")]
)
@pytest.mark.parametrize("may_replace", [False, True])
def test_a_file_that_is_there_is_asked_about_by_its_whole_name(
    window: QWidget, tmp_path: Path, name: str, kind: Format, there: str, may_replace: bool
) -> None:
    (tmp_path / there).write_text("precious")
    questions = answer(window, name, kind, may_replace)
    asked = ask_where_to_save(window, "Save", tmp_path / "drawing", PNG, INK)
    assert len(questions) == 1
    assert there in questions[0]
    assert asked == ((tmp_path / there, kind) if may_replace else None)
    assert (tmp_path / there).read_text() == "precious"


def test_no_dialog_is_left_behind(window: QWidget, tmp_path: Path, qtbot: QtBot) -> None:
    for name in ("foo", "bar"):
        answer(window, name, PNG, may_replace=True)
        ask_where_to_save(window, "Save", tmp_path / "drawing", PNG, INK)
    qtbot.waitUntil(lambda: not window.findChildren(QDialog), timeout=WAIT_MS)
