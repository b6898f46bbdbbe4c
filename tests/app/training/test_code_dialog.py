"""Show code: the program of the run that is chosen, highlighted, copied with a click and saved."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QTextBlock, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.training import code_dialog
from app.training.code_dialog import CodeDialog
from app.training.python_highlighter import PythonHighlighter, colors
from app.training.run_state import State
from app.training.training_panel import TrainingPanel
from model.training.program import PROGRAM, write_program
from model.training.recipes import RECIPES, make_config
from tests.app.conftest import WAIT_MS
from tests.app.training.conftest import Script, click, finished, started

LIGHT = QPalette(QColor("#efefef"))
DARK = QPalette(QColor("#2b2b2b"))


@pytest.fixture
def show_code(panel: TrainingPanel, qtbot: QtBot) -> Callable[[], CodeDialog]:
    """Click on Show code, and return the dialog that opens."""

    def show() -> CodeDialog:
        click(panel.form.code_button)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=WAIT_MS)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CodeDialog)
        return dialog

    return show


@pytest.fixture
def dialog(show_code: Callable[[], CodeDialog]) -> CodeDialog:
    return show_code()


@pytest.fixture
def use_palette(dialog: CodeDialog) -> Iterator[Callable[[QPalette], None]]:
    """Give the application another palette, as the system does; the old one comes back."""
    old = QApplication.palette()

    def use(palette: QPalette) -> None:
        QApplication.setPalette(palette)
        QApplication.processEvents()

    yield use
    QApplication.setPalette(old)


def test_it_shows_the_program_of_what_is_chosen(
    panel: TrainingPanel, show_code: Callable[[], CodeDialog]
) -> None:
    form = panel.form
    form.recipe_box.setCurrentIndex(form.recipe_box.findData("lecture"))
    form.epochs_box.setValue(4)
    form.learning_rate_box.setValue(0.25)
    form.seed_box.setValue(7)
    config = make_config("lecture", epochs=4, learning_rate=0.25, seed=7)
    dialog = show_code()
    assert dialog.editor.toPlainText() == write_program(config)
    assert dialog.editor.isReadOnly()
    assert "python lecture.py FOLDER" in dialog.note.text()


def test_a_click_copies_all_of_it(dialog: CodeDialog) -> None:
    QGuiApplication.clipboard().clear()
    click(dialog.copy_button)
    program = write_program(RECIPES["inkling"])
    assert QGuiApplication.clipboard().text() == program
    assert dialog.note.text() == f"Copied {len(program.splitlines())} lines."


def test_it_is_saved_as_a_file(
    dialog: CodeDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.py"
    monkeypatch.setattr(code_dialog, "ask_where_to_save", lambda *_: (path, PROGRAM))
    click(dialog.save_button)
    qtbot.waitUntil(lambda: dialog.note.text() == f"Saved {path}", timeout=WAIT_MS)
    assert path.read_text() == write_program(RECIPES["inkling"])


def test_what_cannot_be_saved_is_said(
    dialog: CodeDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_dialog, "ask_where_to_save", lambda *_: (tmp_path, PROGRAM))
    click(dialog.save_button)
    qtbot.waitUntil(lambda: "Cannot write" in dialog.note.text(), timeout=WAIT_MS)


def test_cancelling_saves_nothing(dialog: CodeDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_dialog, "ask_where_to_save", lambda *_: None)
    before = dialog.note.text()
    click(dialog.save_button)
    assert dialog.note.text() == before


def test_escape_closes_it(dialog: CodeDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.destroyed, timeout=WAIT_MS):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_code_of_a_run_under_way_can_be_shown(
    panel: TrainingPanel,
    show_code: Callable[[], CodeDialog],
    wait_for_state: Callable[[State], None],
) -> None:
    script = Script(started(), finished())
    panel.start(script)
    assert panel.form.code_button.isEnabled()
    show_code().close()
    script.allow(2)
    wait_for_state(State.DECIDING)


# Highlighting


def pieces(block: QTextBlock, palette: QPalette) -> list[tuple[str, str]]:
    """Return what of a line is coloured, each with the kind of token that has the colour."""
    kinds = {color.name(): kind for kind, color in colors(palette).items()}
    return [
        (block.text()[part.start : part.start + part.length], kinds[name])
        for part in block.layout().formats()
        if (name := part.format.foreground().color().name()) in kinds
    ]


def highlight(text: str, palette: QPalette = LIGHT) -> list[list[tuple[str, str]]]:
    document = QTextDocument(text)
    highlighter = PythonHighlighter(document, palette)
    lines = [pieces(document.findBlockByNumber(n), palette) for n in range(document.blockCount())]
    highlighter.setDocument(None)
    return lines


def test_keywords_strings_comments_and_numbers_have_their_colours(qtbot: QtBot) -> None:
    assert highlight('for x2 in f(1e-3, "# \\" in", 60_000):  # not "a string" 5') == [
        [
            ("for", "keyword"),
            ("in", "keyword"),
            ("1e-3", "number"),
            ('"# \\" in"', "string"),
            ("60_000", "number"),
            ('# not "a string" 5', "comment"),
        ]
    ]


def test_a_docstring_of_several_lines_is_one_string(qtbot: QtBot) -> None:
    text = 'x = 1\n"""For one\n\n    # all in 2\n"""  # in\nreturn """a""", f"{b}", \'\''
    assert highlight(text) == [
        [("1", "number")],
        [('"""For one', "string")],
        [],
        [("    # all in 2", "string")],
        [('"""', "string"), ("# in", "comment")],
        [("return", "keyword"), ('"""a"""', "string"), ('f"{b}"', "string"), ("''", "string")],
    ]


@pytest.mark.parametrize("recipe", RECIPES)
def test_no_string_of_a_program_is_left_open(recipe: str, qtbot: QtBot) -> None:
    assert highlight(write_program(RECIPES[recipe]))[-1] == []  # "main()"


def test_another_palette_recolours_what_is_shown(
    dialog: CodeDialog, use_palette: Callable[[QPalette], None]
) -> None:
    first = dialog.editor.document().firstBlock()
    for palette in (DARK, LIGHT):
        use_palette(palette)
        assert [kind for _, kind in pieces(first, palette)] == ["string"]


def luminance(color: QColor) -> float:
    """Return the relative luminance, as WCAG 2 has it."""
    shares = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_all_colours_are_legible(
    dialog: CodeDialog, use_palette: Callable[[QPalette], None], palette: QPalette
) -> None:
    use_palette(palette)
    shown = dialog.editor.viewport().grab().toImage().pixelColor(1, 1)
    for kind, color in colors(palette).items():
        lighter, darker = sorted((luminance(color), luminance(shown)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, kind
